"""A report in which every word that a client can choose tries to be more than a word."""

from __future__ import annotations

from reports import documents as d
from tests.reports.sample_document import sample_document

FORMULAS = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(1)",
    " =1+1",
    '"=1+1',
    "'=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\x00=1+1",
    "harmless;=1+1",
    '=HYPERLINK("https://example.org","look")',
    "=WEBSERVICE(A1)",
)
MARKUP = (
    "<script>alert(1)</script>",
    "</w:t></w:r><w:p/>",
    "&amp; <b>",
    "]]>",
    "_x0041_",
    "{{ 7*7 }}",
    "#DIV/0!",
)
BROKEN = "a\x00b\x01c\x0bd\x1fe\x7ff\x85g\ud800h\uffffi"


def hostile_document(words: tuple[str, ...] = (*FORMULAS, *MARKUP, BROKEN)) -> d.ReportDocument:
    """Each word stands as name, heading, caption, title and cell, and in every sentence."""
    table = d.Table(
        key="hostile",
        caption=words[0],
        columns=tuple(d.TableColumn(key=f"c{i}", label=word) for i, word in enumerate(words)),
        rows=tuple(tuple(words[i:] + words[:i]) for i in range(len(words))),
    )
    sections = tuple(_section(i, word, table=table) for i, word in enumerate(words))
    page = d.Page(
        key="hostile", number=2, title=words[0], question=words[1], lede=words[2], sections=sections
    )
    plain = sample_document(functions=2)
    return plain.model_copy(
        update={
            "organization": words[0],
            "wave": words[3],
            "market": words[1],
            "instrument_title": words[2],
            "subtitle": words[0],
            "headline": tuple(d.Span(text=word) for word in words),
            "pages": (*plain.pages[:1], page),
        }
    )


def _section(index: int, word: str, *, table: d.Table) -> d.Section:
    finding = d.Finding(
        id=f"f{index}", state="clear", subject=word, sentence=word, evidence=word, so_what=word
    )
    return d.Section(
        key=f"s{index}",
        title=word,
        note=word,
        lede=word,
        findings=(finding,),
        paragraphs=(word,),
        quotes=(d.Quote(text=word, function=word),),
        table=table.model_copy(update={"key": f"hostile-{index}", "caption": word}),
    )
