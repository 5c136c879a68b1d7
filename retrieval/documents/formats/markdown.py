"""`.md` and `.txt`: one document, verbatim, with YAML front matter where there is some."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from retrieval.documents.formats.decoding import decoded
from retrieval.documents.formats.extracted import MAX_TEXT_CHARS, Extracted, stem_of
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


class _Loader(_SafeLoader):
    """A loader of YAML without merge keys (`<<`). A few lines of them can stand for more keys than there is memory.
    Not merged, such a key cannot be built from YAML, and is an error.
    """

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        pass


def read_text(name: str, content: bytes) -> Iterator[Extracted | DocumentError]:
    fields, text = _split_front_matter(name, decoded(name, content))
    yield Extracted(place=name, text=text, untitled=stem_of(name), stated=fields)


def _split_front_matter(name: str, raw: str) -> tuple[dict[str, object], str]:
    if not raw.startswith("---"):
        return {}, raw
    lines = raw.splitlines(keepends=True)
    if lines[0].rstrip() != "---":
        return {}, raw
    closing = next((place for place, line in enumerate(lines[1:], start=1) if line.rstrip() == "---"), None)
    if closing is None:
        raise DocumentError(name, DocumentFault.FRONT_MATTER_OPEN)
    front = "".join(lines[1:closing])
    if len(front) > MAX_FRONT_MATTER_CHARS:
        raise DocumentError(name, DocumentFault.FRONT_MATTER_TOO_LONG, limit=MAX_FRONT_MATTER_CHARS)
    return fields_of(name, front, YAML_OF_FRONT_MATTER), "".join(lines[closing + 1 :])


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
    no_keys: DocumentFault


YAML_OF_FRONT_MATTER = YamlPlace(
    lines_above=1,
    no_yaml=DocumentFault.FRONT_MATTER_NO_YAML,
    value=DocumentFault.FRONT_MATTER_VALUE,
    no_keys=DocumentFault.FRONT_MATTER_NO_KEYS,
)
YAML_OF_A_COMPANION = YamlPlace(
    lines_above=0,
    no_yaml=DocumentFault.COMPANION_NO_YAML,
    value=DocumentFault.COMPANION_VALUE,
    no_keys=DocumentFault.COMPANION_NO_KEYS,
)


def fields_of(name: str, front: str, place: YamlPlace) -> dict[str, object]:
    """Return the keys and values of some YAML. Raises DocumentError."""
    try:
        # It is a safe loader: it builds plain values only.
        fields = yaml.load(_NO_YAML.sub("", front), Loader=_Loader)  # noqa: S506
    # This is raised where YAML is nested too deeply.
    except RecursionError as error:
        raise DocumentError(name, DocumentFault.STATES_TOO_MUCH) from error
    except yaml.YAMLError as error:
        mark = _place_of(error)
        line = (mark.line if mark else 0) + place.lines_above + 1
        raise DocumentError(name, place.no_yaml, line=line) from error
    except ValueError as error:
        raise DocumentError(name, place.value, reason=str(error)) from error
    if not isinstance(fields, dict | None):
        raise DocumentError(name, place.no_keys)
    return {str(key): value for key, value in (fields or {}).items()}
