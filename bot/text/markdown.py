"""Foreign text made safe for Discord: whatever a document or a person wrote is shown as written, and does nothing.

What is invisible or reorders the text is taken out by `retrieval.text.display`; here, what Discord's markdown gives a
meaning to gets a backslash. Escaped text can be cut with `split` and stays escaped.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby, takewhile

from bot.text import card_words, words
from bot.text.discord_limits import discord_chars
from retrieval.documents import Look, Piece, Style
from retrieval.text import one_line, one_line_in_pieces, plain

# Emphasis, code, spoilers, quotes, headings, links, mentions, time stamps and custom emoji begin with one of these
# wherever they stand; a colon only where no space follows (`:emoji:`, bare addresses), a hyphen before one
# (lists, small print), a stop only in "1. " (numbered lists).
_MEANINGFUL = re.compile(r"[\\*_~`|><#\[\]@]|:(?=\S|$)|-(?=[\s#]|$)|(?<=\d)\.(?=\s|$)")
# Discord looks for a call of everyone before it reads markdown. So a backslash does not stop it: nothing visible does.
_CALLS_EVERYONE = re.compile(r"@(?=everyone|here)")
_LINKED_PAGE = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?(?:[/?#][!-~]*)?", re.IGNORECASE)
FENCED_LINES, FENCED_CHARS = 24, 1000
"""The most lines and characters that are shown of a block of code."""
_LEFT_TO_RIGHT_MARK = "\u200e"
# A backslash and what it escapes must not be parted; nor an emoji and what is joined to it.
_ATOM = re.compile(r"(?:\\.|.)(?:[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]|\u200d(?:\\.|.))*", re.DOTALL)


def escaped(text: str) -> str:
    """Return the text as one line of markdown that shows it; never empty."""
    return _escaped(one_line(text)) or words.NOTHING_VISIBLE


def escaped_pieces(pieces: Iterable[Piece]) -> str:
    """Return the pieces together, each as `escaped`, as their looks say: what answers and what its document has in bold
    is bold, code is code, and what leads to a web page is a link.
    """
    line = one_line_in_pieces([(text, _as_discord_has_it(look)) for text, look in pieces], Look.shared)
    return "".join(_linked(href, list(part)) for href, part in groupby(line, key=_href_of)) or words.NOTHING_VISIBLE


def fenced(code: str) -> list[str]:
    """Return code as the lines of a block of code; of a long one the first lines."""
    lines = plain(code).expandtabs(4).replace("```", "`\u200b``").split("\n")
    shown = list(takewhile(lambda line: line[0] <= FENCED_CHARS, zip(accumulate(map(len, lines)), lines, strict=True)))
    kept = [line for _, line in shown[:FENCED_LINES]] or [lines[0][:FENCED_CHARS]]
    cut_off = ["…"] if kept != lines else []
    return ["```", *(_CALLS_EVERYONE.sub("@\u200b", line.rstrip()) for line in [*kept, *cut_off]), "```"]


def _as_discord_has_it(look: Look) -> Look:
    # A star alone would be taken for a part of the stars beside it: what is set in italics is not.
    style = look.style & (Style.CODE | Style.STRUCK) | (Style.BOLD if look.bold else Style.PLAIN)
    return Look(style, look.href if look.href and _LINKED_PAGE.fullmatch(look.href) else None)


def _href_of(piece: Piece) -> str | None:
    return piece[1].href


def _linked(href: str | None, pieces: Sequence[Piece]) -> str:
    text = "".join(
        f"**{inner}**" if style is Style.BOLD else inner
        for style, part in groupby(pieces, key=lambda piece: piece[1].style & Style.BOLD)
        for inner in [_struck(list(part))]
    )
    # Discord makes no link of what looks like another address, so that nobody is led to a page that is not named.
    shown = "".join(part for part, _ in pieces)
    if href is None or "://" in shown or "www." in shown or not any(map(str.isalnum, shown)):
        return text
    return f"[{text}]({href.replace('(', '%28').replace(')', '%29')})"


def linked_title(title: str, link: str | None) -> str:
    """Return a foreign title escaped, as a link where it has one. Where Discord might not make a link of it, or might
    end it early, the link stands behind it in words of ours.
    """
    text, shown = escaped(title), one_line(title)
    if link is None or _LINKED_PAGE.fullmatch(link) is None:
        return text
    if any(mark in shown for mark in ("[", "]", "://", "www.")) or not any(map(str.isalnum, shown)):
        return followed_by(text, f"[{card_words.OPEN_ORIGINAL}]({link})")
    return f"[{text}]({link})"


def _struck(pieces: Sequence[Piece]) -> str:
    return "".join(
        f"~~{inner}~~" if style is Style.STRUCK else inner
        for style, part in groupby(pieces, key=lambda piece: piece[1].style & Style.STRUCK)
        for inner in ["".join(_code(text) if Style.CODE in look.style else _escaped(text) for text, look in part)]
    )


def _code(text: str) -> str:
    """Return it as code, in which nothing is escaped; as text where it holds backticks that would end it."""
    ticks = "``" if "`" in text else "`"
    if ticks in text or not text.strip():
        return _escaped(text)
    inner = f" {text} " if "`" in (text[0], text[-1]) else text
    called = _CALLS_EVERYONE.sub("@\u200b", inner)
    return f"{ticks}{called}{ticks}"


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
