"""How a client looks, as far as a report shows it: an accent instead of ours, and a logo."""

from __future__ import annotations

from dataclasses import dataclass

from reports.renderers.template import Template


@dataclass(frozen=True)
class Brand:
    """accent, accent_deep  "#rrggbb", already readable on every color of a page; "" for the house's own.

    logo      a PNG, empty without one; `name` is what stands for it in words.
    template  the client's own for slides, which then are in its colors and show its logo.
    """

    name: str = ""
    accent: str = ""
    accent_deep: str = ""
    logo: bytes = b""
    template: Template | None = None

    @property
    def colors(self) -> dict[str, str]:
        """The tokens that this client sets differently."""
        return {"accent": self.accent, "accent-deep": self.accent_deep} if self.accent else {}


HOUSE = Brand()
