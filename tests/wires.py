"""The wire formats of the providers whose packages are extras, as their own libraries read and write them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.model_server import TOKENS_IN, TOKENS_OUT, Body, End, Handler, Says, Wire

_COUNTED = {"prompt_tokens": TOKENS_IN, "completion_tokens": TOKENS_OUT, "total_tokens": TOKENS_IN + TOKENS_OUT}


@dataclass(frozen=True, slots=True)
class Asked:
    """See `tests.model_server.Asked`."""

    messages: list[tuple[str, str]]
    key: str
    max_tokens: int
    schema: Mapping[str, Any] | None


class OpenAI:
    """Chat completions: https://platform.openai.com/docs/api-reference/chat."""

    provider = "openai"
    package = "langchain_openai"
    base_path = "/v1"
    path = "/v1/chat/completions"
    declines: tuple[End, ...] = (End.DECLINED, End.WITHHELD)
    calls_in_pieces = True
    finish: Mapping[End, str] = {
        End.DONE: "stop",
        End.CUT_SHORT: "length",
        End.WITHHELD: "content_filter",
        End.DECLINED: "stop",
    }
    counts_when_told_to = True
    """A stream's tokens are told in an event of their own, for whoever asks; else with the last piece."""

    def says(self, handler: Handler, body: Body, answer: Says) -> None:
        if not body.get("stream"):
            choice = {"index": 0, "finish_reason": self._finish(answer), "message": self._message(answer)}
            whole = self._envelope("chat.completion") | {"choices": [choice], "usage": _COUNTED}
            handler.send(200, json.dumps(whole).encode())
            return
        self.begins(handler, body, answer)
        last = {"choices": [{"index": 0, "finish_reason": self._finish(answer), "delta": {}}]}
        if not self.counts_when_told_to:
            self._event(handler, last | {"usage": _COUNTED})
        else:
            self._event(handler, last)
            if (body.get("stream_options") or {}).get("include_usage"):
                self._event(handler, {"choices": [], "usage": _COUNTED})
        handler.stream("[DONE]")

    def begins(self, handler: Handler, _: Body, answer: Says) -> None:
        handler.begin_stream()
        self._delta(handler, {"role": "assistant"})
        if answer.as_a_call:
            self._delta(handler, {"tool_calls": [self._call("") | {"index": 0}]})
        for piece in answer.pieces:
            if answer.as_a_call:
                self._delta(handler, {"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
            else:
                self._delta(handler, {self._field(answer): piece})

    def error(self, _: int, message: str) -> Body:
        return {"error": {"message": message, "type": "error", "code": None, "param": None}}

    def empty(self) -> Body:
        return self._envelope("chat.completion") | {"choices": [], "usage": _COUNTED}

    def read(self, path: str, headers: Mapping[str, str], body: Body) -> Asked:
        assert path.partition("?")[0] == self.path
        return Asked(
            messages=[(message["role"], message["content"]) for message in body["messages"]],
            key=headers.get("api-key") or headers["authorization"].removeprefix("Bearer "),
            max_tokens=body.get("max_completion_tokens") or body["max_tokens"],
            schema=body["response_format"]["json_schema"]["schema"] if "response_format" in body else None,
        )

    def _finish(self, answer: Says) -> str:
        return "tool_calls" if answer.as_a_call and answer.end is End.DONE else self.finish[answer.end]

    def _field(self, answer: Says) -> str:
        return "refusal" if answer.end is End.DECLINED else "content"

    def _message(self, answer: Says) -> Body:
        if answer.as_a_call:
            return {"role": "assistant", "content": None, "tool_calls": [self._call(answer.text)]}
        return {"role": "assistant", "content": None, self._field(answer): answer.text}

    def _call(self, arguments: str) -> Body:
        return {"id": "Call12345", "type": "function", "function": {"name": "draft", "arguments": arguments}}

    def _delta(self, handler: Handler, delta: Body) -> None:
        self._event(handler, {"choices": [{"index": 0, "finish_reason": None, "delta": delta}]})

    def _event(self, handler: Handler, event: Body) -> None:
        handler.stream(json.dumps(self._envelope("chat.completion.chunk") | event))

    def _envelope(self, kind: str) -> Body:
        return {"id": "chatcmpl-1", "object": kind, "created": 1_700_000_000, "model": "a-model"}


class Azure(OpenAI):
    """OpenAI's at another path."""

    provider = "azure_openai"
    base_path = ""
    path = "/openai/deployments/a-model/chat/completions"


class Mistral(OpenAI):
    """Nearly OpenAI's; a model that declines says so in words, and the provider withholds nothing."""

    provider = "mistralai"
    package = "langchain_mistralai"
    declines: tuple[End, ...] = ()
    finish: Mapping[End, str] = {End.DONE: "stop", End.CUT_SHORT: "length"}
    counts_when_told_to = False

    def error(self, _: int, message: str) -> Body:
        return {"object": "error", "message": message, "type": "error", "code": 3000, "param": None}


class Anthropic:
    """Messages: https://docs.anthropic.com/en/api/messages."""

    provider = "anthropic"
    package = "langchain_anthropic"
    base_path = ""
    declines: tuple[End, ...] = (End.DECLINED,)
    calls_in_pieces = True
    finish: Mapping[End, str] = {End.DONE: "end_turn", End.CUT_SHORT: "max_tokens", End.DECLINED: "refusal"}

    def says(self, handler: Handler, body: Body, answer: Says) -> None:
        if not body.get("stream"):
            whole = self._message(self._content(answer)) | {"stop_reason": self._finish(answer)}
            handler.send(200, json.dumps(whole).encode())
            return
        self.begins(handler, body, answer)
        self._event(handler, "content_block_stop", index=0)
        ends = {"stop_reason": self._finish(answer), "stop_sequence": None}
        self._event(handler, "message_delta", delta=ends, usage=self._usage(TOKENS_OUT))
        self._event(handler, "message_stop")

    def begins(self, handler: Handler, _: Body, answer: Says) -> None:
        handler.begin_stream()
        self._event(handler, "message_start", message=self._message([]) | {"usage": self._usage(1)})
        block = {"type": "text", "text": ""} if not answer.as_a_call else self._call({})
        self._event(handler, "content_block_start", index=0, content_block=block)
        self._event(handler, "ping")
        for piece in answer.pieces:
            delta = {"type": "text_delta", "text": piece}
            if answer.as_a_call:
                delta = {"type": "input_json_delta", "partial_json": piece}
            self._event(handler, "content_block_delta", index=0, delta=delta)

    def error(self, _: int, message: str) -> Body:
        return {"type": "error", "error": {"type": "error", "message": message}, "request_id": "req_1"}

    def empty(self) -> Body:
        return {"type": "message", "role": "assistant", "model": "a-model"}

    def read(self, path: str, headers: Mapping[str, str], body: Body) -> Asked:
        assert path == "/v1/messages"
        system = body.get("system", "")
        return Asked(
            messages=[
                *([("system", _text(system))] if system else []),
                *((message["role"], _text(message["content"])) for message in body["messages"]),
            ],
            key=headers.get("x-api-key") or headers["authorization"].removeprefix("Bearer "),
            max_tokens=body["max_tokens"],
            schema=body.get("output_config", {}).get("format", {}).get("schema"),
        )

    def _finish(self, answer: Says) -> str:
        return "tool_use" if answer.as_a_call and answer.end is End.DONE else self.finish[answer.end]

    def _content(self, answer: Says) -> list[Body]:
        return [self._call(json.loads(answer.text)) if answer.as_a_call else {"type": "text", "text": answer.text}]

    def _call(self, arguments: Body) -> Body:
        return {"type": "tool_use", "id": "toolu_1", "name": "draft", "input": arguments}

    def _message(self, content: list[Body]) -> Body:
        return {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "a-model",
            "content": content,
            "stop_reason": None,
            "stop_sequence": None,
            "usage": self._usage(TOKENS_OUT),
        }

    def _usage(self, tokens_out: int) -> Body:
        return {"input_tokens": TOKENS_IN, "output_tokens": tokens_out}

    def _event(self, handler: Handler, kind: str, **event: Any) -> None:
        handler.stream(json.dumps({"type": kind, **event}), kind)


class Ollama:
    """Lines of JSON: https://github.com/ollama/ollama/blob/main/docs/api.md. It withholds and declines nothing."""

    provider = "ollama"
    package = "langchain_ollama"
    base_path = ""
    declines: tuple[End, ...] = ()
    calls_in_pieces = False
    finish: Mapping[End, str] = {End.DONE: "stop", End.CUT_SHORT: "length"}

    def says(self, handler: Handler, body: Body, answer: Says) -> None:
        ends = {
            "done": True,
            "done_reason": self.finish[answer.end],
            "prompt_eval_count": TOKENS_IN,
            "eval_count": TOKENS_OUT,
        }
        if not body["stream"]:
            handler.send(200, json.dumps(self._part(self._message(answer)) | ends).encode())
            return
        self.begins(handler, body, answer)
        self._line(handler, self._part({"content": ""}) | ends)

    def begins(self, handler: Handler, _: Body, answer: Says) -> None:
        handler.begin_stream("application/x-ndjson")
        if answer.as_a_call:
            self._line(handler, self._part(self._message(answer)))
            return
        for piece in answer.pieces:
            self._line(handler, self._part({"content": piece}))

    def error(self, _: int, message: str) -> Body:
        return {"error": message}

    def empty(self) -> Body:
        return {"model": "a-model", "created_at": "2026-05-03T12:00:00Z"}

    def read(self, path: str, headers: Mapping[str, str], body: Body) -> Asked:
        assert path == "/api/chat"
        return Asked(
            messages=[(message["role"], message["content"]) for message in body["messages"]],
            key=headers.get("authorization", "").removeprefix("Bearer "),
            max_tokens=body["options"]["num_predict"],
            schema=body.get("format") or None,
        )

    def _message(self, answer: Says) -> Body:
        if not answer.as_a_call:
            return {"content": answer.text}
        return {"content": "", "tool_calls": [{"function": {"name": "draft", "arguments": json.loads(answer.text)}}]}

    def _part(self, message: Body) -> Body:
        return self.empty() | {"message": {"role": "assistant", **message}, "done": False}

    def _line(self, handler: Handler, part: Body) -> None:
        handler.wfile.write(json.dumps(part).encode() + b"\n")


class Google:
    """`generateContent`: https://ai.google.dev/api/generate-content."""

    provider = "google_genai"
    package = "langchain_google_genai"
    base_path = ""
    declines: tuple[End, ...] = (End.WITHHELD, End.NOT_BEGUN)
    calls_in_pieces = False
    finish: Mapping[End, str] = {End.DONE: "STOP", End.CUT_SHORT: "MAX_TOKENS", End.WITHHELD: "SAFETY"}

    def says(self, handler: Handler, body: Body, answer: Says) -> None:
        if not self._streams(handler):
            parts = [self._call(answer)] if answer.as_a_call else [{"text": answer.text}]
            handler.send(200, json.dumps(self._response(parts, answer.end)).encode())
            return
        self.begins(handler, body, answer)
        handler.stream(json.dumps(self._response([], answer.end)))

    def begins(self, handler: Handler, _: Body, answer: Says) -> None:
        handler.begin_stream()
        if answer.as_a_call:
            handler.stream(json.dumps(self._response([self._call(answer)], None)))
            return
        for piece in answer.pieces:
            handler.stream(json.dumps(self._response([{"text": piece}], None)))

    def error(self, status: int, message: str) -> Body:
        return {"error": {"code": status, "message": message, "status": "FAILED"}}

    def empty(self) -> Body:
        return {"usageMetadata": self._usage(), "modelVersion": "a-model"}

    def read(self, path: str, headers: Mapping[str, str], body: Body) -> Asked:
        assert path.startswith("/v1beta/models/a-model:")
        generation = body["generationConfig"]
        system = body.get("systemInstruction", {}).get("parts", [])
        return Asked(
            messages=[
                *([("system", _text(system))] if system else []),
                *((content["role"], _text(content["parts"])) for content in body["contents"]),
            ],
            key=headers["x-goog-api-key"],
            max_tokens=generation["maxOutputTokens"],
            schema=generation.get("responseJsonSchema"),
        )

    def _streams(self, handler: Handler) -> bool:
        return ":streamGenerateContent" in handler.path

    def _call(self, answer: Says) -> Body:
        return {"functionCall": {"name": "draft", "args": json.loads(answer.text)}}

    def _response(self, parts: list[Body], end: End | None) -> Body:
        if end is End.NOT_BEGUN:
            return self.empty() | {"promptFeedback": {"blockReason": "SAFETY"}}
        candidate: Body = {"index": 0}
        if parts:
            candidate["content"] = {"role": "model", "parts": parts}
        if end is not None:
            candidate["finishReason"] = self.finish[end]
        return self.empty() | {"candidates": [candidate]}

    def _usage(self) -> Body:
        return {
            "promptTokenCount": TOKENS_IN,
            "candidatesTokenCount": TOKENS_OUT,
            "totalTokenCount": TOKENS_IN + TOKENS_OUT,
        }


def _text(content: str | list[Body]) -> str:
    return content if isinstance(content, str) else "".join(part["text"] for part in content)


OPENAI = OpenAI()
WIRES: tuple[Wire, ...] = (OPENAI, Anthropic(), Google(), Mistral(), Ollama())
