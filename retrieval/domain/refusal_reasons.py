"""Why there is no answer, and the facts that are known of a refusal."""

from dataclasses import dataclass
from enum import StrEnum


class RefusalReason(StrEnum):
    """Why there is no answer."""

    EMPTY_QUESTION = "empty_question"
    QUESTION_TOO_LONG = "question_too_long"
    NO_WORDS = "no_words"
    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    NO_SUBJECT = "no_subject"
    SEVERAL_MEANINGS = "several_meanings"
    UNKNOWN_DOCUMENT = "unknown_document"
    NOTHING_ASKED = "nothing_asked"
    NO_SHARED_WORDS = "no_shared_words"
    NOT_ANSWERED = "not_answered"
    PREMISE_NOT_FOUND = "premise_not_found"

    @property
    def is_before_search(self) -> bool:
        """Whether it was found before anything was looked up."""
        return self in {
            self.EMPTY_QUESTION,
            self.QUESTION_TOO_LONG,
            self.NO_WORDS,
            self.GREETING,
            self.THANKS,
            self.FAREWELL,
            self.NO_SUBJECT,
            self.SEVERAL_MEANINGS,
            self.UNKNOWN_DOCUMENT,
        }

    @property
    def is_reply(self) -> bool:
        """Whether nothing is refused: somebody greets, thanks or leaves, or is asked back what they mean."""
        return self in {self.GREETING, self.THANKS, self.FAREWELL, self.SEVERAL_MEANINGS}


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalFacts:
    """The facts known about a refusal besides its reason. The faces make sentences of them.

    - `limit_chars`: how long a question may be.
    - `unknown_documents`: the ids that it was limited to and that no document has.
    - `missing_words`: the words of the question that no passage has.
    - `premise`: a yes/no question whose yes the question takes for granted.
    - `is_premise_denied`: whether a passage seems to say no to that.
    - `languages`: those of the nearest documents, as they state them, where the question seems to be in none of them.
    - `has_no_english`: whether none of the nearest passages looks English, which the reader was trained on.
    - `has_parts`: whether the question asks several things.
    - `asks_nothing`: whether it is a text none of whose sentences asks anything.
    - `asked_of`, `said_by`: whose words are asked for, and who else was found saying what would answer.
    - `meanings`: the questions that it may be, each of which stands alone, where what was said before leaves it open.
    """

    limit_chars: int = 0
    unknown_documents: tuple[str, ...] = ()
    missing_words: tuple[str, ...] = ()
    premise: str = ""
    is_premise_denied: bool = False
    languages: tuple[str, ...] = ()
    has_no_english: bool = False
    has_parts: bool = False
    asks_nothing: bool = False
    meanings: tuple[str, ...] = ()
    asked_of: str = ""
    said_by: tuple[str, ...] = ()
