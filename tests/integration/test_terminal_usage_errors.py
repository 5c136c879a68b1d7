"""Whatever is typed that is no command: the terminal's own errors repeat it as text alone."""

import pytest

from retrieval.text.invisible import is_unseen
from tests.integration.conftest import run_here

UNSEEN = "\x1b[31m\x9b\u202e\x07\u200b\ned"
WRONG = {
    "an option": ("ask", f"--{UNSEEN}"),
    "a short option": ("ask", f"-{UNSEEN}"),
    "an option before": (f"--{UNSEEN}", "ask"),
    "a command": (UNSEEN,),
    "a command within": ("source", UNSEEN),
    "one too many": ("ask", "Who?", UNSEEN),
    "a value that is no number": ("log", "--limit", UNSEEN),
    "a value where none is taken": ("index", f"--rebuild={UNSEEN}"),
    "an option within": ("source", "search", f"--{UNSEEN}"),
    "a file that is not there": ("ask", "--batch", f"/nowhere/{UNSEEN}"),
}


def test_help_of_a_group_without_a_command_has_its_lines() -> None:
    lines = run_here("source").stderr.splitlines()
    assert any(line.strip().startswith("list") for line in lines)
    assert "\\n" not in "".join(lines)


@pytest.mark.parametrize("typed", WRONG.values(), ids=WRONG)
def test_what_is_typed_is_told_as_text(typed: tuple[str, ...]) -> None:
    ran = run_here(*typed)
    assert ran.returncode in (1, 2)
    output = ran.stdout + ran.stderr
    assert "error" in output.lower()
    assert [character for character in output if character != "\n" and is_unseen(character)] == []
    assert not [line for line in output.splitlines() if line.startswith("ed")]
