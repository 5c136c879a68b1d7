"""The lines of a paragraph of Markdown that stand by themselves."""

import re
from itertools import pairwise

DEFINITION = re.compile(r"[ \t]*:[ \t]+")
_HARD_BREAK = re.compile(r"(?:  |\\|<br\s*/?>)$")
_LABELLED_LINE = re.compile(r"(?:\*\*|__)[^*_\n]{1,80}(?:\*\*|__)")


def pieces_of_paragraph(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int, bool]]:
    """Return the spans of a paragraph that stand by themselves, each with whether it is a line among such: what hard
    breaks, labels or marks of definition part.
    """
    pieces: list[tuple[int, int, bool]] = []
    begin = spans[0][0]
    for (start, end), (following, last) in pairwise(spans):
        parted = (
            _HARD_BREAK.search(text, max(start, end - 12), end)
            or text[end : end + 2] == "  "
            or DEFINITION.match(text, following, last)
            or (_LABELLED_LINE.match(text, begin, end) and _LABELLED_LINE.match(text, following, last))
        )
        if parted:
            pieces.append((begin, end, True))
            begin = following
    return [*pieces, (begin, spans[-1][1], bool(pieces))]
