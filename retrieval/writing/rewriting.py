"""A question that leans on the turns before it, made to stand alone by a language model: one short call.

What it gives back is held against the conversation before anything is searched with it: it may name nothing, and have
no number, that is nowhere in it. Else, and wherever it fails, the plain rule says what is meant
(docs/decisions/0044-follow-ups-by-the-model.md).
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from pydantic import Field

from retrieval.domain.inquiry import Turn
from retrieval.domain.records import Rewriting
from retrieval.errors import (
    DraftError,
    FootnoteError,
    LanguageModelAwayError,
    LanguageModelDeclinedError,
    LanguageModelError,
    LanguageModelSpentError,
    RecordsError,
    found_in,
)
from retrieval.text.display import one_line
from retrieval.text.identifiers import identifiers_in, stands_in
from retrieval.text.matching import fold_for_matching
from retrieval.text.words import content_stems, fold, is_stop_word, stem, tokens
from retrieval.writing.calls import Calls
from retrieval.writing.forms import Characters, ReplyForm, schema_of
from retrieval.writing.grounding.figures import unsupported_figures
from retrieval.writing.grounding.names import same_name
from retrieval.writing.prompts import Prompts, fenced, nonce_for
from retrieval.writing.reply_reader import object_of

MAX_TURNS = 4
"""The last turns that are shown, as many as the plain rule looks at."""
MAX_TURN_CHARS = 600
"""The characters after which a question or an answer of a turn is cut."""
REWRITE_TIME_RATIO = 0.25
"""The share of a question's time that the call may take."""
MAX_REWRITTEN_CHARS = 400
"""The most characters of a question that is made to stand alone, and that one may have."""
_QUOTED_OR_SPACED = ' "“”'
MOST_NEW_WORDS = 1
"""The most content words that are nowhere in the conversation: one that joins what is there, such as "difference". A
name in small letters looks no other."""

_WHAT_CAME: Mapping[type[FootnoteError], Rewriting] = {
    LanguageModelAwayError: Rewriting.AWAY,
    LanguageModelDeclinedError: Rewriting.DECLINED,
    LanguageModelSpentError: Rewriting.DAY_SPENT,
    LanguageModelError: Rewriting.FAILED,
    DraftError: Rewriting.UNREADABLE,
    RecordsError: Rewriting.LEDGER_AWAY,
}

_log = logging.getLogger(__name__)


class Rewrite(ReplyForm):
    """A question as a model says that it stands alone."""

    question: Characters = Field(description="the last question as it stands alone")


REWRITE_EXAMPLE = Rewrite(question="…").model_dump_json()
"""A rewrite as a model is shown it."""
REWRITE_SCHEMA = schema_of(Rewrite, "rewrite")


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What came of asking: the question that stands alone; None where the plain rule is to say."""

    question: str | None
    what_came: Rewriting


def rewritten(question: str, turns: Sequence[Turn], calls: Calls, prompts: Prompts) -> Rewritten:
    """Return a question as it stands alone after the turns before it, the earliest first, by one call. Nothing that a
    model or its provider does raises here.
    """
    if len(question) > MAX_REWRITTEN_CHARS:
        return Rewritten(None, Rewriting.TOO_LONG)
    said = [text for turn in turns[-MAX_TURNS:] for text in _texts_of(turn)]
    nonce = nonce_for([question, *said])
    shown = "\n".join(
        fenced("question" if number == 0 else "answer", text, f"T{place}-{nonce}")
        for place, turn in enumerate(turns[-MAX_TURNS:], start=1)
        for number, text in enumerate(_texts_of(turn))
    )
    last = fenced("last_question", question, f"Q-{nonce}")
    messages = prompts["rewrite"].filled(example=REWRITE_EXAMPLE, nonce=nonce, turns=shown, question=last)
    if not calls.has_room_for(messages):
        return Rewritten(None, Rewriting.NO_ROOM)
    try:
        calls.begin()
        reply = calls.reply(messages, calls.deadline(REWRITE_TIME_RATIO), REWRITE_SCHEMA)
        meant = one_line(object_of(reply, Rewrite, REWRITE_EXAMPLE).question).strip(_QUOTED_OR_SPACED)
    except tuple(_WHAT_CAME) as error:
        _log.warning("%s does not make a follow-up stand alone: %s", calls.model.model.name, error.what)
        return Rewritten(None, found_in(_WHAT_CAME, error) or Rewriting.FAILED)
    if _reads_as(meant, question):
        # A model that never changes anything is to be no worse than the rule.
        return Rewritten(None, Rewriting.UNCHANGED)
    if not is_of_the_conversation(meant, question, said):
        return Rewritten(None, Rewriting.PUTS_IN)
    return Rewritten(meant, Rewriting.REWRITTEN)


def is_of_the_conversation(meant: str, question: str, said: Sequence[str]) -> bool:
    """Return whether a rewritten question names nothing and has no number that neither the question nor what was `said`
    before has, brings hardly a new word, and still has to do with the question.
    """
    heard = [question, *said]
    words = tokens(" ".join(heard))
    stems = {stem(word) for word in words}
    folded = fold_for_matching(" ".join(heard)).text
    if not tokens(meant) or len(meant) > MAX_REWRITTEN_CHARS:
        return False
    if unsupported_figures(meant, heard) or not all(stands_in(name, folded) for name in identifiers_in(meant)):
        return False
    new = [word for word in tokens(meant) if not is_stop_word(word) and stem(word) not in stems]
    named = [word for word in new if word[0].isupper() or any(map(str.isdigit, word))]
    if any(not any(same_name(word, other) for other in words) for word in named):
        return False
    return len(set(map(stem, new))) <= MOST_NEW_WORDS and _keeps_what_was_asked(meant, question)


def _keeps_what_was_asked(meant: str, question: str) -> bool:
    """Return whether some word of the question that carries meaning is still there, where it has any."""
    asked = set(content_stems(question))
    return not asked or not asked.isdisjoint(content_stems(meant))


def _texts_of(turn: Turn) -> list[str]:
    """Return the question of a turn and what answered it, each cut where it is long."""
    answer = " ".join(islice(turn.statements, 2))
    return [_cut(text) for text in (turn.question, answer) if text.strip()]


def _cut(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= MAX_TURN_CHARS else f"{text[:MAX_TURN_CHARS].rstrip()} …"


def _reads_as(text: str, other: str) -> bool:
    return tokens(fold(text)) == tokens(fold(other))
