"""Colors between the page and a color."""

from __future__ import annotations

from reports.renderers.pptx.looks import worn


def mixed(color: str, share: float, *, on: str = "paper") -> str:
    """`share` (0–1) of a color, a token or "#rrggbb", on the color of the page or of another token."""
    looks = worn()
    value = color if color.startswith("#") else looks.colors[color]
    share *= looks.tint
    return "#" + "".join(
        f"{round(a + (b - a) * share):02x}"
        for a, b in zip(_channels(looks.colors[on]), _channels(value), strict=True)
    )


def _channels(color: str) -> tuple[int, ...]:
    return tuple(int(color[at : at + 2], 16) for at in (1, 3, 5))
