"""A language model writes statements from passages, and what the grounding leaves of them may be shown.

Nothing that it writes decides whether a question is answered, and nothing of it is shown unchecked. Wherever it fails,
the answer that was composed of the sources' own sentences stands: docs/decisions/0015-a-language-model-may-write.md.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from retrieval.checking import MAX_STATEMENTS, Grounded, Grounding, ground
from retrieval.display import one_line
from retrieval.domain import Passage, Statement
from retrieval.drafts import Draft, DraftReader, draft_of
from retrieval.errors import (
    DraftError,
    FootnoteError,
    LanguageModelAwayError,
    LanguageModelDeclinedError,
    LanguageModelError,
    LanguageModelSpentError,
    RecordsError,
)
from retrieval.fates import Fate, FateKind
from retrieval.ports import Message, Role, SupportJudge, TokenCounter, TokenLedger
from retrieval.prompts import Prompts, as_data, fenced, labelled, nonce_for
from retrieval.records import Floor, Trace
from retrieval.trying import Deadline, TriedModel

MAX_PASSAGES = 12
OUTPUT_RATIO = 0.25
"""Of a question's tokens, for one reply."""
PROMPT_RATIO = 0.5
"""Of a question's tokens, for the prompt with its passages: what is left has room for the reply, and for a second."""
_QUOTE = {
    "type": "object",
    "properties": {"passage": {"type": "string"}, "text": {"type": "string"}},
    "required": ["passage", "text"],
    "additionalProperties": False,
}
_STATEMENT = {
    "type": "object",
    "properties": {"text": {"type": "string"}, "quotes": {"type": "array", "items": _QUOTE}},
    "required": ["text", "quotes"],
    "additionalProperties": False,
}
DRAFT_SCHEMA: Mapping[str, object] = {
    "title": "draft",
    "description": "Statements that rest on quotes, or an abstention.",
    "type": "object",
    "properties": {
        "statements": {"type": "array", "items": _STATEMENT},
        "abstention": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
    "required": ["statements", "abstention"],
    "additionalProperties": False,
}
"""What a reply should be, as JSON Schema; `retrieval.drafts` reads it. Anthropic's library takes no list of types."""

_FLOORS: Mapping[type[FootnoteError], Floor] = {
    LanguageModelAwayError: Floor.AWAY,
    LanguageModelDeclinedError: Floor.DECLINED,
    LanguageModelSpentError: Floor.DAY_SPENT,
    LanguageModelError: Floor.FAILED,
    DraftError: Floor.UNREADABLE,
    RecordsError: Floor.LEDGER_AWAY,
}

_IN_ITS_WORDS = frozenset({FateKind.KEPT, FateKind.CITED})

_log = logging.getLogger(__name__)

OnStatements = Callable[[Sequence[Statement]], None]
"""Told of all statements that may be shown so far, each time that there is another."""
Stage = Callable[[str], AbstractContextManager[None]]
"""Times what is done within, under that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """What came of it: statements where the trace names no floor, none where it does."""

    statements: tuple[Statement, ...] = ()
    trace: Trace


class _Listening:
    """Grounds what a model writes while it writes; each call begins anew."""

    def __init__(self, judge: SupportJudge | None, on_statements: OnStatements) -> None:
        self.passages: Mapping[str, Passage] = {}
        self._judge = judge
        self._on_statements = on_statements
        self.begin()

    def begin(self) -> None:
        self._reader = DraftReader()
        self._grounding = Grounding(self.passages, self._judge)

    def hear(self, reply: str) -> None:
        before = self._grounding.grounded.statements
        self._grounding.take(self._reader.more(reply))
        if (now := self._grounding.grounded.statements) != before:
            self._on_statements(now)

    def rest_of(self, draft: Draft) -> Grounded:
        """What the whole draft comes to; it may be another than was heard, and then that counts for nothing."""
        heard = self._grounding.drafted
        if draft.statements[: len(heard)] != heard:
            return ground(draft, self.passages, self._judge)
        self._grounding.take(draft.statements[len(heard) :])
        return self._grounding.grounded


@dataclass(slots=True)
class _Spent:
    """What a question has cost so far. A call that failed counts with its prompt, where that may have been read."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """The use case. `question_tokens` and `daily_tokens` (of a guild; 0 for no limit) are those read and written
    together; what the provider does not count, `counter` does.
    """

    model: TriedModel
    prompts: Prompts
    counter: TokenCounter
    ledger: Callable[[], TokenLedger]
    timeout_seconds: float
    question_tokens: int
    daily_tokens: int = 0
    today: Callable[[], date] = lambda: datetime.now(UTC).date()

    @property
    def name(self) -> str:
        return self.model.model.name

    def compose(
        self,
        question: str,
        passages: Sequence[Passage],
        judge: SupportJudge | None,
        *,
        guild_id: int,
        stage: Stage,
        on_statements: OnStatements | None = None,
    ) -> Composition:
        """From passages, the likeliest to answer first. Nothing that a model or its provider does raises here.
        `on_statements` is told, while the model writes, of those that may be shown already: checked as the others are.
        """
        spent = _Spent()
        listening = _Listening(judge, on_statements) if on_statements else None
        try:
            with stage("write"), self._within_the_day(guild_id, spent):
                draft, shown = self._draft(question, passages, spent, listening)
        except tuple(_FLOORS) as error:
            _log.warning("the sources answer in place of %s: %s", self.name, _told_of(error))
            floor = next(_FLOORS[kind] for kind in type(error).__mro__ if kind in _FLOORS)
            return Composition(trace=self._trace(spent, floor, cause=error.what))
        with stage("ground"):
            grounded = listening.rest_of(draft) if listening else ground(draft, shown, judge)
        if not draft.statements:
            _log.info("the language model %s finds no answer: %s", self.name, one_line(draft.abstention or ""))
        if any(fate.kind in _IN_ITS_WORDS for fate in grounded.fates):
            return Composition(statements=grounded.statements, trace=self._trace(spent, None, fates=grounded.fates))
        # Where all is the sources' own words, the answer has those that were found for the question, not for the draft.
        floor = Floor.NOT_BORNE_OUT if draft.statements else Floor.ABSTAINED
        dropped = tuple(replace(fate, kind=FateKind.DROPPED) for fate in grounded.fates)
        return Composition(trace=self._trace(spent, floor, fates=dropped))

    def _trace(self, spent: _Spent, floor: Floor | None, *, cause: str = "", fates: tuple[Fate, ...] = ()) -> Trace:
        return Trace(
            model=self.name,
            floor=floor,
            cause=cause,
            calls=spent.calls,
            tokens_in=spent.tokens_in,
            tokens_out=spent.tokens_out,
            fates=fates,
        )

    @contextmanager
    def _within_the_day(self, guild_id: int, spent: _Spent) -> Iterator[None]:
        """All that the question may cost is taken from the day first, so that many at once do not pass the limit."""
        if not self.daily_tokens:
            yield
            return
        day, ledger = self.today(), self.ledger()
        if not ledger.reserve(guild_id, day, self.question_tokens, self.daily_tokens):
            what = f"The language model {self.name} has no tokens left for today."
            raise LanguageModelSpentError(what, remedy="Raise LANGUAGE_MODEL_DAILY_TOKENS, or wait for tomorrow (UTC).")
        try:
            yield
        finally:
            try:
                ledger.give_back(guild_id, day, self.question_tokens - spent.tokens)
            except RecordsError as error:
                _log.warning("tokens that were not needed are counted all the same: %s", error)

    def _draft(
        self, question: str, passages: Sequence[Passage], spent: _Spent, listening: "_Listening | None"
    ) -> tuple[Draft, Mapping[str, Passage]]:
        """Asked for again once, where it is not of the form. Raises LanguageModelError and DraftError."""
        deadline = Deadline(self.timeout_seconds, self.model.clock)
        messages, shown = self._prompt(question, passages)
        if listening:
            listening.passages = shown
        reply = self._reply(messages, deadline, spent, listening)
        try:
            return draft_of(reply), shown
        except DraftError as error:
            again = (
                *messages,
                Message(Role.MODEL, reply.strip() or "{}"),
                *self.prompts["repair"].filled(problem=str(error)),
            )
            if spent.tokens + self._tokens(again) + self.max_output_tokens > self.question_tokens:
                raise
            try:
                reply = self._reply(again, deadline, spent, listening)
            except LanguageModelError as second:
                what = f"{error.what} And as it was asked again: {second.what}"
                raise DraftError(what, remedy=error.remedy) from None
        return draft_of(reply), shown

    @property
    def max_output_tokens(self) -> int:
        return max_output_tokens(self.question_tokens)

    def _prompt(self, question: str, passages: Sequence[Passage]) -> tuple[tuple[Message, ...], Mapping[str, Passage]]:
        """With as many passages as there is room for, and these by the ids that they are given."""
        passages = passages[:MAX_PASSAGES]
        nonce = nonce_for([question, *map(as_data, passages)])
        shown = labelled(passages, nonce)
        texts = {label: fenced("passage", as_data(passage), label) for label, passage in shown.items()}
        values = {
            "max_statements": str(MAX_STATEMENTS),
            "nonce": nonce,
            "question": fenced("question", question, f"Q-{nonce}"),
        }
        room = self.question_tokens * PROMPT_RATIO - self._tokens(self.prompts["answer"].filled(passages="", **values))
        taken: list[str] = []
        for label, count in zip(texts, self.counter.count_tokens(list(texts.values())), strict=True):
            room -= count
            if room < 0:
                break
            taken.append(label)
        if not taken:
            what = "The tokens of a question leave no room for a passage."
            raise LanguageModelError(what, remedy="Raise LANGUAGE_MODEL_QUESTION_TOKENS.")
        passages_told = "\n\n".join(texts[label] for label in taken)
        filled = self.prompts["answer"].filled(passages=passages_told, **values)
        return filled, {label: shown[label] for label in taken}

    def _reply(
        self, messages: Sequence[Message], deadline: Deadline, spent: _Spent, listening: "_Listening | None"
    ) -> str:
        prompt_tokens = self._tokens(messages)

        def on_call() -> None:
            spent.calls += 1
            spent.tokens_in += prompt_tokens
            if listening:
                listening.begin()

        def on_unread() -> None:
            spent.tokens_in -= prompt_tokens

        written = self.model.write(
            messages,
            deadline,
            schema=DRAFT_SCHEMA,
            on_call=on_call,
            on_unread=on_unread,
            on_text=listening.hear if listening else None,
        )
        if written.tokens_in is not None:
            spent.tokens_in += written.tokens_in - prompt_tokens
        told = written.tokens_out
        spent.tokens_out += sum(self.counter.count_tokens([written.text])) if told is None else told
        return written.text

    def _tokens(self, messages: Sequence[Message]) -> int:
        return sum(self.counter.count_tokens([message.text for message in messages]))


def _told_of(error: FootnoteError) -> str:
    """For the log. What a draft's error advises is meant for the model."""
    if isinstance(error, DraftError):
        return f"{error.what} Try another LANGUAGE_MODEL, or raise LANGUAGE_MODEL_QUESTION_TOKENS."
    return str(error)


def max_output_tokens(question_tokens: int) -> int:
    """Of one reply, where a question may cost so many."""
    return int(question_tokens * OUTPUT_RATIO)
