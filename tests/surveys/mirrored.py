"""A language for tests that is written from right to left: English whose letters are Arabic ones.

Every text of the shipped instrument and of its pages gets one, so that a page in it shows what no real
translation of ours shows yet: whether the layout turns round, and which text was forgotten.
"""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from cxassess.env import BASE_DIR
from surveys import library

LANGUAGE = "ar"
KEY = "mirrored"
LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", "ابتثجحخدذرزسشصضطظعغفقكلمنه", strict=True))
UNTOUCHED = re.compile(r"(%\(\w+\)s|\{\w+\}|%[a-z])")


def mirrored(text: str) -> str:
    """The text in the letters of the other direction; what is filled in later stays as it is."""
    pieces = UNTOUCHED.split(text)
    pieces[::2] = ["".join(LETTERS.get(letter.lower(), letter) for letter in piece) for piece in pieces[::2]]
    return "".join(pieces)


def write_instrument(folder: Path) -> None:
    """The shipped instrument in English and mirrored, as `mirrored 1.0`."""
    key, version = library.DEFAULT
    text = (library.FOLDER / key / f"{version}.yaml").read_text(encoding="utf-8")
    whole = yaml.load(text, Loader=yaml.BaseLoader)
    made = _in_both(whole) | {"key": KEY, "version": "1.0", "languages": ["en", LANGUAGE]}
    file = folder / KEY / "1.0.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(yaml.safe_dump(made, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _in_both(part: Any) -> Any:
    if isinstance(part, list):
        return [_in_both(each) for each in part]
    if not isinstance(part, dict):
        return part
    if "en" in part:
        return {"en": part["en"], LANGUAGE: mirrored(part["en"])}
    return {name: _in_both(each) for name, each in part.items()}


def write_catalog(folder: Path) -> None:
    """What pages say besides, mirrored: every text of which there is a translation."""
    source = read_po(BytesIO((BASE_DIR / "locale/de/LC_MESSAGES/django.po").read_bytes()))
    made = Catalog(locale=LANGUAGE)
    made.mime_headers  # noqa: B018  the header is filled in when it is first asked for
    for message in source:
        if message.id:
            is_format = message.context == "date"
            texts = [message.id] if isinstance(message.id, str) else list(message.id)
            strings = texts if is_format else [mirrored(text) for text in texts]
            string = strings[0] if isinstance(message.id, str) else tuple(strings[-1:] * made.num_plurals)
            made.add(message.id, string, context=message.context)
    file = folder / LANGUAGE / "LC_MESSAGES" / "django.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as compiled:
        write_mo(compiled, made)
