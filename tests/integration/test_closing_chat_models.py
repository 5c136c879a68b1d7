"""A language model's event loop and connections are its own: one loop however many ask at once, and nothing is left of
them once it is closed.
"""

import asyncio
import gc
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from retrieval.errors import LanguageModelAwayError
from tests.chat_models import ASKED, EACH, GIVEN_SECONDS, is_there, model_of
from tests.model_server import Wire, hangs, says, serving
from tests.wires import OPENAI, WIRES

each = pytest.mark.parametrize("wire", EACH)
TOGETHER = 8


def loops() -> int:
    # By type: of some objects of libraries, asking for their class has effects.
    return sum(not loop.is_closed() for loop in gc.get_objects() if issubclass(type(loop), asyncio.BaseEventLoop))


def threads() -> int:
    return sum(thread.name == "language model" for thread in threading.enumerate())


def descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 the listing itself is one, each time


def left() -> dict[str, int]:
    return {
        "loops": loops(),
        "threads of language models": threads(),
        "threads": threading.active_count(),
        "descriptors": descriptors(),
    }


@each
def test_those_who_ask_first_and_together_share_one_loop(wire: Wire) -> None:
    with serving(wire, says("Kyiv.")) as server, ThreadPoolExecutor(TOGETHER) as pool:
        model = model_of(server)
        before = threads()
        together = threading.Barrier(TOGETHER)

        def ask(_: int) -> str:
            together.wait()
            return model.write(ASKED, timeout_seconds=GIVEN_SECONDS).text

        assert set(pool.map(ask, range(TOGETHER))) == {"Kyiv."}
        assert threads() == before + 1
        model.close()
        assert threads() == before


@pytest.fixture
def counted_from_here() -> Iterator[None]:
    """What there is before is not looked through: with all that libraries import that is a million objects."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


def nothing_is_left(wires: Sequence[Wire], times: int) -> None:
    def once() -> None:
        for wire in wires:
            with serving(wire, says("Kyiv.")) as server:
                model = model_of(server)
                for on_text in (None, lambda _: None):
                    assert model.write(ASKED, timeout_seconds=GIVEN_SECONDS, on_text=on_text).text == "Kyiv."
                model.close()

    once()
    gc.collect()
    before = left()
    for _ in range(times):
        once()
    gc.collect()
    # A thread of the first time may have been about to end.
    assert {what: count for what, count in left().items() if count > before[what]} == {}


@pytest.mark.usefixtures("counted_from_here")
def test_nothing_is_left_of_some_of_each() -> None:
    nothing_is_left([wire for wire in WIRES if is_there(wire)], 5)


@each
@pytest.mark.slow
@pytest.mark.usefixtures("counted_from_here")
def test_nor_of_a_hundred(wire: Wire) -> None:
    nothing_is_left([wire], 100)


@each
def test_two_models_of_one_provider_do_not_share_connections(wire: Wire) -> None:
    with serving(wire, says("Kyiv.")) as server:
        model, other = model_of(server), model_of(server)
        assert model.write(ASKED, timeout_seconds=GIVEN_SECONDS).text == "Kyiv."
        model.close()
        assert other.write(ASKED, timeout_seconds=GIVEN_SECONDS).text == "Kyiv."
        other.close()


def test_a_model_that_was_never_asked_is_closed_at_once() -> None:
    with serving(OPENAI, says("Kyiv.")) as server:
        model = model_of(server)
        model.close()
        model.close()
        with pytest.raises(LanguageModelAwayError, match="has been closed"):
            model.write(ASKED, timeout_seconds=GIVEN_SECONDS)


@pytest.mark.parametrize("on_text", [None, lambda _: None], ids=["whole", "in pieces"])
def test_whoever_waits_as_it_is_closed_is_told(on_text: object) -> None:
    with serving(OPENAI, hangs) as server, ThreadPoolExecutor(1) as pool:
        model = model_of(server)
        waiting = pool.submit(model.write, ASKED, timeout_seconds=GIVEN_SECONDS, on_text=on_text)  # type: ignore[arg-type]
        while not server.requests:
            threading.Event().wait(0.01)
        model.close()
        with pytest.raises(LanguageModelAwayError, match="has been closed"):
            waiting.result()
