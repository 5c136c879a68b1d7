"""Recognises single marks of Markdown's inline markup: tags, entities, links' destinations, Liquid, attribute lists.

Each looks at a bounded stretch of text, or for a next sign that is remembered, so that all of them together take time
that grows with the text, whatever stands in it.
"""

import html
import html.entities
import re
from functools import lru_cache
from typing import NamedTuple

MAX_TAG_CHARS = 2_000
_MAX_PARENTHESES = 32
_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")

_BRACES = r"\{(?:[^{}]++|\{(?:[^{}]++|\{[^{}]*+\})*+\})*+\}"
_VALUE = rf"(?:\"[^\"]*+\"|'[^']*+'|{_BRACES}|[^\s\"'=<>`{{]++)"
_TAG_OF_MARKUP = re.compile(
    rf"</?(?P<name>[A-Za-z][A-Za-z0-9.:-]*+)(?:\s++(?:[A-Za-z_:@#][\w.:@-]*+(?:\s*+=\s*+{_VALUE})?|{_BRACES}))*+\s*+/?>"
)
_DECLARATION = re.compile(r"<(?:\?|![A-Za-z])[^>]*+>")
_HREF = re.compile(r"\shref\s*+=\s*+[\"']([^\"']*+)[\"']")
_AUTOLINK = re.compile(
    r"<(?P<shown>[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*+|(?P<mail>[\w.!#$%&'*+/=?^`{|}~-]++@[\w.-]++))>"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|([A-Za-z][A-Za-z0-9]{1,31}));")
_ATTRIBUTES = re.compile(
    r"\{(?P<colon>:?)[ \t]*+(?:(?:[#.][\w:-]++|[\w:-]++=(?:\"[^\"\n]*+\"|'[^'\n]*+'|[^\s\"'{}]++))[ \t]*+)++\}"
)
_LIQUID_COMMENT = re.compile(r"\{%-?[ \t]*+comment\b")
_LINK_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999})\]", re.DOTALL)
_LINK_DEFINITION = re.compile(
    r"^[ \t>]{0,9}\[((?:[^\[\]\\\n^]|\\.)(?:[^\[\]\\\n]|\\.){0,998})\]:[ \t]*+\n?[ \t]*+(<[^<>\n]*+>|\S++)",
    re.MULTILINE,
)
_GAP = re.compile(r"[ \t]*+(?:\n[ \t>]*+)?")
_POINTED = re.compile(r"<((?:[^<>\n\\]|\\.)*+)>")
_TITLE = re.compile(r"\"(?:[^\"\\]|\\.)*+\"|'(?:[^'\\]|\\.)*+'|\((?:[^()\\]|\\.)*+\)", re.DOTALL)
_DESTINATION_TEXT = re.compile(r"[^\s()\\{]++")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_NAMES = (
    "a abbr address article aside audio b bdi bdo big blockquote body br button canvas caption center cite code"
    " col colgroup data dd del details dfn div dl dt em embed fieldset figcaption figure font footer form h1 h2 h3"
    " h4 h5 h6 head header hr html i iframe img input ins kbd label legend li link main map mark menu meta nav"
    " noscript object ol option output p param picture pre progress q rp rt ruby s samp script section select"
    " small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead"
    " time title tr track tt u ul var video wbr"
)
_ELEMENTS = frozenset(_NAMES.split())


class Tag(NamedTuple):
    """A tag of HTML or JSX up to `end`; `name` in small letters."""

    name: str
    end: int
    is_closing: bool
    href: str | None


class Finder:
    """Finds the next of some sign, and remembers where it was: a search that finds nothing is not made again."""

    def __init__(self, text: str, end: int) -> None:
        self._text = text
        self._end = end
        self._known: dict[str, tuple[int, int]] = {}

    def after(self, sign: str, place: int) -> int:
        """Return the end of the next `sign` that begins at `place` or later; -1 where there is none."""
        low, found = self._known.get(sign, (0, -2))
        if found == -2 or place < low or -1 < found < place:
            found = self._text.find(sign, place, self._end)
            self._known[sign] = (place, found)
        return -1 if found < 0 else found + len(sign)


def is_escaped(text: str, place: int, end: int) -> bool:
    """Return whether the backslash at `place` escapes what follows it."""
    return place + 1 < end and text[place + 1] in _PUNCTUATION


def autolink_at(text: str, place: int, end: int) -> tuple[int, int, str] | None:
    """Return the span of what `<https://…>` or `<mail@…>` shows, and its address; None where there is none."""
    match = _AUTOLINK.match(text, place, min(end, place + MAX_TAG_CHARS))
    if match is None:
        return None
    address = f"mailto:{match['shown']}" if match["mail"] else match["shown"]
    return match.start("shown"), match.end("shown"), address


def tag_at(text: str, place: int, end: int) -> Tag | None:
    """Return the tag that begins at `place`; None where there is none. `<version>` and `<port number>` are none: HTML
    has no such elements, and whoever writes them means words to fill in.
    """
    limit = min(end, place + MAX_TAG_CHARS)
    if match := _DECLARATION.match(text, place, limit):
        return Tag("", match.end(), is_closing=False, href=None)
    match = _TAG_OF_MARKUP.match(text, place, limit)
    if match is None:
        return None
    name, whole = match["name"], match.group()
    has_values = "=" in whole or "{" in whole or whole.endswith("/>")
    if not has_values and name.islower() and name.isalnum() and name not in _ELEMENTS:
        return None
    href = _HREF.search(whole)
    return Tag(name.lower(), match.end(), whole[1] == "/", html.unescape(href[1]) if href else None)


def entity_at(text: str, place: int, end: int) -> tuple[str, int] | None:
    """Return the character that an entity stands for, and where the entity ends; None where there is none."""
    match = _ENTITY.match(text, place, end)
    if match is None or (match[1] and f"{match[1]};" not in html.entities.html5):
        return None
    return html.unescape(match.group()), match.end()


def dropped_braces_at(text: str, place: int, finder: Finder, edges: tuple[int, int]) -> int:
    """Return the end of Liquid, of a comment of JSX or of a list of attributes that begins at `place`; else -1."""
    after = _liquid_end(text, place, finder)
    if after < 0 and text.startswith("{/*", place):
        after = finder.after("*/}", place)
    return after if after >= 0 else _attributes_end(text, place, edges)


def _liquid_end(text: str, place: int, finder: Finder) -> int:
    if text.startswith("{%", place):
        after = finder.after("%}", place + 2)
        is_comment = _LIQUID_COMMENT.match(text, place, max(place, after)) is not None
        return _comment_end(finder, after) if is_comment else after
    # `${{ … }}` is an expression of other languages, and is written about.
    if text.startswith("{{", place) and text[place - 1 : place] != "$":
        return finder.after("}}", place + 2)
    return -1


def _comment_end(finder: Finder, place: int) -> int:
    closing = finder.after("endcomment", place)
    return finder.after("%}", closing) if closing >= 0 else place


def _attributes_end(text: str, place: int, edges: tuple[int, int]) -> int:
    first, end = edges
    match = _ATTRIBUTES.match(text, place, min(end, place + MAX_TAG_CHARS))
    if match is None:
        return -1
    before = text[place - 1] if place > first else "\n"
    ends_line = match.end() >= end or text[match.end()] in "\r\n"
    belongs = bool(match["colon"]) or before in ')]}`*_>"' or (ends_line and before.isspace())
    return match.end() if belongs else -1


def destination_at(text: str, place: int, finder: Finder, end: int) -> tuple[str, int] | None:
    """Return where a link's parentheses, which open at `place`, lead, and where they close; None where they are no
    link's.
    """
    place = _after_gap(text, place + 1, end)
    if match := _POINTED.match(text, place, end):
        href, place = match[1], match.end()
    elif text.startswith("<", place):
        return None
    else:
        first = place
        place = _bare_destination_end(text, place, finder, end)
        href = text[first:place]
    gap = _after_gap(text, place, end)
    if gap > place and (title := _TITLE.match(text, gap, end)):
        gap = _after_gap(text, title.end(), end)
    if gap >= end or text[gap] != ")":
        return None
    return unescaped(href), gap + 1


def _after_gap(text: str, place: int, end: int) -> int:
    match = _GAP.match(text, place, end)
    return match.end() if match else place


def _bare_destination_end(text: str, place: int, finder: Finder, end: int) -> int:
    depth = 0
    while place < end:
        character = text[place]
        if character == "\\":
            place += 2 if is_escaped(text, place, end) else 1
        elif character == "(" and depth < _MAX_PARENTHESES:
            depth, place = depth + 1, place + 1
        elif character == ")" and depth > 0:
            depth, place = depth - 1, place + 1
        elif character == "{":
            place = max(place + 1, _liquid_end(text, place, finder))
        elif match := _DESTINATION_TEXT.match(text, place, end):
            place = match.end()
        else:
            break
    return place


def unescaped(destination: str) -> str:
    """Return a destination without its escapes and entities."""
    return html.unescape(_ESCAPE.sub(r"\1", destination))


def label_at(text: str, place: int, end: int) -> tuple[str, int] | None:
    """Return the label in brackets that open at `place`, and where it ends; None where there is none."""
    match = _LINK_LABEL.match(text, place, end)
    return None if match is None else (match[1], match.end())


@lru_cache(maxsize=8)
def definitions_of(text: str) -> dict[str, str]:
    """Return the addresses that a document defines for its links, `[label]: address`, by `normalised` label."""
    definitions: dict[str, str] = {}
    for match in _LINK_DEFINITION.finditer(text):
        definitions.setdefault(normalised(match[1]), unescaped(match[2].strip("<>")))
    return definitions


def normalised(label: str) -> str:
    return " ".join(label.split()).casefold()
