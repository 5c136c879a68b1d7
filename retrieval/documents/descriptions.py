"""What describes a thing whose own line gives its value: what stands beside "view-distance: 10" and says what it is."""

import re
from collections.abc import Collection

from retrieval.documents.blocks import Form, last_heading_of
from retrieval.documents.context import Body
from retrieval.documents.lines import is_sentence
from retrieval.text.words import content_stems, stem, tokens

MOST_WORDS_OF_A_VALUE_LINE = 10
MOST_LINES_BETWEEN = 3
"""The most lines with values ("Type: number", "Default: 20") that stand between a name and what describes it."""
_NAME_AND_VALUE = re.compile(r"[`*_\"'\s-]*+([^\W\d_][\w .-]{0,60}?)[`*_\"']*+\s*+[:=][`*_\"']*+\s*+(?=\S)")
_WORDS_BESIDE_A_NAME = frozenset(
    stem(word)
    for word in """argument command control do field flag function key mean option parameter property purpose role
    setting use used variable""".split()
)
"""The stems that a question which asks what something is may have beside its name."""


def description_of(body: Body, place: int, asked: Collection[str]) -> range | None:
    """Return the places of the paragraph that describes what is asked about, where the sentence at `place` is of it or
    of the line that gives the value; None where no such line is beside, or it is not asked what that is.
    """
    line = place if _is_value_line(body, place) else _line_above(body, _paragraph(body, place)[0])
    if line is None or not _is_meant(body, line, asked):
        return None
    if line != place:
        return _paragraph(body, place)
    below = next((n for n in range(place + 1, place + 2 + MOST_LINES_BETWEEN) if not _is_value_line(body, n)), place)
    for beside in (below, place - 1):
        if _describes(body, beside, line):
            return _paragraph(body, beside)
    return None


def _is_meant(body: Body, line: int, asked: Collection[str]) -> bool:
    """Return whether it is asked what that is which a line gives the value of: it is named there, or by the heading."""
    found = _NAME_AND_VALUE.match(body.text_of(line))
    label = set(content_stems(found[1])) if found else set()
    heading = set(content_stems(last_heading_of(body.blocks[line].section)))
    return any(name and name <= set(asked) and set(asked) - name <= _WORDS_BESIDE_A_NAME for name in (label, heading))


def _is_value_line(body: Body, place: int) -> bool:
    """Return whether a block is one line that gives the value of something."""
    if not 0 <= place < len(body.blocks) or len(body.blocks[place].sentences) > 1:
        return False
    text = body.text_of(place)
    is_short = "\n" not in text and len(tokens(text)) <= MOST_WORDS_OF_A_VALUE_LINE and not is_sentence(text)
    return is_short and body.blocks[place].form is not Form.ROW and _NAME_AND_VALUE.match(text) is not None


def _line_above(body: Body, place: int) -> int | None:
    """Return the place of the first of the lines with values right above a paragraph; None where there is none."""
    line = place
    while place - line <= MOST_LINES_BETWEEN and _is_value_line(body, line - 1) and _are_beside(body, line - 1, place):
        line -= 1
    return line if line < place else None


def _describes(body: Body, place: int, line: int) -> bool:
    is_there = 0 <= place < len(body.blocks) and _are_beside(body, place, line)
    return is_there and body.blocks[place].form is Form.PROSE and not _is_value_line(body, place)


def _are_beside(body: Body, place: int, other: int) -> bool:
    return body.blocks[place].section == body.blocks[other].section and body.fits(*sorted((place, other)))


def _paragraph(body: Body, place: int) -> range:
    """Return the places of the sentences of the block that the one at `place` stands in."""
    first = body.place_of(body.blocks[place].start)
    return range(first, first + len(body.blocks[place].sentences))
