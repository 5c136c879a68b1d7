"""What is read for a part of a question: what its reader says, with what the search adds to it, and what
no answer can lack.
"""

from collections.abc import Sequence

from retrieval.answering.bounded_values import likelier_where_bounded
from retrieval.answering.choosing import span_of_sentence
from retrieval.answering.crossings import at_crossings
from retrieval.answering.deciding import likelier_of
from retrieval.answering.holding import only_what_answers
from retrieval.answering.parts import Part
from retrieval.answering.pasted_logs import as_quoted
from retrieval.answering.told_by_headings import told_by_headings
from retrieval.answering.weighing import weighed
from retrieval.domain.documents import FoundPassage
from retrieval.domain.readings import Reading
from retrieval.ports import Reader

READ_ANYWAY = 3
"""The passages that are read however near the others are: what is shown with a refusal was read."""
NEAR_SHARE = 0.6
"""How near a passage is, of the nearest, that is read besides; where it is from:
docs/decisions/0041-passages-near-enough-to-read.md.
"""
READ_TWICE = 5
"""The passages that are read once more where a part of the question asks by itself: reading is most of what a question
costs."""


def near_enough(found: Sequence[FoundPassage]) -> tuple[FoundPassage, ...]:
    """Return the passages that are read of those found: the first few, and those about as near as the nearest, by
    cosine and by words. What says something else of the same stands as near as what is likeliest.
    """
    nearest = max((near.dense for near in found), default=0.0)
    most_words = max((near.lexical for near in found), default=0.0)

    def nearness(near: FoundPassage) -> float:
        by_meaning = near.dense / nearest if nearest > 0 else 1.0
        return (by_meaning + near.lexical / most_words) / 2 if most_words > 0 else by_meaning

    return tuple(near for place, near in enumerate(found) if place < READ_ANYWAY or nearness(near) >= NEAR_SHARE)


def read_part(part: Part, found: Sequence[FoundPassage], reader: Reader) -> tuple[Reading, ...]:
    """Return what is read for a part in the passages that were found for it, the likeliest first.

    Where a sentence of the part asks by itself, that is read in all of them, and the whole in the first few: what is
    likelier is taken.
    """
    readings = list(reader.read(part.alone or part.read_as, found))
    if part.alone is not None:
        readings = likelier_of(readings, reader.read(part.read_as, found[:READ_TWICE]))
    readings = weighed(found, readings, reader.calibration.clues)
    readings = as_quoted(part.pasted, readings)
    answering = only_what_answers(part.alone or part.asked, readings, beside="\n".join(part.pasted))
    answering = likelier_where_bounded(part.alone or part.asked, answering)
    asked, passages = part.alone or part.read_as, [near.passage for near in found]
    told = [*at_crossings(asked, passages), *told_by_headings(asked, passages)]
    answering = [*_beside(told, answering), *told]
    return tuple(sorted(answering, key=lambda reading: (-reading.answer_probability, reading.start)))


def _beside(told: Sequence[Reading], readings: Sequence[Reading]) -> list[Reading]:
    """Return the readings of other sentences or cells than those that tell by themselves."""
    spans = {(reading.passage.id, reading.start, reading.end) for reading in told}
    places = {
        (reading.passage.id, span_of_sentence(reading))
        for reading in told
        if (reading.start, reading.end) == span_of_sentence(reading)
    }
    return [
        each
        for each in readings
        if (each.passage.id, each.start, each.end) not in spans
        and (each.passage.id, span_of_sentence(each)) not in places
    ]
