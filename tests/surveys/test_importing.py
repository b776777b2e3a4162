"""A folder comes in whole or not at all, and what is wrong with it is said in one sentence."""

from __future__ import annotations

import csv
import datetime
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from organizations.models import Organization
from organizations.scope import org_scope
from surveys import queries
from surveys.columns import ImportRefused
from surveys.importing import WaveExists, import_assessment
from surveys.models import PulseSubmission, Submission, Wave

ROOT = Path(__file__).resolve().parents[2]
ORGANIZATIONS = sorted(path.parent for path in (ROOT / "demo" / "organizations").glob("*/assessment.json"))
MODEL = ROOT / "demo" / "organizations" / "torchlight-systems"

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good folder to spoil."""
    for file in MODEL.iterdir():
        shutil.copyfile(file, tmp_path / file.name)
    return tmp_path


def nothing_is_stored() -> bool:
    return not (Organization.objects.exists() or Wave.every_org.exists() or Submission.every_org.exists())


def rows_of(wave: Wave) -> list[tuple[str, ...]]:
    """The submissions of a wave as the lines of a file would say them, sorted."""
    codebook = queries.codebook_of(wave)
    with org_scope(wave.organization):
        found = Submission.objects.filter(wave=wave).values_list("function", "level", "answers")
        return sorted(
            (codebook.functions[function], codebook.levels[level], *texts(codebook, bytes(answers)))
            for function, level, answers in found
        )


def texts(codebook: Any, packed: bytes) -> tuple[str, ...]:
    given = codebook.decode(packed)
    return tuple(given.get(column.key, "") for column in codebook.columns)


def rows_in(file: Path) -> list[tuple[str, ...]]:
    with file.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    first = ("function", "level")
    rest = [name for name in rows[0] if name not in (*first, "duration_s", "tenure")]
    return sorted(tuple(row[name] for name in (*first, *rest, "tenure")) for row in rows)


# --- What is good comes in ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ORGANIZATIONS, ids=lambda path: path.name)
def test_every_cell_of_a_demonstration_organization_is_stored(path: Path):
    wave = import_assessment(path).wave
    assert rows_of(wave) == rows_in(path / "responses.csv")
    with org_scope(wave.organization):
        customers = len((path / "pulse.csv").read_text().splitlines()) - 1
        assert PulseSubmission.objects.filter(wave=wave).count() == customers


def test_the_wave_is_closed_and_knows_what_was_promised(folder: Path):
    wave = import_assessment(folder).wave
    assert (wave.state, wave.minimum_group, wave.instrument_version) == ("closed", 5, "1.0")
    assert wave.closed_at is not None
    assert wave.functions[0] == {"key": "sales", "name": "Sales", "headcount": 60}
    assert wave.function_name("hr") == "HR"
    assert wave.facts["metrics_cascade"]["ceo"] == 2


def test_empty_is_not_answered_where_asked_and_not_asked_elsewhere(folder: Path):
    wave = import_assessment(folder).wave
    codebook = queries.codebook_of(wave)
    with org_scope(wave.organization):
        (block,) = queries.answer_blocks(wave)
    levers = block.answers[:, codebook.index("LV1")]
    assert {int(code) for code in levers[block.levels == 2]} == {0}
    assert 0 not in levers[block.levels < 2]


def test_the_command_prints_the_id_of_the_wave_last(folder: Path):
    said = StringIO()
    call_command("import_assessment", str(folder), stdout=said)
    assert Wave.every_org.get(pk=int(said.getvalue().splitlines()[-1])).name == "2026"


def test_a_folder_without_customers_comes_in(folder: Path):
    (folder / "pulse.csv").unlink()
    assert import_assessment(folder).customers == 0


def test_a_file_with_only_its_column_names_is_a_wave_nobody_answered(folder: Path):
    keep_lines(folder / "responses.csv", 1)
    assert import_assessment(folder).answers == 0


def test_columns_may_stand_in_any_order_and_lines_end_as_on_any_system(folder: Path):
    file = folder / "responses.csv"
    expected = rows_in(file)
    with file.open(newline="") as stream:
        turned = [row[::-1] for row in csv.reader(stream)]
    with file.open("w", newline="", encoding="utf-8-sig") as stream:
        csv.writer(stream, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows(turned)
    assert rows_of(import_assessment(folder).wave) == expected


def test_functions_without_a_module_are_welcome(folder: Path):
    rename_function(folder, old="it", new="legal_affairs")
    blank_module(folder, function="legal_affairs")
    wave = import_assessment(folder).wave
    assert wave.function_name("legal_affairs") == "Legal Affairs"


def test_a_fact_may_name_any_function_of_the_assessment(folder: Path):
    edit_json(folder, lambda it: it["functions"].update(legal={"headcount": 6}))
    edit_json(
        folder, lambda it: it["facts"].update(journey_map_made_by="legal", cx_budget_owner="operations")
    )
    facts = import_assessment(folder).wave.facts
    assert (facts["journey_map_made_by"], facts["cx_budget_owner"]) == ("legal", "operations")


def test_a_fact_that_names_a_function_nobody_set_up_is_refused(folder: Path):
    edit_json(folder, lambda it: it["facts"].update(cx_budget_owner="legal"))
    with pytest.raises(ImportRefused, match=r"facts\.cx_budget_owner: '\"legal\"' .* unassigned, sales"):
        import_assessment(folder)
    assert nothing_is_stored()


def test_without_a_minimum_group_nothing_is_imported(folder: Path):
    edit_json(folder, lambda it: it.pop("minimum_group"))
    with pytest.raises(ImportRefused, match=r"assessment\.json.*minimum_group.*the line is missing"):
        import_assessment(folder)
    assert nothing_is_stored()


def test_a_minimum_group_below_the_installations_is_refused(folder: Path, settings: Any):
    settings.MINIMUM_GROUP = 7
    with pytest.raises(ImportRefused, match=r"minimum_group.*no group of fewer than 7"):
        import_assessment(folder)
    assert nothing_is_stored()


def test_more_answers_than_heads_are_noted_not_refused(folder: Path):
    edit_json(folder, lambda it: it["functions"]["hr"].update(headcount=2))
    assert import_assessment(folder).crowded == ("hr",)


def test_a_chunk_more_than_one_is_read_to_the_end(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("surveys.columns.CHUNK", 7)
    monkeypatch.setattr("surveys.importing.BATCH", 11)
    assert rows_of(import_assessment(folder).wave) == rows_in(folder / "responses.csv")


# --- Again ----------------------------------------------------------------------------------------------


def test_the_same_folder_again_is_refused(folder: Path):
    import_assessment(folder)
    with pytest.raises(WaveExists, match="Torchlight Systems already has a wave 2026"):
        import_assessment(folder)
    assert Wave.every_org.count() == 1


def test_another_wave_joins_the_organization(folder: Path):
    first = import_assessment(folder).wave
    edit_json(folder, lambda it: it.update(wave="2027"))
    second = import_assessment(folder).wave
    assert (second.organization, second.assessment) == (first.organization, first.assessment)
    assert second.pk != first.pk


def test_another_organization_of_a_like_name_gets_an_address_of_its_own(folder: Path):
    first = import_assessment(folder).wave.organization
    edit_json(folder, lambda it: it.update(organization="Torchlight systems!"))
    second = import_assessment(folder).wave.organization
    assert (first.slug, second.slug) == ("torchlight-systems", "torchlight-systems-2")


# --- What is wrong with an answer -----------------------------------------------------------------------


def edit_cell(file: Path, *, line: int, column: str, value: str) -> None:
    with file.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    rows[line - 1][rows[0].index(column)] = value
    with file.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)


def first_line(folder: Path, **wanted: str) -> int:
    """The first line of responses.csv whose cells say so."""
    with (folder / "responses.csv").open(newline="") as stream:
        for line, row in enumerate(csv.DictReader(stream), start=2):
            if wanted.items() <= row.items():
                return line
    raise LookupError(wanted)


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("function", "legal", "expected sales, marketing"),
        ("function", "", "an empty cell is not known; expected sales"),
        ("function", "Sales", "expected sales"),
        ("level", "boss", "expected leader, manager, contributor"),
        ("tenure", "dk", "expected under_2y, 2_5y, over_5y or nothing"),
        ("duration_s", "soon", "expected whole seconds or nothing"),
        ("duration_s", "-5", "whole seconds"),
        ("duration_s", "12.5", "whole seconds"),
        ("duration_s", "1_000", "whole seconds"),
        ("duration_s", "٣", "whole seconds"),
        ("duration_s", "99999999", "whole seconds"),
        ("duration_s", "nan", "whole seconds"),
        ("VIEW1", "6", "expected 1, 2, 3, 4, 5, dk or nothing"),
        ("VIEW1", "0", "expected 1, 2"),
        ("VIEW1", "3.0", "expected 1, 2"),
        ("VIEW1", " 3", "expected 1, 2"),
        ("VIEW1", "DK", "expected 1, 2"),
        ("VIEW1", "3\0", "expected 1, 2"),
        ("VIEW1", "=1+2", "expected 1, 2"),
        ("VIEW1", "3\n4", "expected 1, 2"),
        ("VIEW1", "\x1b[31m3", r"'\\x1b[31m3' is not known"),
        ("VIEW1", "x" * 30_000, r"x\.\.\.' is not known"),
        ("AE1", "5", "expected 1, 2, 3, 4, dk"),
        ("OWN3_today", "legal", "shared, nobody, dk or nothing"),
        ("OWN3_accept", "maybe", "expected already, would, if_equipped, would_not, dk"),
        ("CLK1", "2d", "expected 24h, 3d"),
        ("ECO", "decide;shape;supply", "up to 2 of decide"),
        ("ECO", "decide;decide", "up to 2 of decide"),
        ("ECO", "decide;dk", "up to 2 of decide"),
        ("ECO", "decide,shape", "up to 2 of decide"),
    ],
)
def test_a_cell_that_is_not_an_answer_is_refused_with_its_place(
    folder: Path, column: str, value: str, expected: str
):
    edit_cell(folder / "responses.csv", line=100, column=column, value=value)
    with pytest.raises(ImportRefused, match=f"^responses.csv, line 100, column {column}: .*") as refused:
        import_assessment(folder)
    assert expected.replace(r"\\", "\\").replace(r"\.", ".") in refused.value.sentence
    assert refused.value.details == {"file": "responses.csv", "line": 100, "column": column}
    assert len(refused.value.sentence) < 300
    assert nothing_is_stored()


def test_levers_answered_by_somebody_who_is_not_asked_are_refused(folder: Path):
    line = first_line(folder, level="contributor")
    edit_cell(folder / "responses.csv", line=line, column="LV3", value="2")
    with pytest.raises(ImportRefused, match=f"line {line}, column LV3: an answer to what .* is not asked"):
        import_assessment(folder)
    assert nothing_is_stored()


def test_module_answers_of_a_function_without_a_module_are_refused(folder: Path):
    rename_function(folder, old="it", new="legal")
    line = first_line(folder, function="legal")
    with pytest.raises(ImportRefused, match=f"line {line}, column MOD_K1: an answer to what .* is not asked"):
        import_assessment(folder)


def test_the_first_mistake_in_reading_order_is_the_one_told(folder: Path):
    for line, column in [(90, "VIEW1"), (50, "MOD_M2"), (50, "OUT"), (170, "function")]:
        edit_cell(folder / "responses.csv", line=line, column=column, value="?")
    with pytest.raises(ImportRefused, match="line 50, column OUT"):
        import_assessment(folder)


def test_an_answer_nobody_asked_for_is_told_before_a_later_mistake(folder: Path):
    line = first_line(folder, level="contributor")
    edit_cell(folder / "responses.csv", line=line, column="LV1", value="2")
    edit_cell(folder / "responses.csv", line=line + 1, column="function", value="?")
    with pytest.raises(ImportRefused, match=f"line {line}, column LV1"):
        import_assessment(folder)


def test_a_mistake_in_the_last_line_still_refuses_the_first(folder: Path):
    edit_cell(folder / "responses.csv", line=181, column="MIR4", value="9")
    with pytest.raises(ImportRefused, match="line 181, column MIR4"):
        import_assessment(folder)
    assert nothing_is_stored()


def test_a_customer_who_says_something_else_refuses_everything(folder: Path):
    edit_cell(folder / "pulse.csv", line=300, column="PUL2", value="often")
    with pytest.raises(ImportRefused, match=r"^pulse\.csv, line 300, column PUL2: 'often' is not known"):
        import_assessment(folder)
    assert nothing_is_stored()


# --- What is wrong with a file --------------------------------------------------------------------------


def keep_lines(file: Path, count: int) -> None:
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:count]))


def edit_header(folder: Path, change: Callable[[list[str]], list[str]]) -> None:
    header, rest = (folder / "responses.csv").read_text().split("\n", 1)
    (folder / "responses.csv").write_text(",".join(change(header.split(","))) + "\n" + rest)


def edit_bytes(file: Path, old: bytes, new: bytes) -> None:
    content = file.read_bytes()
    assert old in content
    file.write_bytes(content.replace(old, new, 1))


SPOILED: dict[str, tuple[Callable[[Path], object], str]] = {
    "no answers": (lambda f: (f / "responses.csv").unlink(), "responses.csv: the file is missing"),
    "an empty file": (
        lambda f: (f / "responses.csv").write_text(""),
        "responses.csv, line 1: the file is empty",
    ),
    "a missing column": (
        lambda f: edit_header(f, lambda names: [n if n != "AE4" else "AE5" for n in names]),
        "line 1, column AE5: the column stands twice",
    ),
    "a column too few": (
        lambda f: (f / "responses.csv").write_text("function,level\nsales,leader\n"),
        "line 1, column duration_s: the column is missing and 92 more",
    ),
    "an unknown column": (lambda f: edit_header(f, lambda names: [*names, "email"]), "no column 'email'"),
    "a column without a name": (
        lambda f: edit_header(f, lambda names: [*names, ""]),
        "no column an empty cell",
    ),
    "semicolons": (
        lambda f: (f / "responses.csv").write_text((f / "responses.csv").read_text().replace(",", ";")),
        "line 1: there is no column 'function;level",
    ),
    "a row too short": (
        lambda f: edit_bytes(f / "responses.csv", b"\nservice,", b"\n\nservice,"),
        "line 2: 0 cells; expected 95",
    ),
    "a row too long": (
        lambda f: append(f, b"sales,leader" + b"," * 94 + b"\n"),
        "line 182: 96 cells; expected 95",
    ),
    "not UTF-8": (lambda f: append(f, b"sales,\xff\xfe\n"), "line 182: byte 7 is not UTF-8"),
    "an endless line": (lambda f: append(f, b"x" * 70_000), "line 182: the line is longer than 65536 bytes"),
    "an open quote": (lambda f: append(f, b'"sales,leader\n'), "line 182: not CSV"),
    "a huge cell": (
        lambda f: append(f, b'"' + b"x" * 60_000 + b"\n" + b"x" * 80_000),
        "line 183: the line is longer",
    ),
    "a cell over many lines": (
        lambda f: append(f, b'"' + (b"x" * 1000 + b"\n") * 200),
        "not CSV: field larger",
    ),
    "UTF-16": (
        lambda f: (f / "responses.csv").write_bytes((f / "responses.csv").read_text().encode("utf-16")),
        "line 1: byte 1 is not UTF-8",
    ),
}


def append(folder: Path, content: bytes) -> None:
    with (folder / "responses.csv").open("ab") as stream:
        stream.write(content)


@pytest.mark.parametrize(("spoil", "sentence"), SPOILED.values(), ids=SPOILED)
def test_a_spoiled_file_is_refused_whole(folder: Path, spoil: Callable[[Path], object], sentence: str):
    spoil(folder)
    with pytest.raises(ImportRefused) as refused:
        import_assessment(folder)
    assert sentence in refused.value.sentence
    assert nothing_is_stored()


@pytest.mark.parametrize("file", ["assessment.json", "responses.csv", "pulse.csv"])
def test_a_link_a_pipe_or_a_folder_is_not_a_file(folder: Path, file: str):
    elsewhere = folder / "elsewhere"
    (folder / file).rename(elsewhere)
    makers: list[Callable[[Path], object]] = [lambda at: at.symlink_to(elsewhere), os.mkfifo, Path.mkdir]
    for make in makers:
        make(folder / file)
        with pytest.raises(ImportRefused, match=f"^{file}: this is not a"):
            import_assessment(folder)
        (folder / file).rmdir() if (folder / file).is_dir() else (folder / file).unlink()
    assert nothing_is_stored()


# --- What is wrong with the set-up ----------------------------------------------------------------------


def edit_json(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    set_up = json.loads((folder / "assessment.json").read_text())
    change(set_up)
    (folder / "assessment.json").write_text(json.dumps(set_up, indent=2))


WRONG_SET_UP: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "minimum_group": (lambda it: it.update(minimum_group=4), "greater than or equal to 5"),
    "minimum_group as text": (lambda it: it.update(minimum_group="5"), "valid integer"),
    "minimum_group switched off": (lambda it: it.update(minimum_group=None), "valid integer"),
    "minimum_group as a fraction": (lambda it: it.update(minimum_group=5.0), "valid integer"),
    "minimum_group as nothing": (lambda it: it.update(minimum_group=""), "valid integer"),
    "minimum_group of nobody": (lambda it: it.update(minimum_group=0), "greater than or equal to 5"),
    "minimum_group as truth": (lambda it: it.update(minimum_group=True), "valid integer"),
    "minimum_group too large": (lambda it: it.update(minimum_group=11), "less than or equal to 10"),
    "anonymous": (lambda it: it.update(anonymous=False), "column anonymous: the set-up has no such line"),
    "market": (lambda it: it.update(market="c2c"), "'b2b', 'b2c' or 'both'"),
    "organization": (lambda it: it.pop("organization"), "column organization: the line is missing"),
    "organization of blanks": (lambda it: it.update(organization="  "), "at least 1 character"),
    "organization with a NUL": (lambda it: it.update(organization="a\0b"), "control characters"),
    "organization of 300 letters": (lambda it: it.update(organization="x" * 300), "at most 200"),
    "wave of 101 letters": (lambda it: it.update(wave="x" * 101), "at most 100"),
    "functions": (lambda it: it.update(functions={}), "at least 1 item"),
    "headcount": (lambda it: it["functions"]["hr"].update(headcount=0), "column functions.hr.headcount"),
    "half a head": (lambda it: it["functions"]["hr"].update(headcount=1.5), "valid integer"),
    "a function as a path": (lambda it: it["functions"].update({"../hr": {"headcount": 3}}), "match pattern"),
    "a function called shared": (lambda it: it["functions"].update(shared={"headcount": 3}), "already means"),
    "a hundred functions": (
        lambda it: it["functions"].update({f"f{n}": {"headcount": 9} for n in range(100)}),
        "at most 60",
    ),
    "facts": (
        lambda it: it["facts"].update(cx_lead="sometimes"),
        "column facts.cx_lead: '\"sometimes\"' is not",
    ),
    "a list in a list of facts": (
        lambda it: it["facts"].update(forum_roles=[["lead"]]),
        "column facts.forum_roles: '[[\"lead\"]]' is not known; expected a list of lead",
    ),
    "an unknown fact": (
        lambda it: it["facts"].update(mood="good"),
        "column facts.mood: the fact sheet has no",
    ),
    "notes": (lambda it: it["facts"].update(notes={"mood": "good"}), "column facts.notes: expected a note"),
    "instrument": (lambda it: it.update(instrument="../../etc/passwd"), "There is no such instrument"),
    "version": (
        lambda it: it.update(instrument_version="9.0"),
        "no instrument cx-ownership-maturity in version",
    ),
}


@pytest.mark.parametrize(("change", "sentence"), WRONG_SET_UP.values(), ids=WRONG_SET_UP)
def test_a_wrong_set_up_is_refused_in_words(
    folder: Path, change: Callable[[dict[str, Any]], object], sentence: str
):
    edit_json(folder, change)
    with pytest.raises(Exception, match=r"assessment\.json|instrument") as refused:
        import_assessment(folder)
    assert sentence in str(refused.value)
    assert nothing_is_stored()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "assessment.json, line 1: not JSON"),
        (b'{\n"a": 1,\n}', "assessment.json, line 3: not JSON"),
        (b'{"wave": "1", "wave": "2"}', "'wave' stands twice"),
        (b'{"minimum_group": NaN}', "NaN is not a number"),
        (b'{"minimum_group": ' + b"9" * 5000 + b"}", "assessment.json: "),
        (b"[" * 100_000, "assessment.json: values nest too deep"),
        (b"[]", "valid dictionary"),
        (b'{\n\n"wave": "\xff"}', "assessment.json, line 3: the file is not UTF-8"),
        (b" " * 300_000, "larger than 256 KiB"),
    ],
)
def test_a_set_up_that_is_no_json_is_refused(folder: Path, content: bytes, sentence: str):
    (folder / "assessment.json").write_bytes(content)
    with pytest.raises(ImportRefused) as refused:
        import_assessment(folder)
    assert sentence in refused.value.sentence
    assert nothing_is_stored()


def test_the_line_of_the_set_up_is_told(folder: Path):
    edit_json(folder, lambda it: it["functions"]["hr"].update(headcount=-1))
    line = (folder / "assessment.json").read_text().splitlines().index('      "headcount": -1') + 1
    with pytest.raises(ImportRefused, match=f"line {line}, column functions.hr.headcount"):
        import_assessment(folder)


# --- The command ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["nowhere", "", "nowhere\0", "assessment.json"])
def test_a_folder_that_is_none_is_refused(folder: Path, path: str):
    with pytest.raises(CommandError, match=r"there is no folder|missing"):
        call_command("import_assessment", str(folder / "no" / path))


def test_a_refusal_leaves_with_status_two(folder: Path):
    edit_cell(folder / "responses.csv", line=3, column="VIEW1", value="9")
    with pytest.raises(CommandError, match=r"responses\.csv, line 3, column VIEW1") as refused:
        call_command("import_assessment", str(folder))
    assert refused.value.returncode == 2


def test_a_broken_instrument_leaves_with_status_two_and_the_place(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
):
    shelf = tmp_path_factory.mktemp("instruments")
    (shelf / "ours").mkdir()
    (shelf / "ours" / "1.0.yaml").write_text("key: ours\ntitle: {en: [unclosed\n")
    monkeypatch.setattr("surveys.library.FOLDER", shelf)
    edit_json(folder, lambda it: it.update(instrument="ours"))
    with pytest.raises(CommandError, match=r"^ours/1\.0\.yaml, line 3.*") as refused:
        call_command("import_assessment", str(folder))
    assert refused.value.returncode == 2
    assert nothing_is_stored()


@pytest.mark.slow
def test_the_database_in_a_file_holds_the_same_answers(tmp_path: Path, folder: Path):
    environment = os.environ | {"CXASSESS_DATABASE_URL": f"sqlite:///{tmp_path}/cx.sqlite3"}

    def manage(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert manage("migrate").returncode == 0
    first, again = manage("import_assessment", str(folder)), manage("import_assessment", str(folder))
    assert (first.returncode, first.stdout.splitlines()[-1]) == (0, "1")
    assert (again.returncode, again.stdout) == (2, "")
    assert "already has a wave 2026; nothing was imported" in again.stderr
    assert manage("shell", "-c", CHANGE_PROMISE).stdout.splitlines()[-1] == "IntegrityError"
    assert manage("shell", "-c", READ_BACK).stdout.splitlines()[-1] == fingerprint(
        import_assessment(folder).wave
    )


CHANGE_PROMISE = """
from surveys.models import Wave
try:
    Wave.every_org.update(minimum_group=6)
except Exception as error:
    print(type(error).__name__)
"""
READ_BACK = "from tests.surveys.test_importing import *; print(fingerprint(Wave.every_org.get()))"


def fingerprint(wave: Wave) -> str:
    """A number that is the same for the same answers in blocks of whatever database."""
    with org_scope(wave.organization_id):
        blocks = list(queries.answer_blocks(wave))
    rows = sorted(
        bytes(beside) + answers.tobytes()
        for block in blocks
        for *beside, answers in zip(
            block.functions, block.levels, block.attention, block.answers, strict=True
        )
    )
    import hashlib

    return hashlib.sha256(b"".join(rows)).hexdigest()


# --- Changing a good folder -----------------------------------------------------------------------------


def rename_function(folder: Path, *, old: str, new: str) -> None:
    """Call a function otherwise, in the set-up and in every cell."""
    edit_json(folder, lambda it: it["functions"].update({new: it["functions"].pop(old)}))
    lines = (folder / "responses.csv").read_text().splitlines()
    renamed = [[new if cell == old else cell for cell in line.split(",")] for line in lines]
    (folder / "responses.csv").write_text("\n".join(",".join(row) for row in renamed) + "\n")


def blank_module(folder: Path, *, function: str) -> None:
    with (folder / "responses.csv").open(newline="") as stream:
        header, *rows = list(csv.reader(stream))
    module = {place for place, name in enumerate(header) if name.startswith("MOD_")}
    blanked = [
        ["" if at in module else cell for at, cell in enumerate(row)] if row[0] == function else row
        for row in rows
    ]
    with (folder / "responses.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([header, *blanked])


# --- When it was ----------------------------------------------------------------------------------------


def test_a_wave_of_last_year_is_closed_on_its_day(folder: Path) -> None:
    call_command("import_assessment", str(folder), closed_on=datetime.date(2025, 5, 9), stdout=StringIO())
    closed_at = Wave.every_org.get().closed_at
    assert closed_at is not None
    assert closed_at.date() == datetime.date(2025, 5, 9)


def test_a_day_to_come_is_refused_and_nothing_is_stored(folder: Path) -> None:
    with pytest.raises(CommandError, match="still to come"):
        call_command("import_assessment", str(folder), closed_on=datetime.date(2999, 1, 1))
    assert not Wave.every_org.exists()
