"""Errors carry facts, and each face words them: none is left without a way out, and none names another face's."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from bot.text import at_start, english_errors, explaining
from retrieval import errors, faults
from retrieval.answering.explaining import explain_refusal
from retrieval.domain.answers import Refusal, RefusalReason
from retrieval.errors import DocumentError, FootnoteError
from retrieval.faults import (
    CorpusFault,
    DocumentFault,
    DraftFault,
    Fault,
    IndexFault,
    LanguageModelFault,
    ModelFault,
    PromptFault,
    ReceiptFault,
    RecordsFault,
    ReloadFault,
    SettingsFault,
)
from retrieval.terminal import wording
from retrieval.terminal.commands import app
from tests.building import facts_of
from tests.conftest import ROOT
from tests.faults import FAULT

KINDS: dict[type[Fault], type[FootnoteError]] = {
    CorpusFault: errors.CorpusError,
    DocumentFault: errors.DocumentError,
    DraftFault: errors.FootnoteError,
    IndexFault: errors.StoreError,
    LanguageModelFault: errors.LanguageModelError,
    ModelFault: errors.ModelError,
    PromptFault: errors.PromptError,
    ReceiptFault: errors.UnknownReceiptError,
    RecordsFault: errors.RecordsError,
    ReloadFault: errors.ReloadUnderWayError,
    SettingsFault: errors.SettingsError,
}
"""Every kind of fault, and the error that it is raised as or one that that derives from."""
ALL = [fault for kind in KINDS for fault in kind]
BY_COMMAND = [fault for fault in ALL if fault.is_by_command]
IN_DISCORD = {fault: remedy for fault, (_, remedy) in english_errors.FAULT_TEXTS.items()}


def an_error(fault: Fault) -> FootnoteError:
    """Return an error of this kind, whatever its facts are."""
    cause = DocumentError("a.md", FAULT, what="It is broken.", remedy="Mend it.")
    facts = {name: cause if name in ("cause", "first") else 7 for name in fault.takes}
    kind = KINDS[type(fault)]
    return DocumentError("a.md", fault, **facts) if kind is DocumentError else kind(fault, **facts)


def test_every_kind_of_fault_is_looked_at() -> None:
    assert set(KINDS) == {
        value for value in vars(faults).values() if isinstance(value, type(Fault)) and value is not Fault
    }


def test_every_fault_is_raised_somewhere() -> None:
    files = [file for file in (ROOT / "retrieval").rglob("*.py") if not {"faults", "terminal"} & set(file.parts)]
    source = "\n".join(file.read_text(encoding="utf-8") for file in (*files, *(ROOT / "benchmarks").rglob("*.py")))
    assert [str(fault) for fault in ALL if not re.search(rf"\b{re.escape(str(fault))}\b", source)] == []


@pytest.mark.parametrize("fault", BY_COMMAND, ids=str)
def test_terminal_names_its_command(fault: Fault) -> None:
    assert fault in wording.TERMINAL_REMEDIES


@pytest.mark.parametrize("fault", [fault for fault in BY_COMMAND if not isinstance(fault, IndexFault)], ids=str)
def test_discord_names_its_command(fault: Fault) -> None:
    assert fault in english_errors.FAULT_TEXTS


@pytest.mark.parametrize("fault", ALL, ids=str)
def test_each_face_words_each_fault(fault: Fault) -> None:
    error = an_error(fault)
    starting = at_start.explain_at_start(error)
    assert starting is not None
    for remedy in (wording.remedy(error), explaining.explain(error).remedy, starting.remedy):
        assert remedy.strip()
        assert "{" not in remedy
        assert "}" not in remedy


@pytest.mark.parametrize("table", [wording.TERMINAL_REMEDIES, IN_DISCORD, at_start.REMEDIES_AT_START])
def test_table_takes_facts_that_the_error_has(table: dict[Fault, str]) -> None:
    for fault, template in table.items():
        assert faults.facts_in(template) <= fault.takes | {"index", "index_folder", "program"}


@pytest.mark.parametrize("reason", RefusalReason)
def test_each_face_words_each_refusal(reason: RefusalReason) -> None:
    refusal = Refusal(question="Who?", reason=reason, facts=facts_of("nobody"))
    in_terminal, in_discord = wording.explanation(refusal), explaining.explanation(refusal)
    assert explain_refusal(refusal) in in_terminal
    assert not re.search(r"/(source|corpus|ask) ", in_terminal)
    assert not re.search(r"`source list`|--[a-z]", in_discord)


def test_unknown_document_is_refused_with_the_command_that_lists_them() -> None:
    refusal = Refusal(question="Who?", reason=RefusalReason.UNKNOWN_DOCUMENT, facts=facts_of("nobody"))
    assert wording.explanation(refusal).endswith("nobody. `source list` shows the ids.")
    assert explaining.explanation(refusal).endswith("nobody. /source list shows the ids.")


def test_terminal_words_name_nothing_of_discord() -> None:
    assert [
        words for words in wording.TERMINAL_REMEDIES.values() if re.search(r"/corpus |/source|replace:|Discord", words)
    ] == []


def test_discord_words_name_no_option_of_the_terminal() -> None:
    lines = [explaining.explain(an_error(fault)).line for fault in ALL]
    assert [line for line in lines if re.search(r"--[a-z]", line) and "pip install" not in line] == []


def _calls(tree: ast.AST) -> Iterator[tuple[Fault, ast.Call]]:
    """Each making of an error that names its fault and its facts one by one."""
    for node in ast.walk(tree):
        is_whole = isinstance(node, ast.Call) and all(keyword.arg for keyword in node.keywords)
        if isinstance(node, ast.Call) and is_whole and ast.unparse(node.func).endswith("Error"):
            for given in node.args:
                if isinstance(given, ast.Attribute) and isinstance(given.value, ast.Name):
                    kind = getattr(faults, given.value.id, None)
                    if kind in KINDS:
                        yield kind[given.attr], node


@pytest.mark.parametrize(
    "file", sorted((ROOT / "retrieval").rglob("*.py")), ids=lambda file: str(file.relative_to(ROOT))
)
def test_errors_are_raised_with_the_facts_that_they_take(file: Path) -> None:
    for fault, call in _calls(ast.parse(file.read_text(encoding="utf-8"))):
        given = {str(keyword.arg) for keyword in call.keywords}
        if isinstance(fault, DocumentFault):
            given.add("name")
        assert given >= fault.takes, f"{file}:{call.lineno}"


def _options(command: Any) -> Iterator[str]:
    """The options of a command and of those below it, and the commands of a group, as `source list`."""
    for parameter in command.params:
        yield from (name for name in parameter.opts if name.startswith("--"))
    for name, subcommand in getattr(command, "commands", {}).items():
        yield from (f"{name} {inner}" for inner in getattr(subcommand, "commands", ()))
        yield from _options(subcommand)


_TERMINAL = {f"{name}" for name in _options(typer.main.get_command(app))} | {"python -m retrieval"}
_NAMES = re.compile(
    "|".join([*(rf"{re.escape(name)}\b" for name in _TERMINAL), r"/(ask|corpus|source|receipt)\b(?!/)"])
)
_DISCORD = re.compile(r"Discord|replace:True")


def _texts_of(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The texts of a module, without its docstrings."""
    spoken_of = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken_of:
            yield node.lineno, node.value


@pytest.mark.parametrize(
    "file",
    sorted(
        file
        for file in (ROOT / "retrieval").rglob("*.py")
        if "terminal" not in file.parts and file.name != "refusals.py"
    ),
    ids=lambda file: str(file.relative_to(ROOT)),
)
def test_retrieval_names_no_face(file: Path) -> None:
    texts = _texts_of(ast.parse(file.read_text(encoding="utf-8")))
    assert [text for text in texts if _NAMES.search(text[1]) or _DISCORD.search(text[1])] == []
