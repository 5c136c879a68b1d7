"""A question becomes an answer or a refusal, with its receipt."""

from typing import TYPE_CHECKING

from retrieval.faces import face_of

if TYPE_CHECKING:
    from retrieval.answering.explaining import MAX_MISSING as MAX_MISSING
    from retrieval.answering.gaps import NOTES_EACH as NOTES_EACH
    from retrieval.answering.question import MAX_QUESTION_CHARS as MAX_QUESTION_CHARS
    from retrieval.answering.standing import KeptSource as KeptSource
    from retrieval.answering.standing import Replay as Replay
    from retrieval.answering.standing import Standing as Standing
    from retrieval.answering.standing import Today as Today
    from retrieval.answering.stopwatch import STAGES_IN_WORDS as STAGES_IN_WORDS
    from retrieval.answering.stopwatch import stage_in_words as stage_in_words
else:
    __getattr__, __dir__, __all__ = face_of(
        __name__,
        {
            "retrieval.answering.explaining": ("MAX_MISSING",),
            "retrieval.answering.gaps": ("NOTES_EACH",),
            "retrieval.answering.stopwatch": ("STAGES_IN_WORDS", "stage_in_words"),
            "retrieval.answering.question": ("MAX_QUESTION_CHARS",),
            "retrieval.answering.standing": (
                "KeptSource",
                "Replay",
                "Standing",
                "Today",
            ),
        },
    )
