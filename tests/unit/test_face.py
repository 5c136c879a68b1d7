"""What `retrieval` and its rooms offer outside: all of it is there, and nothing is loaded before it is named."""

import ast
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import retrieval
from retrieval import errors
from retrieval.faces import module_when_used
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "importing.md"
ROOMS = ("adapters", "answering", "documents", "domain", "index", "terminal", "text", "writing")
PACKAGES = ("retrieval", *(f"retrieval.{room}" for room in ROOMS))


def _offered_by(package: str) -> list[str]:
    names: list[str] = vars(import_module(package))["__all__"]
    return names


@pytest.mark.parametrize("package", PACKAGES)
def test_face_offers_each_name(package: str) -> None:
    for name in _offered_by(package):
        assert getattr(import_module(package), name) is not None
        assert name in dir(import_module(package))


@pytest.mark.parametrize("package", PACKAGES)
def test_face_is_typed_as_it_is_loaded(package: str) -> None:
    tree = ast.parse(Path(str(import_module(package).__file__)).read_text(encoding="utf-8"))
    typed = {
        (imported.module, alias.name, alias.asname)
        for block in tree.body
        if isinstance(block, ast.If)
        for imported in block.body
        if isinstance(imported, ast.ImportFrom)
        for alias in imported.names
    }
    assert {name for _, name, _ in typed} == set(_offered_by(package))
    for module, name, alias in typed:
        assert name == alias
        assert getattr(import_module(package), name) is getattr(import_module(str(module)), name)


def test_face_offers_every_error() -> None:
    ours = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}
    assert ours <= set(_offered_by("retrieval"))


@pytest.mark.parametrize("package", PACKAGES)
def test_face_without_a_name_raises_as_any_module_does(package: str) -> None:
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'nothing'"):
        _ = import_module(package).nothing


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_a_face_loads_nothing_but_itself(package: str) -> None:
    program = f"import sys; before = set(sys.modules); import {package}; print(*sorted(set(sys.modules) - before))"
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name for name in ran.stdout.split() if name.partition(".")[0] not in sys.stdlib_module_names}
    assert loaded == {"retrieval", "retrieval.faces", package}


def test_page_on_importing_names_everything_that_is_offered() -> None:
    named = set(re.findall(r"`(\w+)`", PAGE.read_text(encoding="utf-8")))
    assert {"__version__", *(name for name in _offered_by("retrieval") if not name.endswith("Error"))} <= named
    assert retrieval.__version__


def test_a_module_is_imported_when_one_of_its_names_is_used() -> None:
    program = """
import sys
from retrieval.faces import module_when_used
module = module_when_used("retrieval.bootstrap")
assert "chromadb" not in sys.modules and "retrieval.footnote" not in sys.modules
assert module_when_used("retrieval.bootstrap") is module
assert module.open_footnote
assert "retrieval.footnote" in sys.modules
from retrieval.bootstrap import open_footnote
from retrieval import bootstrap
assert bootstrap is module and open_footnote is module.open_footnote
"""
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)


def test_a_module_that_is_not_there_is_told_at_once() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        module_when_used("retrieval.no_such_module")
