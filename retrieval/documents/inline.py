"""Markdown's inline markup as runs of what a reader sees, each with its place in the document.

The text of the runs, together, is the text less its markup: nothing is added but a space for a line break. Markup is
what CommonMark takes for it, with `~~`, footnote marks (kept), Liquid, JSX and attribute lists. A paragraph is read in
one pass, and then its emphasis is paired: the time grows with the text.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from retrieval.documents.inline_emphasis import Stretch, Style
from retrieval.documents.inline_scanner import Paragraph, Token, is_shown_whole
from retrieval.domain.documents import Document
from retrieval.text.cache import once_a_document

_MARKED_UP = (".md", ".mdx", ".markdown")
_QUOTE_PREFIX = re.compile(r"[ \t]*+(?:>[ \t]*+)*+")
_KEPT_FROM_CHARS = 300
"""What is shorter is read again as quickly as it is found."""
_BLANK_LINES = re.compile(r"\n(?:[ \t\r>]*+\n)++")


class Run(NamedTuple):
    """Text as a reader sees it, and the characters of the document that it stands for. Where these are as many as the
    text has, each stands for one; else (an entity, a line break) the text stands for all of them.
    """

    text: str
    start: int
    end: int
    style: Style = Style.PLAIN
    href: str | None = None

    @property
    def bold(self) -> bool:
        return Style.BOLD in self.style

    @property
    def italic(self) -> bool:
        return Style.ITALIC in self.style

    @property
    def code(self) -> bool:
        return Style.CODE in self.style

    @property
    def struck(self) -> bool:
        return Style.STRUCK in self.style


class RunText:
    """The text of runs together, `text`, and the place in the document of each part of it."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs = tuple(runs)
        self.text = "".join(run.text for run in runs)
        self._offsets = list(accumulate((len(run.text) for run in runs), initial=0))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters of the document that `text[start:end]`, which is not empty, stands for."""
        return self._place(start)[0], self._place(end - 1)[1]

    def _place(self, offset: int) -> tuple[int, int]:
        number = bisect_right(self._offsets, offset) - 1
        run, within = self.runs[number], offset - self._offsets[number]
        if len(run.text) == run.end - run.start:
            return run.start + within, run.start + within + 1
        return run.start, run.end


def has_inline_markup(document: Document) -> bool:
    """Return whether a document's text has Markdown's inline markup. What is extracted from other kinds of file, and
    plain text, is to be shown to the letter.
    """
    return is_marked_up(document.path)


def is_marked_up(path: str) -> bool:
    """Return whether a file at that path has Markdown's inline markup."""
    return path.lower().endswith(_MARKED_UP)


def runs_of(text: str, start: int, end: int) -> list[Run]:
    """Return the runs of `text[start:end]`: a paragraph, an item, a cell or several, without bullet or number sign. Of
    a part of one take the runs of the whole, `clipped`: markup may open before it, or close behind.
    """
    if start == 0 or text[start - 1] == "\n":
        prefix = _QUOTE_PREFIX.match(text, start, end)
        start = prefix.end() if prefix else start
    if is_shown_whole(text, start, end):
        return literal(text, start, end)
    runs: list[Run] = []
    while start < end:
        blank = _BLANK_LINES.search(text, start, end)
        paragraph = Paragraph(text, start, blank.start() if blank else end)
        paragraph.read()
        runs += _joined(paragraph.tokens, _styles_of(paragraph.tokens, paragraph.stretches))
        if blank is None:
            break
        prefix = _QUOTE_PREFIX.match(text, blank.end(), end)
        start = prefix.end() if prefix else blank.end()
        if runs and start < end:
            runs.append(Run(" ", blank.start(), start))
    return runs


def literal(text: str, start: int, end: int) -> list[Run]:
    """Return the one run of text that has no markup."""
    return [Run(text[start:end], start, end)] if start < end else []


def runs_of_document(document: Document, start: int, end: int) -> Sequence[Run]:
    """Return the runs between two places of a document: literal where it has no markup. A long paragraph is asked for
    again with each of its sentences, so the last of these is kept.
    """
    if not has_inline_markup(document):
        return literal(document.text, start, end)
    if end - start < _KEPT_FROM_CHARS:
        return runs_of(document.text, start, end)
    kept = _last_runs(document)
    if (runs := kept.get((start, end))) is None:
        runs = runs_of(document.text, start, end)
        kept.clear()
        kept[start, end] = runs
    return runs


@once_a_document
def _last_runs(_document: Document) -> dict[tuple[int, int], Sequence[Run]]:
    return {}


def clipped(runs: Sequence[Run], start: int, end: int) -> list[Run]:
    """Return the runs, which are in order, between two places of the document; of a run only what is between them."""
    between: list[Run] = []
    for run in runs[
        bisect_right(runs, start, key=lambda run: run.end) : bisect_left(runs, end, key=lambda run: run.start)
    ]:
        if len(run.text) == run.end - run.start:
            first, last = max(run.start, start), min(run.end, end)
            text = run.text[first - run.start : last - run.start]
            between.append(run._replace(text=text, start=first, end=last))
        else:
            between.append(run)
    return between


def _styles_of(tokens: Sequence[Token], stretches: Sequence[Stretch]) -> list[Style]:
    """Return the style of each token: its own, and that of the stretches that it is in."""
    styles = [token.style for token in tokens]
    if not stretches:
        return styles
    for style in (Style.BOLD, Style.ITALIC, Style.STRUCK):
        changes = [0] * (len(tokens) + 1)
        for stretch in stretches:
            if stretch.style is style:
                changes[stretch.first] += 1
                changes[stretch.last] -= 1
        for number, depth in enumerate(accumulate(changes[:-1])):
            if depth:
                styles[number] |= style
    return styles


def _joined(tokens: Sequence[Token], styles: Sequence[Style]) -> list[Run]:
    """Return the tokens as runs; those that follow each other to the letter, and look the same, as one."""
    runs: list[Run] = []
    pending: list[str] = []
    start = end = 0
    look: tuple[Style, str | None] = (Style.PLAIN, None)
    for token, style in zip(tokens, styles, strict=True):
        if not token.text:
            continue
        is_verbatim = len(token.text) == token.end - token.start
        if pending and token.start == end and is_verbatim and look == (style, token.href):
            pending.append(token.text)
            end = token.end
            continue
        if pending:
            runs.append(Run("".join(pending), start, end, *look))
        pending, start, end, look = [token.text], token.start, token.end, (style, token.href)
        if not is_verbatim:
            runs.append(Run(token.text, start, end, *look))
            pending = []
    if pending:
        runs.append(Run("".join(pending), start, end, *look))
    return runs
