"""The command line: what it takes, and what it shows."""

from typing import TYPE_CHECKING

from retrieval.faces import face_of

if TYPE_CHECKING:
    from retrieval.terminal.commands import main as main
    from retrieval.terminal.json_output import response_as_json as response_as_json
else:
    __getattr__, __dir__, __all__ = face_of(
        __name__,
        {
            "retrieval.terminal.commands": ("main",),
            "retrieval.terminal.json_output": ("response_as_json",),
        },
    )
