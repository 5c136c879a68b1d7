"""The errors of providers of language models, read from what their libraries raise or reply: kinds, statuses and
seconds, and nothing of what they say.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import TYPE_CHECKING

import httpx
import httpx2

from retrieval.adapters.language_models.bounded_replies import ReplyTooLongError
from retrieval.ports import ModelReply

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage

_PASSING = frozenset({408, 409, 425, 429})
"""HTTP statuses below 500 that may pass."""
_TOO_LATE = frozenset({408, 504, 524})
"""The HTTP statuses by which a server says that another server behind it did not finish in time."""
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
"""The reasons for which a reply ended where the model or its provider would not have it written."""
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
"""The errors that are raised where a reply does not have the form that the provider's library takes for granted."""


def is_out_of_reach(error: Exception) -> bool:
    """Return whether the provider could not be reached, or the connection to it broke."""
    from langchain_core.exceptions import ModelConnectionError, ModelTimeoutError

    return not _is_no_stream(error) and isinstance(
        error,
        ModelConnectionError | ModelTimeoutError | httpx.TransportError | httpx2.TransportError | OSError,
    )


def is_unread(error: Exception) -> bool:
    """Return whether nobody can have read what was asked: nobody was there, or it was answered with an
    error at once.
    """
    if not is_out_of_reach(error) and (status := status_of(error)) is not None:
        return status not in _TOO_LATE
    nobody = (
        httpx.ConnectError,
        httpx.ConnectTimeout,
        httpx2.ConnectError,
        httpx2.ConnectTimeout,
        ConnectionRefusedError,
    )
    return any(isinstance(cause, nobody) for cause in _and_what_it_came_of(error))


def is_too_long(error: Exception) -> bool:
    """Return whether the reply was longer than it may be."""
    return any(isinstance(cause, ReplyTooLongError) for cause in _and_what_it_came_of(error))


def is_garbled(error: Exception) -> bool:
    """Return whether something answered that does not speak the provider's protocol."""
    return isinstance(error, _GARBLED) or _is_no_stream(error)


def may_pass(error: Exception) -> bool:
    """Return whether the same call may succeed later."""
    from langchain_core.exceptions import ModelError

    status = status_of(error)
    is_retryable = isinstance(error, ModelError) and error.is_retryable
    return is_retryable or (status is not None and (status in _PASSING or status >= 500))


def takes_no_schema(error: Exception) -> bool:
    """Return whether the server seems to know nothing of schemas, as some that speak the provider's protocol do."""
    return status_of(error) in _SCHEMA_NOT_TAKEN and not is_out_of_reach(error) and not was_declined(error)


def status_of(error: BaseException) -> int | None:
    """Return the HTTP status that a provider's error came with, by the names that their libraries give it; None where
    it has none.
    """
    for cause in _and_what_it_came_of(error):
        response = getattr(cause, "response", None)
        candidates = (
            *(getattr(cause, name, None) for name in ("status_code", "code", "status")),
            getattr(response, "status_code", None),
        )
        for status in candidates:
            if isinstance(status, int) and 300 <= status < 600:
                return status
    return None


def retry_after(error: BaseException) -> float | None:
    """Return the seconds to wait that the response asks for, in its header as a number or a date; None where it asks
    for none.
    """
    for cause in _and_what_it_came_of(error):
        headers = getattr(getattr(cause, "response", None), "headers", None)
        value = headers.get("retry-after") if isinstance(headers, Mapping) else None
        if isinstance(value, str):
            return _seconds(value)
    return None


def was_declined(error: Exception) -> bool:
    """Return whether the provider withheld the reply or refused the prompt. OpenAI's library raises an error of its own
    for the former; Azure's server answers the latter with HTTP 400.
    """
    return type(error).__name__ == "ContentFilterFinishReasonError" or getattr(error, "code", None) == "content_filter"


def declines(reply: "AIMessage") -> bool:
    """Return whether the model declined to write, or its provider withheld what it wrote."""
    metadata = reply.response_metadata
    withheld = {metadata.get("finish_reason"), metadata.get("stop_reason")} & _DECLINED
    blocked = not reply.text and (metadata.get("prompt_feedback") or {}).get("block_reason")
    return bool(reply.additional_kwargs.get("refusal") or withheld or blocked)


def ends(reply: "AIMessage") -> bool:
    """Return whether the reply says why it ended, as every provider's last piece does."""
    return any(reply.response_metadata.get(name) for name in ("finish_reason", "stop_reason", "done_reason", "status"))


def cut_short(error: Exception) -> ModelReply | None:
    """Return what OpenAI's library has read where it raises because the reply was cut at its length limit;
    else None.
    """
    completion = getattr(error, "completion", None)
    if completion is None or not completion.choices or was_declined(error):
        return None
    used, message = completion.usage, completion.choices[0].message
    calls = "".join(call.function.arguments for call in message.tool_calls or ())
    return ModelReply(
        text=calls or message.content or "",
        tokens_in=counted(used and used.prompt_tokens),
        tokens_out=counted(used and used.completion_tokens),
    )


def counted(count: object) -> int | None:
    """Return a count of tokens as a provider states it; None where it is no count. Whether it may be believed is
    decided elsewhere.
    """
    return count if isinstance(count, int) and not isinstance(count, bool) and count >= 0 else None


def _is_no_stream(error: Exception) -> bool:
    """Return whether the reply was no stream of events: httpx-sse, by which Mistral's library reads, raises this as a
    failed transport.
    """
    return type(error).__name__ == "SSEError"


def _and_what_it_came_of(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error, and then the errors that it was raised from: Google's and Ollama's libraries raise errors
    without the response from some that have it.
    """
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
