"""Colors between the page and a color."""

from __future__ import annotations

from reports import theme


def mixed(color: str, share: float, *, on: str = "paper") -> str:
    """`share` (0–1) of a color, a token or "#rrggbb", on the color of the page or of another token."""
    value = color if color.startswith("#") else theme.color(color)
    return "#" + "".join(
        f"{round(a + (b - a) * share):02x}"
        for a, b in zip(_channels(theme.color(on)), _channels(value), strict=True)
    )


def _channels(color: str) -> tuple[int, ...]:
    return tuple(int(color[at : at + 2], 16) for at in (1, 3, 5))
