"""Logos that clients hand in: decoded, measured, drawn again. What is stored are pixels and nothing else."""

from __future__ import annotations

import io
import warnings

from PIL import Image, UnidentifiedImageError

from cxassess.errors import CxError

FORMATS = ("PNG", "JPEG", "WEBP")
LARGEST_FILE = 2 * 1024 * 1024
LARGEST_SIDE = 4_000
SMALLEST_SIDE = 16
STORED_WIDTH, STORED_HEIGHT = 480, 160
"""Twice the largest size a page shows it at."""

LARGEST_STORED = 40 * 1024
"""Bytes that go to a respondent's phone with the first page."""


class LogoRefused(CxError):
    code = "logo_refused"
    status = 400


def drawn_again(data: bytes) -> tuple[bytes, int, int]:
    """A PNG of the same picture with its width and height in pixels.

    Only pixels survive: no metadata, no profile, no comment, nothing after the end of the picture, no second
    frame. Raises LogoRefused, with a sentence, for what is not a PNG, JPEG or WebP of a reasonable size.
    """
    if len(data) > LARGEST_FILE:
        raise LogoRefused("The file is larger than 2 MB.")
    return _stored(_pixels(data))


def _pixels(data: bytes) -> Image.Image:
    """The decoded picture, scaled to what is stored, in RGBA."""
    try:
        with warnings.catch_warnings():
            # A picture that unpacks to gigabytes announces itself by a warning first.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
            _check_size(*picture.size)
            picture.load()
    except LogoRefused:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise LogoRefused("This is not a PNG, JPEG or WebP picture. An SVG cannot be used.") from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        # What Pillow raises for files that begin like a picture and do not go on like one.
        raise LogoRefused("The picture is damaged and cannot be read.") from error
    drawn = picture.convert("RGBA")
    drawn.thumbnail((STORED_WIDTH, STORED_HEIGHT), Image.Resampling.LANCZOS)
    return drawn


def _check_size(width: int, height: int) -> None:
    if max(width, height) > LARGEST_SIDE:
        raise LogoRefused(f"The picture is {width} × {height} pixels; at most {LARGEST_SIDE} a side.")
    if min(width, height) < SMALLEST_SIDE:
        raise LogoRefused(f"The picture is {width} × {height} pixels; at least {SMALLEST_SIDE} a side.")


def _stored(picture: Image.Image) -> tuple[bytes, int, int]:
    """As PNG; with fewer colors, then smaller, until it is light enough for a phone."""
    width, height = picture.size
    for colors, scale in ((0, 1.0), (256, 1.0), (128, 0.75), (64, 0.5), (32, 0.35)):
        size = max(1, round(width * scale)), max(1, round(height * scale))
        data = _png(picture.resize(size, Image.Resampling.LANCZOS) if scale < 1 else picture, colors=colors)
        if len(data) <= LARGEST_STORED:
            return data, *size
    raise LogoRefused("The picture has too much detail for a logo; hand in a simpler one.")


def _png(picture: Image.Image, *, colors: int) -> bytes:
    fresh = Image.frombytes("RGBA", picture.size, picture.tobytes())
    drawn = fresh.quantize(colors, method=Image.Quantize.FASTOCTREE) if colors else fresh
    file = io.BytesIO()
    drawn.save(file, "PNG", optimize=True)
    return file.getvalue()
