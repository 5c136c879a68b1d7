"""The drafts of a language model: statements with the quotes that it says they rest on. None of it is true yet.

`draft_of` reads the JSON that it was asked for. It is tolerant of what stands around the object and of nothing in it:
half an object is not mended, for a repaired quote is nobody's, nor is anything looked for inside of it.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from retrieval.errors import DraftError

MAX_DRAFT_CHARS = 65_536
"""The most characters of a whole reply. An answer of the most statements with two sentences quoted for each takes a
quarter of it."""
MAX_DRAFTED_STATEMENTS = 12
"""A reader is shown fewer; what fails is dropped from these."""
MAX_QUOTES = 6
"""The most quotes of one statement."""
MAX_STATEMENT_CHARS = MAX_QUOTE_CHARS = 4_000
"""The most characters of a statement, and of a quote: far more than is made use of. What is longer costs its own
statement, and not the others with it."""
MAX_LABEL_CHARS = 100
"""The characters after which a label is cut. A longer label is no passage's, and its quote is looked for in all that
was shown."""
MAX_ABSTENTION_CHARS = 500
"""The characters after which an abstention is cut. It is logged, and shown to nobody."""
MAX_OPENINGS = 32
"""The most braces of a reply at which an object is looked for, where all from the first to the last of them is none."""

_QUOTE_SCHEMA = {
    "type": "object",
    "properties": {"passage": {"type": "string"}, "text": {"type": "string"}},
    "required": ["passage", "text"],
    "additionalProperties": False,
}
_STATEMENT_SCHEMA = {
    "type": "object",
    "properties": {"text": {"type": "string"}, "quotes": {"type": "array", "items": _QUOTE_SCHEMA}},
    "required": ["text", "quotes"],
    "additionalProperties": False,
}
DRAFT_SCHEMA: Mapping[str, object] = {
    "title": "draft",
    "description": "Statements that rest on quotes, or an abstention.",
    "type": "object",
    "properties": {
        "statements": {"type": "array", "items": _STATEMENT_SCHEMA},
        "abstention": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
    "required": ["statements", "abstention"],
    "additionalProperties": False,
}
"""The form that a reply should have, as JSON Schema. Anthropic's library takes no list of types."""

_SHAPE = '{"statements": [{"text": "…", "quotes": [{"passage": "…", "text": "…"}]}], "abstention": null}'
_WHOLE = f"Reply with one JSON object of this form and nothing else: {_SHAPE}."


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftQuote:
    """Words that stand in a passage, as a model has it. `passage` is the label that it gave."""

    passage: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftStatement:
    """A sentence, and what a model rests it on, which may be nothing."""

    text: str
    quotes: tuple[DraftQuote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A model's draft. `abstention` is why it would not write one, in its words."""

    statements: tuple[DraftStatement, ...] = ()
    abstention: str | None = None


def draft_of(reply: str) -> Draft:
    """Return the outermost JSON object of a reply as a draft, or where it is none, the first whole one that is. Raises
    DraftError, in words that a model can mend it by.
    """
    if len(reply) > MAX_DRAFT_CHARS:
        raise DraftError(
            f"The reply has {len(reply):,} characters; at most {MAX_DRAFT_CHARS:,} are read.",
            remedy="Write fewer statements and shorter quotes.",
        )
    fields = _fields_of(reply)
    listed = _list(fields.get("statements"), "statements", MAX_DRAFTED_STATEMENTS)
    statements = tuple(_statement(item, f"statement {number}") for number, item in enumerate(listed, start=1))
    abstention = fields.get("abstention")
    reason = _text(abstention, "abstention", len(reply)).strip()[:MAX_ABSTENTION_CHARS] if abstention else ""
    if not statements and not reason:
        raise DraftError(
            "The reply has neither statements nor an abstention.",
            remedy="Give at least one statement, or say in `abstention` why the passages do not answer.",
        )
    return Draft(statements=statements, abstention=reason or None)


def _fields_of(reply: str) -> Mapping[str, object]:
    start, end = reply.find("{"), reply.rfind("}")
    if start < 0 or end < start:
        raise DraftError("The reply holds no whole JSON object.", remedy=_WHOLE)
    why: DraftError | None = None
    try:
        given = json.loads(reply[start : end + 1])
    except RecursionError:
        why = DraftError("The reply's JSON is nested too deeply.", remedy=_WHOLE)
    except ValueError as error:
        why = DraftError(f"The reply's JSON cannot be read: {error}.", remedy=_WHOLE)
    else:
        fields = _object(given, "the reply")
        if _is_draft(fields):
            return fields
    if (found := _first_draft_in(reply)) is not None:
        return found
    if why is not None:
        raise why
    return fields


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
            return cast("dict[str, object]", given)
        start = end - 1
    return None


def _is_draft(given: object) -> bool:
    return isinstance(given, dict) and not given.keys().isdisjoint({"statements", "abstention"})


class DraftReader:
    """Reads the statements of a reply while it is being written, each once it is whole."""

    def __init__(self) -> None:
        self._place: int | None = None
        self._read = 0

    def more(self, reply: str) -> list[DraftStatement]:
        """Return the statements that have become whole since the last time; `reply` is all that has been written so
        far. Where what is written is no draft, there are none.
        """
        if self._place is None and (begun := _STATEMENTS_BEGIN.search(reply)):
            self._place = begun.end()
        found: list[DraftStatement] = []
        while self._place is not None and self._read < MAX_DRAFTED_STATEMENTS and len(reply) <= MAX_DRAFT_CHARS:
            start = len(reply) - len(reply[self._place :].lstrip(" \t\r\n,"))
            try:
                given, self._place = _DECODER.raw_decode(reply, start)
                found.append(_statement(given, f"statement {self._read + 1}"))
            except (ValueError, RecursionError):
                break
            except DraftError:
                # A reply that is not of the form now will not be: nothing more is read.
                self._read = MAX_DRAFTED_STATEMENTS
                break
            self._read += 1
        return found


_STATEMENTS_BEGIN = re.compile(r'"statements"\s*:\s*\[')
_DECODER = json.JSONDecoder()
_OBJECT_BEGINS = re.compile(r"""\{\s*(?:["']|\w+\s*:)""")
"""The beginning of what is meant as an object. Other braces in a sentence do not begin so."""


def _statement(given: object, where: str) -> DraftStatement:
    fields = _object(given, where)
    quotes = _list(fields.get("quotes"), f"quotes of {where}", MAX_QUOTES)
    return DraftStatement(
        text=_text(fields.get("text"), f"text of {where}", MAX_STATEMENT_CHARS),
        quotes=tuple(_quote(item, f"quote {number} of {where}") for number, item in enumerate(quotes, start=1)),
    )


def _quote(given: object, where: str) -> DraftQuote:
    fields = _object(given, where)
    return DraftQuote(
        passage=_text(fields.get("passage"), f"passage of {where}", MAX_DRAFT_CHARS)[:MAX_LABEL_CHARS],
        text=_text(fields.get("text"), f"text of {where}", MAX_QUOTE_CHARS),
    )


def _object(given: object, where: str) -> dict[str, object]:
    if not isinstance(given, dict):
        raise DraftError(f"Not an object: {where}.", remedy=_WHOLE)
    return cast("dict[str, object]", given)


def _list(given: object, where: str, limit: int) -> Sequence[object]:
    """Return a list of the draft, empty where it is missing or null. Raises DraftError."""
    if given is None:
        return ()
    if not isinstance(given, list):
        raise DraftError(f"Not a list: {where}.", remedy=_WHOLE)
    if len(given) > limit:
        raise DraftError(f"{len(given):,} is too many for {where}.", remedy=f"Give at most {limit}.")
    return given


def _text(given: object, where: str, limit: int) -> str:
    if not isinstance(given, str):
        raise DraftError(f"Not a text: {where}.", remedy=_WHOLE)
    if len(given) > limit:
        raise DraftError(f"{len(given):,} characters are too many for {where}.", remedy=f"Write at most {limit:,}.")
    return given
