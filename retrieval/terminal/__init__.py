"""The command line: what it takes, and what it shows; and what a program with more commands is made of."""

from typing import TYPE_CHECKING

from retrieval.faces import face_of

if TYPE_CHECKING:
    from retrieval.terminal.command_line import PROGRAM as PROGRAM
    from retrieval.terminal.commands import commands_app as commands_app
    from retrieval.terminal.commands import main as main
    from retrieval.terminal.invocation import ERR as ERR
    from retrieval.terminal.invocation import EXIT_ERROR as EXIT_ERROR
    from retrieval.terminal.invocation import Invocation as Invocation
    from retrieval.terminal.invocation import invoked as invoked
    from retrieval.terminal.invocation import print_text as print_text
    from retrieval.terminal.json_output import response_as_json as response_as_json
    from retrieval.terminal.program import new_program as new_program
    from retrieval.terminal.program import run_program as run_program
else:
    __getattr__, __dir__, __all__ = face_of(
        __name__,
        {
            "retrieval.terminal.command_line": ("PROGRAM",),
            "retrieval.terminal.commands": (
                "commands_app",
                "main",
            ),
            "retrieval.terminal.invocation": (
                "ERR",
                "EXIT_ERROR",
                "Invocation",
                "invoked",
                "print_text",
            ),
            "retrieval.terminal.json_output": ("response_as_json",),
            "retrieval.terminal.program": (
                "new_program",
                "run_program",
            ),
        },
    )
