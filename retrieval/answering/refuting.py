"""What refutes somebody's account, in another document than the account itself: no answer without it is whole."""

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.answering.choosing import sentence_of, sentences_read
from retrieval.answering.question import AnswerType
from retrieval.domain.readings import Reading
from retrieval.text.calendar import named_in
from retrieval.text.words import content_stems, stem, tokens

_ACCOUNT = r"(?:alibi|statement|account|testimony|version|claim|story|assertion|allegation|explanation)s?"
_REFUTES = re.compile(
    rf"\b{_ACCOUNT}\b[^.!?;:]{{0,120}}\b(?:(?:is|are|was|were|been)\s+(?:\w+ly\s+)?"
    r"(?:refuted|contradicted|disproved|disproven|false|untrue|wrong|at\s+odds)"
    r"|(?:does|do|did)(?:\s+not|n['’]t)\s+(?:match|agree|fit|hold)"
    r")\b"
    rf"|\b(?:refute[sd]?|contradict(?:s|ed)?|disprove[sd]?)\b[^.!?;:]{{0,60}}\b{_ACCOUNT}\b",
    re.IGNORECASE,
)
_ALIBI = re.compile(r"\balibis?\b", re.IGNORECASE)
"""The account of where somebody was."""


def with_refutation(
    answer_type: AnswerType, asked: str, readings: Sequence[Reading], read: Sequence[Reading]
) -> list[Reading]:
    """Return the readings, with the sentence of another document that was `read` which refutes what the first of them
    tells, right after it, where there is one: it is about somebody or something that the question names, and about what
    is told, or about an alibi where it is asked where somebody was.
    """
    if not readings:
        return []
    first, *others = readings
    names = {stem(word) for word in tokens(asked) if word[0].isupper() and not named_in(word)} & set(
        content_stems(asked)
    )
    told = set(content_stems(sentence_of(first))) - set(content_stems(asked))
    for refuting in sentences_read(read):
        sentence = sentence_of(refuting)
        if refuting.passage.document.id == first.passage.document.id or not _REFUTES.search(sentence):
            continue
        is_of_it = not told.isdisjoint(content_stems(sentence)) or (
            answer_type is AnswerType.PLACE and _ALIBI.search(sentence)
        )
        if is_of_it and not names.isdisjoint(content_stems(refuting.passage.text)):
            # It is told whether it answers the question by itself or not.
            beside = replace(refuting, answer_probability=first.answer_probability)
            return [first, beside, *(other for other in others if sentence_of(other) != sentence)]
    return list(readings)
