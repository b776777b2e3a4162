"""What a document of words is made of besides its words: styles, page, footer, properties, and the zip.

The package is written whole. A template of somebody else's would bring a thumbnail, an author and half a
megabyte of styles along, and every part here is one we can answer for.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from collections.abc import Mapping

from reports.renderers.docx.writing import escaped, field, paragraph, run
from reports.wording import number

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
EPOCH = dt.date(1980, 1, 1)
UNIX = 3  # said in every part, so that it says nothing of the machine
EMU_PER_CENTIMETER = 360_000
LOGO_HEIGHT, LOGO_WIDEST = 1.2, 6.0  # centimeters
SERIF, SANS = "Georgia", "Calibri"


def package(parts: Mapping[str, str | bytes], *, day: dt.date | None) -> bytes:
    """The parts as one file, in their order, each with the same day on it."""
    when = max(day or EPOCH, EPOCH)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, date_time=(when.year, when.month, when.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = UNIX
            archive.writestr(entry, content)
    return output.getvalue()


def content_types(*, with_logo: bool) -> str:
    overrides = {
        "/word/document.xml": f"{WORD}.document.main+xml",
        "/word/styles.xml": f"{WORD}.styles+xml",
        "/word/settings.xml": f"{WORD}.settings+xml",
        "/word/footer1.xml": f"{WORD}.footer+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    picture = '<Default Extension="png" ContentType="image/png"/>' if with_logo else ""
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{picture}'
        + "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
        + "</Types>"
    )


def relationships(targets: Mapping[str, str]) -> str:
    """type -> target; they are numbered in this order."""
    lines = [
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), start=1)
    ]
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(lines)}</Relationships>'


ROOT = relationships(
    {
        f"{OFFICE}/officeDocument": "word/document.xml",
        f"{PACKAGE}/relationships/metadata/core-properties": "docProps/core.xml",
        f"{OFFICE}/extended-properties": "docProps/app.xml",
    }
)


def document_relationships(*, with_logo: bool) -> str:
    targets = {f"{OFFICE}/{kind}": f"{kind}.xml" for kind in ("styles", "settings")}
    targets[f"{OFFICE}/footer"] = "footer1.xml"
    return relationships(targets | ({f"{OFFICE}/image": "media/logo.png"} if with_logo else {}))


FOOTER_ID, LOGO_ID = "rId3", "rId4"


def core_properties(*, title: str, subject: str, language: str, day: dt.date | None) -> str:
    """Title, subject and the day of the closing; nobody wrote it, and nobody changed it last."""
    moment = f"{day or EPOCH}T00:00:00Z"
    stamp = 'xsi:type="dcterms:W3CDTF"'
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(title)}</dc:title><dc:subject>{escaped(subject)}</dc:subject><dc:creator/>"
        f"<cp:lastModifiedBy/><cp:revision>1</cp:revision><dcterms:created {stamp}>{moment}</dcterms:created>"
        f"<dcterms:modified {stamp}>{moment}</dcterms:modified><dc:language>{escaped(language)}</dc:language>"
        "</cp:coreProperties>"
    )


def app_properties(version: int) -> str:
    space = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
    words = f"<Application>cxassess</Application><AppVersion>{version}.0000</AppVersion>"
    return f'{HEAD}<Properties xmlns="{space}">{words}</Properties>'


def settings(language: str) -> str:
    point = number(0.5)[1]
    compat = "http://schemas.microsoft.com/office/word"
    return (
        f'{HEAD}<w:settings {SPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        f'<w:compatSetting w:name="compatibilityMode" w:uri="{compat}" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{escaped(language)}"/><w:decimalSymbol w:val="{point}"/>'
        f'<w:listSeparator w:val="{";" if point == "," else ","}"/></w:settings>'
    )


def footer(words: str) -> str:
    page = "<w:r><w:tab/></w:r>" + field("PAGE", run("1"))
    return f"{HEAD}<w:ftr {SPACES}>{paragraph('Footer', run(words), page)}</w:ftr>"


def document(body: str, *, direction: str) -> str:
    bidi = "<w:bidi/>" if direction == "rtl" else ""
    page = (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{FOOTER_ID}"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567"'
        f' w:gutter="0"/>{bidi}</w:sectPr>'
    )
    return f"{HEAD}<w:document {SPACES}><w:body>{body}{page}</w:body></w:document>"


def picture(png: bytes, *, alt: str) -> str:
    """The logo in a line of its own, with its words for those who do not see it."""
    pixels: tuple[int, int] = struct.unpack(">II", png[16:24])
    height = min(LOGO_HEIGHT, LOGO_WIDEST * pixels[1] / max(pixels[0], 1))
    across, down = (
        int(size * EMU_PER_CENTIMETER) for size in (height * pixels[0] / max(pixels[1], 1), height)
    )
    name = f'id="1" name="Logo" descr="{escaped(alt)}"'
    space = "http://schemas.openxmlformats.org/drawingml/2006/picture"
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{across}" cy="{down}"/><wp:docPr {name}/>'
        f'<a:graphic><a:graphicData uri="{space}"><pic:pic><pic:nvPicPr><pic:cNvPr {name}/>'
        f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{LOGO_ID}"/><a:stretch><a:fillRect/>'
        f'</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/>'
        '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )
