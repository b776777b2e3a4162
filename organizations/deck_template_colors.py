"""Colors of a template that can be read where they stand: its own where they can, else the nearest shade."""

from __future__ import annotations

import colorsys
import io
from collections.abc import Iterable, Sequence
from typing import Any

from PIL import Image

from organizations.colors import ENOUGH, contrast
from organizations.deck_template_writing import A

MARKS = 3.0
"""Contrast that bars and other marks need (WCAG 2.2, success criterion 1.4.11)."""
STRONGEST = 0.44
"""How much of a color the strongest tint below words takes."""
APART = 40.0
"""Degrees between two hues that are told apart, or a contrast of a third."""
BEHIND, AHEAD, WARN = "#c2500f", "#2456c4", "#9a3412"
"""Orange and blue, which legends name, and what warns: of these hues in every template."""
SLOTS = ("dk1", "lt1", "dk2", "lt2", *(f"accent{number}" for number in range(1, 7)))


def mixed(one: str, other: str, share: float) -> str:
    """`share` of the second color on the first."""
    return "#" + "".join(
        f"{round(a + (b - a) * share):02x}" for a, b in zip(_bytes(one), _bytes(other), strict=True)
    )


def readable(color: str, *, on: Sequence[str], at_least: float = ENOUGH) -> str:
    """The same hue, lighter or darker by as little as is needed; the color itself where it can be read."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in _bytes(color)))
    steps = [0.0, *(sign * step / 64 for step in range(1, 65) for sign in (1, -1))]
    shades = (_shade(hue, lightness + step, saturation) if step else color for step in steps)
    best = next((shade for shade in shades if lowest(shade, on=on) >= at_least), "")
    return best or max(("#000000", "#ffffff"), key=lambda each: lowest(each, on=on))


def lowest(color: str, *, on: Iterable[str]) -> float:
    return min(contrast(color, ground) for ground in on)


def palette(theme: dict[str, str], *, grounds: Sequence[str], inks: Sequence[str]) -> dict[str, str]:
    """Tokens -> "#rrggbb" for a page with these colors behind its body, the first of them the usual.

    inks  what the template writes with, the best first; black or white where none of them can be read.
    """
    ink = next((each for each in inks if lowest(each, on=grounds) >= ENOUGH), "")
    ink = ink or max(("#000000", "#ffffff"), key=lambda each: lowest(each, on=grounds))
    paper = grounds[0]
    sand = mixed(paper, ink, 0.07)
    sand = sand if contrast(ink, sand) >= ENOUGH else paper
    behind = [*grounds, sand]
    accent = readable(theme["accent1"], on=behind)
    ochre, teal = _further(theme, accent, on=grounds)
    return {
        "ink": ink,
        "ink-soft": readable(mixed(paper, ink, 0.7), on=behind),
        "paper": paper,
        "sand": sand,
        "rule": mixed(paper, ink, 0.18),
        "edge": readable(mixed(paper, ink, 0.5), on=grounds, at_least=MARKS),
        "accent": accent,
        "accent-deep": readable(theme["dk2"], on=behind) if _lively(theme["dk2"]) else accent,
        "ochre": ochre,
        "teal": teal,
        "behind": readable(BEHIND, on=grounds, at_least=MARKS),
        "ahead": readable(AHEAD, on=grounds, at_least=MARKS),
        "warn": readable(WARN, on=behind),
        "dot": readable(mixed(paper, ink, 0.4), on=grounds, at_least=MARKS),
    }


def tint(colors: dict[str, str]) -> float:
    """By how much tints are weakened so that words on the strongest can be read: 1 for not at all."""
    for share in (1.0, 0.85, 0.7, 0.55, 0.4, 0.25, 0.1):
        filled = (
            mixed(colors["paper"], colors[name], STRONGEST * share)
            for name in ("accent", "behind", "ahead", "sand")
        )
        if all(contrast(colors["ink"], each) >= ENOUGH for each in filled):
            return share
    return 0.0


def _further(theme: dict[str, str], accent: str, *, on: Sequence[str]) -> tuple[str, str]:
    """Two more colors for marks, told apart from the accent and from each other where the theme has such."""
    found = [accent]
    for number in range(2, 7):
        color = readable(theme[f"accent{number}"], on=on, at_least=MARKS)
        if all(_apart(color, each) for each in found):
            found.append(color)
    while len(found) < 3:
        found.append(readable(mixed(on[0], found[-1], 0.6), on=on, at_least=MARKS))
    return found[1], found[2]


def _apart(one: str, other: str) -> bool:
    hues = [colorsys.rgb_to_hls(*(part / 255 for part in _bytes(color)))[0] * 360 for color in (one, other)]
    turn = abs(hues[0] - hues[1])
    return contrast(one, other) >= 4 / 3 or (
        min(turn, 360 - turn) >= APART and _lively(one) and _lively(other)
    )


def _lively(color: str) -> bool:
    return max(_bytes(color)) - min(_bytes(color)) > 48


def _shade(hue: float, lightness: float, saturation: float) -> str:
    lightness = min(1.0, max(0.0, lightness))
    return _hex(part * 255 for part in colorsys.hls_to_rgb(hue, lightness, saturation))


def _bytes(color: str) -> tuple[int, ...]:
    return tuple(int(color[at : at + 2], 16) for at in (1, 3, 5))


def _hex(parts: Iterable[float]) -> str:
    return "#" + "".join(f"{round(part):02x}" for part in parts)


# --- Colors as the file has them ---------------------------------------------------------------------------


def theme_colors(root: Any) -> dict[str, str]:
    """Slot of a theme -> "#rrggbb"."""
    scheme = root.find(f".//{A}clrScheme")
    return {slot: color_of(scheme.find(f"{A}{slot}"), {}, {}) or "#000000" for slot in SLOTS}


def color_of(holder: Any, theme: dict[str, str], named: dict[str, str], *, placeholder: str = "") -> str:
    """The color inside an element, "" where it has none that is plain.

    named  color of a slide such as "bg1" -> slot of the theme, as the master or the layout maps them.
    """
    for each in holder if holder is not None else ():
        kind, value = each.tag.removeprefix(A), each.get("val", "")
        color = {"srgbClr": f"#{value.lower()}", "sysClr": f"#{each.get('lastClr', '000000').lower()}"}.get(
            kind
        )
        if kind == "schemeClr":
            color = placeholder if value == "phClr" else theme.get(named.get(value, value), "")
        if color and len(color) == 7:
            return _modified(color, each)
    return ""


def _modified(color: str, element: Any) -> str:
    """Brighter, darker, nearer to white or black, as the format says it."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in _bytes(color)))
    for each in element:
        part = int(each.get("val", "100000").rstrip("%")) / 100_000
        lightness = {
            "lumMod": lightness * part,
            "lumOff": lightness + part,
            "shade": lightness * part,
            "tint": 1 - (1 - lightness) * part,
        }.get(each.tag.removeprefix(A), lightness)
    return _shade(hue, lightness, saturation) if len(element) else color


def picture_grounds(content: bytes) -> list[str]:
    """What words on a picture stand on: its middle color first, then its darkest and lightest parts."""
    with Image.open(io.BytesIO(content)) as picture:
        small = picture.convert("RGB").resize((16, 9), Image.Resampling.BOX)
    data = small.tobytes()
    pixels = [tuple(data[at : at + 3]) for at in range(0, len(data), 3)]
    pixels.sort(key=lambda pixel: 0.2126 * pixel[0] + 0.7152 * pixel[1] + 0.0722 * pixel[2])
    mean = _hex(sum(parts) / len(pixels) for parts in zip(*pixels, strict=True))
    return [mean, _hex(pixels[len(pixels) // 20]), _hex(pixels[-1 - len(pixels) // 20])]
