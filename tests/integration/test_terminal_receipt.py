"""`python -m retrieval receipt`: an answer asked in one process and read again in others, whatever has become of it."""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from retrieval.adapters.sql.records_on_demand import RECORDS_FILE
from retrieval.text.display import one_line
from tests.conftest import Shipped
from tests.indexes import copy_of_index
from tests.integration.conftest import Ran, run, run_here, told
from tests.integration.databases import by_sql
from tests.integration.test_terminal_index import held
from tests.once_a_run import OnceARun

DRONES = "How many drones has Iran provided to Russia since August?"


@dataclass(frozen=True)
class AllRan:
    asked: Mapping[str, Any]
    commands: Mapping[str, Ran]


@pytest.fixture(scope="module")
def all_ran(once_a_run: OnceARun, shipped: Shipped) -> AllRan:
    return once_a_run.value("commands about receipts", partial(run_all, shipped))


def run_all(shipped: Shipped, folder: Path) -> AllRan:
    data = folder / "data"
    copy_of_index(shipped.data, data)
    asked = run_here("ask", "--data", str(data), "--json", DRONES)
    told(asked)
    outcome = json.loads(asked.stdout)
    receipt_id = outcome["receipt_id"]

    def receipt(of: Path, typed: str, *more: str, **env: str) -> partial[Ran]:
        return partial(run_here, "receipt", "--data", str(of), typed, *more, env=env)

    for name in ("held", "other schema", "damaged", "file in its place", "no index"):
        copy_of_index(data, folder / name)
    shutil.rmtree(folder / "no index" / "chroma")
    with by_sql(f"sqlite:///{folder / 'other schema' / RECORDS_FILE}") as connection:
        connection.exec_driver_sql("UPDATE footnote_schema SET version = 99")
    (folder / "damaged" / RECORDS_FILE).write_bytes(b"no database at all" * 500)
    (folder / "file in its place" / RECORDS_FILE).unlink()
    (folder / "file in its place" / RECORDS_FILE).mkdir()
    with held(folder / "held"):
        commands = {
            name: command()
            for name, command in {
                "text": partial(run, "receipt", "--data", str(data), receipt_id),
                "typed by hand": receipt(data, f"{receipt_id[:5]}-{receipt_id[5:]}".lower(), "--json"),
                "unknown": receipt(data, "0000000000"),
                "misspelt": receipt(data, receipt_id[:9]),
                "nothing": partial(run_here, "receipt", "--data", str(data)),
                "held": receipt(folder / "held", receipt_id),
                "held as json": receipt(folder / "held", receipt_id, "--json"),
                "no index": receipt(folder / "no index", receipt_id),
                "other schema": receipt(folder / "other schema", receipt_id),
                "asked of damaged": partial(run_here, "ask", "--data", str(folder / "damaged"), " "),
                "asked without room": partial(
                    run_here, "ask", "--data", str(folder / "file in its place"), "--json", " "
                ),
                "password": receipt(data, receipt_id, DATABASE_URL="mysql://footnote:s3cret@localhost/db"),
            }.items()
        }
    return AllRan(outcome, commands)


@pytest.fixture(scope="module")
def ran(all_ran: AllRan) -> Mapping[str, Ran]:
    return all_ran.commands


EXIT_CODES = {
    "text": 0,
    "typed by hand": 0,
    "unknown": 1,
    "misspelt": 1,
    "nothing": 2,
    "held": 0,
    "held as json": 0,
    "no index": 0,
    "other schema": 1,
    "asked of damaged": 3,
    "asked without room": 3,
    "password": 1,
}


@pytest.mark.parametrize("name", EXIT_CODES)
def test_the_exit_code_says_how_it_went(ran: Mapping[str, Ran], name: str) -> None:
    told(ran[name])
    assert ran[name].returncode == EXIT_CODES[name], ran[name].stderr
    assert bool(ran[name].stdout) is (EXIT_CODES[name] in {0, 3})


def test_it_gives_back_what_was_answered(all_ran: AllRan) -> None:
    receipt = json.loads(all_ran.commands["typed by hand"].stdout)
    for key in (
        "receipt_id",
        "outcome",
        "question",
        "read_as",
        "statements",
        "unanswered",
        "probability",
        "timings_ms",
    ):
        assert receipt[key] == all_ran.asked[key]
    assert receipt["asked_at"].endswith("+00:00")
    assert {source["standing"] for source in receipt["today"]} == {"stands"}


def test_it_is_shown_as_it_was_with_how_its_sources_stand(all_ran: AllRan) -> None:
    out = all_ran.commands["text"].stdout
    assert out.startswith(f"Receipt {all_ran.asked['receipt_id']}\n")
    assert f"Question: {DRONES}\n" in out
    for statement in all_ran.asked["statements"]:
        assert one_line(statement["text"]) in out
    cited = [citation for statement in all_ran.asked["statements"] for citation in statement["citations"]]
    assert out.count("Stands: its document is as it was.") == len(cited)


WORDS = {
    "unknown": ["There is no receipt 0000000000.", "90 days", "below the answer"],
    "misspelt": ["is not the id of a receipt", "10 letters and digits"],
    "other schema": ["another schema (99)", "DATABASE_URL"],
    "asked of damaged": ["no receipt was kept: ", "not a database", "move them away"],
    "asked without room": ["no receipt was kept: ", "cannot be reached or written"],
    "password": ["mysql is not supported", "SQLite or PostgreSQL"],
    "held as json": ["is in use by"],
}


@pytest.mark.parametrize("name", WORDS)
def test_what_is_wrong_is_told(ran: Mapping[str, Ran], name: str) -> None:
    told(ran[name], *WORDS[name])
    assert "s3cret" not in ran[name].stderr


@pytest.mark.parametrize(("name", "words"), [("held", "is in use by"), ("no index", "Nothing has been indexed")])
def test_an_index_that_is_in_use_or_gone_is_no_reason_not_to_show_it(all_ran: AllRan, name: str, words: str) -> None:
    out = all_ran.commands[name].stdout
    assert one_line(all_ran.asked["statements"][0]["text"]) in out
    assert "How its sources stand today cannot be told. " in out
    assert words in out
    assert "Stands:" not in out


def test_in_json_that_is_null(ran: Mapping[str, Ran]) -> None:
    assert json.loads(ran["held as json"].stdout)["today"] is None


def test_an_answer_says_that_it_has_no_receipt(ran: Mapping[str, Ran]) -> None:
    assert ran["asked of damaged"].stdout.endswith("\n\nNo receipt was kept.\n")
    assert json.loads(ran["asked without room"].stdout)["receipt_id"] is None
