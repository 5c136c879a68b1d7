"""One piece of a reply that is a call with a huge text for arguments: LangChain does not try to complete it to JSON,
for which it takes the square of its length; nor are many calls joined one by one.
"""

import json
from collections.abc import Callable

import pytest

from retrieval.errors import LanguageModelError
from retrieval.writing.drafts import DRAFT_SCHEMA
from retrieval.writing.forms import MAX_REPLY_CHARS
from tests.chat_models import ASKED, GIVEN_SECONDS, model_of, needs
from tests.model_server import Body, Handler, Wire, calls_a_tool, serving
from tests.wires import WIRES, Ollama

IN_PIECES = [pytest.param(wire, id=wire.provider, marks=needs(wire)) for wire in WIRES if wire.calls_in_pieces]


@pytest.fixture
def completed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How long the texts were that LangChain tried to complete, in characters. Here it tries nothing."""
    from langchain_core.messages import ai

    lengths: list[int] = []

    def tried(text: str, **_: object) -> None:
        lengths.append(len(text))
        raise ValueError

    monkeypatch.setattr(ai, "parse_partial_json", tried)
    return lengths


in_pieces = pytest.mark.parametrize("wire", IN_PIECES)
odd_content = pytest.mark.filterwarnings("ignore:Received unexpected tool content block:UserWarning")


def asked_of(wire: Wire, arguments: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """What it wrote and what was last heard, of a call that comes in one piece."""
    monkeypatch.setattr("tests.model_server.PIECE_CHARS", len(arguments))
    heard = [""]
    with serving(wire, calls_a_tool(arguments)) as server:
        model = model_of(server, max_tokens=4_000)
        written = model.write(ASKED, timeout_seconds=GIVEN_SECONDS, schema=DRAFT_SCHEMA, on_text=heard.append)
    return written.text, heard[-1]


@in_pieces
@odd_content
def test_a_call_as_long_as_a_draft_is_taken_as_it_is(
    wire: Wire, completed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = "x" * MAX_REPLY_CHARS
    assert asked_of(wire, arguments, monkeypatch) == (arguments, arguments)
    assert completed == []


@in_pieces
@odd_content
def test_a_longer_one_is_left(wire: Wire, completed: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LanguageModelError, match="sends far more than it was asked for"):
        asked_of(wire, "x" * 2_500_000, monkeypatch)
    assert completed == []


def test_whoever_else_uses_langchain_has_calls_completed() -> None:
    """In the same process, while a reply of ours is read."""
    from langchain_core.messages import AIMessageChunk

    from retrieval.adapters.language_models.unparsed_calls import calls_unparsed

    def made() -> AIMessageChunk:
        return AIMessageChunk(
            content="",
            tool_call_chunks=[{"name": "a", "args": '{"b": "c', "id": "d", "index": 0, "type": "tool_call_chunk"}],
        )

    with calls_unparsed():
        ours = made()
    assert ours.tool_calls == []
    assert [call["args"] for call in made().tool_calls] == [{"b": "c"}]


CALLS = 200


@pytest.mark.parametrize("on_text", [None, lambda _: None], ids=["whole", "in pieces"])
def test_many_calls_are_not_joined_one_by_one(
    on_text: Callable[[str], None] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from langchain_core.messages import ai

    wire = Ollama()
    pytest.importorskip(wire.package)
    joined: list[int] = []
    join = ai.add_ai_message_chunks

    def counting(left: ai.AIMessageChunk, *others: ai.AIMessageChunk) -> ai.AIMessageChunk:
        joined.append(1 + len(others))
        return join(left, *others)

    monkeypatch.setattr(ai, "add_ai_message_chunks", counting)

    def reply(handler: Handler, _: Body) -> None:
        handler.begin_stream("application/x-ndjson")
        call = {"function": {"name": "draft", "arguments": {"a": "x"}}}
        part = {"message": {"role": "assistant", "content": "", "tool_calls": [call]}, "done": False}
        ends = {"message": {"role": "assistant", "content": ""}, "done": True, "done_reason": "stop"}
        for chunk in [*[part] * CALLS, ends]:
            handler.wfile.write(json.dumps(wire.empty() | chunk).encode() + b"\n")

    with serving(wire, reply) as server:
        written = model_of(server).write(ASKED, timeout_seconds=GIVEN_SECONDS, on_text=on_text)
    assert written.text == '{"a": "x"}' * CALLS
    assert len(joined) < 5
