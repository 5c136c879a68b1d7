"""What holds for the port of language models: of the real adapter over a real server, and of the fake."""

import importlib.util
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from itertools import pairwise
from typing import Any

import pytest

from retrieval.errors import LanguageModelAwayError, LanguageModelError, ModelError, SettingsError
from retrieval.ports import ChatModel, Message, Role, Written
from retrieval.writing import DRAFT_SCHEMA
from tests.fakes import ScriptedModel
from tests.openai_server import (
    OpenAIServer,
    Reply,
    calls_a_tool,
    drips,
    fails,
    half_a_body,
    hangs,
    no_json,
    refuses,
    says,
    serving,
    stops_short,
    takes_no_schema,
    waits_after,
)

ASKED = [Message(Role.SYSTEM, "Be brief."), Message(Role.USER, "Who?")]
GIVEN_SECONDS = 30.0
OPENAI = importlib.util.find_spec("langchain_openai") is not None
needs_openai = pytest.mark.skipif(not OPENAI, reason="langchain-openai is not installed")
KEY = "sk-canary-5f2b"


def model_of(server: OpenAIServer, key: str = KEY) -> ChatModel:
    from retrieval.adapters.chat_model import open_chat_model

    return open_chat_model("openai:a-model", api_key=key, base_url=server.url, max_tokens=64)


AWAY = LanguageModelAwayError("It is away.", remedy="Wait.", retry_after_seconds=7.0)
LONG = '{"statements": [], "abstention": "Neither Kyiv nor Tehran says so, 🛩 or otherwise."}'
SCRIPTS: Mapping[str, tuple[Any, Reply]] = {
    "says": ("Kyiv.", says("Kyiv.")),
    "goes on": (LONG, says(LONG)),
    "busy": (AWAY, fails(429, headers={"retry-after": "7"})),
    "failing": (LanguageModelError("No key.", remedy="Set one."), fails(401)),
}
"""What each is told to do: the fake, and the server of the real one."""


@pytest.fixture(params=["scripted", pytest.param("openai", marks=needs_openai)])
def told_to(request: pytest.FixtureRequest) -> Iterator[Callable[[str], ChatModel]]:
    with ExitStack() as stack:

        def model(does: str) -> ChatModel:
            fake, real = SCRIPTS[does]
            return ScriptedModel(fake) if request.param == "scripted" else model_of(stack.enter_context(serving(real)))

        yield model


def test_it_writes_and_says_what_that_cost(told_to: Callable[[str], ChatModel]) -> None:
    written = told_to("says").write(ASKED, timeout_seconds=GIVEN_SECONDS)
    assert (written.text, written.tokens_in, written.tokens_out) == ("Kyiv.", 120, 30)


@pytest.mark.parametrize("schema", [None, DRAFT_SCHEMA], ids=["any text", "by a schema"])
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


# The real one, over all that a server may do.


@needs_openai
def test_it_is_told_who_says_what_and_how_much_to_write() -> None:
    with serving(says("Kyiv.")) as server:
        model_of(server).write([*ASKED, Message(Role.MODEL, "Whom?")], timeout_seconds=GIVEN_SECONDS)
        ((path, headers, body),) = server.requests
    assert path == "/v1/chat/completions"
    assert headers["authorization"] == f"Bearer {KEY}"
    assert [(one["role"], one["content"]) for one in body["messages"]] == [
        ("system", "Be brief."),
        ("user", "Who?"),
        ("assistant", "Whom?"),
    ]
    assert 64 in (body.get("max_tokens"), body.get("max_completion_tokens"))


@needs_openai
def test_it_is_asked_for_the_schema() -> None:
    reply = '{"statements": [], "abstention": "It does not say."}'
    with serving(says(reply)) as server:
        written = model_of(server).write(ASKED, timeout_seconds=GIVEN_SECONDS, schema=DRAFT_SCHEMA)
        ((_, _, body),) = server.requests
    assert written.text == reply
    assert body["response_format"]["json_schema"]["schema"]["required"] == ["statements", "abstention"]


@needs_openai
def test_a_server_without_schemas_is_asked_for_one_once() -> None:
    with serving(takes_no_schema(says("Kyiv."))) as server:
        model = model_of(server)
        for _ in range(2):
            assert model.write(ASKED, timeout_seconds=GIVEN_SECONDS, schema=DRAFT_SCHEMA).text == "Kyiv."
        assert ["response_format" in body for _, _, body in server.requests] == [True, False, False]


@needs_openai
@pytest.mark.parametrize("reply", ["no JSON at all", '{"statements": [', ""])
def test_what_is_not_of_the_schema_is_handed_on_as_it_is(reply: str) -> None:
    with serving(says(reply)) as server:
        assert model_of(server).write(ASKED, timeout_seconds=GIVEN_SECONDS, schema=DRAFT_SCHEMA).text == reply


@needs_openai
@pytest.mark.parametrize("schema", [None, DRAFT_SCHEMA], ids=["text", "schema"])
@pytest.mark.parametrize("reply", [fails(500), fails(503), fails(408), half_a_body], ids=["500", "503", "408", "half"])
def test_what_a_server_may_get_over_may_pass(reply: Reply, schema: Mapping[str, object] | None) -> None:
    with serving(reply) as server:
        with pytest.raises(LanguageModelAwayError):
            model_of(server).write(ASKED, timeout_seconds=GIVEN_SECONDS, schema=schema)
        assert len(server.requests) == 1


@needs_openai
@pytest.mark.parametrize(
    "reply", [fails(400), fails(401), fails(404), refuses, no_json], ids=["400", "401", "404", "refusal", "no JSON"]
)
def test_what_it_will_not_get_over_will_not(reply: Reply) -> None:
    with serving(reply) as server, pytest.raises(LanguageModelError) as caught:
        model_of(server).write(ASKED, timeout_seconds=GIVEN_SECONDS, schema=DRAFT_SCHEMA)
    assert not isinstance(caught.value, LanguageModelAwayError)


@needs_openai
def test_what_was_cut_short_is_handed_on_too() -> None:
    with serving(stops_short('{"statements": [')) as server:
        written = model_of(server).write(ASKED, timeout_seconds=GIVEN_SECONDS, schema=DRAFT_SCHEMA)
    assert (written.text, written.tokens_in, written.tokens_out) == ('{"statements": [', 120, 30)


@needs_openai
@pytest.mark.parametrize("arguments", ['{"statements": [', '{"statements": []}'])
def test_what_it_gives_as_a_call_is_what_it_wrote(arguments: str) -> None:
    with serving(calls_a_tool(arguments)) as server:
        assert model_of(server).write(ASKED, timeout_seconds=GIVEN_SECONDS).text == arguments


@needs_openai
@pytest.mark.parametrize("reply", [hangs, drips])
def test_one_that_does_not_end_is_left(reply: Reply) -> None:
    with serving(reply) as server:
        with pytest.raises(LanguageModelAwayError, match="within"):
            model_of(server).write(ASKED, timeout_seconds=0.5)
        # It is still at it.
        assert not server.released.is_set()


@needs_openai
def test_nobody_there_may_pass() -> None:
    with serving(hangs) as server:
        model = model_of(server)
    with pytest.raises(LanguageModelAwayError):
        model.write(ASKED, timeout_seconds=GIVEN_SECONDS)


# What is told of it.


@needs_openai
@pytest.mark.parametrize(
    "reply",
    [
        fails(401, told=f"Incorrect API key provided: {KEY}."),
        fails(429, told=f"Limit reached for {KEY}.", headers={"retry-after": KEY}),
        fails(500, told=KEY),
        half_a_body,
        no_json,
    ],
)
def test_the_key_is_told_nowhere(
    reply: Reply, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(reply) as server:
        model = model_of(server)
        with pytest.raises(LanguageModelError) as caught:
            model.write(ASKED, timeout_seconds=GIVEN_SECONDS)
        assert server.requests[0][1]["authorization"].endswith(KEY)
    told: BaseException | None = caught.value
    while told is not None:
        assert KEY not in f"{told!r} {told}"
        told = told.__cause__ or (None if told.__suppress_context__ else told.__context__)
    # What libraries log at DEBUG is held to `bot.logs`, which lets none of it through.
    ours = "".join(record.getMessage() for record in caplog.records if record.name.startswith(("retrieval", "bot")))
    assert KEY not in ours + "".join(capfd.readouterr()) + repr(model) + repr(vars(model))


@needs_openai
def test_another_providers_key_is_not_sent_to_a_server_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    from retrieval.adapters.chat_model import open_chat_model

    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with serving(says("Kyiv.")) as server:
        model = open_chat_model("openai:a-model", api_key=None, base_url=server.url, max_tokens=64)
        model.write(ASKED, timeout_seconds=GIVEN_SECONDS)
        assert KEY not in str(server.requests)


# What cannot be set up.


def test_a_package_that_is_missing_is_named_with_the_way_to_install_it() -> None:
    from retrieval.adapters.chat_model import EXTRAS, open_chat_model

    known = [one for one in ("google_genai", "mistralai", "ollama") if one in EXTRAS]
    missing = next(one for one in known if importlib.util.find_spec(f"langchain_{one}") is None)
    with pytest.raises(ModelError) as caught:
        open_chat_model(f"{missing}:a-model", api_key=KEY, base_url=None, max_tokens=64)
    assert "pip install" in caught.value.remedy
    assert EXTRAS[missing] in caught.value.remedy
    assert caught.value.__suppress_context__


def test_a_provider_that_nobody_knows_is_a_settings_error() -> None:
    from retrieval.adapters.chat_model import open_chat_model

    with pytest.raises(SettingsError, match="LANGUAGE_MODEL") as caught:
        open_chat_model("oracle_of_delphi:pythia", api_key=KEY, base_url=None, max_tokens=64)
    assert KEY not in str(caught.value)


# Piece by piece.


def heard_from(reply: Reply, *, seconds: float = GIVEN_SECONDS) -> tuple[Written, list[str]]:
    heard: list[str] = []
    with serving(reply) as server:
        written = model_of(server).write(ASKED, timeout_seconds=seconds, schema=DRAFT_SCHEMA, on_text=heard.append)
    return written, heard


@needs_openai
def test_the_pieces_of_a_call_are_heard_too() -> None:
    written, heard = heard_from(calls_a_tool(LONG))
    assert json.loads(written.text) == json.loads(LONG)
    assert heard[-1] == LONG


@needs_openai
def test_of_what_is_cut_short_the_pieces_are_heard() -> None:
    written, heard = heard_from(stops_short(LONG[:40]))
    assert written.text == heard[-1] == LONG[:40]


@needs_openai
def test_a_server_without_schemas_is_heard_too() -> None:
    written, heard = heard_from(takes_no_schema(says(LONG)))
    assert written.text == heard[-1] == LONG


@needs_openai
def test_what_is_heard_in_time_does_not_make_up_for_an_end_that_does_not_come() -> None:
    heard: list[str] = []
    with serving(waits_after(LONG)) as server, pytest.raises(LanguageModelAwayError, match="within 1 seconds"):
        model_of(server).write(ASKED, timeout_seconds=1.0, schema=DRAFT_SCHEMA, on_text=heard.append)
    assert heard[-1] == LONG


@needs_openai
def test_it_declines_while_somebody_listens() -> None:
    with pytest.raises(LanguageModelError, match="declines"):
        heard_from(refuses)
