"""A client's own template for slides: what it may not hold is refused by its rule, what it need not, left."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin
from pptx import Presentation
from pptx.util import Inches

from organizations import deck_template
from organizations.colors import ENOUGH, contrast
from organizations.deck_template_package import LARGEST_FILE, MOST_PARTS, TemplateRefused
from organizations.deck_template_plan import Plan
from organizations.models import AuditEntry, Organization
from organizations.scope import org_scope
from tests import builders
from tests.deck_templates import TEMPLATES, dark, logo, narrow, plain, png, rewritten, saved, sidebar

Parts = dict[str, bytes]
RELS = "ppt/slideLayouts/_rels/slideLayout6.xml.rels"
LAYOUT = "ppt/slideLayouts/slideLayout6.xml"
ODF = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def parts_of(content: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def kept(content: bytes) -> bytes:
    return deck_template.checked(content)[0]


def planned(content: bytes) -> Plan:
    return deck_template.checked(content)[1]


def refusal(content: bytes) -> str:
    with pytest.raises(TemplateRefused) as refused:
        deck_template.checked(content)
    return refused.value.sentence


def related(parts: Parts, kind: bytes, target: bytes, *, more: bytes = b"", part: str = RELS) -> None:
    link = b'<Relationship Id="rId77" Type="' + ODF + kind + b'" Target="' + target + b'" ' + more + b"/>"
    parts[part] = parts[part].replace(b"</Relationships>", link + b"</Relationships>")


def typed(parts: Parts, old: bytes, new: bytes) -> None:
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(old, new)


# --- Refused -----------------------------------------------------------------------------------------------


def with_macros(parts: Parts) -> None:
    typed(parts, b"presentationml.presentation.main+xml", b"macro")
    typed(
        parts,
        b"vnd.openxmlformats-officedocument.macro",
        b"vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
    )


def with_a_macro_part(parts: Parts) -> None:
    parts["ppt/vbaProject.bin"] = b"\xd0\xcf\x11\xe0"


def with_a_macro_under_another_name(parts: Parts) -> None:
    parts["ppt/media/image9.bin"] = b"\xd0\xcf\x11\xe0"
    link = b"http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    parts[RELS] = parts[RELS].replace(
        b"</Relationships>", b'<Relationship Id="r9" Type="' + link + b'" Target="x.bin"/></Relationships>'
    )


def with_a_control(parts: Parts) -> None:
    related(parts, b"control", b"../activeX/activeX1.xml")


def with_an_object(parts: Parts) -> None:
    parts["ppt/embeddings/oleObject1.bin"] = b"\xd0\xcf\x11\xe0"


def with_an_object_as_a_package(parts: Parts) -> None:
    parts["ppt/embeddings/book.xlsx"] = b"PK"
    related(parts, b"package", b"../embeddings/book.xlsx")


def with_a_linked_picture(parts: Parts) -> None:
    related(parts, b"image", b"https://tracker.example/p.png", more=b'TargetMode="External"')


def with_a_linked_film(parts: Parts) -> None:
    related(parts, b"video", b"file:///C:/film.mp4", more=b'TargetMode="External"')


def with_a_template_from_elsewhere(parts: Parts) -> None:
    related(
        parts,
        b"attachedTemplate",
        b"\\\\server\\share\\evil.potx",
        more=b'TargetMode="External"',
        part="ppt/_rels/presentation.xml.rels",
    )


def with_a_mode_nobody_knows(parts: Parts) -> None:
    related(parts, b"image", b"https://tracker.example/p.png", more=b'TargetMode="external"')


def with_a_path_out_of_it(parts: Parts) -> None:
    parts["ppt/../../evil.xml"] = b"<a/>"


def with_a_coded_path_out_of_it(parts: Parts) -> None:
    parts["ppt/%2e%2e/evil.xml"] = b"<a/>"


def with_a_windows_path(parts: Parts) -> None:
    parts["ppt\\..\\evil.xml"] = b"<a/>"


def with_entities(parts: Parts) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>'
    parts[LAYOUT] = re.sub(rb"^<\?xml[^>]*\?>\s*", bomb, parts[LAYOUT])


def with_entities_in_wide_letters(parts: Parts) -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'
    parts["ppt/theme/theme1.xml"] = text.encode("utf-16")


def with_a_file_from_the_machine(parts: Parts) -> None:
    xxe = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Types>&x;</Types>'
    parts["[Content_Types].xml"] = xxe


def with_a_bomb(parts: Parts) -> None:
    parts["ppt/media/zeros.png"] = bytes(30 * 1024 * 1024)


def with_two_of_a_name(parts: Parts) -> None:
    parts[LAYOUT.upper()] = b"<a/>"


def with_a_drawing_nobody_can_check(parts: Parts) -> None:
    parts["ppt/media/image1.emf"] = b"\x01\x00\x00\x00 EMF"
    related(parts, b"image", b"../media/image1.emf")
    blip = b'<p:pic><p:nvPicPr><p:cNvPr id="5" name="x"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill>'
    blip += b'<a:blip r:embed="rId77"/></p:blipFill><p:spPr/></p:pic></p:spTree>'
    parts[LAYOUT] = parts[LAYOUT].replace(b"</p:spTree>", blip)


REFUSED: dict[Callable[[Parts], None], str] = {
    with_macros: "macros",
    with_a_macro_part: "macros",
    with_a_macro_under_another_name: "macros",
    with_a_control: "ActiveX",
    with_an_object: "OLE",
    with_an_object_as_a_package: "OLE",
    with_a_linked_picture: "leads outside (image",
    with_a_linked_film: "leads outside (video",
    with_a_template_from_elsewhere: "leads outside (attachedTemplate",
    with_a_mode_nobody_knows: "leads outside (image",
    with_a_path_out_of_it: "leads out of it",
    with_a_coded_path_out_of_it: "leads out of it",
    with_a_windows_path: "leads out of it",
    with_entities: "entities",
    with_entities_in_wide_letters: "entities",
    with_a_file_from_the_machine: "entities",
    with_a_bomb: "times its size",
    with_two_of_a_name: "same name",
    with_a_drawing_nobody_can_check: "EMF",
}


@pytest.mark.parametrize("change", REFUSED, ids=lambda change: change.__name__)
def test_a_file_is_refused_by_the_rule_it_breaks(change: Callable[[Parts], None]) -> None:
    assert REFUSED[change] in refusal(rewritten(dark(), change))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0" * 200, b"<html/>"])
def test_what_is_no_zip_is_no_template(data: bytes) -> None:
    assert "not a PowerPoint file" in refusal(data)


def test_another_zip_is_no_template() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "not a PowerPoint file" in refusal(buffer.getvalue())


def test_a_file_is_of_a_sane_size() -> None:
    assert "20 MB" in refusal(bytes(LARGEST_FILE + 1))


def test_a_file_has_no_more_parts_than_anybody_makes() -> None:
    many = {f"ppt/media/{number}.png": b"" for number in range(MOST_PARTS)}
    assert "parts" in refusal(rewritten(dark(), lambda parts: parts.update(many)))


def test_a_file_does_not_unpack_to_more_than_a_machine_holds() -> None:
    noise = {f"ppt/media/{n}.bin": b"ab" * 1_000_000 for n in range(60)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in noise.items():
            archive.writestr(name, part)
    assert "larger than 100 MB" in refusal(buffer.getvalue())


@pytest.mark.parametrize(("width", "height"), [(7.5, 10), (7.5, 7.5), (20, 7.5)])
def test_slides_are_wide(width: float, height: float) -> None:
    assert "16:9" in refusal(saved(plain(width=width, height=height)))


def test_a_template_without_room_for_content_is_refused() -> None:
    deck = plain()
    for layout in deck.slide_layouts:
        logo(layout, (3.5, 0.2, 6.0, 7.0), png())
    assert "free room" in refusal(saved(deck))


def test_a_template_without_a_title_slide_is_refused() -> None:
    deck = plain()
    for each in list(deck.slide_layouts):
        if each.name not in ("Title Only", "Blank"):
            deck.slide_layouts.remove(each)
    assert "title slide" in refusal(saved(deck))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(part=st.sampled_from(["ppt/presentation.xml", LAYOUT, "ppt/theme/theme1.xml", RELS]), data=st.data())
def test_a_file_with_something_cut_out_is_taken_or_refused_and_nothing_else(part: str, data: Any) -> None:
    text = parts_of(sidebar())[part]
    first = data.draw(st.integers(0, len(text)))
    last = data.draw(st.integers(first, min(len(text), first + 200)))

    def cut(parts: Parts) -> None:
        parts[part] = text[:first] + text[last:]

    try:
        deck_template.checked(rewritten(sidebar(), cut))
    except TemplateRefused as refused:
        assert refused.sentence  # noqa: PT017  any sentence will do, any other error will not


# --- Kept --------------------------------------------------------------------------------------------------


def full() -> bytes:
    """A template with slides, notes, comments, an author, a hyperlink and a thumbnail."""
    deck = Presentation(io.BytesIO(sidebar()))
    deck.core_properties.author = "Ivy Secret"
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text_frame.text = "Ivy Secret"
    slide.shapes.title.text_frame.paragraphs[0].runs[0].hyperlink.address = "https://secret.example/"
    slide.notes_slide.notes_text_frame.text = "Ivy Secret"

    def more(parts: Parts) -> None:
        parts["ppt/comments/comment1.xml"] = b"<c>Ivy Secret</c>"
        parts["customXml/item1.xml"] = b"<c>Ivy Secret</c>"
        related(parts, b"hyperlink", b"https://secret.example/", more=b'TargetMode="External"')
        parts[LAYOUT] = (
            parts[LAYOUT]
            .replace(b"</p:cSld>", b'</p:cSld><p:extLst><p:ext uri="{Ivy Secret}"/></p:extLst>')
            .replace(b'<p:cNvPr id="2"', b'<p:cNvPr id="2" ', 1)
        )

    return rewritten(saved(deck), more)


def test_only_masters_layouts_themes_and_their_pictures_are_kept() -> None:
    known = re.compile(
        r"\[Content_Types\]\.xml|(.*/)?_rels/.*\.rels|docProps/app\.xml|ppt/(presentation|presProps|viewProps|"
        r"tableStyles)\.xml|ppt/(theme/theme|slideMasters/slideMaster|slideLayouts/slideLayout)\d+\.xml|"
        r"ppt/media/image\d+\.(png|jpeg)"
    )
    found = parts_of(kept(full()))
    assert [name for name in found if not known.fullmatch(name)] == []
    assert len(Presentation(io.BytesIO(kept(full()))).slides) == 0


def test_nothing_of_slides_notes_comments_authors_and_links_is_left() -> None:
    before, after = b"".join(parts_of(full()).values()), b"".join(parts_of(kept(full())).values())
    for trace in (b"Ivy Secret", b"secret.example", b"thumbnail", b"printerSettings", b"External"):
        assert trace in before
        assert trace not in after


def test_pictures_keep_nothing_but_their_pixels() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Ivy Secret")
    buffer = io.BytesIO()
    Image.new("RGB", (90, 30), "teal").save(buffer, "PNG", pnginfo=info)
    deck = plain()
    logo(deck.slide_master, (0.2, 7.0, 0.9, 0.3), buffer.getvalue())
    pictures = [part for name, part in parts_of(kept(saved(deck))).items() if "media" in name]
    assert len(pictures) == 1
    assert b"Ivy Secret" not in pictures[0]
    assert Image.open(io.BytesIO(pictures[0])).size == (90, 30)


def test_a_template_that_is_called_one_is_taken_too() -> None:
    def as_potx(parts: Parts) -> None:
        typed(parts, b"presentationml.presentation.main+xml", b"presentationml.template.main+xml")

    assert kept(rewritten(dark(), as_potx)) == kept(dark())


def test_what_was_kept_is_taken_again_as_it_is() -> None:
    assert kept(kept(sidebar())) == kept(sidebar())


def test_every_layout_is_still_there_with_its_name() -> None:
    before, after = (Presentation(io.BytesIO(each)) for each in (sidebar(), kept(sidebar())))
    assert [each.name for each in after.slide_layouts] == [each.name for each in before.slide_layouts]


# --- How decks stand on it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_body_is_clear_of_titles_footers_and_what_is_drawn(name: str) -> None:
    content, plan = deck_template.checked(TEMPLATES[name]())
    deck = Presentation(io.BytesIO(content))
    layout = deck.slide_masters[plan.master].slide_layouts[plan.page]
    x, y, width, height = (Inches(length) for length in plan.body)
    kinds = ("TITLE", "FOOTER", "SLIDE_NUMBER")
    shown = [each for each in layout.placeholders if each.placeholder_format.type.name in kinds]
    shown += [each for each in deck.slide_master.shapes if not each.is_placeholder]
    assert len(shown) > 3
    for each in shown:
        is_beside = each.left >= x + width or each.left + each.width <= x
        assert is_beside or each.top >= y + height or each.top + each.height <= y, each.name


def test_a_body_stands_beside_a_sidebar() -> None:
    assert planned(sidebar()).body[0] >= 2.3


def test_a_logo_in_the_body_s_corner_makes_the_body_smaller() -> None:
    deck = plain()
    logo(deck.slide_layouts[5], (11.5, 6.0, 1.5, 0.6), png())
    x, y, width, height = planned(saved(deck)).body
    assert x + width <= 11.5 or y + height <= 6.0


def test_slides_of_every_size_become_as_high_as_ours() -> None:
    deck = Presentation(io.BytesIO(kept(TEMPLATES["ten-inches"]())))
    assert (deck.slide_height, round(deck.slide_width / 914_400, 2)) == (Inches(7.5), 13.33)
    assert planned(TEMPLATES["ten-inches"]()).title.size == pytest.approx(44 * 7.5 / 5.625, abs=0.01)


@pytest.mark.parametrize("name", TEMPLATES)
def test_words_can_be_read_in_the_colors_of_a_template(name: str) -> None:
    colors = dict(planned(TEMPLATES[name]()).colors)
    for token in ("ink", "ink-soft", "accent", "accent-deep", "warn"):
        assert contrast(colors[token], colors["paper"]) >= ENOUGH, token
        assert contrast(colors[token], colors["sand"]) >= ENOUGH, token
    assert (
        min(contrast(colors[token], colors["paper"]) for token in ("ochre", "teal", "behind", "ahead")) >= 3
    )


def test_a_color_of_the_theme_stays_as_it_is_where_it_can_be_read() -> None:
    colors, slots = dict(planned(sidebar()).colors), dict(planned(sidebar()).slots)
    assert (colors["accent"], slots["accent"]) == ("#6b2d8c", "accent1")
    assert "accent" not in dict(planned(narrow()).slots)


def test_on_a_busy_picture_nothing_can_be_read() -> None:
    stripes = Image.new("L", (64, 36))
    stripes.putdata([0 if (at // 4) % 2 else 255 for at in range(64 * 36)])
    buffer = io.BytesIO()
    stripes.convert("RGB").save(buffer, "PNG")
    deck = plain()
    logo(deck.slide_master, (0, 0, 13.333, 7.5), buffer.getvalue())
    assert "free room" in refusal(saved(deck))


# --- Handing it in -----------------------------------------------------------------------------------------


@pytest.fixture
def acme(db: None) -> Organization:
    return builders.organization()


@pytest.fixture
def ann(acme: Organization, client: Client) -> Client:
    client.force_login(builders.ann(acme))
    return client


def hand_in(ann: Client, content: bytes) -> Any:
    file = SimpleUploadedFile("Acme master.pptx", content, content_type=deck_template.MEDIA_TYPE)
    return ann.post("/o/acme/deck-template/take/", {"template": file})


def test_ann_hands_in_a_template_reads_it_back_and_removes_it(ann: Client) -> None:
    assert hand_in(ann, sidebar()).status_code == 302
    assert "In use since" in ann.get("/o/acme/deck-template/").content.decode()
    assert ann.get("/o/acme/deck-template.pptx").content == kept(sidebar())
    ann.post("/o/acme/deck-template/remove/")
    assert ann.get("/o/acme/deck-template.pptx").status_code == 404


def test_what_is_refused_changes_nothing_and_says_why(ann: Client, acme: Organization) -> None:
    hand_in(ann, sidebar())
    page = hand_in(ann, rewritten(dark(), with_macros))
    assert page.status_code == 400
    assert "macros" in page.content.decode()
    assert deck_template.digest_of(acme) == digest(acme, sidebar())


def digest(acme: Organization, content: bytes) -> str:
    with org_scope(acme):
        return deck_template.take(acme, content).digest


def test_a_template_takes_the_place_of_the_one_before(ann: Client, acme: Organization) -> None:
    hand_in(ann, dark())
    hand_in(ann, narrow())
    assert ann.get("/o/acme/deck-template.pptx").content == kept(narrow())


def test_the_trail_says_who_changed_the_template(ann: Client) -> None:
    hand_in(ann, dark())
    ann.post("/o/acme/deck-template/remove/")
    done = AuditEntry.every_org.filter(outcome="done").order_by("pk")
    assert [entry.action for entry in done] == ["changed deck template", "removed deck template"]


def test_a_file_for_the_form_is_asked_for(ann: Client) -> None:
    assert ann.post("/o/acme/deck-template/take/").status_code == 400
