"""The object of a form in what a language model replied.

It is tolerant of what stands around the object and of nothing in it: half an object is not mended, for what was
completed is nobody's, nor is anything looked for inside of it.
"""

import json
import re
from collections.abc import Collection, Mapping
from typing import TypeVar, cast

from pydantic import ValidationError

from retrieval.errors import DraftError
from retrieval.writing.forms import MAX_REPLY_CHARS, ReplyForm

MAX_OPENINGS = 32
"""The most braces of a reply at which an object is looked for, where all from the first to the last of them is none."""
_MOST_TOLD = 3
"""The most mistakes of a reply that a model is told of."""
DECODER = json.JSONDecoder()
_OBJECT_BEGINS = re.compile(r"""\{\s*(?:["']|\w+\s*:)""")
"""The beginning of what is meant as an object. Other braces in a sentence do not begin so."""

_Form = TypeVar("_Form", bound=ReplyForm)


def object_of(reply: str, form: type[_Form], example: str) -> _Form:
    """Return the outermost JSON object of a reply as a form, or where it is none, the first whole one that has a field
    of it. Raises DraftError, in words that a model can mend it by; they show the `example`.
    """
    if len(reply) > MAX_REPLY_CHARS:
        raise DraftError(
            f"The reply has {len(reply):,} characters; at most {MAX_REPLY_CHARS:,} are read.",
            remedy="Write less: fewer points, and shorter quotes.",
        )
    whole = whole_as(example)
    return of_the_form(form, _fields_of(reply, form.model_fields, whole), whole)


def of_the_form(form: type[_Form], given: object, remedy: str) -> _Form:
    """Return what is given as a form. Raises DraftError."""
    try:
        return form.model_validate(given)
    except ValidationError as error:
        mistakes = error.errors(include_url=False, include_context=False, include_input=False)
        said = "; ".join(
            f"{_path(mistake['loc'])}{mistake['msg'].replace('tuple', 'list')}" for mistake in mistakes[:_MOST_TOLD]
        )
        raise DraftError(f"The reply is not of the form: {said}.", remedy=remedy) from None


def whole_as(example: str) -> str:
    """Return what is told to a model whose reply is not of the form."""
    return f"Reply with one JSON object of this form and nothing else: {example}."


def _path(places: tuple[int | str, ...]) -> str:
    """Return where in a reply something stands, as in `points[0].quotes[2].text`."""
    path = "".join(f"[{place}]" if isinstance(place, int) else f".{place}" for place in places).lstrip(".")
    return f"`{path}`: " if path else ""


def _fields_of(reply: str, names: Collection[str], whole: str) -> Mapping[str, object]:
    start, end = reply.find("{"), reply.rfind("}")
    if start < 0 or end < start:
        raise DraftError("The reply holds no whole JSON object.", remedy=whole)
    why: DraftError | None = None
    fields: object = None
    try:
        fields = json.loads(reply[start : end + 1])
    except RecursionError:
        why = DraftError("The reply's JSON is nested too deeply.", remedy=whole)
    except ValueError as error:
        why = DraftError(f"The reply's JSON cannot be read: {error}.", remedy=whole)
    if _has_any(fields, names):
        return cast("Mapping[str, object]", fields)
    if (found := _first_object_in(reply, names)) is not None:
        return found
    if why is not None:
        raise why
    return cast("Mapping[str, object]", fields)


def _first_object_in(reply: str, names: Collection[str]) -> Mapping[str, object] | None:
    """Return the first object with one of the fields, beside others, as a model that thinks aloud leaves them; nothing
    within one that is not whole, or that has none of them.
    """
    start = -1
    for _ in range(MAX_OPENINGS):
        if (start := reply.find("{", start + 1)) < 0:
            break
        try:
            given, end = DECODER.raw_decode(reply, start)
        except (ValueError, RecursionError):
            if _OBJECT_BEGINS.match(reply, start):
                break
            continue
        if _has_any(given, names):
            return cast("Mapping[str, object]", given)
        start = end - 1
    return None


def _has_any(given: object, names: Collection[str]) -> bool:
    return isinstance(given, dict) and not given.keys().isdisjoint(names)
