"""What ties a paragraph to what is told before it, and what never goes on with anything: whoever signs, what has a name
or a code of its own.
"""

import re
from collections.abc import Collection

from retrieval.documents.blocks import Form, last_heading_of
from retrieval.documents.context import Body
from retrieval.documents.lines import ENDED
from retrieval.documents.listed import ListMark, mark_of
from retrieval.text.grammar import ALL_AUXILIARIES
from retrieval.text.identifiers import identifiers_in
from retrieval.text.words import content_stems, tokens

WORDS_OF_A_TOPIC = 6
"""The most words at the beginning of a paragraph that say what it is about."""
_CLOSES_A_LETTER = re.compile(
    r"\W*+(?:(?:with\s++|all\s++|my\s++)*+(?:kind(?:est)?|best|warm(?:est)?|many)?\s*+(?:regards|wishes|greetings|thanks)"
    r"|yours(?:\s+(?:sincerely|faithfully|truly|ever))?|sincerely(?:\s+yours)?|respectfully|cheers|signed)"
    r"(?:\s+by\b|\s*[,:.!–—-]|\s*$|\s*\n)",
    re.IGNORECASE,
)
_LINE_IN_BOLD = re.compile(r"(?:\*\*|__)[^*_\n]{1,120}(?:\*\*|__)[:.]?[ \t]*(?:\n|\Z)")
_CLAUSE = re.compile(r"(?:\*\*|__)?(?:§\s?\d|\d{1,3}(?:\.\d{1,3})++\.?\s)")
_NAMED_FIRST = re.compile(r"\W*([^\W_]+(?:[-_./#][^\W_]+)*)[\W_]*?(?:[:–—]|\s-\s|\n|\Z)")
_SIGNED_BY = re.compile(
    r"[–—-]{0,2}\s*[^\W\d_a-z][\w.'’-]*(?:[ \t]+(?:[^\W\d_a-z][\w.'’-]*|de|of|van|von))*(?:,[^\n]{1,60})?"
)
_LINES_BEHIND_A_NAME = 2
"""The most lines after a name that a signature goes on for, such as an office or an address."""


def begins_another(body: Body, place: int) -> bool:
    """Return whether a paragraph that begins at `place` is told of something that it names itself: in a line of its own
    in bold, or by a code, as each in a list of messages is. A step is named so, too.
    """
    block = body.blocks[place]
    if block.form not in {Form.PROSE, Form.ITEM} or body.sentences[place][0] != block.start:
        return False
    if mark_of(body, place) is ListMark.NUMBER:
        return False
    text = body.document.text[block.start : block.end]
    named = _NAMED_FIRST.match(text)
    return _LINE_IN_BOLD.match(text) is not None or (named is not None and bool(identifiers_in(named[1])))


def is_clause(body: Body, place: int) -> bool:
    """Return whether the block at `place` begins with the number of a clause: "3.2 Dogs", "§ 4"."""
    block = body.blocks[place]
    return block.form in {Form.PROSE, Form.ITEM} and _CLAUSE.match(body.document.text, block.start) is not None


def opens_a_topic(body: Body, place: int) -> bool:
    """Return whether a sentence stands in the midst of a paragraph and nothing ties it to those before: the paragraph
    tells of several things, and what follows there need not be of this one.
    """
    first = body.place_of(body.blocks[place].start)
    said = {word for before in range(first, place) for word in content_stems(body.text_of(before))}
    return place > first and not is_tied(body, place, said)


def is_tied(body: Body, place: int, said: Collection[str]) -> bool:
    """Return whether a paragraph that begins with the sentence at `place` points back to the one before, or begins with
    a word of what was `said`. A word that it comes to later ties it to nothing: two rules each allow something.
    """
    return body.points_back(place) or not set(said).isdisjoint(_topic_of(body.text_of(place)))


def _topic_of(sentence: str) -> list[str]:
    """Return the stems of what a sentence is about, as far as its beginning tells: the words before its verb."""
    words = tokens(sentence)
    end = next((n for n, word in enumerate(words) if word.casefold() in ALL_AUXILIARIES), len(words))
    return content_stems(" ".join(words[: min(end, WORDS_OF_A_TOPIC)]))


def heading_is_about(section: str, asked: Collection[str]) -> bool:
    """Return whether the heading right above a section has a word of what is `asked`."""
    return not set(asked).isdisjoint(content_stems(last_heading_of(section)))


def signs(body: Body, place: int) -> bool:
    """Return whether a letter is closed or signed at `place`: by the usual words, or by a name in a line of its own at
    the end of the document.
    """
    if _CLOSES_A_LETTER.match(body.text_of(place)):
        return True
    block = body.blocks[place]
    rest = body.document.text[block.start :].strip()
    lines = rest.splitlines() if len(rest) < 200 else []
    return (
        block.form in {Form.PROSE, Form.ITEM}
        and 0 < len(lines) <= 1 + _LINES_BEHIND_A_NAME
        and _SIGNED_BY.fullmatch(lines[0].strip()) is not None
        and not any(ENDED.search(line) for line in lines)
    )
