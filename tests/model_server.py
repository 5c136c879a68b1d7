"""A server on loopback in place of a provider of language models, which does well or badly as it is told.

What it says is told in terms of no provider's (`Says`); a `Wire` (`tests/wires.py`) puts it as one of them does.
"""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol

Body = dict[str, Any]
Reply = Callable[["Handler", Body], None]
"""Answers a request, whose body it is given."""
TOKENS_IN, TOKENS_OUT = 120, 30
"""What every reply has cost, whatever it says."""
PIECE_CHARS = 7
POLL_SECONDS = 0.005
"""How often a server looks whether it is told to end: every test waits for that."""


class End(StrEnum):
    """Why a model stopped writing."""

    DONE = "done"
    CUT_SHORT = "cut short"
    DECLINED = "declined"
    """By the model itself: what it had written until then may be there."""
    WITHHELD = "withheld"
    """By the provider, of what the model wrote."""
    NOT_BEGUN = "not begun"
    """By the provider, for the sake of the prompt."""


@dataclass(frozen=True, slots=True)
class Says:
    """What a model writes. `as_a_call` gives the text as the arguments of a call."""

    text: str
    end: End = End.DONE
    as_a_call: bool = False

    @property
    def pieces(self) -> list[str]:
        return [self.text[at : at + PIECE_CHARS] for at in range(0, len(self.text), PIECE_CHARS)]


class Asked(Protocol):
    """What a request asks for, read from its wire format."""

    @property
    def messages(self) -> list[tuple[str, str]]: ...
    @property
    def key(self) -> str: ...
    @property
    def max_tokens(self) -> int: ...
    @property
    def schema(self) -> Mapping[str, Any] | None: ...


class Wire(Protocol):
    """The wire format of a provider."""

    provider: str
    package: str
    base_path: str
    """After the host, in the address that the provider's library is given."""
    declines: tuple[End, ...]
    """The ways in which it declines."""
    calls_in_pieces: bool
    """Whether the arguments of a call come as text, which may be cut short, and not as an object."""

    def says(self, handler: "Handler", body: Body, answer: Says) -> None:
        """Whole, or piece by piece where that is asked for."""

    def begins(self, handler: "Handler", body: Body, answer: Says) -> None:
        """The pieces and no end."""

    def error(self, status: int, message: str) -> Body: ...

    def empty(self) -> Body:
        """A whole reply with nothing in it that a model wrote."""

    def read(self, path: str, headers: Mapping[str, str], body: Body) -> Asked: ...


class Handler(BaseHTTPRequestHandler):
    """One connection; `server` is a `ModelServer`."""

    server: "ModelServer"
    protocol_version = "HTTP/1.1"

    @property
    def wire(self) -> Wire:
        return self.server.wire

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        reply = self.server.replies[min(len(self.server.requests), len(self.server.replies)) - 1]
        reply(self, body)

    def send(self, status: int, content: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        # Some libraries' clients cannot be closed by us, and of what they keep open Python warns as they are collected.
        self.close_connection = True
        for name, value in {"content-type": "application/json", "connection": "close", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def begin_stream(self, content_type: str = "text/event-stream") -> None:
        self.send_response(200)
        self.send_header("content-type", content_type)
        self.send_header("connection", "close")
        self.end_headers()
        self.close_connection = True

    def stream(self, data: str, event: str | None = None) -> None:
        """An event; some wire formats name its kind."""
        self.wfile.write(f"{f'event: {event}' + chr(10) if event else ''}data: {data}\n\n".encode())

    def log_message(self, *_: object) -> None:
        """Nothing: tests look at what is logged."""


class ModelServer(ThreadingHTTPServer):
    """Gives its replies one after another, the last one from then on. `requests` are (path, headers, body)."""

    daemon_threads = True

    def __init__(self, wire: Wire, *replies: Reply) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.wire = wire
        self.replies = replies
        self.requests: list[tuple[str, Mapping[str, str], Body]] = []
        self.released = threading.Event()
        self.asking: list[Callable[[], None]] = []
        """Closes those that ask it, by the time that it is gone: Python warns of a connection that is left open."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}{self.wire.base_path}"

    @property
    def asked(self) -> list[Asked]:
        return [self.wire.read(*request) for request in self.requests]

    def handle_error(self, *_: object) -> None:
        """A client that has hung up is none."""


@contextmanager
def serving(wire: Wire, *replies: Reply) -> Iterator[ModelServer]:
    with ModelServer(wire, *replies) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": POLL_SECONDS})
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            for close in server.asking:
                close()
            server.shutdown()
            thread.join()


def says(text: str | Callable[[Body], str], end: End = End.DONE) -> Reply:
    return lambda handler, body: handler.wire.says(handler, body, Says(text(body) if callable(text) else text, end))


def calls_a_tool(arguments: str, end: End = End.DONE) -> Reply:
    return lambda handler, body: handler.wire.says(handler, body, Says(arguments, end, as_a_call=True))


def waits_after(text: str) -> Reply:
    """Streams this much of a reply, and no more until the server is closed."""

    def reply(handler: Handler, body: Body) -> None:
        handler.wire.begins(handler, body, Says(text))
        handler.server.released.wait()

    return reply


def fails(status: int, *, message: str = "It failed.", headers: Mapping[str, str] | None = None) -> Reply:
    return lambda handler, _: handler.send(status, json.dumps(handler.wire.error(status, message)).encode(), headers)


def takes_no_schema(reply: Reply) -> Reply:
    """As servers do that know the protocol and not its schemas."""
    refusing = fails(400, message="A schema is not supported")

    def either(handler: Handler, body: Body) -> None:
        asked = handler.server.asked[-1]
        (reply if asked.schema is None else refusing)(handler, body)

    return either


def hangs(handler: Handler, _: Body) -> None:
    """Says nothing until the server is closed."""
    handler.server.released.wait()


def drips(handler: Handler, _: Body) -> None:
    """A header line at a time and no end, so that no wait for a single byte is ever long."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not handler.server.released.wait(0.05):
        handler.wfile.write(b"x-and: so on\r\n")


def half_a_body(handler: Handler, _: Body) -> None:
    content = json.dumps(handler.wire.empty()).encode()
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content[: len(content) // 2])
    handler.close_connection = True


def sends(content: bytes, content_type: str = "application/json") -> Reply:
    """With status 200, whatever was asked."""
    return lambda handler, _: handler.send(200, content, {"content-type": content_type})


def says_nothing(handler: Handler, _: Body) -> None:
    """A whole reply of the provider's form, with nothing that a model wrote."""
    handler.send(200, json.dumps(handler.wire.empty()).encode())
