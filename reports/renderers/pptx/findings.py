"""One slide for each finding of page one: what, on which evidence, so what, and who does something about it."""

from __future__ import annotations

from collections.abc import Iterator

from reports.documents import ActionItem, Finding
from reports.renderers.pptx.fitting import cut, height
from reports.renderers.pptx.source import BODY, Source
from reports.renderers.pptx.writing import Para, Run, para, text_box

LEFT, GAP = 5.6, 0.6
LABEL = 12
SIZES = (18, 17, 16, 15, 14, 13, 12, 11)
MOST = 3
"""Actions on one slide; the notes name them all."""


def findings(source: Source) -> None:
    for finding in source.leading():
        _finding(source, finding)


def _finding(source: Source, finding: Finding) -> None:
    """Evidence and meaning on the left, what to do on the right."""
    actions = source.actions_for(finding)
    said = [finding.evidence, f"Finding {finding.id}", *(_whole(action) for action in actions)]
    slide = source.slide(section=f"Finding · {finding.subject}", title=finding.sentence, said=tuple(said))
    x, y, width, room = BODY
    wide = LEFT if actions else width
    left = [("Evidence", finding.evidence), ("So what", finding.so_what)]
    blocks = [(label, text) for label, text in left if text]
    size = _size([text for _, text in blocks], labels=len(blocks), width=wide, room=room)
    paragraphs = list(_labeled(blocks, size=size, width=wide, room=room))
    text_box(slide, (x, y, wide, room), paragraphs, name="Evidence and meaning")
    if actions:
        across = width - wide - GAP
        box = (x + wide + GAP, y, across, room)
        text_box(slide, box, list(_actions(actions[:MOST], width=across, room=room)), name="Actions")


def _whole(action: ActionItem) -> str:
    moves = f" Moves: {action.moves}." if action.moves else ""
    return f"Action {action.action_id}: {action.title}. {action.text} Owner: {action.owner}.{moves}"


def _size(texts: list[str], *, labels: int, width: float, room: float) -> int:
    """The largest size in which all texts fit below their labels."""
    fixed = labels * (LABEL * 1.22 + 20) / 72
    for size in SIZES:
        if sum(height(text, width=width, size=size) for text in texts) + fixed <= room:
            return size
    return SIZES[-1]


def _labeled(blocks: list[tuple[str, str]], *, size: int, width: float, room: float) -> Iterator[Para]:
    each = room / max(len(blocks), 1) - 0.5
    fits = _fits([text for _, text in blocks], labels=len(blocks), width=width, room=room, size=size)
    for label, text in blocks:
        yield para(label, LABEL, color="accent", bold=True, after=4)
        words = text if fits else cut(text, width=width, height=each, size=size)
        yield para(words, size, after=16)


def _fits(texts: list[str], *, labels: int, width: float, room: float, size: int) -> bool:
    fixed = labels * (LABEL * 1.22 + 20) / 72
    return sum(height(text, width=width, size=size) for text in texts) + fixed <= room


def _actions(actions: tuple[ActionItem, ...], *, width: float, room: float) -> Iterator[Para]:
    """Title, what to do, owner and the number that should move, for each action."""
    texts = [text for action in actions for text in (action.title, action.text, _who(action))]
    fixed = (LABEL * 1.22 + 4 + 24 * len(actions)) / 72
    size = next(
        (s for s in SIZES[2:] if sum(height(t, width=width, size=s) for t in texts) + fixed <= room),
        SIZES[-1],
    )
    each = (room - fixed) / len(actions) / 2
    yield para(
        "What to do" if len(actions) == 1 else "What to do, one or more of",
        LABEL,
        color="accent",
        bold=True,
        after=4,
    )
    for action in actions:
        yield para(cut(action.title, width=width, height=each / 2, size=size), size, bold=True, after=3)
        yield para(cut(action.text, width=width, height=each, size=size), size, after=3)
        owner = Run("Owner: ", size, "ink-soft")
        yield Para(
            (
                owner,
                Run(
                    cut(_who(action), width=width, height=each / 2, size=size)[len("Owner: ") :],
                    size,
                    bold=True,
                ),
            ),
            after=14,
        )


def _who(action: ActionItem) -> str:
    return f"Owner: {action.owner}" + (f"   Moves: {action.moves}" if action.moves else "")
