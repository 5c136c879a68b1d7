"""The doors to a terminal and to a log: what passes them moves no cursor, hides nothing and forges no line."""

import logging
from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from retrieval.text.display import plain
from retrieval.text.invisible import written_out

_SEPARATORS = {0x2028: " ", 0x2029: " "}
"""The separators of lines and paragraphs, each with the space that replaces it: some terminals break a line there."""


class PlainConsole(Console):
    """A console that shows plain text alone, whatever it is given; how it looks is up to styles."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            if segment.control or (segment.text.isascii() and segment.text.isprintable()):
                yield segment
            else:
                yield Segment(plain(segment.text).translate(_SEPARATORS), segment.style)


class LogFormatter(logging.Formatter):
    r"""An entry begins at the margin and is a line: a line break in it is written out, `\n`, and what belongs to it, as
    a traceback does, is set in.
    """

    def format(self, record: logging.LogRecord) -> str:
        record.message = record.getMessage()
        if self.usesTime():
            record.asctime = self.formatTime(record, self.datefmt)
        belonging = [self.formatException(record.exc_info)] if record.exc_info else []
        belonging += [self.formatStack(record.stack_info)] if record.stack_info else []
        lines = [line for text in belonging for line in text.splitlines()]
        return "\n    ".join(written_out(line) for line in [self.formatMessage(record), *lines])
