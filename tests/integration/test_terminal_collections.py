"""Collections at the command line: all of them are listed, and a question may be asked of one."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from retrieval.terminal.commands import app

FILES = {
    "notes.md": "Bread rises in a warm oven for an hour.",
    "staff/wages.md": "The wages are paid on the last Friday of a month.",
    "staff/old/leave.md": "Leave is asked for in writing.",
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("collections")
    for name, text in FILES.items():
        file = folder / "corpus" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"---\ntitle: About {Path(name).stem}\n---\n{text}\n", encoding="utf-8")
    options = ["--corpus", str(folder / "corpus"), "--data", str(folder / "data")]
    assert CliRunner().invoke(app, [*options, "index"]).exit_code == 0
    return options


def ran(folders: list[str], *arguments: str) -> Result:
    return CliRunner().invoke(app, [*folders, *arguments])


def test_source_list_groups_documents_by_collection(folders: list[str]) -> None:
    lines = [line.split("  ")[0] for line in ran(folders, "source", "list").stdout.splitlines()]
    assert lines == [
        "main (1)",
        "Document",
        "notes.md",
        "",
        "staff (2)",
        "Document",
        "staff/old/leave.md",
        "staff/wages.md",
    ]


def test_source_list_says_of_each_document_which_collection_it_is_in(folders: list[str]) -> None:
    listed = json.loads(ran(folders, "source", "list", "--json", "--collection", "staff").stdout)
    assert {document["id"]: document["collection"] for document in listed} == {
        "staff/wages.md": "staff",
        "staff/old/leave.md": "staff",
    }


def test_a_question_is_asked_of_a_collection(folders: list[str]) -> None:
    asked = ran(folders, "ask", "When are the wages paid?", "--json", "--collection", "main")
    assert asked.exit_code == 3
    assert "staff" not in asked.stdout
    assert ran(folders, "ask", "When are the wages paid?", "--json", "--collection", "staff").exit_code == 0


def test_a_collection_that_is_not_there_is_told_with_those_that_are(folders: list[str]) -> None:
    asked = ran(folders, "source", "search", "wages", "--collection", "stuff")
    assert asked.exit_code == 1
    assert "There is no collection “stuff” in the corpus.\nThere are: main, staff." in asked.stderr


def test_settings_lend_collections_to_servers(folders: list[str]) -> None:
    assert "No server was noted yet" in ran(folders, "settings", "show").stdout
    lent = ran(folders, "settings", "lend", "123456789012345678", "staff", "cellar")
    assert lent.exit_code == 0
    assert "There is no folder 'cellar'" in lent.stderr
    assert "server 123456789012345678 may see cellar, staff." in lent.stderr
    assert ran(folders, "settings", "lend", "direct", "--all").exit_code == 0
    shown = ran(folders, "settings", "show").stdout.splitlines()
    assert shown == ["direct messages: lent everything", "server 123456789012345678: lent cellar, staff"]
    as_objects = json.loads(ran(folders, "settings", "show", "--json").stdout)
    assert [(each["server"], each["lent"]) for each in as_objects] == [
        ("direct", None),
        ("123456789012345678", ["cellar", "staff"]),
    ]


@pytest.mark.parametrize(
    "arguments",
    [["123"], ["123", "main", "--all"], ["everybody", "main"], ["-1", "main"], ["123", "--all", "--nothing"]],
)
def test_settings_that_cannot_be_meant_are_usage_errors(folders: list[str], arguments: list[str]) -> None:
    assert ran(folders, "settings", "lend", *arguments).exit_code == 2
