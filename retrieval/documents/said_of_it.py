"""What the sentences after one say of what it names: "Satay is grilled. The dish contains peanuts", say."""

import re
from collections.abc import Collection

from retrieval.documents.context import MAX_CONTEXT_SENTENCES, Body
from retrieval.documents.nested_items import row_of_items
from retrieval.text.words import content_stems, stem

_POINTS_TO_IT = re.compile(
    r"(?:he|she|it|they|this|that|these|those|his|her|its|their|there|both|all)\b", re.IGNORECASE
)
_NAMES_IT_ANEW = re.compile(r"The ([^\W\d_]+)")


def with_what_is_said_of_it(body: Body, first: int, last: int, asked: Collection[str]) -> tuple[int, int]:
    """Return the first and the last of the sentences that say what is asked of what those from first to last name: "The
    Teal room costs 50 euros. It has no bath." Between two of them stand few that say something else of it. Of an item
    with items of its own, these say it. `asked` are stems of the question.
    """
    named = set(content_stems(" ".join(body.text_of(place) for place in range(first, last + 1))))
    missing, following = set(asked) - named, last + 1
    if items := row_of_items(body, first):
        missing -= set(content_stems(body.text_of(items[0])))
        saying = [item for item in items if not missing.isdisjoint(content_stems(body.text_of(item)))]
        begin, end = min([first, *saying]), max([last, *saying])
        return (begin, end) if body.fits(begin, end) else (first, last)
    while (
        missing
        and following - last <= 1 + MAX_CONTEXT_SENTENCES
        and body.is_together(last, following)
        and body.fits(first, following)
        and (said := _said_of_it(body.text_of(following), named, asked)) is not None
    ):
        if not missing.isdisjoint(said):
            missing -= said
            last = following
        following += 1
    return first, last


def _said_of_it(sentence: str, named: Collection[str], asked: Collection[str]) -> set[str] | None:
    """Return the stems of what a sentence says of what is `named` before it; None where it may be about something else.
    It goes on about that by a pronoun, by the kind that is asked about ("the dish"), or by a word that names it anew:
    "the large room" is another than the small one, "the bird" is the heron.
    """
    words = set(content_stems(sentence))
    if _POINTS_TO_IT.match(sentence):
        return words
    subject = _NAMES_IT_ANEW.match(sentence)
    if subject is None or not subject[1].islower():
        return None
    kind = stem(subject[1])
    return words - {kind} if kind in asked or words.isdisjoint(named) else None
