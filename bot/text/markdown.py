"""Foreign text made safe for Discord: whatever a document or a person wrote is shown as written, and does nothing.

What is invisible or reorders the text is taken out by `retrieval.display`; here, what Discord's markdown gives a
meaning to gets a backslash. Escaped text can be cut with `split` and stays escaped.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from bot.limits import discord_chars
from retrieval.display import one_line, one_line_in_pieces, plain

NOTHING_TO_SEE = "(no visible text)"

# Emphasis, code, spoilers, quotes, headings, links, mentions, time stamps and custom emoji begin with one of these
# wherever they stand; a colon only where no space follows (`:emoji:`, bare addresses), a hyphen before one
# (lists, small print), a stop only in "1. " (numbered lists).
_MEANINGFUL = re.compile(r"[\\*_~`|><#\[\]@]|:(?=\S|$)|-(?=[\s#]|$)|(?<=\d)\.(?=\s|$)")
# Who calls everyone is looked for before markdown is read, so a backslash does not stop it: nothing visible does.
_CALLS_EVERYONE = re.compile(r"@(?=everyone|here)")
_LEFT_TO_RIGHT_MARK = "\u200e"
# A backslash and what it escapes must not be parted; nor an emoji and what is joined to it.
_ATOM = re.compile(r"(?:\\.|.)(?:[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]|\u200d(?:\\.|.))*", re.DOTALL)


def escaped(text: str) -> str:
    """As one line of markdown that shows the text; never empty."""
    return _escaped(one_line(text)) or NOTHING_TO_SEE


def escaped_pieces(pieces: Iterable[tuple[str, bool]]) -> str:
    """As `escaped`, of the pieces together; those that are emphasised in bold."""
    # Between two pieces there are always our asterisks: nothing that means something can arise where they meet.
    shown = [(_escaped(text), emphasised) for text, emphasised in one_line_in_pieces(pieces)]
    return "".join(f"**{text}**" if emphasised else text for text, emphasised in shown) or NOTHING_TO_SEE


def escaped_lines(text: str) -> str:
    """As `escaped`, with the line breaks of the text."""
    return _escaped(plain(text).strip()) or NOTHING_TO_SEE


def _escaped(text: str) -> str:
    return _CALLS_EVERYONE.sub("@\u200b", _MEANINGFUL.sub(r"\\\g<0>", text))


def label(text: str, most: int) -> str:
    """As plain text of at most `most` characters for where Discord reads no markdown; cut after a word."""
    return cut(one_line(text) or NOTHING_TO_SEE, most)


def cut(markdown: str, most: int) -> str:
    """The start of some markdown, at most `most` characters: for what is not a citation."""
    return markdown if discord_chars(markdown) <= most else f"{next(_pieces(markdown, most - 2))} …"


def followed_by(text: str, ours: str) -> str:
    """Escaped text with markup of ours after it, which stays after it where the text runs from right to left."""
    turned = any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in text)
    return f"{text}{_LEFT_TO_RIGHT_MARK if turned else ''} {ours}" if ours else text


def split(text: str, most: int) -> list[str]:
    """Markdown in pieces of 1 to `most` characters, cut between lines or else words; only white space is lost."""
    return list(_pieces(text, most)) if discord_chars(text) > most else [text]


def _pieces(text: str, most: int) -> Iterator[str]:
    rest = text.strip()
    while rest:
        if discord_chars(rest) <= most:
            yield rest
            return
        window = _longest_start(rest, most)
        place = window.rfind("\n", len(window) // 2)
        if place < 0:
            place = max(window.rfind(" "), window.rfind("\n"))
        piece = window[:place].rstrip() if place > 0 and not rest[len(window)].isspace() else window.rstrip()
        yield piece
        rest = rest[len(piece) :].lstrip()


def _longest_start(text: str, most: int) -> str:
    length, chars = 0, 0
    for atom in _ATOM.finditer(text):
        chars += discord_chars(atom.group())
        if chars > most:
            # An atom that alone is too long (thousands of joined emoji) is cut where it must be.
            return text[:length] or text[: most // 2]
        length = atom.end()
    return text
