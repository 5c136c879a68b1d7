"""Who wrote a document, as it states it: the names in its front matter, its metadata or its by-line."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

AUTHOR_KEYS = ("author", "authors", "by", "byline", "written_by", "written by")
"""The keys below which documents state who wrote them."""
_NAME_KEYS = ("name", "full_name", "display_name")
_PARTS_AUTHORS = re.compile(r" ?; ?| (?:and|und|with) | ?& ?")
_COMMA = re.compile(r" ?, ?")
_OPENS_A_BYLINE = re.compile(r"(?:(?:written )?by|authors?)[: ] ?", re.IGNORECASE)
_MAIL_ADDRESS = re.compile(r" ?[<(][^<>()]{0,200}[>)]|(?<!\S)[^\s@]++@\S++")
_ADDRESS_OF_A_PAGE = re.compile(r"\w+://|www\.", re.IGNORECASE)
MAX_AUTHOR_CHARS = 80
"""The longest name of an author: what is longer says more than a name."""


def authors_in(extra: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of those who wrote a document, each once, by what it states beside its other fields."""
    stated = {key.casefold(): value for key, value in extra.items()}
    names = (name for key in AUTHOR_KEYS if key in stated for name in authors_named_in(stated[key]))
    return tuple(dict.fromkeys(names))


def authors_of_all(each: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return the names that all of several documents state, in the order of the first."""
    first, *others = each
    return tuple(name for name in first if all(name in names for names in others))


def authors_named_in(stated: str) -> Iterator[str]:
    """Yield the names in what stands below one of the keys: a name, several in a row, or the JSON of a list of names or
    of people.
    """
    if (listed := _as_json(stated)) is not None:
        yield from _names_within(listed)
        return
    for several in _PARTS_AUTHORS.split(_without_opening(_MAIL_ADDRESS.sub("", stated).strip())):
        # "Osei, Dana" is one person, "Dana Osei, Priya Nair" are two.
        surname, comma, given = several.partition(", ")
        is_one = bool(comma) and " " not in surname and "," not in given
        for name in [f"{given} {surname}"] if is_one else _COMMA.split(several):
            yield from _as_name(name)


def _without_opening(stated: str) -> str:
    """Return what is stated without "by" before it."""
    opening = _OPENS_A_BYLINE.match(stated)
    return stated[opening.end() :] if opening else stated


def _as_json(stated: str) -> object:
    """Return the list or mapping that a value is the JSON of; None where it is a text."""
    if not stated.startswith(("[", "{")):
        return None
    try:
        return json.loads(stated)
    except (ValueError, RecursionError):
        return None


def _names_within(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield from _as_name(_MAIL_ADDRESS.sub("", value))
    elif isinstance(value, list):
        for each in value:
            yield from _names_within(each)
    elif isinstance(value, dict):
        yield from _names_within(next((value[key] for key in _NAME_KEYS if key in value), None))


def _as_name(name: str) -> Iterator[str]:
    name = " ".join(name.split())
    is_name = any(map(str.isalpha, name)) and not _ADDRESS_OF_A_PAGE.match(name)
    if is_name and len(name) <= MAX_AUTHOR_CHARS:
        yield name
