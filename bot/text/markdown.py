"""Foreign text made safe for Discord: whatever a document or a person wrote is shown as written, and does nothing.

What is invisible or reorders the text is taken out by `retrieval.text.display`; here, what Discord's markdown gives a
meaning to gets a backslash. Escaped text can be cut with `split` and stays escaped.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from bot.text import words
from bot.text.discord_limits import discord_chars
from retrieval.text import one_line, one_line_in_pieces, plain

# Emphasis, code, spoilers, quotes, headings, links, mentions, time stamps and custom emoji begin with one of these
# wherever they stand; a colon only where no space follows (`:emoji:`, bare addresses), a hyphen before one
# (lists, small print), a stop only in "1. " (numbered lists).
_MEANINGFUL = re.compile(r"[\\*_~`|><#\[\]@]|:(?=\S|$)|-(?=[\s#]|$)|(?<=\d)\.(?=\s|$)")
# Discord looks for a call of everyone before it reads markdown. So a backslash does not stop it: nothing visible does.
_CALLS_EVERYONE = re.compile(r"@(?=everyone|here)")
_LEFT_TO_RIGHT_MARK = "\u200e"
# A backslash and what it escapes must not be parted; nor an emoji and what is joined to it.
_ATOM = re.compile(r"(?:\\.|.)(?:[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]|\u200d(?:\\.|.))*", re.DOTALL)


def escaped(text: str) -> str:
    """Return the text as one line of markdown that shows it; never empty."""
    return _escaped(one_line(text)) or words.NOTHING_VISIBLE


def escaped_pieces(pieces: Iterable[tuple[str, bool]]) -> str:
    """Return the pieces together, each as `escaped`; those that are emphasised in bold."""
    # Between two pieces there are always our asterisks: nothing that means something can arise where they meet.
    escaped_texts = [(_escaped(text), emphasised) for text, emphasised in one_line_in_pieces(pieces)]
    return "".join(f"**{text}**" if emphasised else text for text, emphasised in escaped_texts) or words.NOTHING_VISIBLE


def escaped_lines(text: str) -> str:
    """Return the text as `escaped` does, with its line breaks."""
    return _escaped(plain(text).strip()) or words.NOTHING_VISIBLE


def _escaped(text: str) -> str:
    return _CALLS_EVERYONE.sub("@\u200b", _MEANINGFUL.sub(r"\\\g<0>", text))


def label(text: str, most: int) -> str:
    """Return it as plain text of at most `most` characters for where Discord reads no markdown; cut after a word."""
    return cut(one_line(text) or words.NOTHING_VISIBLE, most)


def cut(markdown: str, most: int) -> str:
    """Return the start of some markdown, at most `most` characters: for what is not a citation."""
    return markdown if discord_chars(markdown) <= most else f"{next(_pieces(markdown, most - 2))} …"


def followed_by(text: str, ours: str) -> str:
    """Return escaped text with markup of ours after it, which stays after it where the text runs from right to left."""
    turned = any(unicodedata.bidirectional(character) in ("R", "AL", "AN") for character in text)
    return f"{text}{_LEFT_TO_RIGHT_MARK if turned else ''} {ours}" if ours else text


def split(text: str, most: int) -> list[str]:
    """Return markdown in pieces of 1 to `most` characters, cut between lines or words; white space alone is lost."""
    return list(_pieces(text, most)) if discord_chars(text) > most else [text]


def _pieces(text: str, most: int) -> Iterator[str]:
    text = text.strip()
    start = 0
    while start < len(text):
        end = _end_of_longest(text, start, most)
        piece = text[start:end]
        if end < len(text) and not text[end].isspace():
            place = piece.rfind("\n", len(piece) // 2)
            if place < 0:
                place = max(piece.rfind(" "), piece.rfind("\n"))
            piece = piece[:place] if place > 0 else piece
        piece = piece.rstrip()
        yield piece
        start += len(piece)
        while start < len(text) and text[start].isspace():
            start += 1


def _end_of_longest(text: str, start: int, most: int) -> int:
    """Return where the longest piece ends that starts there; looks but a few characters past `most`."""
    end, chars = start, 0
    for atom in _ATOM.finditer(text, start, start + most + 4):
        chars += discord_chars(atom.group())
        if chars > most:
            # An atom that alone is too long (thousands of joined emoji) is cut where it must be.
            return end if end > start else start + most // 2
        end = atom.end()
    return end
