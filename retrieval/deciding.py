"""Answer or refuse: which readings carry an answer, and in what words a refusal says why."""

from collections.abc import Collection, Mapping, Sequence

from retrieval.domain import FoundPassage, Refusal, RefusalReason
from retrieval.ports import Reading
from retrieval.question import MAX_QUESTION_CHARS
from retrieval.words import tokens

SECOND_BEST_RATIO = 0.4
"""A further statement must be at least this likely, against the best: what is much weaker only dilutes the answer, and
what is not may be another source's telling. Chosen by reading the answers over the shipped corpus."""
NEAREST = 3
"""Passages shown with a refusal."""


def answering(readings: Sequence[Reading], threshold: float) -> list[Reading]:
    """The readings that answer; none where even the best is less likely than `threshold`, a probability."""
    best = max((reading.answer_probability for reading in readings), default=0.0)
    if best < threshold:
        return []
    least = max(threshold, best * SECOND_BEST_RATIO)
    return [reading for reading in readings if reading.answer_probability >= least]


def refusal_before_search(question: str, documents: Collection[str] | None, known: Collection[str]) -> Refusal | None:
    """What cannot be looked up is refused before it costs anything."""
    if not question.strip():
        return Refusal(
            question=question,
            reason=RefusalReason.EMPTY_QUESTION,
            explanation="The question is empty. Ask in a sentence, for example: Did Iran deny supplying drones?",
        )
    if len(question) > MAX_QUESTION_CHARS:
        return Refusal(
            question=question,
            reason=RefusalReason.QUESTION_TOO_LONG,
            explanation=f"The question has {len(question):,} characters; at most {MAX_QUESTION_CHARS:,} can be read."
            " Ask for one thing at a time.",
        )
    if not tokens(question):
        return Refusal(
            question=question,
            reason=RefusalReason.NO_WORDS,
            explanation="The question holds no words to look for. Ask in a sentence.",
        )
    if documents is not None and (unknown := sorted(set(documents) - set(known))):
        named = ", ".join(unknown)
        return Refusal(
            question=question,
            reason=RefusalReason.UNKNOWN_DOCUMENT,
            explanation=f"No such document in the corpus: {named}. `source list` shows the ids.",
        )
    return None


def refusal_after_reading(
    question: str, found: Sequence[FoundPassage], frequencies: Mapping[str, int], languages: Collection[str]
) -> Refusal:
    """`frequencies` says in how many passages each content word of the question stands."""
    nearest = tuple(found[:NEAREST])
    missing = [word for word, count in frequencies.items() if not count]
    # Most of the words unknown: another language, more often than another subject.
    foreign = len(missing) > len(frequencies) / 2 and languages
    spoken = f" Its documents are in: {', '.join(sorted(languages))}." if foreign else ""
    if frequencies and len(missing) == len(frequencies):
        return Refusal(
            question=question,
            reason=RefusalReason.NO_SHARED_WORDS,
            explanation=f"None of the words asked about stands anywhere in the corpus.{spoken}",
            nearest=nearest,
        )
    untold = f" Nothing in it speaks of: {', '.join(missing)}." if missing else ""
    return Refusal(
        question=question,
        reason=RefusalReason.NOT_ANSWERED,
        explanation=f"No passage of the corpus was found to answer this.{untold}{spoken}",
        nearest=nearest,
    )
