"""How a command is written for people to type."""

from dataclasses import dataclass
from pathlib import Path
from shlex import quote

PROGRAM = "python -m retrieval"
"""The program, where it is called by no other name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandLine:
    """How remedies name commands: by the program as it was called, and with the folders that were named."""

    program: str = PROGRAM
    corpus: Path | None = None
    data: Path | None = None

    @property
    def index(self) -> str:
        """The command that indexes."""
        named = {"--corpus": self.corpus, "--data": self.data}
        folders = (f"{option} {quote(str(folder))}" for option, folder in named.items() if folder is not None)
        return " ".join([self.program, "index", *folders])


WITHOUT_FOLDERS = CommandLine()
