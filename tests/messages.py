"""The translations: what the code of reports says is brought into their catalogs, and all are compiled.

    python -m tests.messages

Reports have catalogs of their own in reports/locale; what respondents read stands in locale/ and is only
compiled here. A text that is new in the code comes in empty, one that is gone is dropped, and nothing is
guessed: a sentence is translated by a person or not at all.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
OF_RESPONDENTS, OF_REPORTS = ROOT / "locale", ROOT / "reports/locale"
LANGUAGES = ("de", "fr", "es")
DOCUMENTS = (
    *sorted(ROOT.glob("reports/composing/**/*.py")),
    *sorted(ROOT.glob("reports/figures/**/*.py")),
    *sorted(ROOT.glob("reports/renderers/**/*.py")),
    *sorted(ROOT.glob("reports/triggers/**/*.py")),
    *(
        ROOT / f"reports/{name}.py"
        for name in (
            "adopted_models",
            "catalog",
            "compose",
            "findings",
            "reading",
            "remarks",
            "selection",
            "side_by_side",
            "wording",
        )
    ),
)
"""The modules whose words stand in a report, not on a page for members."""
PAGES = (
    *(
        ROOT / f"templates/reports/{name}.html"
        for name in (
            "report", "standalone", "_bar", "_body", "_chart", "_finding", "_languages", "_page", "_quotes",
            "_section", "_table",
        )
    ),
    *sorted(ROOT.glob("templates/reports/figures/*.html")),
)  # fmt: skip
MARKS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_noop": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
COMMENTS = ("Translators:",)
MADE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""One date for every run, so that a run that changes nothing changes no file."""
HEADER = "# What a report says besides the words of terms, actions and published figures."


@dataclass(frozen=True)
class Text:
    """A text of the code: its form for one, or those for one and for many, and where it stands."""

    forms: tuple[str, ...]
    context: str | None
    place: str
    comments: tuple[str, ...] = ()

    @property
    def ident(self) -> str | tuple[str, ...]:
        return self.forms[0] if len(self.forms) == 1 else self.forms


def texts() -> Iterator[Text]:
    """Everything a report says that a translator has to say too."""
    for path in (*DOCUMENTS, *PAGES):
        yield from texts_of(path)


def texts_of(path: Path) -> Iterator[Text]:
    source = path.read_text(encoding="utf-8")
    code = templatize(source, origin=str(path)) if path.suffix == ".html" else source
    found = extract("python", BytesIO(code.encode()), keywords=MARKS, comment_tags=COMMENTS)
    for _line, message, comments, context in found:
        forms = (message,) if isinstance(message, str) else tuple(message)
        yield Text(forms, context, path.relative_to(ROOT).as_posix(), tuple(comments))


def catalog_of(language: str) -> Catalog:
    """The catalog of reports in a language, empty where there is none yet."""
    path = po_of(OF_REPORTS, language)
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    return read_po(BytesIO(path.read_bytes()), locale=language)


def po_of(folder: Path, language: str) -> Path:
    return folder / language / "LC_MESSAGES" / "django.po"


def template() -> Catalog:
    """Every text once, in the order of the code, with all its places."""
    found: Catalog = Catalog(fuzzy=False)
    for text in texts():
        found.add(text.ident, locations=[(text.place, 0)], context=text.context, auto_comments=text.comments)
    return found


def updated(known: Catalog, *, to: Catalog, language: str) -> Catalog:
    """A catalog of the texts of `to`, each with the translation it has in `known`."""
    made: Catalog = Catalog(
        locale=language, project="cxassess", version="1", fuzzy=False, header_comment=HEADER
    )
    for message in to:
        if message.id:
            before = known.get(message.id, context=message.context)
            is_alike = before is not None and before.pluralizable == message.pluralizable
            made.add(
                message.id,
                before.string if before is not None and is_alike else "",
                locations=message.locations,
                auto_comments=message.auto_comments,
                user_comments=before.user_comments if before is not None else (),
                context=message.context,
            )
    made.msgid_bugs_address = made.last_translator = made.language_team = ""
    made.creation_date = made.revision_date = MADE
    return made


def written(catalog: Catalog) -> bytes:
    """The catalog as a file, without the lines of the code, which move."""
    output = BytesIO()
    write_po(output, catalog, width=100, include_lineno=False)
    return output.getvalue()


def compiled(po: bytes) -> bytes:
    """The catalog as programs read it; what is not translated is left out, so that English stands there."""
    catalog = read_po(BytesIO(po))
    catalog.creation_date = MADE
    for message in catalog:
        if not is_translated(message):
            message.string = ""
    output = BytesIO()
    write_mo(output, catalog)
    return output.getvalue()


def is_translated(message: Any) -> bool:
    """Whether every form of a message has words."""
    return all([message.string] if isinstance(message.string, str) else message.string)


def main() -> int:
    found = template()
    for language in LANGUAGES:
        path = po_of(OF_REPORTS, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(updated(catalog_of(language), to=found, language=language)))
        messages = [message for message in catalog_of(language) if message.id]
        done = sum(map(is_translated, messages))
        sys.stdout.write(f"{language}: {done} of {len(messages)} texts of reports translated\n")
    for path in (
        *OF_RESPONDENTS.glob("*/LC_MESSAGES/django.po"),
        *OF_REPORTS.glob("*/LC_MESSAGES/django.po"),
    ):
        path.with_suffix(".mo").write_bytes(compiled(path.read_bytes()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
