"""The wheel: all that the program needs is in it, and what it installs can be run."""

import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.integration.conftest import environment

PACKAGES = ("bot", "footnote", "prompts", "retrieval")
BESIDE = ("pyproject.toml", "README.md", "LICENSE", ".env.example")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def files_of(root: Path) -> Iterator[str]:
    """The files of the packages, by their paths below a folder."""
    for package in PACKAGES:
        for file in sorted((root / package).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                yield file.relative_to(root).as_posix()


def test_every_file_that_is_no_module_is_packaged() -> None:
    packaged = {
        file.relative_to(ROOT).as_posix()
        for package, patterns in PROJECT["tool"]["setuptools"]["package-data"].items()
        for pattern in patterns
        for file in ROOT.joinpath(*package.split(".")).glob(pattern)
    }
    assert packaged == {name for name in files_of(ROOT) if not name.endswith(".py")}


def test_every_module_is_in_a_package() -> None:
    assert [
        name for name in files_of(ROOT) if name.endswith(".py") and not (ROOT / name).with_name("__init__.py").exists()
    ] == [name for name in files_of(ROOT) if name.startswith("prompts/") and name.endswith(".py")]


@pytest.mark.parametrize(("name", "value"), PROJECT["project"]["scripts"].items())
def test_what_is_installed_as_a_command_is_there(name: str, value: str) -> None:
    assert callable(EntryPoint(name, value, "console_scripts").load())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built of a copy: building leaves files beside what is built."""
    source = tmp_path_factory.mktemp("source")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    for name in BESIDE:
        shutil.copy(ROOT / name, source / name)
    built = tmp_path_factory.mktemp("wheel")
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--wheel-dir")
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(built), str(source)], check=True)
    (wheel,) = built.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


@pytest.mark.slow
def test_wheel_holds_every_file_of_its_packages_and_no_other(unpacked: Path) -> None:
    assert list(files_of(unpacked)) == list(files_of(ROOT))
    assert {entry.name for entry in unpacked.iterdir() if entry.suffix != ".dist-info"} == set(PACKAGES)
    for name in files_of(ROOT):
        assert (unpacked / name).read_bytes() == (ROOT / name).read_bytes()


@pytest.mark.slow
def test_installed_program_says_what_to_do_in_an_empty_folder(unpacked: Path, tmp_path: Path) -> None:
    program = f"import sys; sys.path.insert(0, {str(unpacked)!r}); from footnote.__main__ import main; main()"

    def run(*typed: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program, *typed],
            cwd=tmp_path,
            env=environment(EMBEDDING_MODEL="", PYTHONDONTWRITEBYTECODE="1"),
            capture_output=True,
            text=True,
            check=False,
        )

    assert run("--version").stdout.startswith("Footnote ")
    assert "DISCORD_TOKEN=" in run("config", "--example").stdout
    asked = run("ask", "Why?")
    assert asked.returncode == 1
    assert "there is no corpus folder" in asked.stderr
    assert "`footnote index`" in asked.stderr
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "tower.md").write_text("# The tower\n\nThe tower is 30 metres tall.\n", encoding="utf-8")
    assert run("index").returncode == 0
    assert "30 metres" in run("ask", "How tall is the tower?").stdout
