"""What holds for the port of language models: of the real adapter over a server of each provider's wire format, and of
the fake. How it fails is in `test_chat_model_errors.py`.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from itertools import pairwise
from typing import Any

import pytest

from retrieval.errors import LanguageModelAwayError, LanguageModelError
from retrieval.ports import ChatModel, Message, ModelReply, Role
from retrieval.writing.drafts import DRAFT_SCHEMA
from tests.chat_models import ASKED, EACH, GIVEN_SECONDS, KEY, model_of, needs
from tests.fakes import ScriptedModel
from tests.faults import FAULT
from tests.model_server import (
    TOKENS_IN,
    TOKENS_OUT,
    End,
    Reply,
    Wire,
    calls_a_tool,
    fails,
    says,
    serving,
    takes_no_schema,
    waits_after,
)
from tests.wires import WIRES

pytestmark = pytest.mark.pairwise

AWAY = LanguageModelAwayError(FAULT, what="It is away.", remedy="Wait.", retry_after_seconds=7.0)
LONG = '{"points": [], "told": "nothing", "not_told": ["whether Kyiv or Tehran says so, 🛩 or otherwise"]}'
SCRIPTS: Mapping[str, tuple[Any, Reply]] = {
    "says": ("Kyiv.", says("Kyiv.")),
    "goes on": (LONG, says(LONG)),
    "busy": (AWAY, fails(429, headers={"retry-after": "7"})),
    "failing": (LanguageModelError(FAULT, what="No key.", remedy="Set one."), fails(401)),
}
"""What each is told to do: the fake, and the server of the real one."""

each = pytest.mark.parametrize("wire", EACH)
schema_or_not = pytest.mark.parametrize("schema", [None, DRAFT_SCHEMA], ids=["any text", "by a schema"])


@pytest.fixture(params=[pytest.param(None, id="scripted"), *EACH])
def told_to(request: pytest.FixtureRequest) -> Iterator[Callable[[str], ChatModel]]:
    with ExitStack() as stack:

        def model(does: str) -> ChatModel:
            fake, real = SCRIPTS[does]
            if request.param is None:
                return ScriptedModel(fake)
            return model_of(stack.enter_context(serving(request.param, real)))

        yield model


def test_it_writes_and_says_what_that_cost(told_to: Callable[[str], ChatModel]) -> None:
    written = told_to("says").write(ASKED, timeout_seconds=GIVEN_SECONDS)
    assert (written.text, written.tokens_in, written.tokens_out) == ("Kyiv.", TOKENS_IN, TOKENS_OUT)


@schema_or_not
def test_who_listens_is_told_what_is_written_while_it_is(
    told_to: Callable[[str], ChatModel], schema: Mapping[str, object] | None
) -> None:
    heard: list[str] = []
    written = told_to("goes on").write(ASKED, timeout_seconds=GIVEN_SECONDS, schema=schema, on_text=heard.append)
    assert written.text == heard[-1] == LONG
    assert all(after.startswith(before) and after != before for before, after in pairwise(heard))


def test_whoever_listens_is_told_what_went_wrong_all_the_same(told_to: Callable[[str], ChatModel]) -> None:
    heard: list[str] = []
    with pytest.raises(LanguageModelAwayError) as caught:
        told_to("busy").write(ASKED, timeout_seconds=GIVEN_SECONDS, on_text=heard.append)
    assert caught.value.retry_after_seconds == 7.0
    assert heard == []


def test_what_listening_raises_is_raised(told_to: Callable[[str], ChatModel]) -> None:
    def listening(_: str) -> None:
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        told_to("goes on").write(ASKED, timeout_seconds=GIVEN_SECONDS, on_text=listening)


def test_one_that_is_busy_says_for_how_long(told_to: Callable[[str], ChatModel]) -> None:
    with pytest.raises(LanguageModelAwayError) as caught:
        told_to("busy").write(ASKED, timeout_seconds=GIVEN_SECONDS)
    assert caught.value.retry_after_seconds == 7.0


def test_what_will_not_pass_is_told_from_what_may(told_to: Callable[[str], ChatModel]) -> None:
    with pytest.raises(LanguageModelError) as caught:
        told_to("failing").write(ASKED, timeout_seconds=GIVEN_SECONDS)
    assert not isinstance(caught.value, LanguageModelAwayError)


# The real one: what it is asked.


@each
def test_it_is_told_who_says_what_and_how_much_to_write(wire: Wire) -> None:
    with serving(wire, says("Kyiv.")) as server:
        model_of(server).write([*ASKED, Message(Role.MODEL, "Whom?"), ASKED[-1]], timeout_seconds=GIVEN_SECONDS)
        (asked,) = server.asked
    roles = ["system", "user", "model" if wire.provider == "google_genai" else "assistant", "user"]
    assert asked.messages == list(zip(roles, ["Be brief.", "Who?", "Whom?", "Who?"], strict=True))
    assert (asked.key, asked.max_tokens, asked.schema) == (KEY, 64, None)


@each
@pytest.mark.parametrize("listens", [False, True])
def test_it_is_asked_for_the_schema(wire: Wire, listens: bool) -> None:
    on_text: Callable[[str], None] | None = (lambda _: None) if listens else None
    with serving(wire, says(LONG)) as server:
        written = model_of(server).write(ASKED, timeout_seconds=GIVEN_SECONDS, schema=DRAFT_SCHEMA, on_text=on_text)
        (asked,) = server.asked
    assert written.text == LONG
    assert asked.schema is not None
    assert asked.schema["required"] == ["points", "told", "not_told"]
    assert asked.schema["properties"].keys() == {"points", "told", "not_told"}


@each
def test_a_server_without_schemas_is_asked_for_one_once(wire: Wire) -> None:
    with serving(wire, takes_no_schema(says("Kyiv."))) as server:
        model = model_of(server)
        for _ in range(2):
            assert model.write(ASKED, timeout_seconds=GIVEN_SECONDS, schema=DRAFT_SCHEMA).text == "Kyiv."
        assert [asked.schema is not None for asked in server.asked] == [True, False, False]


# And what it makes of the reply.


@each
@pytest.mark.parametrize("reply", ["no JSON at all", '{"points": [', ""])
def test_what_is_not_of_the_schema_is_handed_on_as_it_is(wire: Wire, reply: str) -> None:
    with serving(wire, says(reply)) as server:
        assert model_of(server).write(ASKED, timeout_seconds=GIVEN_SECONDS, schema=DRAFT_SCHEMA).text == reply


@each
def test_what_was_cut_short_is_handed_on_too(wire: Wire) -> None:
    with serving(wire, says('{"points": [', End.CUT_SHORT)) as server:
        written = model_of(server).write(ASKED, timeout_seconds=GIVEN_SECONDS, schema=DRAFT_SCHEMA)
    assert (written.text, written.tokens_in, written.tokens_out) == ('{"points": [', TOKENS_IN, TOKENS_OUT)


@each
def test_what_it_gives_as_a_call_is_what_it_wrote(wire: Wire) -> None:
    with serving(wire, calls_a_tool(LONG)) as server:
        written = model_of(server).write(ASKED, timeout_seconds=GIVEN_SECONDS, schema=DRAFT_SCHEMA)
    assert json.loads(written.text) == json.loads(LONG)


# Piece by piece.


def heard_from(wire: Wire, reply: Reply, schema: Mapping[str, object] | None) -> tuple[ModelReply, list[str]]:
    heard: list[str] = []
    with serving(wire, reply) as server:
        written = model_of(server).write(ASKED, timeout_seconds=GIVEN_SECONDS, schema=schema, on_text=heard.append)
    return written, heard


@each
# Anthropic's integration warns of a call that it did not ask for, and reads it all the same.
@pytest.mark.filterwarnings("ignore:Received unexpected tool content block:UserWarning")
def test_the_pieces_of_a_call_are_heard_too(wire: Wire) -> None:
    written, heard = heard_from(wire, calls_a_tool(LONG), DRAFT_SCHEMA)
    assert json.loads(written.text) == json.loads(LONG)
    assert heard[-1] == written.text


@pytest.mark.parametrize(
    "wire", [pytest.param(wire, id=wire.provider, marks=needs(wire)) for wire in WIRES if wire.calls_in_pieces]
)
@pytest.mark.filterwarnings("ignore:Received unexpected tool content block:UserWarning")
def test_a_call_that_is_cut_short_is_not_completed(wire: Wire) -> None:
    written, heard = heard_from(wire, calls_a_tool(LONG[:40], End.CUT_SHORT), DRAFT_SCHEMA)
    assert written.text == heard[-1] == LONG[:40]


@each
@schema_or_not
def test_of_what_is_cut_short_the_pieces_are_heard(wire: Wire, schema: Mapping[str, object] | None) -> None:
    written, heard = heard_from(wire, says(LONG[:40], End.CUT_SHORT), schema)
    assert written.text == heard[-1] == LONG[:40]


@each
def test_a_server_without_schemas_is_heard_too(wire: Wire) -> None:
    written, heard = heard_from(wire, takes_no_schema(says(LONG)), DRAFT_SCHEMA)
    assert written.text == heard[-1] == LONG


class Clock:
    """Stands still until it is told otherwise; in place of the module `time`."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now


@each
def test_what_is_heard_in_time_does_not_make_up_for_an_end_that_does_not_come(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr("retrieval.adapters.language_models.chat_model.time", clock)
    monkeypatch.setattr("retrieval.adapters.language_models.hearing.time", clock)
    heard: list[str] = []

    def hear(text: str) -> None:
        heard.append(text)
        if text == LONG:
            clock.now = GIVEN_SECONDS

    with (
        serving(wire, waits_after(LONG)) as server,
        pytest.raises(LanguageModelAwayError, match="not answered in time"),
    ):
        model_of(server).write(ASKED, timeout_seconds=GIVEN_SECONDS, schema=DRAFT_SCHEMA, on_text=hear)
    assert heard[-1] == LONG
