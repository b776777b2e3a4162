"""The client's looks: an accent that can be read, a logo that is nothing but pixels, on all of its pages."""

from __future__ import annotations

import gzip
import io
import re
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, PngImagePlugin

from organizations import branding, colors
from organizations.logos import LARGEST_STORED, LogoRefused, drawn_again
from organizations.models import AuditEntry, Logo, Organization, User
from organizations.scope import org_scope
from surveys.models import Wave
from tests import builders
from tests.surveys.fieldwork import a_wave, begun, invited

# --- Colors ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#767676", "#ffffff", 4.54)],
)
def test_contrast_is_the_one_of_wcag(one: str, other: str, ratio: float) -> None:
    assert colors.contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert colors.contrast(other, one) == colors.contrast(one, other)


def test_every_page_color_of_the_tokens_counts() -> None:
    assert len(colors.page_colors()) == len(colors.PAGE_COLORS)


def test_our_own_accent_passes() -> None:
    assert branding.readable_accent("#0F5C5C ") == "#0f5c5c"


def test_a_color_that_cannot_be_read_is_refused_with_the_nearest_shade_that_can() -> None:
    with pytest.raises(branding.AccentRefused) as refused:
        branding.readable_accent("#ff9900")

    near = str(refused.value.details["suggestion"])
    assert near in refused.value.sentence
    assert branding.readable_accent(near) == near


@given(st.integers(0, 0xFFFFFF))
def test_the_suggestion_passes_and_barely(number: int) -> None:
    color = f"#{number:06x}"

    near = colors.nearest_readable(color)

    assert colors.lowest_contrast(near) >= colors.ENOUGH
    assert near == color or colors.lowest_contrast(near) < 4.8


@pytest.mark.parametrize("text", ["teal", "#fff", "#12345g", "0f5c5c", "#0f5c5c;}", "url(//x)", ""])
def test_what_is_no_color_is_refused(text: str) -> None:
    with pytest.raises(branding.AccentRefused):
        branding.readable_accent(text)


# --- Logos ----------------------------------------------------------------------------------------------


def picture(
    kind: str = "PNG", *, size: tuple[int, int] = (240, 80), mode: str = "RGB", **options: Any
) -> bytes:
    drawn = Image.new(mode, size, "teal")
    ImageDraw.Draw(drawn).ellipse((10, 10, 60, 60), fill="white")
    file = io.BytesIO()
    drawn.save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_stored_as_png(kind: str) -> None:
    stored, width, height = drawn_again(picture(kind))

    assert (Image.open(io.BytesIO(stored)).format, width, height) == ("PNG", 240, 80)


def test_a_large_picture_becomes_small() -> None:
    stored, width, height = drawn_again(picture(size=(3000, 1000)))

    assert (width, height) == (480, 160)
    assert len(stored) <= LARGEST_STORED


def test_a_detailed_picture_becomes_light_enough_for_a_phone() -> None:
    noise = Image.effect_noise((480, 160), 90).convert("RGB")
    file = io.BytesIO()
    noise.save(file, "PNG")

    assert len(drawn_again(file.getvalue())[0]) <= LARGEST_STORED


def test_what_stood_beside_the_pixels_is_gone() -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Ivy Secret")
    exif = Image.Exif()
    exif[0x013B] = "Ivy Secret"

    for data in (picture("PNG", pnginfo=info), picture("JPEG", exif=exif, comment=b"Ivy Secret")):
        assert b"Ivy Secret" in data
        assert b"Ivy Secret" not in drawn_again(data)[0]


def test_what_hangs_on_behind_the_picture_is_gone() -> None:
    page = b"<script>alert(1)</script>"

    stored, _width, _height = drawn_again(picture() + page)

    assert page not in stored


def test_chunks_of_the_stored_picture_are_the_necessary_ones() -> None:
    stored, _width, _height = drawn_again(picture("PNG", dpi=(300, 300)))

    assert set(re.findall(rb"IHDR|PLTE|tRNS|IDAT|IEND|tEXt|iTXt|zTXt|eXIf|pHYs|iCCP", stored)) <= {
        b"IHDR",
        b"PLTE",
        b"tRNS",
        b"IDAT",
        b"IEND",
    }


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says it is 60,000 pixels a side."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


REFUSED = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "packed svg": gzip.compress(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "gif": picture("GIF"),
    "bmp": picture("BMP"),
    "tiff": picture("TIFF"),
    "html": b"<html><script>alert(1)</script></html>",
    "nothing": b"",
    "only the beginning": picture()[:60],
    "only the signature": b"\x89PNG\r\n\x1a\n",
    "a bomb": bomb(),
    "too large a file": picture() + b"\0" * (2 * 1024 * 1024),
    "too small": picture(size=(8, 200)),
    "too long": picture(size=(4001, 20)),
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_what_is_no_logo_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(LogoRefused) as refused:
        drawn_again(data)

    assert refused.value.sentence.endswith(".")


@given(st.binary(max_size=200), st.integers(0, 200))
def test_a_damaged_picture_is_refused_or_drawn_and_nothing_else(noise: bytes, at: int) -> None:
    whole = picture(size=(20, 20))
    damaged = whole[:at] + noise + whole[at + len(noise) :]

    try:
        stored, _width, _height = drawn_again(damaged)
    except LogoRefused:
        return
    assert stored.startswith(b"\x89PNG")


# --- On the pages ---------------------------------------------------------------------------------------


@pytest.fixture
def acme(db: None) -> Organization:
    return builders.organization()


@pytest.fixture
def owner(acme: Organization, client: Client) -> Client:
    client.force_login(builders.olga(acme))
    return client


def give(owner: Client, *, accent: str = "#8a1c4a", logo: bytes | None = None, **more: str) -> Any:
    values: dict[str, Any] = {"accent": accent, **more}
    if logo is not None:
        values["logo"] = SimpleUploadedFile("logo.png", logo, content_type="image/png")
    return owner.post("/o/acme/settings/looks/", values)


def linked(page: str, name: str) -> str:
    found = re.search(rf'"(/[^"]*{name}[^"]*)"', page)
    assert found is not None
    return found[1]


def test_members_see_logo_and_accent(owner: Client) -> None:
    give(owner, logo=picture())

    page = owner.get("/o/acme/").content.decode()

    style = owner.get(linked(page, "brand.css"))
    assert style.content.decode() == ":root { --accent: #8a1c4a; --accent-deep: #5c1332; }\n"
    assert owner.get(linked(page, "logo.png"))["Content-Type"] == "image/png"
    assert 'alt="Acme" width="120" height="40"' in page


def test_without_looks_of_its_own_a_page_asks_for_none(owner: Client) -> None:
    page = owner.get("/o/acme/").content.decode()

    assert "brand.css" not in page
    assert "logo.png" not in page
    assert owner.get("/o/acme/logo.png").status_code == 404


def test_respondents_see_them_on_every_page(owner: Client, acme: Organization) -> None:
    give(owner, logo=picture())
    with org_scope(acme):
        wave: Wave = a_wave()
        new, (_draft, old) = invited(wave), begun(wave)
    somebody = Client()

    for path in (f"/r/{new}/", f"/r/{old}/1/", f"/r/{old}/review/"):
        page = somebody.get(path).content.decode()
        assert b"#8a1c4a" in somebody.get(linked(page, "brand.css")).content
        assert somebody.get(linked(page, "logo.png")).content.startswith(b"\x89PNG")


def test_a_respondents_browser_keeps_the_looks_and_not_the_answers(owner: Client, acme: Organization) -> None:
    give(owner, logo=picture())
    with org_scope(acme):
        token = invited(a_wave())

    kept = {
        path: Client().get(f"/r/{token}/{path}")["Cache-Control"] for path in ("", "logo.png", "brand.css")
    }

    assert kept == {
        "": "private, no-store",
        "logo.png": "private, max-age=86400",
        "brand.css": "private, max-age=86400",
    }


def test_the_heaviest_logo_leaves_the_first_page_below_sixty_kilobytes(
    owner: Client, acme: Organization, settings: Any
) -> None:
    noise = io.BytesIO()
    Image.effect_noise((900, 300), 90).convert("RGB").save(noise, "PNG")
    give(owner, logo=noise.getvalue())
    with org_scope(acme):
        token = invited(a_wave())
    somebody = Client()
    page = somebody.get(f"/r/{token}/")
    parts = set(re.findall(r'(?:src|href)="(/[^"]+\.(?:css|js|svg|png)[^"]*)"', page.content.decode()))

    weight = len(page.content) + sum(weight_of(somebody, part) for part in parts)

    assert any("logo.png" in part for part in parts)
    assert weight < 60_000


def weight_of(client: Client, path: str) -> int:
    answered = client.get(path)
    body = b"".join(answered.streaming_content) if answered.streaming else answered.content
    return len(body if path.split("?")[0].endswith("png") else gzip.compress(body))


def test_another_organization_does_not_see_them(owner: Client, client: Client) -> None:
    give(owner, logo=picture())
    client.force_login(builders.sam())

    assert [client.get(f"/o/acme/{name}").status_code for name in ("logo.png", "brand.css")] == [404, 404]


def test_what_is_refused_changes_nothing_and_says_why(owner: Client) -> None:
    give(owner, logo=picture())
    before = list(Organization.objects.values())

    refused = give(owner, accent="#0f5c5c", logo=REFUSED["svg"])
    unreadable = give(owner, accent="#ffff00")

    assert (refused.status_code, unreadable.status_code) == (400, 400)
    assert "An SVG cannot be used." in refused.content.decode()
    assert "The nearest shade that has it is" in unreadable.content.decode()
    assert list(Organization.objects.values()) == before
    assert AuditEntry.every_org.filter(action="changed looks").count() == 1


def test_they_can_be_taken_off_again(owner: Client) -> None:
    give(owner, logo=picture())

    give(owner, accent="", remove_logo="on")

    assert branding.of(Organization.objects.get()).stylesheet == ""
    assert not Logo.every_org.exists()


def test_others_that_draw_get_them_from_one_place(owner: Client) -> None:
    give(owner, logo=picture())
    acme = Organization.objects.get()

    looks = branding.of(acme)

    assert (looks.name, looks.accent, looks.logo_width, looks.logo_height) == ("Acme", "#8a1c4a", 240, 80)
    assert (branding.logo_of(acme) or b"").startswith(b"\x89PNG")


def test_only_owners_change_them(acme: Organization, client: Client) -> None:
    ann: User = builders.ann(acme)
    client.force_login(ann)

    assert give(client).status_code == 403
