"""Links that can be written into a reminder although they are stored nowhere.

A personal link in a mail is derived: HMAC-SHA-512 under a key made of the installation's secret key and the
wave's own (`MailKey`), over the nonce of the person's `Contact`, written in the letters of `surveys.tokens`.
The database alone gives nobody a link, for half of the key is not in it; and once the wave is closed nobody
at all, for the other half is destroyed. What a link must hash to stands in the invitation, so a link that can
no longer be made (the secret key was changed) is noticed and not sent.
"""

from __future__ import annotations

import hmac

from django.conf import settings
from django.db import transaction

from surveys.mail_models import Contact, MailKey
from surveys.models import Invitation, InvitationState, Wave
from surveys.tokens import LENGTH, LETTERS, token_hash

PURPOSE = b"cxassess: link in a wave's mail"


def wave_key(wave: Wave) -> bytes:
    """The key of a wave's links, made at the first call of an open or coming fieldwork."""
    row: MailKey = MailKey.objects.get_or_create(wave=wave)[0]
    return hmac.digest(settings.SECRET_KEY.encode(), PURPOSE + bytes(row.secret), "sha512")


def derived_token(key: bytes, nonce: str) -> str:
    """The token of a nonce: 512 bits reduced to 138, so no letter is likelier than another."""
    number = int.from_bytes(hmac.digest(key, nonce.encode(), "sha512"), "big")
    letters = []
    for _place in range(LENGTH):
        number, letter = divmod(number, len(LETTERS))
        letters.append(LETTERS[letter])
    return "".join(letters)


def link_token(contact: Contact, *, key: bytes) -> str | None:
    """The token of this person's link; None where it is not the one their invitation knows."""
    token = derived_token(key, contact.nonce)
    return token if token_hash(token) == contact.invitation.token_hash else None


@transaction.atomic
def contact_of(invitation: Invitation, *, key: bytes) -> Contact | None:
    """How to write to an invited person; None for one who has begun with a link that mail never carried.

    The first call gives the invitation a link that can be derived: one handed out before, and not yet used,
    stops working then.
    """
    locked: Invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    known: Contact | None = Contact.objects.filter(invitation=locked).first()
    if known is not None or locked.state != InvitationState.INVITED:
        return known
    contact: Contact = Contact.objects.create(invitation=locked)
    locked.token_hash = token_hash(derived_token(key, contact.nonce))
    locked.save(update_fields=["token_hash"])
    return contact
