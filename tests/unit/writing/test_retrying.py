"""How often a language model is asked, over a clock that a test sets: nothing here takes any time."""

from dataclasses import replace

import pytest

from retrieval.errors import LanguageModelAwayError, LanguageModelError
from retrieval.ports import Message, ModelReply, Role
from retrieval.writing.retrying import (
    FAILURES_TO_OPEN,
    FIRST_WAIT_SECONDS,
    LEAST_CALL_SECONDS,
    LONGEST_WAIT_SECONDS,
    REST_SECONDS,
    CircuitBreaker,
    Clock,
    Deadline,
    TriedModel,
)
from tests.fakes import Reply, ScriptedModel
from tests.faults import FAULT

ASKED = [Message(Role.USER, "Who?")]


class Hours:
    """A clock that goes on where somebody sleeps, and where a call takes time."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: self.time, sleep=self.sleep)


def away(retry_after_seconds: float | None = None) -> LanguageModelAwayError:
    return LanguageModelAwayError(FAULT, what="It is away.", remedy="Wait.", retry_after_seconds=retry_after_seconds)


def tried(hours: Hours, *replies: Reply) -> tuple[TriedModel, ScriptedModel]:
    model = ScriptedModel(*replies)
    return TriedModel(model=model, breaker=CircuitBreaker(now=hours.clock.now), clock=hours.clock), model


def ask(model: TriedModel, seconds: float = 20.0) -> ModelReply:
    return model.write(ASKED, Deadline(seconds, model.clock))


def test_what_may_pass_is_tried_again_after_longer_and_longer() -> None:
    hours = Hours()
    patient, model = tried(hours, away(), away(), away(), "Kyiv.")
    assert ask(patient).text == "Kyiv."
    assert len(model.prompts) == 4
    assert hours.slept == sorted(hours.slept)
    assert [round(seconds, 1) >= FIRST_WAIT_SECONDS * 2**n for n, seconds in enumerate(hours.slept)] == [True] * 3
    assert max(hours.slept) <= LONGEST_WAIT_SECONDS


def test_two_do_not_wait_as_long() -> None:
    """So that those who failed together do not come back together."""
    waits = set()
    for _ in range(10):
        hours = Hours()
        ask(tried(hours, away(), "Kyiv.")[0])
        waits.add(hours.slept[0])
    assert len(waits) > 1


def test_what_will_not_pass_is_not() -> None:
    hours = Hours()
    patient, model = tried(hours, LanguageModelError(FAULT, what="No key.", remedy="Set one."))
    with pytest.raises(LanguageModelError, match="No key"):
        ask(patient)
    assert (len(model.prompts), hours.slept) == (1, [])


def test_a_provider_that_says_for_how_long_is_left_alone_for_as_long() -> None:
    hours = Hours()
    patient, _ = tried(hours, away(7.0), "Kyiv.")
    ask(patient)
    assert hours.slept == [7.0]


def test_one_that_asks_for_more_than_there_is_time_is_not_waited_for() -> None:
    hours = Hours()
    patient, model = tried(hours, away(21.0), "Kyiv.")
    with pytest.raises(LanguageModelAwayError):
        ask(patient, seconds=20.0)
    assert (len(model.prompts), hours.slept) == (1, [])


@pytest.mark.parametrize("seconds", [0.4, 1.0, 5.0, 20.0])
def test_it_never_takes_longer_than_the_time_there_is(seconds: float) -> None:
    hours = Hours()
    patient, model = tried(hours, away())
    began = hours.time
    with pytest.raises(LanguageModelAwayError):
        ask(patient, seconds)
    assert hours.time - began <= seconds
    assert model.timeouts[0] == pytest.approx(seconds)
    assert all(0 < given <= seconds + 1e-9 for given in model.timeouts)


def test_a_call_that_hangs_is_not_made_again_with_less_time() -> None:
    hours = Hours()

    def hang(_: object) -> str:
        hours.time += model.timeouts[-1]
        raise away()

    patient, model = tried(hours, hang)
    began = hours.time
    with pytest.raises(LanguageModelAwayError):
        ask(patient, seconds=20.0)
    assert model.timeouts == [20.0]
    assert hours.time - began == 20.0


@pytest.mark.parametrize("left", [0.0, 0.5, LEAST_CALL_SECONDS - 0.01])
def test_where_there_is_no_time_for_another_call_it_is_told_what_the_last_one_failed_of(left: float) -> None:
    hours = Hours()
    patient, model = tried(
        hours, away(20.0 - left), LanguageModelAwayError(FAULT, what="It has no time.", remedy="Give it some.")
    )
    with pytest.raises(LanguageModelAwayError, match="It is away"):
        ask(patient, seconds=20.0)
    assert (len(model.prompts), hours.slept) == (1, [])


def test_nor_where_the_wait_took_longer_than_it_was_to() -> None:
    hours = Hours()
    patient, model = tried(hours, away(5.0), "Kyiv.")

    def oversleep(seconds: float) -> None:
        hours.sleep(seconds + 14.5)

    patient = replace(patient, clock=Clock(now=patient.clock.now, sleep=oversleep))
    with pytest.raises(LanguageModelAwayError, match="It is away"):
        ask(patient, seconds=20.0)
    assert (len(model.prompts), len(hours.slept)) == (1, 1)


def test_a_call_that_comes_too_late_is_not_made() -> None:
    hours = Hours()
    patient, model = tried(hours, "Kyiv.")
    deadline = Deadline(20.0, hours.clock)
    hours.time += 19.5
    with pytest.raises(LanguageModelAwayError, match="no time left"):
        patient.write(ASKED, deadline)
    assert model.prompts == []


def test_each_call_is_told_of_before_it_is_made() -> None:
    hours = Hours()
    patient, _ = tried(hours, away(), "Kyiv.")
    times: list[float] = []
    patient.write(ASKED, Deadline(20.0, hours.clock), on_call=lambda: times.append(hours.time))
    assert len(times) == 2


def test_each_call_that_nobody_has_read_is_told_of() -> None:
    hours = Hours()
    refused, refusing = away(), LanguageModelError(FAULT, what="No key.", remedy="Set one.")
    refused.unread = refusing.unread = True
    patient, _ = tried(hours, refused, away(), refused, refusing)
    calls: list[str] = []
    with pytest.raises(LanguageModelError, match="No key"):
        patient.write(
            ASKED,
            Deadline(20.0, hours.clock),
            on_call=lambda: calls.append("call"),
            on_unread=lambda: calls.append("unread"),
        )
    assert calls == ["call", "unread", "call", "call", "unread", "call", "unread"]


# The circuit breaker.


def failing(hours: Hours, times: int = FAILURES_TO_OPEN) -> tuple[TriedModel, ScriptedModel]:
    """One that has failed so often, each time asked for longer than there is time."""
    patient, model = tried(hours, *[away(99.0)] * times, "Kyiv.")
    for _ in range(times):
        with pytest.raises(LanguageModelAwayError):
            ask(patient)
    return patient, model


def test_one_that_has_failed_often_is_left_alone() -> None:
    hours = Hours()
    patient, model = failing(hours)
    with pytest.raises(LanguageModelAwayError, match="several times"):
        ask(patient)
    assert len(model.prompts) == FAILURES_TO_OPEN


def test_one_that_has_failed_less_often_is_not() -> None:
    assert ask(failing(Hours(), FAILURES_TO_OPEN - 1)[0]).text == "Kyiv."


def test_after_a_rest_it_is_tried_and_then_it_is_as_before() -> None:
    hours = Hours()
    patient, _ = failing(hours)
    hours.time += REST_SECONDS
    assert ask(patient).text == "Kyiv."
    assert ask(patient).text == "Kyiv."


def test_a_probe_that_fails_has_it_rest_again() -> None:
    hours = Hours()
    patient, model = failing(hours, FAILURES_TO_OPEN + 1 - 1)
    model._replies = (away(99.0),)
    hours.time += REST_SECONDS
    with pytest.raises(LanguageModelAwayError, match="It is away"):
        ask(patient)
    with pytest.raises(LanguageModelAwayError, match="several times"):
        ask(patient)


def test_while_one_probes_the_others_do_not() -> None:
    hours = Hours()
    breaker = CircuitBreaker(now=hours.clock.now)
    for _ in range(FAILURES_TO_OPEN):
        breaker.failed()
    hours.time += REST_SECONDS
    assert [breaker.may_try() for _ in range(3)] == [True, False, False]


def test_one_that_answers_what_cannot_be_used_is_not_down() -> None:
    hours = Hours()
    patient, model = tried(hours, LanguageModelError(FAULT, what="It declines.", remedy="Ask another way."))
    for _ in range(FAILURES_TO_OPEN + 1):
        with pytest.raises(LanguageModelError, match="declines"):
            ask(patient)
    assert len(model.prompts) == FAILURES_TO_OPEN + 1


def test_failures_count_in_a_row() -> None:
    breaker = CircuitBreaker(now=Hours().clock.now)
    for _ in range(FAILURES_TO_OPEN * 2):
        breaker.failed()
        breaker.succeeded()
    assert breaker.may_try()
