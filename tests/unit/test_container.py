"""What the container and the service are made of: their files agree with one another and with the project."""

import re
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts import image_without_docker
from tests.conftest import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def compose() -> Any:
    return yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


def copied() -> list[str]:
    """What the Dockerfile copies of this folder."""
    lines = re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE, flags=re.MULTILINE)
    return [source for line in lines for source in line.split()[:-1]]


def let_in() -> list[str]:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("!") for line in lines if line.startswith("!")]


def test_image_is_made_of_files_that_are_there_and_let_in() -> None:
    assert copied()
    assert [name for name in copied() if not (ROOT / name).exists()] == []
    assert sorted(copied()) == sorted(let_in())


def test_image_is_made_by_the_same_steps_where_there_is_no_engine() -> None:
    steps = list(image_without_docker.steps_of((ROOT / "Dockerfile").read_text(encoding="utf-8")))
    assert [rest for instruction, rest in steps if instruction == "RUN"] == [
        " ".join(line.split()) for line in re.findall(r"^RUN (.*)$", DOCKERFILE, flags=re.MULTILINE)
    ]
    assert {instruction for instruction, _ in steps} <= image_without_docker.KNOWN_STEPS


def test_image_holds_no_secret_and_no_document() -> None:
    assert not {".env", ".footnote", "corpus", "."} & set(copied())
    assert (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()[1] == "*"


def test_image_installs_by_hash() -> None:
    installs = re.findall(r"pip install ([^&]*)", DOCKERFILE)
    assert len(installs) >= 4
    assert [line for line in installs if "--require-hashes" not in line and "--no-index" not in line] == []


def test_image_runs_for_a_user_without_rights() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, flags=re.MULTILINE)
    assert not re.search(r"^(RUN|COPY)", last.partition("\nUSER ")[2], flags=re.MULTILINE)


@pytest.mark.parametrize("name", compose()["services"])
def test_service_has_no_more_rights_than_it_needs(name: str) -> None:
    service = compose()["services"][name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["restart"] == "unless-stopped"
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not any(fnmatch(port, "*") for port in service.get("ports", ()))


def test_chroma_server_is_of_the_version_that_is_locked() -> None:
    (locked,) = re.findall(r"^chromadb==(\S+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    assert compose()["services"]["chroma"]["image"].endswith(f"/chroma:{locked}")


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_names_what_is_there(workflow: Path) -> None:
    text = workflow.read_text(encoding="utf-8")
    described = yaml.safe_load(text)
    assert described["permissions"] == {"contents": "read"}
    assert all("timeout-minutes" in job for job in described["jobs"].values())
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"\bmake ([a-z-]+)", text):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE)
    for lock in re.findall(r"requirements[a-z-]*\.lock", text):
        assert (ROOT / lock).is_file()


def test_unit_runs_the_command_that_is_installed() -> None:
    unit = (ROOT / "packaging" / "footnote.service").read_text(encoding="utf-8")
    assert "ExecStart=/opt/footnote/bin/footnote serve-bot\n" in unit
    assert "ProtectSystem=strict\n" in unit
