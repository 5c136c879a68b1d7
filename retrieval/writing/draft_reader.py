"""The draft of a reply, whole or while it is being written.

It is tolerant of what stands around the object and of nothing in it: half an object is not mended, for a repaired quote
is nobody's, nor is anything looked for inside of it.
"""

import json
import re
from collections.abc import Mapping
from typing import TypeVar, cast

from pydantic import BaseModel, ValidationError

from retrieval.errors import DraftError
from retrieval.writing.drafts import EXAMPLE, MAX_DRAFT_CHARS, MAX_POINTS, Draft, DraftPoint

MAX_OPENINGS = 32
"""The most braces of a reply at which an object is looked for, where all from the first to the last of them is none."""
_MOST_TOLD = 3
"""The most mistakes of a reply that a model is told of."""
_WHOLE = f"Reply with one JSON object of this form and nothing else: {EXAMPLE}."
_POINTS_BEGIN = re.compile(r'"points"\s*:\s*\[')
_DECODER = json.JSONDecoder()
_OBJECT_BEGINS = re.compile(r"""\{\s*(?:["']|\w+\s*:)""")
"""The beginning of what is meant as an object. Other braces in a sentence do not begin so."""

_Kind = TypeVar("_Kind", bound=BaseModel)


class DraftReader:
    """Reads a reply, in pieces or at once."""

    def __init__(self) -> None:
        self._place: int | None = None
        self._read = 0

    def more(self, reply: str) -> list[DraftPoint]:
        """Return the points that have become whole since the last time; `reply` is all that has been written so far.
        Where what is written is no draft, there are none.
        """
        if self._place is None and (begun := _POINTS_BEGIN.search(reply)):
            self._place = begun.end()
        found: list[DraftPoint] = []
        while self._place is not None and self._read < MAX_POINTS and len(reply) <= MAX_DRAFT_CHARS:
            start = len(reply) - len(reply[self._place :].lstrip(" \t\r\n,"))
            try:
                given, self._place = _DECODER.raw_decode(reply, start)
                found.append(_of_the_form(DraftPoint, given))
            except (ValueError, RecursionError):
                break
            except DraftError:
                # A reply that is not of the form now will not be: nothing more is read.
                self._read = MAX_POINTS
                break
            self._read += 1
        return found


def draft_of(reply: str) -> Draft:
    """Return the outermost JSON object of a reply as a draft, or where it is none, the first whole one that is. Raises
    DraftError, in words that a model can mend it by.
    """
    if len(reply) > MAX_DRAFT_CHARS:
        raise DraftError(
            f"The reply has {len(reply):,} characters; at most {MAX_DRAFT_CHARS:,} are read.",
            remedy="Write less: fewer points, and shorter quotes.",
        )
    return _of_the_form(Draft, _fields_of(reply))


def _of_the_form(kind: type[_Kind], given: object) -> _Kind:
    """Return what is given as a value of that kind. Raises DraftError."""
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        mistakes = error.errors(include_url=False, include_context=False, include_input=False)
        said = "; ".join(
            f"{_path(mistake['loc'])}{mistake['msg'].replace('tuple', 'list')}" for mistake in mistakes[:_MOST_TOLD]
        )
        raise DraftError(f"The reply is not of the form: {said}.", remedy=_WHOLE) from None


def _path(places: tuple[int | str, ...]) -> str:
    """Return where in a draft something stands, as in `points[0].quotes[2].text`."""
    path = "".join(f"[{place}]" if isinstance(place, int) else f".{place}" for place in places).lstrip(".")
    return f"`{path}`: " if path else ""


def _fields_of(reply: str) -> Mapping[str, object]:
    start, end = reply.find("{"), reply.rfind("}")
    if start < 0 or end < start:
        raise DraftError("The reply holds no whole JSON object.", remedy=_WHOLE)
    why: DraftError | None = None
    fields: object = None
    try:
        fields = json.loads(reply[start : end + 1])
    except RecursionError:
        why = DraftError("The reply's JSON is nested too deeply.", remedy=_WHOLE)
    except ValueError as error:
        why = DraftError(f"The reply's JSON cannot be read: {error}.", remedy=_WHOLE)
    if _is_draft(fields):
        return cast("Mapping[str, object]", fields)
    if (found := _first_draft_in(reply)) is not None:
        return found
    if why is not None:
        raise why
    return cast("Mapping[str, object]", fields)


def _first_draft_in(reply: str) -> Mapping[str, object] | None:
    """Return the first object that is a draft, beside others, as a model that thinks aloud leaves them; nothing within
    one that is not whole, or that is no draft.
    """
    start = -1
    for _ in range(MAX_OPENINGS):
        if (start := reply.find("{", start + 1)) < 0:
            break
        try:
            given, end = _DECODER.raw_decode(reply, start)
        except (ValueError, RecursionError):
            if _OBJECT_BEGINS.match(reply, start):
                break
            continue
        if _is_draft(given):
            return cast("Mapping[str, object]", given)
        start = end - 1
    return None


def _is_draft(given: object) -> bool:
    return isinstance(given, dict) and not given.keys().isdisjoint(Draft.model_fields)
