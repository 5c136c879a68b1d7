"""Language models by LangChain's `init_chat_model`: `provider:name` is any that it knows and whose package is there.

What a provider says when it fails may repeat a key, or an address that holds one. None of it is passed on: our errors
are made of its kind and status alone, and do not carry it as their cause.
"""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

import httpx
import httpx2

from retrieval.errors import LanguageModelAwayError, LanguageModelError, ModelError, SettingsError
from retrieval.ports import Message, Role, Written

if TYPE_CHECKING:
    from concurrent.futures import Future

    from langchain_core.callbacks import AsyncCallbackHandler
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable

EXTRAS = {
    "openai": "openai",
    "azure_openai": "openai",
    "anthropic": "anthropic",
    "google_genai": "google",
    "mistralai": "mistral",
    "ollama": "ollama",
}
"""By provider, the extra of ours that installs its package."""
_ROLES = {Role.SYSTEM: "system", Role.USER: "human", Role.MODEL: "ai"}
_MAX_TOKENS = {"ollama": "num_predict"}
"""What the limit of tokens is called, where it is not `max_tokens`."""
_KEYLESS = frozenset({"ollama"})
_NO_KEY = "none"
"""For a server of one's own, which must not be sent the key of another by its variable in the environment."""
_PASSING = frozenset({408, 409, 425, 429})
"""HTTP statuses below 500 that may pass."""
_SCHEMA_NOT_TAKEN = frozenset({400, 404, 422, 501})


class Heard:
    """What has been written so far, handed from the thread that reads it to the one that waits for it."""

    def __init__(self) -> None:
        self.text = ""
        self._pieces: SimpleQueue[str | None] = SimpleQueue()

    def put(self, piece: str) -> None:
        self._pieces.put(piece)

    def end(self, _: object) -> None:
        self._pieces.put(None)

    def tell(self, on_text: Callable[[str], None], ends_at: float) -> bool:
        """Until it ends, or the time is up: whether it ended. What came while it was told is told together."""
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


class LangChainChatModel:
    """The `ChatModel` port. A call that takes too long is broken off, however slowly its bytes drip."""

    def __init__(self, model: "BaseChatModel", name: str) -> None:
        self._model = model
        self._name = name
        self._takes_schemas = True

    @property
    def name(self) -> str:
        return self._name

    def write(
        self,
        messages: Sequence[Message],
        *,
        timeout_seconds: float,
        schema: Mapping[str, object] | None = None,
        on_text: Callable[[str], None] | None = None,
    ) -> Written:
        told = [(_ROLES[message.role], message.text) for message in messages]
        ends_at = time.monotonic() + timeout_seconds
        heard = None if on_text is None else Heard()
        writing = asyncio.run_coroutine_threadsafe(self._write(told, schema, heard), _event_loop())
        if on_text is None or heard is None:
            return self._result(writing, timeout_seconds)
        writing.add_done_callback(heard.end)
        try:
            in_time = heard.tell(on_text, ends_at)
        except BaseException:
            writing.cancel()
            raise
        if not in_time:
            writing.cancel()
            raise self._too_late(timeout_seconds)
        written = self._result(writing, timeout_seconds)
        if heard.text != written.text:
            # Of one that does not stream, or not as it replies, that is all there is to hear.
            on_text(written.text)
        return written

    def _result(self, writing: "Future[Written]", timeout_seconds: float) -> Written:
        """Of a call that has so much time, or has had it."""
        try:
            return writing.result(timeout_seconds)
        except LanguageModelError:
            raise
        except TimeoutError:
            writing.cancel()
            raise self._too_late(timeout_seconds) from None
        except Exception as error:  # noqa: BLE001 what a provider's library raises is not ours to list
            raise self._translated(error) from None

    async def _write(
        self, told: list[tuple[str, str]], schema: Mapping[str, object] | None, heard: Heard | None
    ) -> Written:
        if schema is None or not self._takes_schemas:
            return self._written(await _replied(self._model, told, heard))
        try:
            by_schema = self._model.with_structured_output(dict(schema), include_raw=True)
            got: Any = await _replied(by_schema, told, heard)
        except Exception as error:
            if (cut_short := _cut_short(error)) is not None:
                return cut_short
            # A server of the provider's protocol may know nothing of schemas; then it is not asked for one again.
            if not (isinstance(error, NotImplementedError) or _status_of(error) in _SCHEMA_NOT_TAKEN):
                raise
            written = self._written(await _replied(self._model, told, heard))
            self._takes_schemas = False
            return written
        return self._written(got["raw"])

    def _written(self, reply: "AIMessage") -> Written:
        """What it wrote, as it wrote it: LangChain's own parsers would complete half an object."""
        if reply.additional_kwargs.get("refusal") or reply.response_metadata.get("stop_reason") == "refusal":
            raise LanguageModelError(f"The language model {self._name} declines to write.", remedy="Ask another way.")
        used = reply.usage_metadata
        return Written(
            text=_text_of(reply),
            tokens_in=used["input_tokens"] if used else None,
            tokens_out=used["output_tokens"] if used else None,
        )

    def _translated(self, error: Exception) -> LanguageModelError:
        from langchain_core.exceptions import ModelConnectionError, ModelTimeoutError
        from langchain_core.exceptions import ModelError as ReportedError

        status = _status_of(error)
        if isinstance(
            error, ModelConnectionError | ModelTimeoutError | httpx.TransportError | httpx2.TransportError | OSError
        ):
            return self._away("cannot be reached")
        answers = f"answers with HTTP {status}" if status else f"has failed ({type(error).__name__})"
        reported = isinstance(error, ReportedError) and error.is_retryable
        if reported or (status is not None and (status in _PASSING or status >= 500)):
            return self._away(answers, _retry_after(error))
        remedy = "Check LANGUAGE_MODEL, its key and its address." if status else "Try another LANGUAGE_MODEL."
        return LanguageModelError(f"The language model {self._name} {answers}.", remedy=remedy)

    def _too_late(self, timeout_seconds: float) -> LanguageModelAwayError:
        return self._away(f"has not answered within {timeout_seconds:.0f} seconds")

    def _away(self, what: str, retry_after_seconds: float | None = None) -> LanguageModelAwayError:
        return LanguageModelAwayError(
            f"The language model {self._name} {what}.",
            remedy="It is asked again with the next question.",
            retry_after_seconds=retry_after_seconds,
        )


def open_chat_model(
    language_model: str, *, api_key: str | None, base_url: str | None, max_tokens: int
) -> LangChainChatModel:
    """`language_model` is `provider:name`. Raises SettingsError where LangChain knows no such provider or it cannot be
    set up so, and ModelError where its package is not installed. Nothing is sent yet.
    """
    from langchain.chat_models import init_chat_model

    provider, _, name = language_model.partition(":")
    options: dict[str, Any] = {_MAX_TOKENS.get(provider, "max_tokens"): max_tokens}
    if base_url is not None:
        options["base_url"] = base_url
    if provider not in _KEYLESS:
        # Tries are counted and timed by us.
        options["max_retries"] = 0
        if api_key is not None or base_url is not None:
            options["api_key"] = api_key or _NO_KEY
    try:
        return LangChainChatModel(init_chat_model(name, model_provider=provider, **options), language_model)
    except ImportError:
        raise ModelError(f"The package for {provider} is not installed.", remedy=_how_to_install(provider)) from None
    except Exception as error:  # noqa: BLE001 as above; what it says may hold the key
        what = f"LANGUAGE_MODEL cannot be used: {provider!r} could not be set up ({type(error).__name__})."
        remedy = "Name a provider that LangChain knows, and set LANGUAGE_MODEL_API_KEY or the provider's own variable."
        raise SettingsError(what, remedy=remedy) from None


def _how_to_install(provider: str) -> str:
    if provider in EXTRAS:
        return f"Install it: pip install -e '.[{EXTRAS[provider]}]'."
    return "Install the package that LangChain's documentation names for it."


async def _replied(model: "Runnable[Any, Any]", told: list[tuple[str, str]], heard: Heard | None) -> Any:  # noqa: ANN401
    """What it replies; piece by piece, where somebody listens."""
    if heard is None:
        return await model.ainvoke(told)
    from langchain_core.runnables.config import ensure_config, merge_configs

    config = merge_configs(ensure_config(), {"callbacks": [_listener(heard)]})
    whole: Any = None
    async for piece in model.astream(told, config):
        whole = piece if whole is None else whole + piece
    return whole


def _listener(heard: Heard) -> "AsyncCallbackHandler":
    """LangChain hands the pieces of a structured reply on only when it is whole; to callbacks it does at once."""
    from langchain_core.callbacks import AsyncCallbackHandler

    class Listener(AsyncCallbackHandler):
        async def on_llm_new_token(self, token: Any, *, chunk: Any = None, **_: Any) -> None:  # noqa: ANN401
            message = getattr(chunk, "message", None)
            calls = getattr(message, "tool_call_chunks", None) or ()
            heard.put("".join(call.get("args") or "" for call in calls) or str(getattr(message, "text", "")))

    return Listener()


@lru_cache(maxsize=1)
def _event_loop() -> asyncio.AbstractEventLoop:
    """One for the process, in a thread that ends with it: providers' libraries share connections between models, and
    these belong to the loop that they were made on.
    """
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="language model", daemon=True).start()
    return loop


def _cut_short(error: Exception) -> Written | None:
    """What OpenAI's library has read, where it raises since the reply was too long to be whole."""
    completion = getattr(error, "completion", None)
    if completion is None or not completion.choices:
        return None
    used = completion.usage
    return Written(
        text=completion.choices[0].message.content or "",
        tokens_in=used and used.prompt_tokens,
        tokens_out=used and used.completion_tokens,
    )


def _text_of(reply: "AIMessage") -> str:
    """Some providers give an object by a schema as the arguments of a call, with remarks beside it."""
    for call in reply.tool_calls:
        return json.dumps(call["args"], ensure_ascii=False)
    for broken in reply.invalid_tool_calls:
        return broken["args"] or ""
    return str(reply.text)


def _status_of(error: Exception) -> int | None:
    """The HTTP status that a provider's error came with, by the names that their libraries give it."""
    candidates = (getattr(error, name, None) for name in ("status_code", "code", "status"))
    return next((one for one in candidates if isinstance(one, int) and 400 <= one < 600), None)


def _retry_after(error: Exception) -> float | None:
    """In seconds: the header gives them, or a date."""
    headers = getattr(getattr(error, "response", None), "headers", None)
    value = headers.get("retry-after") if isinstance(headers, Mapping) else None
    if not isinstance(value, str):
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
