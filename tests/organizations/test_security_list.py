"""The list of attacks in docs/security.md names tests that exist."""

from __future__ import annotations

import re

import pytest

from cxassess.env import BASE_DIR

TEXT = (BASE_DIR / "docs/security.md").read_text()
SECTIONS = re.split(r"^## ", TEXT, flags=re.MULTILINE)[1:]
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TEXT)))


def there_is(path: str, name: str) -> bool:
    file = BASE_DIR / path
    return file.exists() and re.search(rf"^def {name}\(", file.read_text(), re.MULTILINE) is not None


@pytest.mark.parametrize(("path", "name"), NAMED, ids=[name for _path, name in NAMED])
def test_a_test_that_is_named_with_its_file_is_there(path: str, name: str) -> None:
    assert there_is(path, name)


def sections_of_lone_names() -> list[tuple[str, str]]:
    """Names without a file, each with the file that its section says they are in."""
    found = []
    for section in SECTIONS:
        home = re.search(r"Tests without a file are in `(tests/[\w/]+\.py)`", section)
        names = re.findall(r"`(test_\w+)`", section)
        assert home or not names, section.splitlines()[0]
        found += [(home[1], name) for name in names if home]
    return sorted(set(found))


@pytest.mark.parametrize(("path", "name"), sections_of_lone_names())
def test_a_test_that_is_named_alone_is_in_the_file_of_its_section(path: str, name: str) -> None:
    assert there_is(path, name)


def test_the_lists_are_as_long_as_they_look() -> None:
    assert len(NAMED) > 40
