"""Markdown and plain text: one document, verbatim, with front matter in YAML or TOML where there is some."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from retrieval.documents.file_names import stem_of
from retrieval.documents.formats.decoding import decoded
from retrieval.documents.formats.extracted import MAX_TEXT_CHARS, Extracted
from retrieval.domain.documents import STATED_FIELDS, line_breaks_between
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault

if TYPE_CHECKING:
    _SafeLoader = yaml.SafeLoader
else:
    # libyaml's where it is there: several times quicker, and builds no other types.
    _SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_TEXT_BYTES = 4 * MAX_TEXT_CHARS
"""A character of UTF-8 has at most four bytes."""
MAX_FRONT_MATTER_CHARS = 20_000
"""The longest that ships has 110; YAML is slow to read, and what is stated goes into the manifest."""
_NO_YAML = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that no YAML may hold (https://yaml.org/spec/1.1/#c-printable). The library gives up all of a text
that holds such a control character."""

_UNSEEN = re.compile(r"(?:\s|<!--(?s:.*?)-->)*+(?<![^\n])")
"""Blank lines and comments, up to the beginning of a line."""
_CLOSINGS = {"---": ("---", "..."), "+++": ("+++",)}
"""The first line of front matter, in YAML and in TOML, and the lines that close it."""
_KEY_LINE = re.compile(r"\s{0,40}[\"']?(\w[\w .-]{0,60}?)[\"']?:(?:\s|$)")
_STATED_LINE = re.compile(r"([\w.-]{1,60}:[ \t]{1,40})(\S.*)")
_MEANS_TEXT = re.compile(r"[@`%*]|\[[^\[\]]*\]\s*[^\s#]|\"[^\"]*\"\s*[^\s#]|'[^']*'\s*[^\s#]|\w[^\n]*:(?:\s|$)")
"""A value that can be nothing but text, though YAML takes its beginning, or a colon in it, for something else."""
_PAIR_LINE = re.compile(r"\s{0,40}\[{0,2}[\"']?(\w[\w.-]{0,60})[\"']?\s{0,40}[=\]]")
_STATED_KEYS = frozenset({"id", "title", *STATED_FIELDS})
_LIQUID = re.compile(r"\{[{%]")


class _Loader(_SafeLoader):
    """A loader of YAML without merge keys (`<<`). A few lines of them can stand for more keys than there is memory.
    Not merged, such a key cannot be built from YAML, and is an error.
    """

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        pass


def read_text(name: str, content: bytes) -> Iterator[Extracted | DocumentError]:
    whole = decoded(name, content)
    fields, text = _split_below_what_is_unseen(name, whole)
    first_line = 1 + line_breaks_between(whole, 0, len(whole) - len(text))
    yield Extracted(place=name, text=text, untitled=stem_of(name), stated=fields, first_line=first_line)


def _split_below_what_is_unseen(name: str, whole: str) -> tuple[dict[str, object], str]:
    """Return what front matter states, and the text below it, where nothing but blank lines and comments stands above;
    there, what cannot be read as front matter is text.
    """
    above = _UNSEEN.match(whole)
    if above is None or not above[0]:
        return _split_front_matter(name, whole)
    try:
        fields, text = _split_front_matter(name, whole[above.end() :])
    except DocumentError:
        return {}, whole
    return (fields, text) if fields else ({}, whole)


def _split_front_matter(name: str, raw: str) -> tuple[dict[str, object], str]:
    """Return what front matter states, and the text below it. What only looks like some is text: a rule with prose
    below it, or Liquid, which a site's generator fills in.
    """
    if not raw.startswith(("---", "+++")):
        return {}, raw
    lines = raw.splitlines(keepends=True)
    opening = lines[0].rstrip()
    if opening not in _CLOSINGS:
        return {}, raw
    closing = next((place for place, line in enumerate(lines) if place and line.rstrip() in _CLOSINGS[opening]), None)
    inside = lines[1:closing]
    if closing is not None and not any(map(str.strip, inside)):
        return {}, "".join(lines[closing + 1 :])
    first = next((line for line in inside if not line.startswith("#")), "")
    key = _KEY_LINE.match(first) if opening == "---" else _PAIR_LINE.match(first)
    if key is None or (closing is None and key[1] not in _STATED_KEYS):
        return {}, raw
    if closing is None:
        raise DocumentError(name, DocumentFault.FRONT_MATTER_OPEN, mark=opening)
    front = "".join(inside)
    if len(front) > MAX_FRONT_MATTER_CHARS:
        raise DocumentError(name, DocumentFault.FRONT_MATTER_TOO_LONG, limit=MAX_FRONT_MATTER_CHARS)
    try:
        fields = _fields_of_toml(name, front) if opening == "+++" else _fields_as_meant(name, front)
    except DocumentError:
        if _LIQUID.search(front):
            return {}, raw
        raise
    return ({}, raw) if fields is None else (fields, "".join(lines[closing + 1 :]))


def _fields_of_toml(name: str, front: str) -> dict[str, object]:
    try:
        return tomllib.loads(front)
    except tomllib.TOMLDecodeError as error:
        raise DocumentError(name, DocumentFault.FRONT_MATTER_NO_TOML, reason=str(error)) from error
    except RecursionError as error:
        raise DocumentError(name, DocumentFault.STATES_TOO_MUCH) from error


def _fields_as_meant(name: str, front: str) -> dict[str, object] | None:
    """Return what front matter states; where it is no YAML, with each value as text that YAML cannot read, as of
    `title: Winter: the timetable`. Raises DocumentError where even so it is none.
    """
    try:
        return fields_of(name, front, YAML_OF_FRONT_MATTER)
    except DocumentError as error:
        if error.fault is not DocumentFault.FRONT_MATTER_NO_YAML:
            raise
        meant = "".join(map(_as_meant, front.splitlines(keepends=True)))
        try:
            return fields_of(name, meant, YAML_OF_FRONT_MATTER)
        except DocumentError:
            raise error from error.__cause__


def _as_meant(line: str) -> str:
    """Return a line of front matter with its value in quotation marks where it is no YAML by itself."""
    stated = _STATED_LINE.match(line)
    value = stated[2].rstrip() if stated else ""
    if stated is None or not _MEANS_TEXT.match(value):
        return line
    try:
        if isinstance(yaml.load(_NO_YAML.sub("", line), Loader=_Loader), dict):  # noqa: S506
            return line
    except (yaml.YAMLError, ValueError, RecursionError):
        pass
    quoted = value.replace("'", "''")
    return f"{stated[1]}'{quoted}'\n"


_NO_CHARACTER = "found invalid Unicode character escape code"
r"""What libyaml says of half of a surrogate pair, `"\ud800"`."""


def _place_of(error: Exception) -> yaml.Mark | None:
    """Return the place of the error. For a key that has no colon, this is where the key begins: what is missing is
    noticed on the line after it.
    """
    key = isinstance(error, yaml.MarkedYAMLError) and "simple key" in (error.context or "")
    return getattr(error, "context_mark" if key else "problem_mark", None)


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlPlace:
    """The place of some YAML: the number of lines above it in its file, and the faults that it may have there."""

    lines_above: int
    no_yaml: DocumentFault
    value: DocumentFault


YAML_OF_FRONT_MATTER = YamlPlace(
    lines_above=1,
    no_yaml=DocumentFault.FRONT_MATTER_NO_YAML,
    value=DocumentFault.FRONT_MATTER_VALUE,
)
YAML_OF_A_COMPANION = YamlPlace(
    lines_above=0,
    no_yaml=DocumentFault.COMPANION_NO_YAML,
    value=DocumentFault.COMPANION_VALUE,
)


def fields_of(name: str, front: str, place: YamlPlace) -> dict[str, object] | None:
    """Return the keys and values of some YAML; None where it holds no keys. Raises DocumentError."""
    try:
        # It is a safe loader: it builds plain values only.
        fields = yaml.load(_NO_YAML.sub("", front), Loader=_Loader)  # noqa: S506
    # This is raised where YAML is nested too deeply.
    except RecursionError as error:
        raise DocumentError(name, DocumentFault.STATES_TOO_MUCH) from error
    except yaml.YAMLError as error:
        if getattr(error, "problem", None) == _NO_CHARACTER:
            raise DocumentError(name, DocumentFault.NO_CHARACTERS) from error
        mark = _place_of(error)
        line = (mark.line if mark else 0) + place.lines_above + 1
        raise DocumentError(name, place.no_yaml, line=line) from error
    except ValueError as error:
        raise DocumentError(name, place.value, reason=str(error)) from error
    if not isinstance(fields, dict | None):
        return None
    return {str(key): value for key, value in (fields or {}).items()}
