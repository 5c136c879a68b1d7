"""Whatever a provider of language models sends, over each provider's own library: a reply or an error in our words, and
never more read than a reply can have.
"""

import gzip
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from functools import cache
from typing import Any

import pytest

from retrieval.adapters.language_models.bounded_replies import BYTES_A_TOKEN, LEAST_BYTES
from retrieval.errors import LanguageModelAwayError, LanguageModelError
from retrieval.ports import ModelReply
from retrieval.writing.drafts import DRAFT_SCHEMA
from retrieval.writing.forms import MAX_REPLY_CHARS
from tests.chat_models import ASKED, EACH, GIVEN_SECONDS, model_of, needs
from tests.model_server import Body, Handler, Reply, Wire, calls_a_tool, says, sends, serving
from tests.wires import WIRES

each = pytest.mark.parametrize("wire", EACH)
listening_or_not = pytest.mark.parametrize("on_text", [None, lambda _: None], ids=["whole", "in pieces"])
OnText = Callable[[str], None] | None
MAX_TOKENS = 64
MOST_BYTES = LEAST_BYTES + BYTES_A_TOKEN * MAX_TOKENS
MEGABYTE = 1_000_000
TOO_LONG = "sends far more than it was asked for"
LEFT = f"{TOO_LONG}|but not as .* does"
"""Some libraries look at the kind of a reply first, and do not begin to read it."""


def asked_of(wire: Wire, reply: Reply, on_text: OnText, schema: Mapping[str, object] | None = None) -> ModelReply:
    with serving(wire, reply) as server:
        model = model_of(server, max_tokens=MAX_TOKENS)
        return model.write(ASKED, timeout_seconds=GIVEN_SECONDS, schema=schema, on_text=on_text)


def without_end(chunk: bytes, content_type: str = "application/json") -> Reply:
    """The chunk over and over, as long as anybody reads on; `sent` counts it."""

    def reply(handler: Handler, _: Body) -> None:
        handler.begin_stream(content_type)
        try:
            while not handler.server.released.is_set():
                handler.wfile.write(chunk)
                SENT.append(len(chunk))
        except OSError:
            pass

    return reply


SENT: list[int] = []


@pytest.fixture(autouse=True)
def nothing_sent() -> None:
    SENT.clear()


@each
@listening_or_not
@pytest.mark.slow
@pytest.mark.parametrize(
    ("chunk", "content_type"),
    [
        (b'{"a": "' + b"x" * 60_000, "application/json"),
        (b"data: " + b"x" * 60_000, "text/event-stream"),
        (b": ping\n\n" * 8_000, "text/event-stream"),
        (b"\n" * 60_000, "application/x-ndjson"),
    ],
    ids=["an object", "an event", "pings", "empty lines"],
)
def test_a_reply_without_an_end_is_left(wire: Wire, on_text: OnText, chunk: bytes, content_type: str) -> None:
    with pytest.raises(LanguageModelError, match=LEFT) as caught:
        asked_of(wire, without_end(chunk, content_type), on_text)
    assert not isinstance(caught.value, LanguageModelAwayError)
    # What is on its way in buffers of the system's is sent and not read.
    assert sum(SENT) < MOST_BYTES + 20 * MEGABYTE


@each
@listening_or_not
def test_a_huge_reply_is_left(wire: Wire, on_text: OnText) -> None:
    def reply(handler: Handler, _body: Body) -> None:
        handler.send_response(200)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", str(100 * MEGABYTE))
        handler.end_headers()
        handler.close_connection = True
        for _ in range(100):
            handler.wfile.write(b"[" * MEGABYTE)
            SENT.append(MEGABYTE)

    with pytest.raises(LanguageModelError, match=LEFT):
        asked_of(wire, reply, on_text)
    assert sum(SENT) < MOST_BYTES + 20 * MEGABYTE


def packed_by(pack: Callable[[bytes], bytes], name: str, content: bytes) -> Reply:
    packed = pack(content)
    return lambda handler, _: handler.send(200, packed, {"content-encoding": name})


@cache
def bomb(pack: Callable[[bytes], bytes], name: str) -> Reply:
    return packed_by(pack, name, b'{"a": "' + b"x" * (10 * MEGABYTE))


@each
@listening_or_not
@pytest.mark.parametrize(
    ("pack", "name"), [(gzip.compress, "gzip"), (zlib.compress, "deflate")], ids=["gzip", "deflate"]
)
def test_a_reply_that_unpacks_to_too_much_is_left(
    wire: Wire, on_text: OnText, pack: Callable[[bytes], bytes], name: str
) -> None:
    with pytest.raises(LanguageModelError, match=LEFT):
        asked_of(wire, bomb(pack, name), on_text)


@each
@pytest.mark.parametrize("name", ["br", "gzip, gzip"])
def test_what_is_packed_in_a_way_that_nobody_asked_for_is_left(wire: Wire, name: str) -> None:
    with pytest.raises(LanguageModelError):
        asked_of(wire, packed_by(bytes, name, b"{}"), None)


@each
def test_what_is_packed_though_nobody_asked_is_read_all_the_same(wire: Wire) -> None:
    def reply(handler: Handler, body: Body) -> None:
        assert handler.headers["accept-encoding"] == "identity"
        send = handler.send

        def packing(status: int, content: bytes, _: Any = None) -> None:
            send(status, gzip.compress(content), {"content-encoding": "gzip"})

        handler.send = packing  # type: ignore[assignment, method-assign]
        # Ollama's library asks for pieces always, and takes one that is the whole.
        says("Kyiv.")(handler, {**body, "stream": False})

    assert asked_of(wire, reply, None).text == "Kyiv."


@each
@listening_or_not
def test_a_text_that_is_longer_than_any_draft_is_left(wire: Wire, on_text: OnText) -> None:
    with pytest.raises(LanguageModelError, match=TOO_LONG):
        asked_of(wire, says("x" * (MAX_REPLY_CHARS + 1)), on_text)


NO_JSON: Mapping[str, str] = {
    "words": "x" * 65_000,
    "half an object": '{"points": [{"sentence": "' + "x" * 64_000,
    "a list without an end": '{"points": [' + '{"sentence": "x"}, ' * 3_000,
    "deep brackets": "[" * 65_000,
    "an object that breaks off into words": '{"points": []' + " and" * 16_000,
}


@pytest.fixture
def completed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How long the texts were that LangChain tried to complete to JSON, in characters. It does so in the square of that
    at the least: half a minute for 65,000. Here it tries nothing.
    """
    from langchain_core.messages import ai
    from langchain_core.output_parsers import json as parsers

    lengths: list[int] = []

    def tried(text: str, **_: object) -> None:
        lengths.append(len(text))
        raise ValueError

    monkeypatch.setattr(ai, "parse_partial_json", tried)
    monkeypatch.setattr(parsers, "parse_json_markdown", tried)
    return lengths


PIECE_CHARS = 500


@each
@listening_or_not
@pytest.mark.pairwise
@pytest.mark.parametrize("text", NO_JSON.values(), ids=NO_JSON)
def test_what_is_no_json_is_handed_on_and_nothing_tries_to_complete_it(
    wire: Wire, on_text: OnText, text: str, completed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.model_server.PIECE_CHARS", PIECE_CHARS)
    # Google's library reads JSON itself, and fails where that is too deep.
    too_deep = wire.provider == "google_genai" and text == NO_JSON["deep brackets"]
    with suppress(LanguageModelError) if too_deep else nullcontext():
        assert asked_of(wire, says(text), on_text, DRAFT_SCHEMA).text == text
    assert completed == []


IN_PIECES = [pytest.param(wire, id=wire.provider, marks=needs(wire)) for wire in WIRES if wire.calls_in_pieces]


@pytest.mark.parametrize("wire", IN_PIECES)
@pytest.mark.pairwise
@pytest.mark.parametrize("text", NO_JSON.values(), ids=NO_JSON)
@pytest.mark.filterwarnings("ignore:Received unexpected tool content block:UserWarning")
def test_nor_what_comes_as_a_call(wire: Wire, text: str, completed: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.model_server.PIECE_CHARS", PIECE_CHARS)
    assert asked_of(wire, calls_a_tool(text), lambda _: None, DRAFT_SCHEMA).text == text
    assert completed == []


@pytest.mark.parametrize("wire", IN_PIECES)
@pytest.mark.filterwarnings("ignore:Received unexpected tool content block:UserWarning")
def test_nor_what_is_left_half_way(wire: Wire, completed: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """LangChain joins what it has read by an error, too: with the loop that others wait for."""
    monkeypatch.setattr("tests.model_server.PIECE_CHARS", PIECE_CHARS)
    with pytest.raises(LanguageModelError, match=TOO_LONG):
        asked_of(wire, calls_a_tool("x" * (MAX_REPLY_CHARS + PIECE_CHARS)), lambda _: None, DRAFT_SCHEMA)
    assert completed == []


COUNTS: Sequence[object] = ["many", 10**30, -5, 1e400, float("nan"), 0.5, None, [], {}, True, "9" * 5_000, -(10**30)]


@each
@listening_or_not
@pytest.mark.slow
@pytest.mark.parametrize(
    "value",
    COUNTS,
    ids=["text", "huge", "negative", "infinite", "NaN", "half", "null", "list", "object", "true", "digits", "least"],
)
def test_whatever_it_says_that_cost_nothing_else_is_raised(
    wire: Wire, on_text: OnText, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some libraries take a count that is none for no reply at all; then that is said in our words."""
    import tests.model_server as server
    import tests.wires as wires

    for name in ("TOKENS_IN", "TOKENS_OUT"):
        monkeypatch.setattr(server, name, value)
        monkeypatch.setattr(wires, name, value)
    counted = {"prompt_tokens": value, "completion_tokens": value, "total_tokens": value}
    monkeypatch.setattr(wires, "_COUNTED", counted)
    monkeypatch.setattr(wires.Google, "_usage", lambda _: {
        "promptTokenCount": value, "candidatesTokenCount": value, "totalTokenCount": value})  # fmt: skip
    try:
        written = asked_of(wire, says("Kyiv."), on_text)
    except LanguageModelError:
        return
    assert written.text == "Kyiv."
    for count in (written.tokens_in, written.tokens_out):
        assert count is None or (isinstance(count, int) and count >= 0)


ODD: Sequence[Any] = [None, [], {}, "", "x", 0, -1, 1e300, True, [[]], [None], {"a": None}, "\ud800", ["x"], [{}]]


def spoilt(given: Any, path: tuple[Any, ...], odd: Any) -> Any:
    """The same with something else at one place."""
    if not path:
        return odd
    copy = dict(given) if isinstance(given, dict) else list(given)
    copy[path[0]] = spoilt(given[path[0]], path[1:], odd)
    return copy


def places_in(given: Any) -> list[tuple[Any, ...]]:
    inner = given.items() if isinstance(given, dict) else enumerate(given) if isinstance(given, list) else ()
    return [()] + [(key, *rest) for key, value in inner for rest in places_in(value)]


def whole_reply_of(wire: Wire) -> Any:
    """What a server sends that does well."""
    kept: list[bytes] = []

    def reply(handler: Handler, body: Body) -> None:
        send = handler.send

        def keeping(status: int, content: bytes, headers: Any = None) -> None:
            kept.append(content)
            send(status, content, headers)

        handler.send = keeping  # type: ignore[method-assign]
        # Ollama's library asks for pieces always, and takes one that is the whole.
        says("Kyiv.")(handler, {**body, "stream": False})

    asked_of(wire, reply, None)
    return json.loads(kept[0])


@each
@pytest.mark.slow
def test_whatever_stands_anywhere_in_a_reply_is_read_or_told_in_our_words(wire: Wire) -> None:
    good = whole_reply_of(wire)
    replies = [sends(json.dumps(spoilt(good, place, odd)).encode()) for place in places_in(good) for odd in ODD]
    with serving(wire, *replies) as server:
        model = model_of(server)
        for _ in replies:
            try:
                written = model.write(ASKED, timeout_seconds=GIVEN_SECONDS)
            except LanguageModelError:
                continue
            assert isinstance(written.text, str)
            written.text.encode()
