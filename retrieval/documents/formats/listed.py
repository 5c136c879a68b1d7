"""Blocks in order, with lists nested in one another by the marks of their items."""

from dataclasses import dataclass, field

from retrieval.documents.formats.marks import item

MAX_LIST_DEPTH = 12
"""Items that stand deeper are put as deep as this: nobody nests so far by hand, and each level is indented by more."""


@dataclass(kw_only=True)
class Listed:
    """Collects blocks. An item whose mark is that of an open list goes on with it; another opens a list within."""

    blocks: list[str] = field(default_factory=list)
    _marks: list[str] = field(default_factory=list)
    _numbers: list[int] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return bool(self._marks)

    def put(self, block: str) -> None:
        self.blocks.append(block)

    def item(self, mark: str, text: str, *, is_numbered: bool = False) -> None:
        if mark in self._marks:
            depth = self._marks.index(mark)
            del self._marks[depth + 1 :], self._numbers[depth + 1 :]
        elif len(self._marks) < MAX_LIST_DEPTH:
            self._marks.append(mark)
            self._numbers.append(0)
        self._numbers[-1] += 1
        shown = f"{self._numbers[-1]}." if is_numbered else "-"
        self._add(item([text], shown), len(self._marks) - 1)

    def leave(self, depth: int) -> None:
        """End the lists that are nested more than `depth` deep in the one that is open."""
        del self._marks[depth:], self._numbers[depth:]

    @property
    def marks(self) -> tuple[str, ...]:
        return tuple(self._marks)

    def attach(self, block: str) -> None:
        """Put a block into the item above."""
        if self._marks:
            self._lines.append("")
            self._add(block, len(self._marks))
        else:
            self.put(block)

    def _add(self, block: str, depth: int) -> None:
        indent = "    " * depth
        self._lines += [f"{indent}{line}" if line else "" for line in block.split("\n")]

    def end(self) -> None:
        """End all lists."""
        if self._lines:
            self.blocks.append("\n".join(self._lines))
        self._marks, self._numbers, self._lines = [], [], []
