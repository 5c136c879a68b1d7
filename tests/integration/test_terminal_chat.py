"""`chat`: questions through a pipe and by hand, of which each may go on from those before."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, Shipped
from tests.indexes import copy_of_index
from tests.integration.conftest import Ran, environment, told

DRONES = "How many drones has Iran provided to Russia since August?"
SECONDS_UNTIL_PRESSED_AGAIN = 10


def chat(data: Path, typed: bytes, *options: str) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "footnote", "chat", "--data", str(data), *options],
        cwd=ROOT,
        env=environment(),
        input=typed,
        capture_output=True,
        timeout=300,
        check=False,
    )
    return Ran(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="module")
def data(shipped: Shipped, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index that is asked: whoever asks leaves receipts."""
    return copy_of_index(shipped.data, tmp_path_factory.mktemp("chat") / "data")


@pytest.fixture(scope="module")
def piped(data: Path) -> Ran:
    typed = f"{DRONES}\nand since September?\n\n/help\n/new\nand since September?\n\xff\n/quit\nnever asked\n"
    return chat(data, typed.encode("latin-1"), "--json")


@pytest.fixture(scope="module")
def outcomes(piped: Ran) -> list[dict[str, object]]:
    return [json.loads(line) for line in piped.stdout.splitlines()]


def test_chat_answers_each_line_that_asks(piped: Ran, outcomes: list[dict[str, object]]) -> None:
    told(piped)
    assert piped.returncode == 0
    assert [outcome["question"] for outcome in outcomes[:3]] == [DRONES, *["and since September?"] * 2]
    assert len(outcomes) == 4


def test_chat_understands_a_question_by_those_before_it(outcomes: list[dict[str, object]]) -> None:
    assert outcomes[0]["read_as"] is None
    assert "drones" in str(outcomes[1]["read_as"])


def test_chat_forgets_what_was_said_when_told_to(outcomes: list[dict[str, object]]) -> None:
    assert "drones" not in str(outcomes[2]["read_as"])


def test_chat_refuses_what_is_no_text(outcomes: list[dict[str, object]]) -> None:
    assert outcomes[3]["outcome"] == "refusal"


def test_chat_through_a_pipe_shows_each_question_above_its_answer(data: Path) -> None:
    done = chat(data, f"{DRONES}\n/new\n\nwho [bold]denied\x1b it?\n".encode())
    told(done)
    first, *answer = done.stdout.splitlines()
    assert first == f"? {DRONES}"
    assert answer.index("? who [bold]denied it?") > next(n for n, line in enumerate(answer) if "400" in line)
    assert done.stdout.count("\n? ") == 1


def test_chat_without_an_index_is_told_what_to_do(tmp_path: Path) -> None:
    done = chat(tmp_path / "nowhere", b"Why?\n")
    told(done, "Nothing has been indexed", "python -m footnote index --data")
    assert done.returncode == 1


class ByHand:
    """A chat in a terminal of its own."""

    def __init__(self, data: Path) -> None:
        self._terminal, inner = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "footnote", "chat", "--data", str(data)],
            cwd=ROOT,
            env=environment(TERM="dumb"),
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
            # Where the tests run in the background of a shell, an interrupt is ignored, and children inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )
        os.close(inner)

    def type(self, typed: bytes) -> None:
        os.write(self._terminal, typed)

    def shown_until(self, words: bytes) -> bytes:
        shown = b""
        while words not in shown:
            shown += os.read(self._terminal, 4096)
        return shown

    def interrupt_until_it_answers(self) -> None:
        """Press Ctrl-C, and once more where nothing comes of it, as a person does: one that arrives after the prompt is
        written and before the line is waited for is lost.
        """
        answered: list[int] = []
        while not answered:
            self.process.send_signal(signal.SIGINT)
            answered, _, _ = select.select([self._terminal], [], [], SECONDS_UNTIL_PRESSED_AGAIN)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._terminal)


@pytest.fixture
def by_hand(data: Path) -> Iterator[ByHand]:
    chatting = ByHand(data)
    yield chatting
    chatting.close()


def leave_by_end_of_input(chatting: ByHand) -> None:
    chatting.type(b"\x04")


def leave_by_interrupt(chatting: ByHand) -> None:
    chatting.interrupt_until_it_answers()


@pytest.mark.parametrize("leave", [leave_by_end_of_input, leave_by_interrupt])
def test_chat_by_hand_answers_and_is_left(by_hand: ByHand, leave: object) -> None:
    by_hand.shown_until(b"\n? ")
    by_hand.type(DRONES.encode() + b"\n")
    shown = by_hand.shown_until(b"\n? ")
    assert b"400" in shown
    assert b"? " + DRONES.encode() not in shown
    assert callable(leave)
    leave(by_hand)
    assert by_hand.process.wait(300) == 0
