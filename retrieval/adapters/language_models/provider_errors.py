"""What went wrong at a provider of language models, read from what its library raised or replied: kinds, statuses and
seconds, and nothing of what it says.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import TYPE_CHECKING

import httpx
import httpx2

from retrieval.ports import Written

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage

_PASSING = frozenset({408, 409, 425, 429})
"""HTTP statuses below 500 that may pass."""
_TOO_LATE = frozenset({408, 504, 524})
"""What a server answers for one behind it that was still at it."""
_SCHEMA_NOT_TAKEN = frozenset({400, 404, 422, 501})
_DECLINED = frozenset(
    {
        "refusal",  # Anthropic's
        "content_filter",  # OpenAI's
        "SAFETY",  # Google's, from here on
        "RECITATION",
        "BLOCKLIST",
        "PROHIBITED_CONTENT",
        "SPII",
    }
)
"""Why a reply ended, where the model or its provider would not have it written."""
_GARBLED = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    RecursionError,
    httpx.DecodingError,
    httpx2.DecodingError,
)
"""What reading a reply raises that is not of the form that the provider's library takes for granted."""


def is_out_of_reach(error: Exception) -> bool:
    from aiohttp import ClientConnectionError, ClientPayloadError  # Google's library speaks by it
    from langchain_core.exceptions import ModelConnectionError, ModelTimeoutError

    return not _is_no_stream(error) and isinstance(
        error,
        ModelConnectionError
        | ModelTimeoutError
        | httpx.TransportError
        | httpx2.TransportError
        | ClientConnectionError
        | ClientPayloadError
        | OSError,
    )


def is_unread(error: Exception) -> bool:
    """Whether nobody can have read what was asked: nobody was there, or it was answered with an error at once."""
    from aiohttp import ClientConnectorError

    # aiohttp gives an answer that breaks off a status of its own.
    if not is_out_of_reach(error) and (status := status_of(error)) is not None:
        return status not in _TOO_LATE
    nobody = (
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx2.ConnectError,
        httpx2.ConnectTimeout,
        ClientConnectorError,
        ConnectionRefusedError,
    )
    return any(isinstance(one, nobody) for one in _and_what_it_came_of(error))


def is_garbled(error: Exception) -> bool:
    """Whether something answered that does not speak the provider's protocol."""
    return isinstance(error, _GARBLED) or _is_no_stream(error)


def may_pass(error: Exception) -> bool:
    from langchain_core.exceptions import ModelError

    status = status_of(error)
    told = isinstance(error, ModelError) and error.is_retryable
    return told or (status is not None and (status in _PASSING or status >= 500))


def takes_no_schema(error: Exception) -> bool:
    """A server of the provider's protocol may know nothing of schemas."""
    return status_of(error) in _SCHEMA_NOT_TAKEN and not is_out_of_reach(error) and not was_declined(error)


def status_of(error: BaseException) -> int | None:
    """The HTTP status that a provider's error came with, by the names that their libraries give it."""
    for one in _and_what_it_came_of(error):
        response = getattr(one, "response", None)
        candidates = (
            *(getattr(one, name, None) for name in ("status_code", "code", "status")),
            getattr(response, "status_code", None),
        )
        for status in candidates:
            if isinstance(status, int) and 300 <= status < 600:
                return status
    return None


def retry_after(error: BaseException) -> float | None:
    """In seconds: the header gives them, or a date."""
    for one in _and_what_it_came_of(error):
        headers = getattr(getattr(one, "response", None), "headers", None)
        value = headers.get("retry-after") if isinstance(headers, Mapping) else None
        if isinstance(value, str):
            return _seconds(value)
    return None


def was_declined(error: Exception) -> bool:
    """OpenAI's library raises where a reply was withheld, and Azure's server refuses a prompt with HTTP 400."""
    return type(error).__name__ == "ContentFilterFinishReasonError" or getattr(error, "code", None) == "content_filter"


def declines(reply: "AIMessage") -> bool:
    """Whether the model would not write, or its provider would not have it."""
    told = reply.response_metadata
    withheld = {told.get("finish_reason"), told.get("stop_reason")} & _DECLINED
    blocked = not reply.text and (told.get("prompt_feedback") or {}).get("block_reason")
    return bool(reply.additional_kwargs.get("refusal") or withheld or blocked)


def ends(reply: "AIMessage") -> bool:
    """Whether it says why it ended, as every provider's last piece does."""
    return any(reply.response_metadata.get(name) for name in ("finish_reason", "stop_reason", "done_reason", "status"))


def cut_short(error: Exception) -> Written | None:
    """What OpenAI's library has read, where it raises since the reply was too long to be whole."""
    completion = getattr(error, "completion", None)
    if completion is None or not completion.choices or was_declined(error):
        return None
    used, message = completion.usage, completion.choices[0].message
    calls = "".join(call.function.arguments for call in message.tool_calls or ())
    return Written(
        text=calls or message.content or "",
        tokens_in=used and used.prompt_tokens,
        tokens_out=used and used.completion_tokens,
    )


def _is_no_stream(error: Exception) -> bool:
    """A reply that is no stream of events is a failed transport to httpx-sse, which Mistral's library reads them by."""
    return type(error).__name__ == "SSEError"


def _and_what_it_came_of(error: BaseException | None) -> Iterator[BaseException]:
    """Google's and Ollama's libraries raise errors without the response that they came with from some that have it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _seconds(value: str) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        pass
    else:
        return max(0.0, seconds) if isfinite(seconds) else None
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
