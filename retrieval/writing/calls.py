"""The calls to a language model for one question: within its tokens, within its time, and within a guild's day."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import TracebackType
from typing import Self

from retrieval.domain.records import Floor, ModelCheck, Rewriting, Trace
from retrieval.domain.verdicts import Fate
from retrieval.errors import LanguageModelSpentError, RecordsError
from retrieval.faults import LanguageModelFault
from retrieval.ports import Message, TokenCounter, TokenLedger
from retrieval.writing.retrying import Deadline, TriedModel
from retrieval.writing.token_counts import TokensSpent, believed, max_output_tokens

_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class Calls:
    """The calls for a question, which one thread makes. `question_tokens` and `daily_tokens` (of the guild; 0 for no
    limit) are those read and written together; what the provider does not count, `counter` does.

    With the first of them all that the question may cost is taken from the day, so that many at once do not pass the
    limit; what it did not take is given back where the context ends.
    """

    model: TriedModel
    counter: TokenCounter
    ledger: Callable[[], TokenLedger]
    timeout_seconds: float
    question_tokens: int
    daily_tokens: int
    guild_id: int
    today: Callable[[], date]
    spent: TokensSpent = field(default_factory=TokensSpent)
    _seconds: float = 0.0
    _reserved: tuple[TokenLedger, date] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._reserved is None:
            return
        ledger, day = self._reserved
        try:
            ledger.give_back(self.guild_id, day, self.question_tokens - self.spent.tokens)
        except RecordsError as failed:
            _log.warning("tokens that were not needed are counted all the same: %s", failed)

    def begin(self) -> None:
        """Take from the day what the question may cost, where that was not done. Raises LanguageModelSpentError, and
        RecordsError.
        """
        if not self.daily_tokens or self._reserved is not None:
            return
        day, ledger = self.today(), self.ledger()
        if not ledger.reserve(self.guild_id, day, self.question_tokens, self.daily_tokens):
            raise LanguageModelSpentError(LanguageModelFault.SPENT, model=self.model.model.name)
        self._reserved = ledger, day

    def deadline(self, ratio: float = 1.0) -> Deadline:
        """Return the end of the time that calls from now on may take: that share of the question's time, and no more
        than is left of it.
        """
        return Deadline(min(self.timeout_seconds * ratio, self.timeout_seconds - self._seconds), self.model.clock)

    def trace(
        self,
        floor: Floor | None,
        *,
        cause: str = "",
        fates: tuple[Fate, ...] = (),
        check: ModelCheck | None = None,
        rewriting: Rewriting | None = None,
    ) -> Trace:
        """Return the share that the model had in an outcome, with what it has cost so far."""
        return Trace(
            model=self.model.model.name,
            floor=floor,
            cause=cause,
            calls=self.spent.calls,
            tokens_in=self.spent.tokens_in,
            tokens_out=self.spent.tokens_out,
            fates=fates,
            check=check,
            rewriting=rewriting,
        )

    @property
    def max_output_tokens(self) -> int:
        """The most tokens that one reply may have."""
        return max_output_tokens(self.question_tokens)

    def has_room_for(self, messages: Sequence[Message]) -> bool:
        """Return whether the question's tokens have room for these and the longest reply."""
        return self.spent.tokens + self.tokens(messages) + self.max_output_tokens <= self.question_tokens

    def tokens(self, messages: Sequence[Message]) -> int:
        """Return the tokens of messages, as we count them."""
        return sum(self.counter.count_tokens([message.text for message in messages]))

    def reply(
        self,
        messages: Sequence[Message],
        deadline: Deadline,
        schema: Mapping[str, object],
        *,
        on_begin: Callable[[], None] = lambda: None,
        on_text: Callable[[str], None] | None = None,
    ) -> str:
        """Return what the model replies. Raises LanguageModelError. `on_begin` is called as a call begins, or begins
        anew, and `on_text` given all that has been written so far.
        """
        prompt_tokens = self.tokens(messages)

        def on_call() -> None:
            self.spent.calls += 1
            self.spent.tokens_in += prompt_tokens
            on_begin()

        def on_unread() -> None:
            self.spent.tokens_in -= prompt_tokens

        began = self.model.clock.now()
        try:
            written = self.model.write(
                messages, deadline, schema=schema, on_call=on_call, on_unread=on_unread, on_text=on_text
            )
        finally:
            self._seconds += self.model.clock.now() - began
        written_tokens = sum(self.counter.count_tokens([written.text]))
        self.spent.tokens_in += believed(written.tokens_in, prompt_tokens) - prompt_tokens
        # Text that a model thinks and does not hand on is written, too.
        self.spent.tokens_out += believed(written.tokens_out, written_tokens, at_most=self.max_output_tokens)
        return written.text
