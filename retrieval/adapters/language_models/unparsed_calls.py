"""The arguments of a call in a piece of a reply, which LangChain completes to JSON as the piece is made.

Of what is no JSON that takes the square of its length: 7 seconds for 40,000 characters, and a provider may send
millions in one piece. What a model writes is read by our parser alone, so for us LangChain completes nothing; for all
others in the process it goes on as it does.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_LEFT_UNPARSED: ContextVar[bool] = ContextVar("left_unparsed", default=False)


class _Completing:
    """Stands in for LangChain's function."""

    def __init__(self, complete: Callable[..., Any]) -> None:
        self._complete = complete

    def __call__(self, text: str, **options: Any) -> Any:  # noqa: ANN401 as LangChain has it
        if _LEFT_UNPARSED.get():
            # By this error LangChain keeps the text as that of a call that is none.
            raise ValueError
        return self._complete(text, **options)


@contextmanager
def calls_unparsed() -> Iterator[None]:
    """Leave the arguments of calls unparsed in this context, and in the tasks and threads that are begun in it."""
    from langchain_core.messages import ai

    made_by: Any = ai  # which does not export the function by its types
    if not isinstance(made_by.parse_partial_json, _Completing):
        made_by.parse_partial_json = _Completing(made_by.parse_partial_json)
    before = _LEFT_UNPARSED.set(True)
    try:
        yield
    finally:
        _LEFT_UNPARSED.reset(before)
