"""What is read for a part of a question: what its reader says, with what the search adds to it, and what
no answer can lack.
"""

from collections.abc import Sequence

from retrieval.answering.deciding import likelier_of
from retrieval.answering.holding import only_what_answers
from retrieval.answering.parts import Part
from retrieval.answering.pasted_logs import as_quoted
from retrieval.answering.weighing import weighed
from retrieval.domain.documents import FoundPassage
from retrieval.domain.readings import Reading
from retrieval.ports import Reader

READ_TWICE = 5
"""The passages that are read once more where a part of the question asks by itself: reading is most of what a question
costs."""


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
    return tuple(sorted(answering, key=lambda reading: (-reading.answer_probability, reading.start)))
