"""Language models by LangChain's `init_chat_model`: `provider:name` is any that it knows and whose package is there.

What a provider says when it fails may repeat a key, or an address that holds one. None of it is passed on: our errors
are made of its kind and status alone, and do not carry it as their cause.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError
from math import ceil
from typing import TYPE_CHECKING, Any

from retrieval.adapters.language_models.bounded_replies import AsyncClient
from retrieval.adapters.language_models.hearing import ReplyBuffer, replied, text_of
from retrieval.adapters.language_models.own_loop import ClosedError, OwnLoop
from retrieval.adapters.language_models.provider_errors import (
    counted,
    cut_short,
    declines,
    ends,
    is_garbled,
    is_out_of_reach,
    is_too_long,
    is_unread,
    may_pass,
    retry_after,
    status_of,
    takes_no_schema,
    was_declined,
)
from retrieval.adapters.language_models.providers import (
    has_no_key,
    not_imported,
    options_for,
    own_client,
    provider_of,
    try_import,
)
from retrieval.errors import (
    LanguageModelAwayError,
    LanguageModelDeclinedError,
    LanguageModelError,
    SettingsError,
)
from retrieval.faults import Fact, LanguageModelFault, SettingsFault
from retrieval.ports import Message, ModelReply, Role
from retrieval.writing.forms import MAX_REPLY_CHARS

if TYPE_CHECKING:
    from concurrent.futures import Future

    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable

_FAULTS = {
    400: LanguageModelFault.TOO_MUCH,
    401: LanguageModelFault.KEY_REFUSED,
    403: LanguageModelFault.KEY_REFUSED,
    404: LanguageModelFault.UNKNOWN_NAME,
    413: LanguageModelFault.TOO_MUCH,
    422: LanguageModelFault.TOO_MUCH,
}
"""The fault that each HTTP status stands for."""
_FIRST_ERROR = 400
_HOUR_SECONDS = 3600
_ROLES = {Role.SYSTEM: "system", Role.USER: "human", Role.MODEL: "ai"}


class LangChainChatModel:
    """The `ChatModel` port by LangChain. A call that takes too long is broken off, however slowly its bytes come, and
    so is a reply that is far longer than `max_tokens`. The event loop that calls run on belongs to the model, and so
    does the client: libraries share connections between models, and connections belong to the loop that they were made
    on.
    """

    def __init__(
        self, model: "BaseChatModel", name: str, *, max_tokens: int, client: AsyncClient | None = None
    ) -> None:
        self._model = model
        self._name = name
        self._max_tokens = max_tokens
        self._client = client
        self._loop = OwnLoop("language model")
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
    ) -> ModelReply:
        role_texts = [(_ROLES[message.role], message.text) for message in messages]
        ends_at = time.monotonic() + timeout_seconds
        in_pieces = on_text is not None or provider_of(self._provider).always_in_pieces
        buffer = ReplyBuffer(self._max_tokens) if in_pieces else None
        try:
            writing = self._loop.run(self._write(role_texts, schema, buffer))
        except ClosedError:
            raise self._away(LanguageModelFault.CLOSED) from None
        if on_text is None or buffer is None:
            return self._result(writing, timeout_seconds)
        writing.add_done_callback(buffer.end)
        try:
            in_time = buffer.tell(on_text, ends_at)
        except BaseException:
            writing.cancel()
            raise
        if not in_time:
            writing.cancel()
            raise self._too_late()
        try:
            written = self._result(writing, timeout_seconds)
        except LanguageModelError as error:
            error.unread = error.unread and not buffer.text
            raise
        if buffer.text != written.text:
            # Where a model does not stream, or streams something other than its reply, this is all there is to hear.
            on_text(written.text)
        return written

    def close(self) -> None:
        self._loop.close(self._close_client)

    async def _close_client(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    def _result(self, writing: "Future[ModelReply]", timeout_seconds: float) -> ModelReply:
        """Return the result of a call that has `timeout_seconds` left, or has had them. Raises LanguageModelError."""
        try:
            return writing.result(timeout_seconds)
        except LanguageModelError:
            raise
        except TimeoutError:
            writing.cancel()
            raise self._too_late() from None
        except CancelledError:
            raise self._away(LanguageModelFault.CLOSED) from None
        except Exception as error:  # noqa: BLE001 what a provider's library raises is not ours to list
            raise self._translated(error, timeout_seconds) from None

    async def _write(
        self, role_texts: list[tuple[str, str]], schema: Mapping[str, object] | None, buffer: ReplyBuffer | None
    ) -> ModelReply:
        if schema is None or not self._takes_schemas or (schema_model := self._asked_for(schema)) is None:
            return self._written(await replied(self._model, role_texts, buffer))
        try:
            reply: Any = await replied(schema_model, role_texts, buffer)
        except Exception as error:
            if (cut := cut_short(error)) is not None:
                return cut
            if not takes_no_schema(error):
                raise
        else:
            return self._written(reply)
        # Outside of the handler, so that what goes wrong now did not come of what went wrong before.
        written = self._written(await replied(self._model, role_texts, buffer))
        # It is not asked for one again.
        self._takes_schemas = False
        return written

    def _asked_for(self, schema: Mapping[str, object]) -> "Runnable[Any, Any] | None":
        """Return the model bound to a schema, without LangChain's parser of its replies: that parser completes half an
        object, and takes the square of the length of what is no object. Return None where LangChain's class for the
        provider cannot ask for a schema, or not for this one.
        """
        from langchain_core.runnables import RunnableSequence

        options: Any = provider_of(self._provider).by_schema
        try:
            schema_model = self._model.with_structured_output(dict(schema), **options)
        except Exception:  # noqa: BLE001 what such a class raises is not ours to list
            return None
        return schema_model.first if isinstance(schema_model, RunnableSequence) else None

    def _written(self, reply: "AIMessage | None") -> ModelReply:
        """Return what the model wrote, and the tokens it took. Raises LanguageModelError where the model declined, or
        the reply is garbled or too long.
        """
        if reply is None:
            raise self._garbled()
        if declines(reply):
            raise self._declined()
        # Halves of characters are none: neither a tokenizer nor a log takes them.
        text = text_of(reply).encode("utf-8", "replace").decode("utf-8")
        if not text and not ends(reply):
            raise self._garbled()
        if len(text) > MAX_REPLY_CHARS:
            raise self._too_long()
        used: Mapping[str, object] = reply.usage_metadata or {}  # as its provider has it
        return ModelReply(
            text=text, tokens_in=counted(used.get("input_tokens")), tokens_out=counted(used.get("output_tokens"))
        )

    def _translated(self, error: Exception, seconds: float) -> LanguageModelError:
        """Return our error for an error of the provider's library, in a call that had `seconds`."""
        if is_too_long(error):
            return self._too_long()
        ours = self._declined() if was_declined(error) else self._failed(error, seconds)
        ours.unread = is_unread(error) and not was_declined(error)
        return ours

    def _failed(self, error: Exception, seconds: float) -> LanguageModelError:
        if is_out_of_reach(error):
            return self._away(LanguageModelFault.OUT_OF_REACH)
        status = status_of(error)
        facts = {"status": status} if status else {"kind": type(error).__name__}
        if may_pass(error):
            wait_seconds = retry_after(error)
            if wait_seconds and wait_seconds > seconds:
                fault = LanguageModelFault.BUSY_FOR if status else LanguageModelFault.FAILED_FOR
                return self._away(fault, wait_seconds, pause=_in_words(wait_seconds), **facts)
            fault = LanguageModelFault.BUSY if status else LanguageModelFault.FAILED_FOR_NOW
            return self._away(fault, wait_seconds, **facts)
        if status is None and is_garbled(error):
            return self._garbled()
        if status is None:
            fault = LanguageModelFault.FAILED
        elif status < _FIRST_ERROR:
            fault = LanguageModelFault.POINTS_ELSEWHERE
        else:
            fault = _FAULTS.get(status, LanguageModelFault.ANSWERS_WITH_AN_ERROR)
        return LanguageModelError(fault, model=self._name, **facts)

    def _garbled(self) -> LanguageModelError:
        """Return the error for a reply that cannot be read. A wrong address is the usual cause; a proxy in between is
        another.
        """
        return LanguageModelError(LanguageModelFault.GARBLED, model=self._name, provider=self._provider)

    def _too_long(self) -> LanguageModelError:
        return LanguageModelError(LanguageModelFault.TOO_LONG, model=self._name)

    def _declined(self) -> LanguageModelDeclinedError:
        return LanguageModelDeclinedError(LanguageModelFault.DECLINED, model=self._name)

    def _too_late(self) -> LanguageModelAwayError:
        """Return the error for a call that ran out of time. It does not say how much: a call has what the calls before
        it left of the question's time.
        """
        return self._away(LanguageModelFault.TOO_LATE)

    def _away(
        self, fault: LanguageModelFault, retry_after_seconds: float | None = None, **facts: Fact
    ) -> LanguageModelAwayError:
        return LanguageModelAwayError(fault, retry_after_seconds=retry_after_seconds, model=self._name, **facts)


def open_chat_model(
    language_model: str, *, api_key: str | None, base_url: str | None, max_tokens: int
) -> LangChainChatModel:
    """Return the chat model named `provider:name` by `language_model`. Nothing is sent yet.

    Raises SettingsError where LangChain knows no such provider or it cannot be set up so, and ModelError where its
    package is not installed or does not import.
    """
    from langchain.chat_models import init_chat_model

    provider_name, _, name = language_model.partition(":")
    try_import(provider_name)
    provider = provider_of(provider_name)
    if has_no_key(provider, api_key, base_url):
        variables = " or ".join(provider.key_variables)
        raise SettingsError(SettingsFault.LANGUAGE_MODEL_WITHOUT_KEY, provider=provider_name, variables=variables)
    options: Any = options_for(provider, api_key=api_key, base_url=base_url, max_tokens=max_tokens)
    try:
        model = init_chat_model(name, model_provider=provider_name, **options)
        client = own_client(provider, model, max_tokens)
        return LangChainChatModel(model, language_model, max_tokens=max_tokens, client=client)
    except ImportError as error:
        raise not_imported(provider_name, error) from None
    except Exception as error:  # noqa: BLE001 as above; what it says may hold the key
        kind = type(error).__name__
        raise SettingsError(SettingsFault.LANGUAGE_MODEL_UNUSABLE, provider=provider_name, kind=kind) from None


def _in_words(seconds: float) -> str:
    return f"{ceil(seconds)} seconds" if seconds <= _HOUR_SECONDS else "more than an hour"
