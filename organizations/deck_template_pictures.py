"""Pictures in templates: decoded and drawn again, so that what is kept are pixels."""

from __future__ import annotations

import io
import warnings

from PIL import Image, UnidentifiedImageError

from organizations.deck_template_package import TemplateRefused

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
LARGEST_PIXELS = 40_000_000
WIDEST = 2560
"""Pixels across a slide at which a picture is still sharp on a large screen."""


def drawn_again(data: bytes) -> tuple[bytes, str]:
    """The same picture with nothing but its pixels, and the ending of its name; raises TemplateRefused."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
            if picture.width * picture.height > LARGEST_PIXELS:
                raise TemplateRefused("A picture of the template has more than 40 million pixels.")
            picture.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TemplateRefused(
            "A picture of the masters or layouts is of a kind that cannot be checked (EMF, WMF, SVG). "
            "Save it as PNG or JPEG in the template."
        ) from None
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError) as error:
        # What Pillow raises for files that begin like a picture and do not go on like one.
        raise TemplateRefused("A picture of the template is damaged.") from error
    return _written(picture, photo=picture.format == "JPEG")


def _written(picture: Image.Image, *, photo: bool) -> tuple[bytes, str]:
    mode = "RGB" if photo else "RGBA"
    drawn = picture.convert(mode)
    drawn.thumbnail((WIDEST, WIDEST), Image.Resampling.LANCZOS)
    fresh = Image.frombytes(mode, drawn.size, drawn.tobytes())
    file = io.BytesIO()
    if photo:
        fresh.save(file, "JPEG", quality=90)
        return file.getvalue(), "jpeg"
    fresh.save(file, "PNG")
    return file.getvalue(), "png"
