"""Characters that nobody sees, and text with them written out: two names that look the same are then two."""

import json
import re
import unicodedata

_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_IGNORED = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\uffa0\ufe00-\ufe0f\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
"""Letters and marks that are shown as nothing, says Unicode (Default_Ignorable_Code_Point in its
`DerivedCoreProperties.txt`); the others of these are of the categories above."""

_JOINERS = re.compile(
    "(?<=[\u0626\u0628\u062a-\u062e\u0633-\u0647\u064a\u0678-\u0687\u069a-\u06bf\u06cc"
    "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0c4d\u0ccd\u0d4d])"
    "[\u200c\u200d](?=[\u0620-\u06d5\u0904-\u0d7f])"
)
"""The joiners between letters that they change the look of, in Arabic script and the scripts of India."""


def is_unseen(character: str) -> bool:
    """Return whether a character is a control, a line separator, or shown as nothing at all. Characters that reorder
    text are unseen, too.
    """
    return unicodedata.category(character) in _UNSEEN_CATEGORIES or _IGNORED.match(character) is not None


def written_out(text: str, *, keep: str = "") -> str:
    r"""Return the text with each unseen character as JSON writes it, `\u202e`. Those in `keep` stay."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_WrittenOut({ord(character): character for character in keep}))


def without_seen_joiners(text: str) -> str:
    """Return the text without the joiners that change how its letters look: what they do is seen."""
    return _JOINERS.sub("", text)


def name_of_bytes(name: str) -> str:
    r"""Return a file name, as Python decodes it, with bytes that are no UTF-8 written out, `caf\xe9.md`."""
    return name.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="backslashreplace")


class _WrittenOut(dict[int, str]):
    """A table for `str.translate`. It does not grow: a text may hold every character there is."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        return json.dumps(character)[1:-1] if is_unseen(character) else character
