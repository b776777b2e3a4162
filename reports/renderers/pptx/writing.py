"""Words on slides: paragraphs of runs, boxes, placeholders, notes and descriptions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import get_language_bidi, pgettext
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.slide import Slide
from pptx.util import Inches

from reports.languages import tag
from reports.renderers.pptx.base import aligned
from reports.renderers.pptx.looks import worn
from reports.wording import spoken

Box = tuple[float, float, float, float]
"""Left, top, width, height, in inches."""
_ANCHORS = {"t": MSO_ANCHOR.TOP, "ctr": MSO_ANCHOR.MIDDLE, "b": MSO_ANCHOR.BOTTOM}


@dataclass(frozen=True)
class Run:
    """Words in one style; `serif` is for headings.

    color  a token of the style sheet or "#rrggbb"; "" leaves it to the placeholder.
    """

    text: str
    size: int
    color: str = "ink"
    bold: bool = False
    serif: bool = False


@dataclass(frozen=True)
class Para:
    """Runs in a row; `align` "" leaves the side to the placeholder."""

    runs: tuple[Run, ...]
    align: str = "l"
    after: float = 0.0


def para(text: str, size: int, *, align: str = "l", after: float = 0.0, **style: object) -> Para:
    """A paragraph of one run; `after` is the room below it, in points."""
    return Para((Run(text, size, **style),), align, after)  # type: ignore[arg-type]


def color_xml(color: str) -> str:
    """A fill of the theme where the token is one, else of its value."""
    looks = worn()
    if color in looks.slots:
        return f'<a:solidFill><a:schemeClr val="{looks.slots[color]}"/></a:solidFill>'
    value = color if color.startswith("#") else looks.colors[color]
    return f'<a:solidFill><a:srgbClr val="{value.lstrip("#")}"/></a:solidFill>'


def body_xml(paragraphs: Iterable[Para]) -> str:
    """Paragraphs as XML; a line break in a run stays one."""
    return "".join(_para_xml(each) for each in paragraphs)


def _para_xml(paragraph: Para) -> str:
    after = f'<a:spcAft><a:spcPts val="{int(paragraph.after * 100)}"/></a:spcAft>' if paragraph.after else ""
    runs = "".join(_run_xml(run) for run in paragraph.runs)
    return f"<a:p><a:pPr{_side(paragraph.align)}{_rtl()}>{after}</a:pPr>{runs}</a:p>"


def _side(align: str) -> str:
    """Where lines begin, unless the placeholder says so and lines begin there on the left."""
    return f' algn="{aligned(align or "l")}"' if align or get_language_bidi() else ""


def _rtl() -> str:
    return ' rtl="1"' if get_language_bidi() else ""


def _run_xml(run: Run) -> str:
    bold = ' b="1"' if run.bold else ""
    face = '<a:latin typeface="+mj-lt"/>' if run.serif else ""
    looks = f'lang="{tag(spoken())}" sz="{run.size * 100}"{bold} dirty="0"'
    color = color_xml(run.color) if run.color else ""
    style = f"<a:rPr {looks}>{color}{face}</a:rPr>"
    parts = (f"<a:r>{style}<a:t>{escape(part)}</a:t></a:r>" for part in run.text.split("\n"))
    return "<a:br/>".join(parts)


def fill_text(shape: object, paragraphs: Sequence[Para]) -> None:
    """Put paragraphs into a shape in the place of what it says."""
    body = shape._element.txBody  # type: ignore[attr-defined]
    for old in body.findall(qn("a:p")):
        body.remove(old)
    for new in parse_xml(f"<p:txBody {nsdecls('p', 'a')}>{body_xml(paragraphs)}</p:txBody>"):
        body.append(new)


def text_box(slide: Slide, box: Box, paragraphs: Sequence[Para], *, name: str, anchor: str = "t") -> None:
    """A box of text without borders or padding."""
    shape = slide.shapes.add_textbox(*(Inches(length) for length in box))
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = _ANCHORS[anchor]
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    fill_text(shape, paragraphs)


def shape_fill(shape: object, color: str) -> None:
    """A shape in one color, without a line, a shadow or a style of the library's."""
    element = shape._element  # type: ignore[attr-defined]
    for style in element.findall(qn("p:style")):
        element.remove(style)
    parts = f"<p:x {nsdecls('p', 'a')}>{color_xml(color)}<a:ln><a:noFill/></a:ln></p:x>"
    for part in parse_xml(parts):
        element.spPr.append(part)


def describe(shape: object, *, name: str, words: str) -> None:
    """Name of a shape in the list of a slide's parts, and what it shows for those who cannot see it."""
    about = shape._element.xpath(".//p:cNvPr")[0]  # type: ignore[attr-defined]
    about.set("name", name)
    about.set("descr", words)


def footer(slide: Slide, words: str) -> None:
    """Footer and slide number, as placeholders of the layout."""
    tree = slide.shapes._spTree
    parts = [("ftr", _plain(words))] if words else []
    for kind, text in (*parts, ("sldNum", _number())):
        for said in slide.slide_layout.element.xpath(f'.//p:ph[@type="{kind}"]')[:1]:
            number = max(int(each) for each in tree.xpath(".//p:cNvPr/@id")) + 1
            index = int(said.get("idx", "0"))
            tree.append(parse_xml(_placeholder_xml(kind, index=index, number=number, text=text)))


def _number() -> str:
    return (
        '<a:fld id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}" type="slidenum">'
        f'<a:rPr lang="{tag(spoken())}"/><a:t>‹#›</a:t></a:fld>'
    )


def _plain(words: str) -> str:
    return f'<a:r><a:rPr lang="{tag(spoken())}"/><a:t>{escape(words)}</a:t></a:r>'


def _placeholder_xml(kind: str, *, index: int, number: int, text: str) -> str:
    footer, number_ = pgettext("part of a slide", "Footer"), pgettext("part of a slide", "Slide number")
    name = quoteattr({"ftr": footer, "sldNum": number_}[kind])
    return (
        f'<p:sp {nsdecls("p", "a")}><p:nvSpPr><p:cNvPr id="{number}" name={name}/><p:cNvSpPr>'
        f'<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph type="{kind}" sz="quarter" idx="{index}"/></p:nvPr>'
        f"</p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/><a:p>{_own_direction(kind)}{text}</a:p></p:txBody></p:sp>"
    )


def _own_direction(kind: str) -> str:
    """What a placeholder has from its layout is said again where lines begin on the right."""
    algn = aligned("r" if kind == "sldNum" else "l")
    return f'<a:pPr algn="{algn}" rtl="1"/>' if get_language_bidi() else ""


def notes(slide: Slide, words: Sequence[str]) -> None:
    """What the speaker has at hand, a paragraph each."""
    frame = slide.notes_slide.notes_text_frame
    if frame is None:
        raise ValueError("The master of the notes has no room for text.")
    for shape in slide.notes_slide.placeholders:
        shape.name = pgettext("part of a slide", "Notes")
    frame.text = "\n".join(line for line in words if line)
    for each in frame.paragraphs:
        if get_language_bidi():
            each._p.get_or_add_pPr().set("rtl", "1")
        for run in each.runs:
            run._r.get_or_add_rPr().set("lang", tag(spoken()))
