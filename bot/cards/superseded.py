"""Which sources of an answer are superseded, by which, and the words that say so."""

from collections.abc import Iterator, Mapping

from bot.cards.paging import Entry, small
from bot.cards.quote import marks_of
from bot.text import card_words
from bot.text.markdown import escaped, label
from retrieval import Answer, Citation
from retrieval.domain import Superseded, Supersession
from retrieval.text import one_line

SAYING_CHARS = 200
"""The most characters shown of what says so: the source has all of it."""


def superseded_entries(answer: Answer, numbers: Mapping[Citation, int]) -> Iterator[Entry]:
    """Yield a line for each source that is superseded."""
    for each in answer.superseded:
        yield Entry(lines=small(_superseded_line(each, numbers)), joins=True)


def _superseded_line(superseded: Superseded, numbers: Mapping[Citation, int]) -> str:
    old, by, said_in = superseded.citation, superseded.by, superseded.said_in
    marks = {"old": marks_of([old], numbers), "by": marks_of([by], numbers) if by else ""}
    if superseded.how is Supersession.OLDER:
        older, newer = (escaped(label(one_line(version), SAYING_CHARS)) for version in superseded.versions)
        return card_words.OLDER_VERSION.format(older=older, newer=newer, **marks)
    is_withdrawn = superseded.how is Supersession.WITHDRAWN
    line = (card_words.HOLDS_NO_LONGER if is_withdrawn else card_words.WAS_REPLACED).format(**marks)
    line += card_words.IN_ITS_PLACE.format(**marks) if by else ""
    if said_in is None or said_in in {old, by}:
        return line
    quote = escaped(label(one_line(said_in.quote), SAYING_CHARS))
    return line + card_words.SAID_SO.format(quote=quote, mark=marks_of([said_in], numbers))
