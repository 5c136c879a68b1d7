"""The marks within a paragraph of reStructuredText, read in time that grows with it: docutils looks for the end of each
that has none through all that follows, and takes a text apart at each address in it by recursion.
"""

import re
from types import SimpleNamespace
from typing import Any

from docutils import nodes
from docutils.parsers.rst.states import Inliner

_ENDED_MARKS = ("emphasis", "strong", "interpreted_or_phrase_ref", "literal", "target", "substitution_ref")
"""By docutils' names of them, the marks that need an end."""
_MOST_NODES_TOGETHER = 500
"""To put another in the place of a node, as is done with each reference that leads nowhere, all beside it are looked
through: of more, so many each are held together."""


class _End:
    """A pattern of an end: where it is not found in a text, it is not looked for in what follows of it."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self.is_absent = False

    def search(self, text: str) -> re.Match[str] | None:
        found = None if self.is_absent else self._pattern.search(text)
        self.is_absent = found is None
        return found


class PlainInliner(Inliner):
    """Leaves addresses as the text that they are, and looks for each kind of end once where there is none."""

    def init_customizations(self, settings: Any) -> None:  # noqa: ANN401  # as docutils has it
        # It makes its patterns of what stands in its own class, and in none that is derived from it.
        whole = Inliner()
        whole.init_customizations(settings)
        vars(self).update(vars(whole))
        self._ends = {name: _End(getattr(self.patterns, name)) for name in _ENDED_MARKS}
        for name, end in self._ends.items():
            setattr(self.patterns, name, end)

    def parse(
        self, text: str, lineno: int, memo: SimpleNamespace, parent: nodes.Element
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the nodes of a text, and the messages on them."""
        outer = {name: end.is_absent for name, end in self._ends.items()}
        for end in self._ends.values():
            end.is_absent = False
        parsed, messages = super().parse(text, lineno, memo, parent)
        # A role may have its words parsed in the middle of another text.
        for name, end in self._ends.items():
            end.is_absent = outer[name]
        if len(parsed) <= _MOST_NODES_TOGETHER:
            return parsed, messages
        parts = [parsed[at : at + _MOST_NODES_TOGETHER] for at in range(0, len(parsed), _MOST_NODES_TOGETHER)]
        return [nodes.inline("", "", *part) for part in parts], messages

    def implicit_inline(self, text: str, lineno: int) -> list[nodes.Text]:
        """Return a text as it is. An address shows as what it is written as."""
        return [nodes.Text(text)] if text else []
