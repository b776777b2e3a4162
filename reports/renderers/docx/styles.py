"""The looks of the document of words: real styles, so that whoever changes one has changed all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reports.renderers.docx.parts import HEAD, SANS, SERIF, SPACES
from reports.renderers.docx.writing import TEXT_WIDTH, escaped


@dataclass(frozen=True)
class Look:
    """A style of paragraphs: sizes in points, spaces in points before and after, `color` a token.

    level  of a heading in the outline, from 0; None for what is no heading.
    """

    key: str
    name: str
    size: float = 10.5
    color: str = "ink"
    before: float = 0
    after: float = 6
    font: str = ""
    bold: bool = False
    italic: bool = False
    together: bool = False
    indent: int = 0
    level: int | None = None


LOOKS = (
    Look("Title", "Title", 24, after=12, font=SERIF),
    Look("Kicker", "Kicker", 9.5, "ink-soft", after=4),
    Look("Heading1", "heading 1", 20, "accent-deep", 30, 4, SERIF, together=True, level=0),
    Look("Heading2", "heading 2", 13, "accent", 18, 4, SERIF, bold=True, together=True, level=1),
    Look("Heading3", "heading 3", 11, "ink", 12, 2, bold=True, together=True, level=2),
    Look("Question", "Question", 10.5, "ink-soft", italic=True, together=True),
    Look("Lede", "Lede", 13, font=SERIF, after=8),
    Look("Note", "Note", 9.5, "ink-soft", after=4, together=True),
    Look("Finding", "Finding", 11, before=8, after=2, bold=True, together=True),
    Look("Evidence", "Evidence", 9.5, "ink-soft", after=2, indent=284),
    Look("SoWhat", "So what", 10.5, after=2, indent=284),
    Look("Answer", "Action", 10.5, after=4, indent=284),
    Look("Quote", "Quote", 10.5, italic=True, after=6, indent=284),
    Look("Remark", "Remark", 10.5, "accent-deep", after=6, indent=284),
    Look("Caption", "caption", 9, "ink-soft", before=10, after=4, together=True),
    Look("TableText", "Table text", 9, after=1),
    Look("TableSmall", "Table text, small", 7.5, after=1),
    Look("TableEnd", "After a table", 4, after=4),
    Look("TOCHeading", "TOC Heading", 13, "accent", before=12, after=4, font=SERIF),
    Look("Footer", "footer", 8.5, "ink-soft", after=0),
)


def styles(colors: Mapping[str, str], *, language: str, direction: str) -> str:
    """The part of styles in these colors, by token."""
    is_rtl = direction == "rtl"
    bidi = f' w:bidi="{escaped(language)}"' if is_rtl else ""
    lang = f'<w:lang w:val="{escaped(language)}"{bidi}/>'
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(SANS)}<w:color w:val="{_hex(colors["ink"])}"/>'
        f'<w:sz w:val="21"/><w:szCs w:val="21"/>{lang}</w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
    )
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    turned = "<w:pPr><w:bidi/></w:pPr><w:rPr><w:rtl/></w:rPr>" if is_rtl else ""
    paragraphs = [f"{normal}<w:qFormat/>{turned}</w:style>", *(_paragraph(look, colors) for look in LOOKS)]
    every = (defaults, *paragraphs, _contents(), _characters(colors), _table(colors))
    return f"{HEAD}<w:styles {SPACES}>{''.join(every)}</w:styles>"


def _paragraph(look: Look, colors: Mapping[str, str]) -> str:
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs>' if look.key == "Footer" else ""
    outline = "" if look.level is None else f'<w:outlineLvl w:val="{look.level}"/>'
    indent = f'<w:ind w:left="{look.indent}"/>' if look.indent else ""
    follower = look.key if look.key.startswith("Table") else "Normal"
    return (
        f'<w:style w:type="paragraph" w:styleId="{look.key}"><w:name w:val="{look.name}"/>'
        f'<w:basedOn w:val="Normal"/><w:next w:val="{follower}"/>'
        f"<w:qFormat/><w:pPr>{'<w:keepNext/><w:keepLines/>' if look.together else ''}{tabs}"
        f'<w:spacing w:before="{_twentieths(look.before)}" w:after="{_twentieths(look.after)}"/>'
        f"{indent}{outline}</w:pPr><w:rPr>{_fonts(look.font) if look.font else ''}"
        f"{'<w:b/><w:bCs/>' if look.bold else ''}{'<w:i/><w:iCs/>' if look.italic else ''}"
        f'<w:color w:val="{_hex(colors[look.color])}"/><w:sz w:val="{round(look.size * 2)}"/>'
        f'<w:szCs w:val="{round(look.size * 2)}"/></w:rPr></w:style>'
    )


def _contents() -> str:
    """Lines of the contents, with a dotted way to the number of the page."""
    tabs = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{TEXT_WIDTH}"/></w:tabs>'
    return "".join(
        f'<w:style w:type="paragraph" w:styleId="TOC{level}"><w:name w:val="toc {level}"/>'
        f'<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr>{tabs}<w:spacing w:after="40"/>'
        f'<w:ind w:left="{284 * (level - 1)}"/></w:pPr></w:style>'
        for level in (1, 2)
    )


def _characters(colors: Mapping[str, str]) -> str:
    def style(key: str, name: str, looks: str) -> str:
        return (
            f'<w:style w:type="character" w:styleId="{key}"><w:name w:val="{name}"/><w:qFormat/>'
            f"<w:rPr>{looks}</w:rPr></w:style>"
        )

    return (
        style("Label", "Label", f'<w:b/><w:bCs/><w:color w:val="{_hex(colors["accent"])}"/>')
        + style("Strong", "Strong", f'<w:color w:val="{_hex(colors["warn"])}"/>')
        + style("Hyperlink", "Hyperlink", f'<w:color w:val="{_hex(colors["accent"])}"/><w:u w:val="single"/>')
    )


def _table(colors: Mapping[str, str]) -> str:
    """Thin rules between rows, the heading on a wash with the accent below it."""
    rule, accent = _hex(colors["rule"]), _hex(colors["accent"])
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{rule}"/>' for side in ("bottom", "insideH")
    )
    return (
        '<w:style w:type="table" w:styleId="ReportTable"><w:name w:val="Report table"/><w:qFormat/>'
        f"<w:tblPr><w:tblBorders>{lines}</w:tblBorders><w:tblCellMar>"
        '<w:top w:w="30" w:type="dxa"/><w:left w:w="60" w:type="dxa"/><w:bottom w:w="30" w:type="dxa"/>'
        '<w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblStylePr w:type="firstRow">'
        f'<w:rPr><w:b/><w:bCs/><w:color w:val="{_hex(colors["accent-deep"])}"/></w:rPr><w:tcPr><w:tcBorders>'
        f'<w:bottom w:val="single" w:sz="12" w:space="0" w:color="{accent}"/></w:tcBorders>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{_hex(colors["wash"])}"/></w:tcPr></w:tblStylePr>'
        "</w:style>"
    )


def _fonts(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def _hex(color: str) -> str:
    return color.removeprefix("#").upper()


def _twentieths(points: float) -> int:
    return round(points * 20)
