"""What is installed is what was locked: each file by its hash, and both builds of torch."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from scripts.both_builds_of_torch import ELSEWHERE, ON_LINUX, entries, where
from tests.conftest import ROOT

LOCKS = ("requirements-models.lock", "requirements-dev.lock", "requirements-gpu.lock")
OTHER_LOCKS = ("requirements.lock", "requirements-extras.lock")
every_lock = pytest.mark.parametrize(
    "name", [*LOCKS, *OTHER_LOCKS, "requirements-local-model.lock", "requirements-pip.lock", "requirements-build.lock"]
)


PROVIDERS = (
    "langchain_openai",
    "langchain_anthropic",
    "langchain_google_genai",
    "langchain_mistralai",
    "langchain_ollama",
)
"""The libraries of the extras for language models."""


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)(?:\[[a-z0-9, -]+\])?==([^ ]+)", read(name), flags=re.MULTILINE))


@every_lock
def test_every_package_has_hashes(name: str) -> None:
    text = read(name)

    assert text
    assert entries(text).keys() == pins(name).keys()
    for package, entry in entries(text).items():
        for requirement in re.split(r"\n(?=\S)", entry.rstrip("\n")):
            first, *hashes = requirement.split(" \\\n    ")
            assert re.match(rf"{re.escape(package)}(\[[a-z0-9, -]+\])?==", first)
            assert hashes
            assert all(re.fullmatch("--hash=sha256:[0-9a-f]{64}", option) for option in hashes)


@every_lock
def test_a_lock_names_no_index(name: str) -> None:
    assert not re.search(r"://|^-|index|find-links", read(name), flags=re.MULTILINE)


@pytest.mark.parametrize("name", ["requirements-models.lock", "requirements-dev.lock", "requirements-extras.lock"])
def test_what_runs_is_the_same_wherever_it_is_locked(name: str) -> None:
    assert pins("requirements.lock").items() <= pins(name).items()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-extras.lock"])
def test_what_runs_does_without_what_other_models_need(name: str) -> None:
    assert not {"torch", "transformers", "sentence-transformers", "scipy", "scikit-learn"} & pins(name).keys()


def imported_libraries(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = [
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    ]
    return (
        {module.partition(".")[0] for module in modules}
        - set(sys.stdlib_module_names)
        - {"bot", "retrieval", "prompts"}
    )


def test_what_runs_is_locked_with_it_but_for_other_models_and_extras() -> None:
    imported = {
        library
        for room in ("bot", "retrieval")
        for path in (ROOT / room).rglob("*.py")
        for library in imported_libraries(path)
    }
    distributions = packages_distributions()
    locked = pins("requirements.lock")
    beyond = {
        library
        for library in imported
        if not any(re.sub("[._]", "-", name).lower() in locked for name in distributions.get(library, ()))
    }
    assert beyond <= {"torch", "transformers", "sentence_transformers", *PROVIDERS}
    assert {"torch", "sentence_transformers"} <= beyond


def test_torch_may_be_of_either_build() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    gpu = entries(read("requirements-gpu.lock"))
    for name in LOCKS[:2]:
        assert f"torch=={pins(name)['torch']}" in project["optional-dependencies"]["models"]
        on_linux, elsewhere = re.findall(r"^torch==.*?(?=^\S|\Z)", read(name), flags=re.MULTILINE | re.DOTALL)
        assert (ON_LINUX in on_linux, ELSEWHERE in elsewhere) == (True, True)
        # Where pip may find both, it is to take the smaller one.
        assert not set(re.findall("sha256:[0-9a-f]+", on_linux)) & set(re.findall("sha256:[0-9a-f]+", gpu["torch"]))
        assert re.findall("sha256:[0-9a-f]+", elsewhere) == re.findall("sha256:[0-9a-f]+", gpu["torch"])
    assert ON_LINUX in gpu["torch"]
    assert "triton" in gpu
    assert gpu.keys() & pins("requirements-models.lock").keys() == {"torch"}


def test_a_build_is_locked_without_its_label() -> None:
    cpu = "torch==2.13.0+cpu \\\n    --hash=sha256:bb\n"

    assert where(ON_LINUX, cpu) == "torch==2.13.0 ; sys_platform == 'linux' \\\n    --hash=sha256:bb\n"


def test_a_lock_of_anything_else_is_no_lock() -> None:
    with pytest.raises(ValueError, match="more than entries"):
        entries("--index-url https://example.org\ntorch==2.13.0 \\\n    --hash=sha256:bb\n")


@pytest.mark.parametrize("file", [Path("Makefile"), Path(".ci/run"), Path("scripts/install.sh")], ids=str)
def test_locks_are_installed_with_their_hashes(file: Path) -> None:
    for line in (ROOT / file).read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        if re.search(r"pip.*\binstall\b", line) and not line.startswith("#"):
            assert "--require-hashes" in line
