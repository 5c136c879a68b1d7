"""`python -m retrieval ask` with a language model over a server on loopback: what it says, and where its key is not."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from retrieval.ports import Message, Role
from tests.building import drafting
from tests.chat_models import KEY, needs
from tests.conftest import ROOT, Shipped
from tests.integration.conftest import Ran, environment, run_here, told
from tests.integration.test_writing import DRONES, QUOTED, SAID
from tests.model_server import Body, Handler, Reply, fails, says, serving, waits_after
from tests.wires import OPENAI


def drafts(body: Body) -> str:
    return drafting((SAID, QUOTED))([Message(Role.USER, message["content"]) for message in body["messages"]])


REPLIES: Mapping[str, Reply] = {
    "writes": says(drafts),
    "no key": fails(401, message=f"Incorrect API key provided: {KEY}."),
    "down": fails(503, message=KEY),
}


@pytest.fixture(scope="module")
def data(shipped: Shipped, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(shipped.data, tmp_path_factory.mktemp("terminal") / "data")


@pytest.fixture(scope="module", params=REPLIES)
def ran(request: pytest.FixtureRequest, data: Path) -> Iterator[tuple[str, Ran, int]]:
    with serving(OPENAI, REPLIES[request.param]) as server:
        settings = {
            "LANGUAGE_MODEL": "openai:a-model",
            "LANGUAGE_MODEL_BASE_URL": server.url,
            "LANGUAGE_MODEL_API_KEY": KEY,
            "LANGUAGE_MODEL_TIMEOUT_SECONDS": "5" if request.param == "down" else "60",
        }
        asked = run_here("ask", "--json", "--data", str(data), DRONES, env=settings)
        yield request.param, asked, len(server.requests)


@needs(OPENAI)
def test_what_it_prints_says_who_wrote(ran: tuple[str, Ran, int]) -> None:
    does, asked, requests = ran
    assert asked.returncode == 0, asked.stderr
    told(asked)
    printed = json.loads(asked.stdout)
    floors = {"writes": None, "no key": "failed", "down": "away"}
    assert printed["language_model"]["floor"] == floors[does]
    assert ([statement["text"] for statement in printed["statements"]] == [SAID]) == (does == "writes")
    assert printed["language_model"]["calls"] == requests
    # What it writes it is asked to judge, and where it is away it is tried again.
    assert (requests > 1) == (does != "no key")
    assert printed["timings_ms"]["write"] > 0


@pytest.mark.slow
@needs(OPENAI)
def test_each_statement_is_shown_once_it_is_checked_and_gone_when_the_answer_is_there(data: Path) -> None:
    """The model writes one statement, and then nothing until its time is up: the sources answer."""

    def begins(handler: Handler, body: Body) -> None:
        waits_after(drafts(body).removesuffix("}"))(handler, body)

    ours, terminal = os.openpty()
    with serving(OPENAI, begins) as server:
        settings = {
            "LANGUAGE_MODEL": "openai:a-model",
            "LANGUAGE_MODEL_BASE_URL": server.url,
            "LANGUAGE_MODEL_TIMEOUT_SECONDS": "15",
            "LANGUAGE_MODEL_JUDGES": "False",
            "TERM": "xterm",
            "COLUMNS": "300",
        }
        command = [sys.executable, "-m", "retrieval", "ask", "--data", str(data), DRONES]
        with subprocess.Popen(
            command, cwd=ROOT, env=environment(**settings), stdout=subprocess.PIPE, stderr=terminal, encoding="utf-8"
        ) as asking:
            os.close(terminal)
            output = b""
            while SAID.encode() not in output and (more := _read(ours)):
                output += more
            running = asking.poll() is None
            while more := _read(ours):
                output += more
            answered, _ = asking.communicate(timeout=300)
        os.close(ours)
    assert running
    on_screen = output.decode()
    assert on_screen.index("Searching…") < on_screen.index("Writing…") < on_screen.index(SAID)
    # The warning stands above what was shown, and by itself.
    above, _, _ = on_screen.partition("warning: the sources answer")
    assert above != on_screen
    assert above.endswith("\x1b[2K")
    assert asking.returncode == 0
    assert SAID not in answered
    assert "The language model does not answer just now" in answered


def _read(terminal: int) -> bytes:
    """Nothing once nobody writes to it any more."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


@needs(OPENAI)
def test_the_key_stands_nowhere(ran: tuple[str, Ran, int], data: Path) -> None:
    _, asked, _ = ran
    assert KEY not in asked.stdout + asked.stderr
    files = [file for file in data.rglob("*") if file.is_file()]
    assert any(file.name == "records.sqlite3" for file in files)
    assert [file for file in files if KEY.encode() in file.read_bytes()] == []


def test_a_package_that_is_not_there_is_told_at_the_start(data: Path) -> None:
    asked = run_here("ask", "--data", str(data), DRONES, env={"LANGUAGE_MODEL": "groq:a-model"})
    assert asked.returncode == 1
    told(asked, "The package for groq is not installed", "Install the package")
