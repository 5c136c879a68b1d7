"""A language model chooses quotes from passages and writes sentences above them; what grounding leaves may be shown.

Nothing that it writes decides whether a question is answered, and nothing of it is shown unchecked. Wherever it fails,
the answer that was composed of the sources' own sentences stands: docs/decisions/0015-a-language-model-may-write.md.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial

from retrieval.domain.answers import Stance, Statement
from retrieval.domain.documents import Passage
from retrieval.domain.inquiry import SILENT, Inquiry, Listener, Turn
from retrieval.domain.records import Floor, Trace
from retrieval.domain.verdicts import Flaw
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
from retrieval.faults import LanguageModelFault
from retrieval.ports import Message, Role, SupportJudge, TokenCounter, TokenLedger
from retrieval.text.matching import find
from retrieval.text.words import tokens
from retrieval.writing.calls import Calls
from retrieval.writing.draft_reader import draft_of
from retrieval.writing.drafts import DRAFT_EXAMPLE, DRAFT_SCHEMA, Draft, Told
from retrieval.writing.grounding.grounding import MAX_GROUNDED_STATEMENTS, Grounding
from retrieval.writing.grounding.model_gate import OVERRULED, QuotesAlone
from retrieval.writing.judging import ModelJudge
from retrieval.writing.prompts import Prompts, as_data, fenced, labelled, nonce_for
from retrieval.writing.retrying import Deadline, TriedModel
from retrieval.writing.rewriting import Rewritten, rewritten
from retrieval.writing.stream import GroundedStream

MAX_PASSAGES = 12
"""The most passages that a draft is written from."""
PROMPT_RATIO = 0.5
"""The share of a question's tokens that its prompt with the passages may take. The rest has room for the reply, and
for a second."""

_FLOORS: Mapping[type[FootnoteError], Floor] = {
    LanguageModelAwayError: Floor.AWAY,
    LanguageModelDeclinedError: Floor.DECLINED,
    LanguageModelSpentError: Floor.DAY_SPENT,
    LanguageModelError: Floor.FAILED,
    DraftError: Floor.UNREADABLE,
    RecordsError: Floor.LEDGER_AWAY,
}

_FEWEST_WORDS_OPEN = 2
"""The fewest words of a piece of a question that say what it asks."""

_log = logging.getLogger(__name__)

StageTimer = Callable[[str], AbstractContextManager[None]]
"""Times what is done within, under that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """The result of the writing: statements where the trace names no floor, none where it does, with what the draft
    says that each says to what is asked; and the words of the question that it says are not told.
    """

    statements: tuple[Statement, ...] = ()
    stances: tuple[Stance | None, ...] = ()
    not_told: tuple[str, ...] = ()
    trace: Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """The use case. `question_tokens`, `daily_tokens` and `counter` are as `Calls` has them; `judges` is whether the
    model is asked once more, whether its sentences are borne out; `overruled`, which local doubts it then overrules.
    """

    model: TriedModel
    prompts: Prompts
    counter: TokenCounter
    ledger: Callable[[], TokenLedger]
    timeout_seconds: float
    question_tokens: int
    judges: bool
    overruled: frozenset[Flaw] = OVERRULED
    daily_tokens: int = 0
    today: Callable[[], date] = lambda: datetime.now(UTC).date()

    @property
    def name(self) -> str:
        """The name of the language model."""
        return self.model.model.name

    def compose(
        self,
        inquiry: Inquiry,
        passages: Sequence[Passage],
        judge: SupportJudge | None,
        calls: Calls,
        *,
        stage: StageTimer,
        listener: Listener = SILENT,
        may_order: bool = False,
    ) -> Composition:
        """Write statements from passages, the likeliest to answer first. Nothing that a model or its provider does
        raises here. The listener hears of the statements that may be shown while the model still writes. `may_order` is
        whether what answers best orders or asks itself.
        """
        grounding_of = partial(Grounding.of, judge=judge, question=inquiry.question, may_order=may_order)
        stream = None
        if listener.on_statements:
            # Before it has judged them, no sentence is shown; quotes need no verdict.
            streaming = partial(grounding_of, over=lambda _: QuotesAlone()) if self.judges else grounding_of
            stream = GroundedStream(streaming, listener.on_statements)
        deadline = calls.deadline()
        try:
            with stage("write"):
                calls.begin()
                draft, passages_given = self._draft(inquiry.question, passages, calls, deadline, stream)
        except tuple(_FLOORS) as error:
            _log.warning("the sources answer in place of %s: %s", self.name, _in_the_log(error))
            floor = found_in(_FLOORS, error)
            return Composition(trace=calls.trace(floor, cause=error.what))
        own = self._own_judge(calls, deadline) if self.judges else None
        with stage("ground"):
            if own:
                grounded = grounding_of(passages_given, over=own.over).all_of(draft)
            else:
                grounded = stream.rest_of(draft) if stream else grounding_of(passages_given).all_of(draft)
        if not draft.points:
            _log.info("the language model %s finds no answer", self.name)
        floor_of_none = Floor.NOT_BORNE_OUT if draft.points else Floor.ABSTAINED
        return Composition(
            statements=grounded.statements,
            stances=grounded.stances,
            not_told=_of_the_question(draft.not_told, inquiry.question) if draft.told is Told.PART else (),
            trace=calls.trace(
                None if grounded.statements else floor_of_none,
                fates=grounded.fates,
                check=own.check if own else None,
            ),
        )

    def _own_judge(self, calls: Calls, deadline: Deadline) -> ModelJudge:
        return ModelJudge(calls=calls, deadline=deadline, prompts=self.prompts, overruled=self.overruled)

    def rewritten(self, question: str, turns: Sequence[Turn], calls: Calls) -> Rewritten:
        """Return a question as it stands alone after the turns before it, as `rewriting` has it."""
        return rewritten(question, turns, calls, self.prompts)

    def calls_for(self, guild_id: int) -> Calls:
        """Return the calls that may be made for a question from a guild: a context."""
        return Calls(
            model=self.model,
            counter=self.counter,
            ledger=self.ledger,
            timeout_seconds=self.timeout_seconds,
            question_tokens=self.question_tokens,
            daily_tokens=self.daily_tokens,
            guild_id=guild_id,
            today=self.today,
        )

    def _draft(
        self,
        question: str,
        passages: Sequence[Passage],
        calls: Calls,
        deadline: Deadline,
        stream: GroundedStream | None,
    ) -> tuple[Draft, Mapping[str, Passage]]:
        """Return a draft and the passages that it was written from, by the ids that they were given. Where a reply is
        not of the form, ask again once. Raises LanguageModelError and DraftError.
        """
        messages, passages_given = self._prompt(question, passages, calls)
        reply_to = partial(calls.reply, deadline=deadline, schema=DRAFT_SCHEMA)
        if stream:
            stream.passages = passages_given
            reply_to = partial(reply_to, on_begin=stream.begin, on_text=stream.take)
        reply = reply_to(messages)
        try:
            return draft_of(reply), passages_given
        except DraftError as error:
            again = (
                *messages,
                Message(Role.MODEL, reply.strip() or "{}"),
                *self.prompts["repair"].filled(problem=str(error)),
            )
            if not calls.has_room_for(again):
                raise
            try:
                reply = reply_to(again)
            except LanguageModelError as second:
                what = f"{error.what} And as it was asked again: {second.what}"
                raise DraftError(what, remedy=error.remedy) from None
        return draft_of(reply), passages_given

    def _prompt(
        self, question: str, passages: Sequence[Passage], calls: Calls
    ) -> tuple[tuple[Message, ...], Mapping[str, Passage]]:
        """Return the prompt with as many passages as there is room for, and these by the ids that they are given."""
        passages = passages[:MAX_PASSAGES]
        nonce = nonce_for([question, *map(as_data, passages)])
        by_label = labelled(passages, nonce)
        texts = {label: fenced("passage", as_data(passage), label) for label, passage in by_label.items()}
        values = {
            "example": DRAFT_EXAMPLE,
            "max_points": str(MAX_GROUNDED_STATEMENTS),
            "nonce": nonce,
            "question": fenced("question", question, f"Q-{nonce}"),
        }
        room = self.question_tokens * PROMPT_RATIO - calls.tokens(self.prompts["answer"].filled(passages="", **values))
        taken: list[str] = []
        for label, count in zip(texts, self.counter.count_tokens(list(texts.values())), strict=True):
            room -= count
            if room < 0:
                break
            taken.append(label)
        if not taken:
            raise LanguageModelError(LanguageModelFault.NO_ROOM)
        fenced_passages = "\n\n".join(texts[label] for label in taken)
        filled = self.prompts["answer"].filled(passages=fenced_passages, **values)
        return filled, {label: by_label[label] for label in taken}


def _of_the_question(given: Sequence[str], question: str) -> tuple[str, ...]:
    """Return the words of the question that are given, as it has them, and nothing else; none that are all of it."""
    places = (next(iter(find(words, question)), None) for words in given if len(tokens(words)) >= _FEWEST_WORDS_OPEN)
    found = dict.fromkeys(question[slice(*place)] for place in places if place)
    return tuple(words for words in found if len(tokens(words)) < len(tokens(question)))


def _in_the_log(error: FootnoteError) -> str:
    """Return what the log says of an error. What a draft's error advises is meant for the model."""
    if isinstance(error, DraftError):
        return f"{error.what} Try another LANGUAGE_MODEL, or raise LANGUAGE_MODEL_QUESTION_TOKENS."
    return str(error)
