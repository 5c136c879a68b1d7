"""Scans a paragraph of Markdown into tokens: what is shown, piece by piece, and the marks that set it."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from retrieval.documents.inline_emphasis import Delimiter, Stretch, Style, delimiter_at, paired
from retrieval.documents.inline_marks import (
    Finder,
    autolink_at,
    definitions_of,
    destination_at,
    dropped_braces_at,
    entity_at,
    is_escaped,
    label_at,
    normalised,
    tag_at,
)

_SPECIAL = re.compile(r"[\\*_~\[\]<&{\n]|`+|!\[|https?://")
_BREAK = re.compile(r"\n[ \t]*+(?:>[ \t]*+)*+")
_BACKTICKS = re.compile(r"`+")
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]\[\s]{1,99}\](?!\()")
_ADDRESS_TEXT = re.compile(r"https?://(?:[^\s<>\[\]\"'`*|\\{}&]|&(?!#|\w{2,32};))++")
_MOST_LABEL_CHARS = 999
_STYLES = {
    **dict.fromkeys(("b", "strong"), Style.BOLD),
    **dict.fromkeys(("i", "em", "cite", "var"), Style.ITALIC),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), Style.CODE),
    **dict.fromkeys(("s", "del", "strike"), Style.STRUCK),
}
_PARTING = frozenset("br hr p div li ul ol dl dt dd td th tr table summary details h1 h2 h3 h4 h5 h6".split())


def is_shown_whole(text: str, start: int, end: int) -> bool:
    """Return whether `text[start:end]` has no sign that might be markup, and is one line: a reader sees all of it."""
    return _SPECIAL.search(text, start, end) is None


@dataclass(slots=True)
class Token:
    """What is shown of the text from `start` to `end`, before emphasis and links are known."""

    text: str
    start: int
    end: int
    style: Style
    href: str | None


class _Opener(NamedTuple):
    """A bracket that may be a link's or a picture's."""

    token: int
    delimiters: int
    is_picture: bool


@dataclass(slots=True)
class Paragraph:
    """The scanner of a paragraph."""

    text: str
    start: int
    end: int
    tokens: list[Token] = field(default_factory=list)
    delimiters: list[Delimiter] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    openers: list[_Opener] = field(default_factory=list)
    without_links: int = 0
    """The openers from the first on within which a link was found: a link holds no other."""
    bracketed: int = -1
    """The token of the last opener within which brackets were closed: no label is there."""
    backticks: dict[int, list[int]] | None = None
    html_styles: dict[Style, int] = field(default_factory=dict)
    html_style: Style = Style.PLAIN
    html_href: str | None = None
    finder: Finder = field(init=False)

    def __post_init__(self) -> None:
        self.finder = Finder(self.text, self.end)

    def read(self) -> None:
        """Scan the text into tokens, and pair its emphasis into stretches."""
        self._scan()
        self.stretches += paired(self.delimiters)
        self._drop_used_marks(self.delimiters)

    def _scan(self) -> None:
        text, place, end = self.text, self.start, self.end
        while place < end:
            match = _SPECIAL.search(text, place, end)
            until = match.start() if match else end
            shown = len(text[place:until].rstrip(" \t\r")) + place if match and match[0] == "\n" else until
            self._add(place, shown)
            if match is None:
                return
            place = self._special(match[0], until, until - shown)

    def _special(self, sign: str, place: int, trimmed: int) -> int:
        """Take what begins with a sign at `place`, and return where it ends."""
        after = place + len(sign)
        match sign[0]:
            case "\n":
                return self._break(place - trimmed, place)
            case "\\":
                return self._backslash(place)
            case "`":
                return self._code(place, after)
            case "*" | "_" | "~":
                return self._delimiter(place)
            case "[" | "!":
                return self._open(place, after)
            case "]":
                return self._close(place)
            case "<":
                after = self._angle(place)
            case "&" if (entity := entity_at(self.text, place, self.end)) is not None:
                self._put(entity[0], place, entity[1])
                return entity[1]
            case "{":
                after = dropped_braces_at(self.text, place, self.finder, (self.start, self.end))
            case "h":
                return self._address(place)
            case _:
                after = -1
        if after < 0:
            self._add(place, place + 1)
        return max(after, place + 1)

    def _add(self, start: int, end: int, style: Style = Style.PLAIN) -> None:
        if start < end:
            self._put(self.text[start:end], start, end, style)

    def _put(self, text: str, start: int, end: int, style: Style = Style.PLAIN, href: str | None = None) -> None:
        # Joining two styles takes as long as all else here, and most text is within no tag.
        shown = style | self.html_style if self.html_style else style
        self.tokens.append(Token(text, start, end, shown, href or self.html_href))

    def _break(self, start: int, place: int, style: Style = Style.PLAIN) -> int:
        match = _BREAK.match(self.text, place, self.end)
        after = match.end() if match else place + 1
        if self.tokens and after < self.end and not self.tokens[-1].text.endswith(" "):
            self._put(" ", start, after, style)
        return after

    def _backslash(self, place: int) -> int:
        if self.text.startswith(("\n", "\r\n"), place + 1):
            return place + 1
        if not is_escaped(self.text, place, self.end):
            self._add(place, place + 1)
            return place + 1
        self._add(place + 1, place + 2)
        return place + 2

    def _code(self, place: int, after: int) -> int:
        closer = self._closing_backticks(after - place, after)
        if closer < 0:
            self._add(place, after)
            return after
        first, last = after, closer
        inner = self.text[first:last]
        if inner.strip() and inner[0] in " \n" and inner[-1] in " \n":
            first, last = first + 1, last - 1
        while (line_end := self.text.find("\n", first, last)) >= 0:
            self._add(first, line_end, Style.CODE)
            match = _BREAK.match(self.text, line_end, last)
            first = match.end() if match else line_end + 1
            self._put(" ", line_end, first, Style.CODE)
        self._add(first, last, Style.CODE)
        return closer + after - place

    def _closing_backticks(self, length: int, place: int) -> int:
        if self.backticks is None:
            self.backticks = {}
            for run in _BACKTICKS.finditer(self.text, self.start, self.end):
                self.backticks.setdefault(len(run[0]), []).append(run.start())
        places = self.backticks.get(length, [])
        number = bisect_left(places, place)
        return places[number] if number < len(places) else -1

    def _delimiter(self, place: int) -> int:
        mark, after = self.text[place], place
        while after < self.end and self.text[after] == mark:
            after += 1
        delimiter = delimiter_at(self.text, place, after, len(self.tokens), (self.start, self.end))
        if delimiter.can_open or delimiter.can_close:
            self.delimiters.append(delimiter)
        self._add(place, after)
        return after

    def _open(self, place: int, after: int) -> int:
        if match := _FOOTNOTE_MARK.match(self.text, place, self.end):
            self._add(place, match.end())
            return match.end()
        self.openers.append(_Opener(len(self.tokens), len(self.delimiters), is_picture=after - place == len("![")))
        self._add(place, after)
        return after

    def _close(self, place: int) -> int:
        if not self.openers:
            self._add(place, place + 1)
            return place + 1
        opener = self.openers.pop()
        may_link = opener.is_picture or len(self.openers) >= self.without_links
        self.without_links = min(self.without_links, len(self.openers))
        link = self._target(opener, place) if may_link else None
        if self.openers:
            self.bracketed = self.openers[-1].token
        if link is None:
            self._add(place, place + 1)
            return place + 1
        href, after = link
        inner = self.delimiters[opener.delimiters :]
        del self.delimiters[opener.delimiters :]
        self.stretches += paired(inner)
        self._drop_used_marks(inner)
        self.tokens[opener.token].text = ""
        if not opener.is_picture:
            self.without_links = len(self.openers)
            for token in self.tokens[opener.token + 1 :]:
                token.href = href
        return after

    def _target(self, opener: _Opener, place: int) -> tuple[str, int] | None:
        """Return where the brackets that close at `place` lead, and where the link ends; None where they are none."""
        if self.text.startswith("(", place + 1) and place + 1 < self.end:
            found = destination_at(self.text, place + 1, self.finder, self.end)
            if found is not None:
                return found
        first = self.tokens[opener.token].end
        label, after = label_at(self.text, place + 1, self.end) or ("", place + 1)
        if not label.strip():
            if self.bracketed == opener.token or place - first > _MOST_LABEL_CHARS:
                return None
            label = self.text[first:place]
            # A number in brackets is a mark of a footnote, and its brackets say so.
            if after == place + 1 and label.isdecimal():
                return None
        href = definitions_of(self.text).get(normalised(label))
        return None if href is None else (href, after)

    def _angle(self, place: int) -> int:
        if autolink := autolink_at(self.text, place, self.end):
            start, end, href = autolink
            self._put(self.text[start:end], start, end, href=href)
            return end + 1
        if self.text.startswith("<!--", place):
            return self.finder.after("-->", place + 2)
        tag = tag_at(self.text, place, self.end)
        if tag is None:
            return -1
        if tag.name in _PARTING and self.tokens and not self.tokens[-1].text.endswith(" "):
            self._put(" ", place, tag.end)
        elif tag.name == "a":
            self.html_href = None if tag.is_closing else tag.href
        elif style := _STYLES.get(tag.name):
            self.html_styles[style] = max(0, self.html_styles.get(style, 0) + (-1 if tag.is_closing else 1))
            self.html_style = Style(sum(style for style, depth in self.html_styles.items() if depth))
        return tag.end

    def _address(self, place: int) -> int:
        match = _ADDRESS_TEXT.match(self.text, place, self.end)
        if match is None:
            self._add(place, place + 1)
            return place + 1
        address = match[0].rstrip(".,;:!?_~")
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(".,;:!?_~")
        self._put(address, place, place + len(address), href=address)
        return place + len(address)

    def _drop_used_marks(self, delimiters: Sequence[Delimiter]) -> None:
        for delimiter in delimiters:
            token = self.tokens[delimiter.token]
            token.start, token.end = token.start + delimiter.left, token.end - delimiter.right
            token.text = self.text[token.start : token.end]
