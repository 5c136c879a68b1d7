"""Language models by LangChain's `init_chat_model`: `provider:name` is any that it knows and whose package is there.

What a provider says when it fails may repeat a key, or an address that holds one. None of it is passed on: our errors
are made of its kind and status alone, and do not carry it as their cause.
"""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import ceil
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from retrieval.adapters.provider_errors import (
    cut_short,
    declines,
    ends,
    is_garbled,
    is_out_of_reach,
    is_unread,
    may_pass,
    retry_after,
    status_of,
    takes_no_schema,
    was_declined,
)
from retrieval.adapters.providers import has_no_key, not_imported, options_for, provider_of, stay, try_import
from retrieval.errors import (
    LanguageModelAwayError,
    LanguageModelDeclinedError,
    LanguageModelError,
    SettingsError,
)
from retrieval.ports import Message, Role, Written

if TYPE_CHECKING:
    from concurrent.futures import Future

    from langchain_core.callbacks import AsyncCallbackHandler
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable

_KEY_REMEDY = "Check its key: LANGUAGE_MODEL_API_KEY, or the provider's own variable."
_NAME_REMEDY = "Check its name in LANGUAGE_MODEL, and LANGUAGE_MODEL_BASE_URL."
# Google answers so to a key that is none, too.
_TOO_MUCH_REMEDY = (
    "What it is asked may be more than it takes: lower LANGUAGE_MODEL_QUESTION_TOKENS. Or check its name in"
    " LANGUAGE_MODEL, and its key."
)
_OTHER_REMEDY = "Check LANGUAGE_MODEL, its key and its address."
_REMEDIES = {
    400: _TOO_MUCH_REMEDY,
    401: _KEY_REMEDY,
    403: _KEY_REMEDY,
    404: _NAME_REMEDY,
    413: _TOO_MUCH_REMEDY,
    422: _TOO_MUCH_REMEDY,
}
"""By HTTP status."""
_FIRST_ERROR = 400
_HOUR_SECONDS = 3600
_ROLES = {Role.SYSTEM: "system", Role.USER: "human", Role.MODEL: "ai"}


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
        self._provider = name.partition(":")[0]
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
            raise self._too_late()
        try:
            written = self._result(writing, timeout_seconds)
        except LanguageModelError as error:
            error.unread = error.unread and not heard.text
            raise
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
            raise self._too_late() from None
        except Exception as error:  # noqa: BLE001 what a provider's library raises is not ours to list
            raise self._translated(error, timeout_seconds) from None

    async def _write(
        self, told: list[tuple[str, str]], schema: Mapping[str, object] | None, heard: Heard | None
    ) -> Written:
        if schema is None or not self._takes_schemas or (asked := self._asked_for(schema)) is None:
            return self._written(await _replied(self._model, told, heard))
        try:
            got: Any = await _replied(asked, told, heard)
        except Exception as error:
            if (cut := cut_short(error)) is not None:
                return cut
            if not takes_no_schema(error):
                raise
        else:
            return self._written(got and got["raw"])
        # Outside of the handler, so that what goes wrong now did not come of what went wrong before.
        written = self._written(await _replied(self._model, told, heard))
        # It is not asked for one again.
        self._takes_schemas = False
        return written

    def _asked_for(self, schema: Mapping[str, object]) -> "Runnable[Any, Any] | None":
        """None where LangChain's class for the provider cannot ask for a schema, or not for this one."""
        try:
            return self._model.with_structured_output(
                dict(schema), include_raw=True, **provider_of(self._provider).by_schema
            )
        except Exception:  # noqa: BLE001 what such a class raises is not ours to list
            return None

    def _written(self, reply: "AIMessage | None") -> Written:
        """What it wrote, as it wrote it: LangChain's own parsers would complete half an object."""
        if reply is None:
            raise self._garbled()
        if declines(reply):
            raise self._declined()
        if not (text := _text_of(reply)) and not ends(reply):
            raise self._garbled()
        used = reply.usage_metadata
        return Written(
            text=text,
            tokens_in=used["input_tokens"] if used else None,
            tokens_out=used["output_tokens"] if used else None,
        )

    def _translated(self, error: Exception, seconds: float) -> LanguageModelError:
        """Of a call that had so much time."""
        ours = self._declined() if was_declined(error) else self._failed(error, seconds)
        ours.unread = is_unread(error) and not was_declined(error)
        return ours

    def _failed(self, error: Exception, seconds: float) -> LanguageModelError:
        if is_out_of_reach(error):
            return self._away("cannot be reached")
        status = status_of(error)
        answers = f"answers with HTTP {status}" if status else f"has failed ({type(error).__name__})"
        if may_pass(error):
            asked = retry_after(error)
            alone = f", and asks to be left alone for {_in_words(asked)}" if asked and asked > seconds else ""
            return self._away(answers + alone, asked)
        if status is None and is_garbled(error):
            return self._garbled()
        if status is None:
            remedy = "Try another LANGUAGE_MODEL."
        elif status < _FIRST_ERROR:
            remedy = "It points elsewhere, where nothing is sent: check LANGUAGE_MODEL_BASE_URL."
        else:
            remedy = _REMEDIES.get(status, _OTHER_REMEDY)
        return LanguageModelError(f"The language model {self._name} {answers}.", remedy=remedy)

    def _garbled(self) -> LanguageModelError:
        """An address that is wrong is the usual cause; a proxy in between is another."""
        what = f"Something answers for the language model {self._name}, but not as {self._provider} does."
        return LanguageModelError(what, remedy="Check LANGUAGE_MODEL_BASE_URL, and what stands between.")

    def _declined(self) -> LanguageModelDeclinedError:
        what = f"The language model {self._name} declines to write, or its provider to hand on what it wrote."
        return LanguageModelDeclinedError(what, remedy="Ask another way, or try another LANGUAGE_MODEL.")

    def _too_late(self) -> LanguageModelAwayError:
        """Not in how much time: of the question's, a call has what the calls before it have left."""
        what = f"The language model {self._name} has not answered in time."
        return LanguageModelAwayError(
            what, remedy="Raise LANGUAGE_MODEL_TIMEOUT_SECONDS; or it is asked again with the next question."
        )

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
    set up so, and ModelError where its package is not installed or does not import. Nothing is sent yet.
    """
    from langchain.chat_models import init_chat_model

    named, _, name = language_model.partition(":")
    try_import(named)
    provider = provider_of(named)
    if has_no_key(provider, api_key, base_url):
        remedy = f"Set LANGUAGE_MODEL_API_KEY, or {' or '.join(provider.key_variables)} in the environment."
        raise SettingsError(f"LANGUAGE_MODEL cannot be used: there is no key for {named}.", remedy=remedy)
    options: Any = options_for(provider, api_key=api_key, base_url=base_url, max_tokens=max_tokens)
    try:
        model = init_chat_model(name, model_provider=named, **options)
        stay(provider, model)
        return LangChainChatModel(model, language_model)
    except ImportError as error:
        raise not_imported(named, error) from None
    except Exception as error:  # noqa: BLE001 as above; what it says may hold the key
        what = f"LANGUAGE_MODEL cannot be used: {named!r} could not be set up ({type(error).__name__})."
        remedy = "Set LANGUAGE_MODEL_API_KEY or the provider's own variable; and name a provider that LangChain knows."
        raise SettingsError(what, remedy=remedy) from None


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
            # Ollama's integration tells the token alone.
            message = getattr(chunk, "message", None)
            heard.put(str(token) if message is None else _arguments_in(message) or str(message.text))

    return Listener()


def _in_words(seconds: float) -> str:
    return f"{ceil(seconds)} seconds" if seconds <= _HOUR_SECONDS else "more than an hour"


@lru_cache(maxsize=1)
def _event_loop() -> asyncio.AbstractEventLoop:
    """One for the process, in a thread that ends with it: providers' libraries share connections between models, and
    these belong to the loop that they were made on.
    """
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="language model", daemon=True).start()
    return loop


def _text_of(reply: "AIMessage") -> str:
    """Some providers give an object by a schema as the arguments of a call, with remarks beside it."""
    if arguments := _arguments_in(reply):
        return arguments
    for call in reply.tool_calls:
        return json.dumps(call["args"], ensure_ascii=False)
    for broken in reply.invalid_tool_calls:
        return broken["args"] or ""
    return str(reply.text)


def _arguments_in(reply: "AIMessage") -> str:
    """Of the calls in a reply that came in pieces, as they were written: `tool_calls` there are completed ones."""
    return "".join(call["args"] or "" for call in getattr(reply, "tool_call_chunks", ()))
