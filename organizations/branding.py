"""How a client looks: name, logo and accent, for pages and for whatever else draws in its name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

from cxassess.errors import CxError, NotFound
from organizations.colors import ENOUGH, deeper, is_color, lowest_contrast, nearest_readable
from organizations.logos import drawn_again
from organizations.models import Logo, Organization
from organizations.scope import org_scope

SHOWN_HEIGHT = 40
"""Pixels: a logo is never drawn higher on a page."""


class AccentRefused(CxError):
    """Not a color, or one that cannot be read; `details["suggestion"]` is the nearest that can."""

    code = "accent_refused"
    status = 400


@dataclass(frozen=True)
class Branding:
    """What a client looks like; an empty accent means the house's own, an empty digest no logo.

    accent, accent_deep  "#rrggbb" or "": for links and buttons, and for them under the pointer.
    logo_digest          16 letters that change with the picture; `logo_of` reads the picture itself.
    logo_width, _height  of the stored picture, in pixels.
    """

    name: str
    accent: str
    accent_deep: str
    logo_digest: str
    logo_width: int
    logo_height: int

    @property
    def stylesheet(self) -> str:
        """The custom properties of `tokens.css` that this client sets differently."""
        if not self.accent:
            return ""
        return f":root {{ --accent: {self.accent}; --accent-deep: {self.accent_deep}; }}\n"

    @property
    def version(self) -> str:
        """Changes whenever something about the looks does."""
        return hashlib.sha256(f"{self.accent} {self.logo_digest}".encode()).hexdigest()[:12]


@dataclass(frozen=True)
class PageBrand:
    """A client's looks on a page: addresses are "" where it uses the house's own."""

    name: str
    stylesheet: str
    logo: str
    width: int
    height: int


def of(organization: Organization) -> Branding:
    """The looks of an organization; no query."""
    return Branding(
        name=organization.name,
        accent=organization.accent,
        accent_deep=deeper(organization.accent) if organization.accent else "",
        logo_digest=organization.logo_digest,
        logo_width=organization.logo_width,
        logo_height=organization.logo_height,
    )


def logo_of(organization: Organization) -> bytes | None:
    """The logo as PNG, or None."""
    with org_scope(organization):
        logo = Logo.objects.first()
    return bytes(logo.image) if logo else None


# --- On pages -------------------------------------------------------------------------------------------


def on_page(organization: Organization, *, below: str) -> PageBrand:
    """The looks for a page whose door leads to `below` + "brand.css" and `below` + "logo.png"."""
    looks = of(organization)
    height = min(SHOWN_HEIGHT, looks.logo_height)
    return PageBrand(
        name=looks.name,
        stylesheet=f"{below}brand.css?{looks.version}" if looks.accent else "",
        logo=f"{below}logo.png?{looks.logo_digest}" if looks.logo_digest else "",
        width=round(looks.logo_width * height / max(1, looks.logo_height)),
        height=height,
    )


def of_page(request: HttpRequest) -> dict[str, Any]:
    """For templates: `brand`, the looks of the organization behind the door of this request, or None."""
    return {"brand": getattr(request, "brand", None)}


def stylesheet_response(request: HttpRequest, organization: Organization) -> HttpResponse:
    return _kept(request, of(organization).stylesheet.encode(), content_type="text/css; charset=utf-8")


def logo_response(request: HttpRequest, organization: Organization) -> HttpResponse:
    """The picture, as nothing but a picture. NotFound without one."""
    image = logo_of(organization)
    if image is None:
        raise NotFound
    return _kept(request, image, content_type="image/png")


def _kept(request: HttpRequest, content: bytes, *, content_type: str) -> HttpResponse:
    """Kept by this browser for a day: the address changes with the looks."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response = HttpResponse(content, content_type=content_type)
    response["ETag"] = etag
    response["Cache-Control"] = "private, max-age=86400"
    return get_conditional_response(request, etag=etag, response=response) or response


# --- Changing it ----------------------------------------------------------------------------------------


def readable_accent(text: str) -> str:
    """The accent as it is stored. Raises AccentRefused, with a suggestion, where it could not be read."""
    color = text.strip().lower()
    if not is_color(color):
        raise AccentRefused("Write the color as # and six digits or letters from a to f.")
    found = lowest_contrast(color)
    if found < ENOUGH:
        near = nearest_readable(color)
        raise AccentRefused(
            f"{color} has a contrast of {found:.1f} to 1 with the page; text needs {ENOUGH} to 1. "
            f"The nearest shade that has it is {near}.",
            details={"suggestion": near},
        )
    return color


@transaction.atomic
def set_accent(organization: Organization, accent: str) -> None:
    """Take an accent, or the house's own again with ""; raises AccentRefused."""
    organization.accent = readable_accent(accent) if accent else ""
    organization.save(update_fields=["accent"])


@transaction.atomic
def set_logo(organization: Organization, data: bytes) -> None:
    """Take a picture as the logo; raises LogoRefused."""
    image, width, height = drawn_again(data)
    Logo.objects.update_or_create(organization=organization, defaults={"image": image})
    digest = hashlib.sha256(image).hexdigest()[:16]
    organization.logo_digest, organization.logo_width, organization.logo_height = digest, width, height
    organization.save(update_fields=["logo_digest", "logo_width", "logo_height"])


@transaction.atomic
def remove_logo(organization: Organization) -> None:
    Logo.objects.all().delete()
    organization.logo_digest, organization.logo_width, organization.logo_height = "", 0, 0
    organization.save(update_fields=["logo_digest", "logo_width", "logo_height"])
