"""A server on loopback that speaks the wire format of OpenAI's chat completions, as well or badly as it is told."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]
Reply = Callable[["Handler", Body], None]
"""Answers a request, whose body it is given."""


class Handler(BaseHTTPRequestHandler):
    """One connection; `server` is an `OpenAIServer`."""

    server: "OpenAIServer"
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.requests.append((self.path, dict(self.headers), body))
        reply = self.server.replies[min(len(self.server.requests), len(self.server.replies)) - 1]
        reply(self, body)

    def send(self, status: int, content: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def begin_stream(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True

    def stream(self, data: str) -> None:
        self.wfile.write(f"data: {data}\n\n".encode())

    def log_message(self, *_: object) -> None:
        """Nothing: tests look at what is logged."""


class OpenAIServer(ThreadingHTTPServer):
    """Gives its replies one after another, the last one from then on. `requests` are (path, headers, body)."""

    daemon_threads = True

    def __init__(self, *replies: Reply) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies = replies
        self.requests: list[tuple[str, Mapping[str, str], Body]] = []
        self.released = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, *_: object) -> None:
        """A client that has hung up is none."""


@contextmanager
def serving(*replies: Reply) -> Iterator[OpenAIServer]:
    with OpenAIServer(*replies) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()
            thread.join()


def completion(message: Body, finish_reason: str = "stop") -> bytes:
    told = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "a-model",
        "choices": [{"index": 0, "finish_reason": finish_reason, "message": {"role": "assistant", **message}}],
        "usage": {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150},
    }
    return json.dumps(told).encode()


def completes(handler: Handler, body: Body, message: Body, finish_reason: str = "stop") -> None:
    """Whole, or piece by piece where that is asked for."""
    if not body.get("stream"):
        handler.send(200, completion(message, finish_reason))
        return
    events = [*pieces_of(message), {"choices": [{"index": 0, "finish_reason": finish_reason, "delta": {}}]}]
    if (body.get("stream_options") or {}).get("include_usage"):
        events.append({"choices": [], "usage": {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150}})
    handler.begin_stream()
    for event in events:
        handler.stream(json.dumps(CHUNK | event))
    handler.stream("[DONE]")


CHUNK = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": "a-model"}
PIECE_CHARS = 7


def pieces_of(message: Body) -> Iterator[Body]:
    """Of its text, its refusal, or the arguments of its call."""
    deltas: list[Body] = [{"role": "assistant"}]
    for name in ("content", "refusal"):
        text = message.get(name) or ""
        deltas += [{name: text[at : at + PIECE_CHARS]} for at in range(0, len(text), PIECE_CHARS)]
    for call in message.get("tool_calls", ()):
        arguments = call["function"]["arguments"]
        deltas.append({"tool_calls": [{**call, "index": 0, "function": {"name": "draft", "arguments": ""}}]})
        deltas += [
            {"tool_calls": [{"index": 0, "function": {"arguments": arguments[at : at + PIECE_CHARS]}}]}
            for at in range(0, len(arguments), PIECE_CHARS)
        ]
    yield from ({"choices": [{"index": 0, "finish_reason": None, "delta": delta}]} for delta in deltas)


def says(text: str | Callable[[Body], str]) -> Reply:
    return lambda handler, body: completes(
        handler, body, {"content": text(body) if callable(text) else text, "refusal": None}
    )


def stops_short(text: str) -> Reply:
    """Where it has written as much as it may."""
    return lambda handler, body: completes(handler, body, {"content": text, "refusal": None}, "length")


def calls_a_tool(arguments: str) -> Reply:
    call = {"id": "call_1", "type": "function", "function": {"name": "draft", "arguments": arguments}}
    return lambda handler, body: completes(handler, body, {"content": None, "tool_calls": [call]}, "tool_calls")


def refuses(handler: Handler, body: Body) -> None:
    completes(handler, body, {"content": None, "refusal": "I will not."})


def waits_after(text: str) -> Reply:
    """Streams this much of a reply, and no more until the server is closed."""

    def reply(handler: Handler, _: Body) -> None:
        handler.begin_stream()
        for event in pieces_of({"content": text}):
            handler.stream(json.dumps(CHUNK | event))
        handler.server.released.wait()

    return reply


def fails(status: int, *, told: str = "It failed.", headers: Mapping[str, str] | None = None) -> Reply:
    body = json.dumps({"error": {"message": told, "type": "error", "code": None, "param": None}}).encode()
    return lambda handler, _: handler.send(status, body, headers)


def takes_no_schema(reply: Reply) -> Reply:
    """As servers do that know the protocol and not its schemas."""
    refusing = fails(400, told="response_format is not supported")
    return lambda handler, body: (refusing if "response_format" in body else reply)(handler, body)


def hangs(handler: Handler, _: Body) -> None:
    """Says nothing until the server is closed."""
    handler.server.released.wait()


def drips(handler: Handler, _: Body) -> None:
    """A header line at a time and no end, so that no wait for a single byte is ever long."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not handler.server.released.wait(0.05):
        handler.wfile.write(b"x-and: so on\r\n")


def half_a_body(handler: Handler, _: Body) -> None:
    content = completion({"content": "It goes on"})
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content[: len(content) // 2])
    handler.close_connection = True


def no_json(handler: Handler, _: Body) -> None:
    handler.send(200, b"<html>Welcome to the hotel's network.</html>")
