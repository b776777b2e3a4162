"""How large a slide is, in inches."""

from __future__ import annotations

WIDTH, HEIGHT = 13.333, 7.5
MARGIN = 0.6
INNER = WIDTH - 2 * MARGIN
