"""The type of every kind of fault."""

from enum import Enum
from string import Formatter

Fact = object
"""A thing that a sentence on an error names: a path, an id, a number, a setting, a library's words, another error."""
BY_COMMAND = True
"""Marks a fault that a command is the way out of."""


class Fault(Enum):
    """A kind of error. `what` is a sentence on what happened and `remedy` one on the way out; facts stand in braces.

    These are the sentences of logs and of whoever imports Footnote: they name no command, option or face. What is
    marked `BY_COMMAND` has another remedy in each face, which knows its commands; a face may word any other anew, too.
    """

    def __init__(self, what: str, remedy: str, is_by_command: bool = False) -> None:
        self.what = what
        self.remedy = remedy
        self.is_by_command = is_by_command

    @property
    def takes(self) -> frozenset[str]:
        """Return the names of the facts that its sentences take."""
        return facts_in(self.what) | facts_in(self.remedy)


def facts_in(template: str) -> frozenset[str]:
    """Return the names of the facts that a sentence takes."""
    return frozenset(name.partition(".")[0] for _, name, _, _ in Formatter().parse(template) if name)
