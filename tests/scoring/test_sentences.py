"""The interpreter of expected sentences refuses what it does not understand."""

from __future__ import annotations

import pytest

from tests.scoring import folders, sentences

FIRST = folders.FOLDERS[0]


@pytest.mark.parametrize("sentence", ["stage three", "sales refuses", ">1 clear gap on Tuesdays", ""])
def test_a_sentence_nobody_knows_is_an_error(sentence: str) -> None:
    with pytest.raises(LookupError, match="nobody knows"):
        sentences.holds(sentence, folders.results(FIRST))


def test_a_stage_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError, match="onboarding"):
        sentences.holds("onboarding owned", folders.results(FIRST))


def test_every_folder_says_something_to_check() -> None:
    silent = [path.name for path in folders.FOLDERS if not folders.folder(path).expected["must"]]
    assert (len(folders.FOLDERS) > 0, silent) == (True, [])
