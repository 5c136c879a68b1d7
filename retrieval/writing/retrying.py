"""A language model asked as often as makes sense within the time of a question, and left alone while it is down."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple

from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_exponential, wait_random

from retrieval.errors import LanguageModelAwayError, LanguageModelError
from retrieval.ports import ChatModel, Message, Written

FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS, JITTER_SECONDS = 0.5, 8.0, 0.5
"""Between two calls, doubled each time, unless the provider says for how long."""
FAILURES_TO_OPEN = 5
"""In a row: nobody waits for a provider that has failed so often."""
REST_SECONDS = 60.0
LEAST_CALL_SECONDS = 1.0
"""No call is begun with less: nothing is written in it, and its want of time would be told in place of what went wrong
before. Where a question has less than twice as much in all, half of that."""


class Clock(NamedTuple):
    """In seconds."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


MONOTONIC = Clock()


@dataclass
class CircuitBreaker:
    """Opens after failures in a row: then nothing is tried for `REST_SECONDS`, and after them one call at a time, until
    one succeeds. Its methods may be called from several threads.
    """

    now: Callable[[], float] = time.monotonic
    _failures: int = 0
    _tried_at: float = 0.0
    _changing: Lock = field(default_factory=Lock)

    def may_try(self) -> bool:
        """Whether to try now; where it is open, the one who may is the probe, and others wait for as long again."""
        with self._changing:
            if self._failures < FAILURES_TO_OPEN:
                return True
            if self.now() - self._tried_at < REST_SECONDS:
                return False
            self._tried_at = self.now()
            return True

    def succeeded(self) -> None:
        with self._changing:
            self._failures = 0

    def failed(self) -> None:
        with self._changing:
            self._failures += 1
            self._tried_at = self.now()


class Deadline:
    """The end of the time that a question's work with a model may take. A call has all that is left: where one took too
    long, another with less time would too.
    """

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._clock = clock
        self._ends_at = clock.now() + seconds
        self._least_seconds = min(LEAST_CALL_SECONDS, seconds / 2)

    @property
    def left_seconds(self) -> float:
        return self._ends_at - self._clock.now()

    def leaves_a_call(self, after_seconds: float = 0.0) -> bool:
        """Whether there is time for one, then."""
        return self.left_seconds - after_seconds >= self._least_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedModel:
    """A `ChatModel` with patience. Its breaker is the process's, whatever reloads meanwhile."""

    model: ChatModel
    breaker: CircuitBreaker
    clock: Clock = MONOTONIC

    def write(
        self,
        messages: Sequence[Message],
        deadline: Deadline,
        *,
        schema: Mapping[str, object] | None = None,
        on_call: Callable[[], None] = lambda: None,
        on_unread: Callable[[], None] = lambda: None,
        on_text: Callable[[str], None] | None = None,
    ) -> Written:
        """Raises LanguageModelError, never later than the deadline. `on_call` is told of each call that is made, and
        `on_unread` of each that nobody has read; a call that is made again begins its text anew.
        """
        if not self.breaker.may_try():
            what = f"The language model {self.model.name} has failed several times in a row."
            raise LanguageModelAwayError(what, remedy="It is left alone for a minute.")
        tries = Retrying(
            retry=retry_if_exception_type(LanguageModelAwayError),
            wait=_wait,
            stop=lambda state: not deadline.leaves_a_call(state.upcoming_sleep),
            sleep=self.clock.sleep,
            reraise=True,
        )
        failed: LanguageModelAwayError | None = None

        def once() -> Written:
            nonlocal failed
            if not deadline.leaves_a_call():
                what = f"The language model {self.model.name} has no time left."
                raise failed or LanguageModelAwayError(what, remedy="Raise LANGUAGE_MODEL_TIMEOUT_SECONDS.")
            on_call()
            try:
                return self.model.write(messages, timeout_seconds=deadline.left_seconds, schema=schema, on_text=on_text)
            except LanguageModelError as error:
                if error.unread:
                    on_unread()
                if isinstance(error, LanguageModelAwayError):
                    failed = error
                raise

        try:
            written = tries(once)
        except LanguageModelAwayError:
            self.breaker.failed()
            raise
        except LanguageModelError:
            # It answers, if not as it should.
            self.breaker.succeeded()
            raise
        self.breaker.succeeded()
        return written


_backing_off = wait_exponential(multiplier=FIRST_WAIT_SECONDS, max=LONGEST_WAIT_SECONDS) + wait_random(
    0, JITTER_SECONDS
)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after_seconds if isinstance(error, LanguageModelAwayError) else None
    return _backing_off(state) if asked is None else max(asked, FIRST_WAIT_SECONDS)
