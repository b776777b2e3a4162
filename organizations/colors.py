"""Colors that can be read: contrast as WCAG 2.2 defines it, and the nearest shade that has enough."""

from __future__ import annotations

import colorsys
import re
from functools import lru_cache

from cxassess.env import BASE_DIR

ENOUGH = 4.5
"""Contrast that text of normal size needs (WCAG 2.2, success criterion 1.4.3)."""

PAGE_COLORS = ("paper", "card", "field", "wash", "sand", "warn-wash")
"""The tokens on which a link may stand."""

_HEX = re.compile(r"#[0-9a-f]{6}")


def is_color(text: str) -> bool:
    """Whether a text is a color as the tokens write it: #rrggbb in small letters."""
    return _HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two #rrggbb colors, from 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def lowest_contrast(color: str) -> float:
    """Contrast of a color with the page color on which it is hardest to read."""
    return min(contrast(color, page) for page in page_colors())


def nearest_readable(color: str) -> str:
    """The same hue and saturation, darkened as little as needed; the color itself if it can be read.

    All page colors are light, so darker is the only way; black always passes.
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(color))
    shade, step = color, 0
    while lowest_contrast(shade) < ENOUGH:
        step += 1
        shade = _written(colorsys.hls_to_rgb(hue, max(0.0, lightness - step / 256), saturation))
    return shade


def deeper(color: str) -> str:
    """The shade a link takes under the pointer: a third darker."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(color))
    return _written(colorsys.hls_to_rgb(hue, lightness * 0.67, saturation))


@lru_cache(maxsize=1)
def page_colors() -> tuple[str, ...]:
    """The page colors as `tokens.css` has them."""
    lines = (BASE_DIR / "static/css/tokens.css").read_text()
    return tuple(re.findall(rf"--(?:{'|'.join(PAGE_COLORS)}): (#[0-9a-f]{{6}});", lines))


def _luminance(color: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _channels(color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _written(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in channels)
