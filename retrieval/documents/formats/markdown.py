"""`.md` and `.txt`: one document, verbatim, with YAML front matter where there is some."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import yaml

from retrieval.errors import DocumentError
from retrieval.formats.extracted import MAX_TEXT_CHARS, Extracted, looks_like, other_than, stem_of

if TYPE_CHECKING:
    _SafeLoader = yaml.SafeLoader
else:
    # libyaml's where it is there: several times quicker, and builds no other types.
    _SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_TEXT_BYTES = 4 * MAX_TEXT_CHARS
"""A character of UTF-8 has at most four bytes."""
MAX_FRONT_MATTER_CHARS = 20_000
"""The longest that ships has 110; YAML is slow to read, and what is stated goes into the manifest."""


class _Loader(_SafeLoader):
    """Without merge keys (`<<`): a few lines of them can stand for more keys than there is memory. Not merged, such a
    key is one that YAML cannot build, and an error.
    """

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        pass


def read_text(name: str, content: bytes) -> Iterator[Extracted | DocumentError]:
    fields, text = _split_front_matter(name, decoded(name, content))
    yield Extracted(place=name, text=text, untitled=stem_of(name), stated=fields)


def decoded(name: str, content: bytes) -> str:
    """UTF-8, without its byte order mark; raises DocumentError where it is none, or holds nothing."""
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise not_utf_8(name, content, error.start) from error
    if looks_like(content) not in (None, "HTML"):
        raise other_than(name, "text", content)
    if not text or text.isspace():
        raise DocumentError(name, f"{name} is empty.", remedy="Give it text, or take it out of the corpus folder.")
    return text


def not_utf_8(name: str, content: bytes, place: int) -> DocumentError:
    """Of a file whose byte at `place` does not fit."""
    if looks_like(content) is not None:
        return other_than(name, "text", content)
    what = f"{name} is not UTF-8 text: the byte at {place} does not fit."
    return DocumentError(name, what, remedy="Save it as UTF-8.")


def _split_front_matter(name: str, raw: str) -> tuple[dict[str, object], str]:
    if not raw.startswith("---"):
        return {}, raw
    lines = raw.splitlines(keepends=True)
    if lines[0].rstrip() != "---":
        return {}, raw
    closing = next((place for place, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), None)
    if closing is None:
        remedy = "Close it with a second line of three hyphens, above the text."
        raise DocumentError(name, f"{name} opens front matter with --- and never closes it.", remedy=remedy)
    front = "".join(lines[1:closing])
    if len(front) > MAX_FRONT_MATTER_CHARS:
        what = f"{name} has front matter of more than {MAX_FRONT_MATTER_CHARS:,} characters."
        raise DocumentError(name, what, remedy="Leave there what is stated about the text, and put the rest below it.")
    return fields_of(name, front, f"{name} has front matter that", above=1), "".join(lines[closing + 1 :])


def _place_of(error: Exception) -> yaml.Mark | None:
    """Of a key that has no colon, where it begins: what is missing is noticed on the line after it."""
    key = isinstance(error, yaml.MarkedYAMLError) and "simple key" in (error.context or "")
    return getattr(error, "context_mark" if key else "problem_mark", None)


def fields_of(name: str, front: str, subject: str, *, above: int) -> dict[str, object]:
    """The keys and values of some YAML, which begins `above` lines into its file; `subject` begins the sentence on what
    is wrong with it. Raises DocumentError.
    """
    try:
        # It is a safe loader: it builds plain values only.
        fields = yaml.load(front, Loader=_Loader)  # noqa: S506
    # What is nested without end is a RecursionError.
    except (yaml.YAMLError, RecursionError) as error:
        mark = _place_of(error)
        place = f" near line {mark.line + above + 1}" if mark else ""
        remedy = "Write one `key: value` a line; put a value that holds a colon in quotes."
        raise DocumentError(name, f"{subject} is not YAML{place}.", remedy=remedy) from error
    except ValueError as error:
        what = f"{subject} holds a date or a number that there is not: {error}."
        raise DocumentError(
            name, what, remedy="Mend it, or put it in quotes: it is then shown as it stands."
        ) from error
    if not isinstance(fields, dict | None):
        remedy = "Write one `key: value` a line" + (" between the two --- lines." if above else ".")
        raise DocumentError(name, f"{subject} holds no keys.", remedy=remedy)
    return {str(key): value for key, value in (fields or {}).items()}
