"""The client's own slides to write a deck on, as we saved them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from organizations.scope import OrganizationOwned


class DeckTemplate(OrganizationOwned):
    """Masters, layouts, themes and their pictures of a file that a client handed in, written anew.

    digest  16 letters that change with the file.
    """

    file = models.BinaryField()
    digest = models.CharField(max_length=16)
    taken_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization"], name="one_deck_template_each")]

    def __str__(self) -> str:
        return "template for slides"
