"""Strings that are hostile to a regular expression: what it is made of, over and over, and what looks like it."""

import importlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

_GENERIC = (
    "a", "A", "1", " ", "\n", "\t", "\u00a0", ".", ",", "-", "–", "'", "’", '"', "“", "”", "(", ")", "[", "]", "<", ">",
    "@", ":", ";", "!", "?", "…", "/", "\\", "_", "*", "`", "~", "#", "&", "%", "$", "^", "=", "|", "\u0301", "é", "伊",
    "\u200d", "🛩", "\ufe0f", "\U0001f3fb", "a ", "a-", "a.", "a'", "a’", "a@", "a@a.", "a\u0301", "Aa ", "Aa-", "A.",
    "1 ", "1,", "1.", "1-", "a1", " .", ". ", "..", ". .", "\n- ", "- ", "* ", "> ", "\n ", " \n", "[1]", "[1", "(a",
    "a)", "“a", "a”", '"a', "'a", "a/", "http://", "www.", "a_", "a:", "a, ", "the ", "it ", "and ", "of ", "I ",
    "{", "}", "\\*",
)  # fmt: skip


def units_of(pattern: re.Pattern[Any]) -> list[tuple[str, str]]:
    """Return what a hostile string begins with and what it repeats, in pairs."""
    parser: Any = importlib.import_module("re._parser")
    source = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    tree = parser.parse(source, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
    whole = _sample(tree)
    units = [("", unit) for unit in (*_GENERIC, whole, whole[:-1], whole[1:], f"{whole} ", whole[: len(whole) // 2])]
    for before, body in _repeated(tree, ""):
        units += [("", body), (before, body), ("", before + body), ("", f"{body} ")]
    return [(before, unit) for before, unit in dict.fromkeys(units) if unit]


def _repeated(tree: Any, before: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 what `re` parses to has no public name
    """Yield each part of a pattern that may be repeated, as a string that it matches, after what comes before it."""
    for operation, argument in tree:
        name = str(operation)
        if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            yield before, _sample(argument[2])
            yield from _repeated(argument[2], before)
        for part in _parts(name, argument):
            yield from _repeated(part, before)
        before += _sample([(operation, argument)])


def _parts(name: str, argument: Any) -> Sequence[Any]:  # noqa: ANN401 as above
    if name == "SUBPATTERN":
        return [argument[3]]
    if name == "BRANCH":
        return list(argument[1])
    if name in {"ASSERT", "ASSERT_NOT"}:
        return [argument[1]]
    return [argument] if name == "ATOMIC_GROUP" else []


def _sample(tree: Any) -> str:  # noqa: ANN401 as above
    """Return a string that the parsed pattern matches, or nearly: the first of each choice, once where it may be left
    out.
    """
    return "".join(_sample_of(str(operation), argument) for operation, argument in tree)


def _sample_of(name: str, argument: Any) -> str:  # noqa: ANN401 as above
    if name == "LITERAL":
        return chr(argument)
    if name == "NOT_LITERAL":
        return "a" if argument != ord("a") else "b"
    if name == "ANY":
        return "a"
    if name == "IN":
        return _one_of(argument)
    if name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return _sample(argument[2]) * max(1, int(argument[0]))
    if name == "ASSERT":
        return _sample(argument[1]) if argument[0] > 0 else ""
    return "".join(map(_sample, _parts(name, argument)[:1])) if name != "ASSERT_NOT" else ""


_CATEGORIES = {"CATEGORY_SPACE": " ", "CATEGORY_DIGIT": "1", "CATEGORY_WORD": "a", "CATEGORY_NOT_SPACE": "a",
               "CATEGORY_NOT_DIGIT": "a", "CATEGORY_NOT_WORD": "-"}  # fmt: skip


def _one_of(choices: Any) -> str:  # noqa: ANN401 as above
    if str(choices[0][0]) == "NEGATE":
        kept = {chr(code) for kind, code in choices if str(kind) == "LITERAL"}
        not_words = any(str(choice) == "CATEGORY_WORD" for _, choice in choices)
        fits = "-. " if not_words else "aA1 -"
        return next((character for character in fits if character not in kept), "é")
    kind, choice = choices[0]
    if str(kind) == "LITERAL":
        return chr(choice)
    return chr(choice[0]) if str(kind) == "RANGE" else str(_CATEGORIES.get(str(choice), "a"))
