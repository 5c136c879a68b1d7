"""The reply of a language model by LangChain, whole or piece by piece while it is written."""

import json
import time
from collections.abc import Callable
from contextlib import aclosing
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from retrieval.adapters.language_models.bounded_replies import ReplyAllowance
from retrieval.adapters.language_models.unparsed_calls import calls_unparsed

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage, AIMessageChunk
    from langchain_core.runnables import Runnable


class ReplyBuffer:
    """The part of a reply that has been written so far. The thread that reads it hands it to the thread that waits for
    it.
    """

    def __init__(self, max_tokens: int) -> None:
        self.text = ""
        self._max_tokens = max_tokens
        self._pieces: SimpleQueue[str | None] = SimpleQueue()
        self.begin()

    def begin(self) -> None:
        """Start counting for a call: each call has an allowance of its own."""
        self._allowance = ReplyAllowance(self._max_tokens)

    def put(self, piece: str) -> None:
        """Hand over a piece. Raises ReplyTooLongError."""
        self._allowance.take(piece)
        self._pieces.put(piece)

    def end(self, _: object) -> None:
        self._pieces.put(None)

    def tell(self, on_text: Callable[[str], None], ends_at: float) -> bool:
        """Call `on_text` with the text so far, each time that more has come, until the reply ends or it is `ends_at` on
        the monotonic clock. Pieces that come during a call are handed on together. Return whether the reply ended.
        """
        while (left := ends_at - time.monotonic()) > 0:
            try:
                pieces = [self._pieces.get(timeout=left)]
            except Empty:
                break
            while not self._pieces.empty():
                pieces.append(self._pieces.get())
            self.text += "".join(filter(None, pieces))
            if any(pieces):
                on_text(self.text)
            if None in pieces:
                return True
        return False


async def replied(model: "Runnable[Any, Any]", role_texts: list[tuple[str, str]], buffer: ReplyBuffer | None) -> Any:  # noqa: ANN401
    """Return the reply of the model; with a `buffer`, it is read piece by piece into that. Raises ReplyTooLongError
    where there are too many pieces.
    """
    with calls_unparsed():
        return await (model.ainvoke(role_texts) if buffer is None else _in_pieces(model, role_texts, buffer))


async def _in_pieces(model: "Runnable[Any, Any]", role_texts: list[tuple[str, str]], buffer: ReplyBuffer) -> Any:  # noqa: ANN401
    buffer.begin()
    pieces: list[Any] = []
    arguments = ""
    stream: Any = model.astream(role_texts)
    async with aclosing(stream):
        async for piece in stream:
            more = _arguments_in(piece)
            arguments += more
            buffer.put(more or text_of(piece))
            if hasattr(piece, "tool_call_chunks"):
                _make_plain(piece, more or str(piece.text))
            pieces.append(piece)
    if len(pieces) < 2:
        return pieces[0] if pieces else None
    whole = pieces[0] + pieces[1:]
    if arguments:
        whole.content = arguments
    return whole


def _make_plain(piece: "AIMessageChunk", text: str) -> None:
    """Make a piece hold a text and nothing else. LangChain keeps the same object and joins all pieces in the end, even
    after an error: it would then complete the JSON of a call's arguments, in the square of their length.
    """
    piece.content = text
    # Mistral's integration has the calls twice.
    piece.additional_kwargs.pop("tool_calls", None)
    piece.tool_call_chunks, piece.tool_calls, piece.invalid_tool_calls = [], [], []


def text_of(reply: "AIMessage") -> str:
    """Return the text of a reply. Where a provider gives an object by a schema as the arguments of a call, these are
    the text, without the remarks beside them.
    """
    if getattr(reply, "tool_call_chunks", ()):
        # The first piece of a call may have its name alone: that is no text yet.
        return _arguments_in(reply) or str(reply.text)
    for call in reply.tool_calls:
        return json.dumps(call["args"], ensure_ascii=False)
    for broken in reply.invalid_tool_calls:
        return broken["args"] or ""
    return str(reply.text)


def _arguments_in(reply: "AIMessage") -> str:
    """Return the arguments of the calls in a piece of a reply, as they were written: those in `tool_calls` are
    completed.
    """
    return "".join(call["args"] or "" for call in getattr(reply, "tool_call_chunks", ()))
