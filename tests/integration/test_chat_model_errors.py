"""How the real adapter of language models fails, over servers that do: what may pass, what not, and what is told."""

import gc
import json
import logging
from collections.abc import Callable, Iterator, Mapping

import pytest

from retrieval.errors import LanguageModelAwayError, LanguageModelDeclinedError, LanguageModelError
from retrieval.writing.drafts import DRAFT_SCHEMA
from tests.chat_models import ASKED, EACH, GIVEN_SECONDS, KEY, model_of, needs
from tests.model_server import (
    Body,
    End,
    Handler,
    Reply,
    Wire,
    drips,
    fails,
    half_a_body,
    hangs,
    says,
    says_nothing,
    sends,
    serving,
)
from tests.wires import OPENAI, WIRES

pytestmark = pytest.mark.pairwise

each = pytest.mark.parametrize("wire", EACH)
schema_or_not = pytest.mark.parametrize("schema", [None, DRAFT_SCHEMA], ids=["text", "schema"])
listening_or_not = pytest.mark.parametrize("on_text", [None, lambda _: None], ids=["whole", "in pieces"])

Schema = Mapping[str, object] | None
OnText = Callable[[str], None] | None
HTML = b"<html>Welcome to the hotel's network.</html>"


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Collect no garbage meanwhile: what other tests left has no room to be finalised at the bottom of a recursion."""
    gc.disable()
    yield
    gc.enable()


def failing(wire: Wire, reply: Reply, schema: Schema = None, on_text: OnText = None) -> LanguageModelError:
    with serving(wire, reply) as server, pytest.raises(LanguageModelError) as caught:
        model_of(server).write(ASKED, timeout_seconds=GIVEN_SECONDS, schema=schema, on_text=on_text)
    return caught.value


@each
@schema_or_not
@listening_or_not
@pytest.mark.parametrize("status", [408, 500, 503])
def test_what_a_server_may_get_over_may_pass(wire: Wire, status: int, schema: Schema, on_text: OnText) -> None:
    with serving(wire, fails(status)) as server:
        with pytest.raises(LanguageModelAwayError, match=f"HTTP {status}"):
            model_of(server).write(ASKED, timeout_seconds=GIVEN_SECONDS, schema=schema, on_text=on_text)
        # Tries are ours to count: a library that tries by itself takes the time of the question.
        assert len(server.requests) == 1


@each
@schema_or_not
def test_a_connection_that_breaks_off_may_pass(wire: Wire, schema: Schema) -> None:
    error = failing(wire, half_a_body, schema)
    assert isinstance(error, LanguageModelAwayError)
    assert not error.unread


@each
@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        ("7", "."),
        ("900", ", and asks to be left alone for 900 seconds."),
        ("9e9", ", and asks to be left alone for more than an hour."),
        ("inf", "."),
        ("soon", "."),
    ],
)
def test_one_that_asks_to_be_left_alone_for_longer_than_there_is_says_so(
    wire: Wire, status: int, seconds: str, words: str
) -> None:
    error = failing(wire, fails(status, headers={"retry-after": seconds}))
    assert error.what.endswith(f"HTTP {status}{words}")


@each
@listening_or_not
@pytest.mark.parametrize(
    ("status", "unread"), [(400, True), (401, True), (429, True), (500, True), (503, True), (408, False), (504, False)]
)
def test_what_is_answered_with_an_error_was_not_read_but_for_one_behind_it(
    wire: Wire, status: int, unread: bool, on_text: OnText
) -> None:
    assert failing(wire, fails(status), on_text=on_text).unread == unread


@each
@schema_or_not
@listening_or_not
@pytest.mark.parametrize("status", [400, 401, 404])
def test_what_it_will_not_get_over_will_not(wire: Wire, status: int, schema: Schema, on_text: OnText) -> None:
    error = failing(wire, fails(status), schema, on_text)
    assert not isinstance(error, LanguageModelAwayError)
    assert f"HTTP {status}" in error.what


@each
@pytest.mark.parametrize(
    ("status", "named"),
    [
        (400, "LANGUAGE_MODEL_QUESTION_TOKENS"),
        (413, "LANGUAGE_MODEL_QUESTION_TOKENS"),
        (422, "LANGUAGE_MODEL_QUESTION_TOKENS"),
        (401, "LANGUAGE_MODEL_API_KEY"),
        (403, "LANGUAGE_MODEL_API_KEY"),
        (404, "LANGUAGE_MODEL_BASE_URL"),
        (402, "LANGUAGE_MODEL"),
    ],
)
def test_what_to_do_is_told_by_the_status(wire: Wire, status: int, named: str) -> None:
    assert named in failing(wire, fails(status)).remedy


@each
@schema_or_not
@listening_or_not
@pytest.mark.parametrize(
    "reply",
    [sends(HTML, "text/html"), sends(b""), sends(b"null"), sends(b"{}"), says_nothing, sends(b"[" * 100_000)],
    ids=["HTML", "an empty body", "null", "an empty object", "nothing that a model wrote", "a deep one"],
)
@pytest.mark.usefixtures("uncollected")
def test_what_is_no_reply_of_the_providers_is_told_in_words(
    wire: Wire, reply: Reply, schema: Schema, on_text: OnText
) -> None:
    error = failing(wire, reply, schema, on_text)
    assert not isinstance(error, LanguageModelAwayError)
    assert f"{wire.provider}:a-model" in error.what
    assert f"not as {wire.provider} does" in error.what
    assert "LANGUAGE_MODEL_BASE_URL" in error.remedy
    assert "Error" not in str(error)


WAYS_TO_DECLINE = [
    pytest.param(wire, end, id=f"{wire.provider}, {end}", marks=needs(wire)) for wire in WIRES for end in wire.declines
]


@pytest.mark.parametrize(("wire", "end"), WAYS_TO_DECLINE)
@listening_or_not
def test_one_that_declines_says_so(wire: Wire, end: End, on_text: OnText) -> None:
    text = "" if end is End.NOT_BEGUN else "I will not."
    error = failing(wire, says(text, end), DRAFT_SCHEMA, on_text)
    assert isinstance(error, LanguageModelDeclinedError)
    assert f"{wire.provider}:a-model" in error.what


@each
@pytest.mark.parametrize("reply", [hangs, drips])
def test_one_that_does_not_end_is_left(wire: Wire, reply: Reply) -> None:
    with serving(wire, reply) as server:
        with pytest.raises(LanguageModelAwayError, match="has not answered in time") as caught:
            model_of(server).write(ASKED, timeout_seconds=0.3)
        assert "LANGUAGE_MODEL_TIMEOUT_SECONDS" in caught.value.remedy
        assert not caught.value.unread
        # It is still at it.
        assert not server.released.is_set()


@each
@listening_or_not
def test_nobody_there_may_pass(wire: Wire, on_text: OnText) -> None:
    with serving(wire, hangs) as server:
        pass
    model = model_of(server)
    with pytest.raises(LanguageModelAwayError, match="cannot be reached") as caught:
        model.write(ASKED, timeout_seconds=GIVEN_SECONDS, on_text=on_text)
    model.close()
    assert caught.value.unread


@each
@pytest.mark.parametrize(
    "reply",
    [
        fails(401, message=f"Incorrect API key provided: {KEY}."),
        fails(429, message=f"Limit reached for {KEY}.", headers={"retry-after": KEY}),
        fails(500, message=KEY),
        half_a_body,
        sends(HTML, "text/html"),
    ],
    ids=["401", "429", "500", "half", "HTML"],
)
def test_the_key_is_told_nowhere(
    wire: Wire, reply: Reply, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(wire, reply) as server:
        model = model_of(server)
        with pytest.raises(LanguageModelError) as caught:
            model.write(ASKED, timeout_seconds=GIVEN_SECONDS)
        assert server.asked[0].key == KEY
    error: BaseException | None = caught.value
    while error is not None:
        assert KEY not in f"{error!r} {error}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    # What libraries log at DEBUG is held to `bot.logs`, which lets none of it through.
    ours = "".join(record.getMessage() for record in caplog.records if record.name.startswith(("retrieval", "bot")))
    assert KEY not in ours + "".join(capfd.readouterr()) + repr(model)


@needs(OPENAI)
@pytest.mark.parametrize("schema", [None, DRAFT_SCHEMA], ids=["text", "schema"])
def test_a_prompt_that_azure_withholds_is_declined_too(schema: Schema) -> None:
    withheld = {"error": {"message": "It was filtered.", "code": "content_filter", "status": 400}}

    def reply(handler: Handler, _: Body) -> None:
        handler.send(400, json.dumps(withheld).encode())

    assert isinstance(failing(OPENAI, reply, schema), LanguageModelDeclinedError)
