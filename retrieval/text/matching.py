"""A text folded for matching, with each folded character mapped back to where it came from.

Whoever copies a passage changes how it is set and not what it says. What is folded away:

| in the text | folded to |
|---|---|
| compatibility forms: ligatures, full-width and superscript characters, `…` | what Unicode decomposes them to |
| accented letters, however they are encoded | the letter and its accents, in canonical order |
| quotation marks, apostrophes, primes, accents standing alone | `'` |
| hyphens, dashes and the minus sign, with the white space around them | `-` |
| line ends, no-break and other spaces, footnote markers (`[24]`), and runs of these | one space, none at the ends |
| control, zero-width, bidirectional, soft-hyphen and filling characters, variation selectors | nothing |

Two texts are equal under NFKC where they are under NFKD. The latter is used: it decomposes each character on its own,
so that each folded character has one origin. Folding twice is folding once.
"""

import re
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from retrieval.domain.documents import Document
from retrieval.text.cache import KEPT_CHARS, once_a_document, remembered

_QUOTES = frozenset("\"'`´‘’‚‛“”„‟′″‴‵‶‷«»‹›ʹʺʻʼʽˈˊˋ˝〝〞〟＇＂「」『』")
_HYPHENS = frozenset("-‐‑−﹣－")
_DASHES = _HYPHENS | frozenset("‒–—―⁃╌⸺⸻﹘⁻₋")
_SETTING_MARKS = frozenset("'*_~|")
"""Marks as they are folded: of quotation, which code has too, of emphasis and of tables."""
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_DROPPED = frozenset(["Cc", "Cf", "Cs", "Co", "Cn"])
_FOLDED_ALREADY = re.compile(r"[ !#-&(-,./0-9:-_a-z{|}~]+")
"""Runs of characters that fold to themselves: ASCII but for quotation marks, hyphens and control characters."""
_BLANK = r"(?: |\[\^?\d{1,3}\])"
_SETTLING = re.compile(rf"{_BLANK}*-(?:{_BLANK}*-)*{_BLANK}*|{_BLANK}+")
_BEYOND_LATIN = re.compile(r"[^\x00-\u02ff]{2,}")
MAX_PLACES = 64
"""The most places of one quote in one document that are looked at. What is repeated more often ("the") tells no
place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """`text`, and for each of its characters the characters `starts[n]` to `ends[n]` of the original."""

    text: str
    starts: "array[int]"
    ends: "array[int]"

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original that was folded to the characters `start` to `end`, at least one."""
        return min(self.starts[start:end]), max(self.ends[start:end])


def fold_for_matching(text: str) -> Folded:
    """Return the text folded as the table above says."""
    pieces: list[str] = []
    starts, ends = array("I"), array("I")
    for piece, start, end in _pieces(text):
        pieces.append(piece)
        same = len(piece) == end - start
        starts.extend(range(start, end) if same else [start] * len(piece))
        ends.extend(range(start + 1, end + 1) if same else [end] * len(piece))
    return _ordered(_settled(Folded(text="".join(pieces), starts=starts, ends=ends)))


@once_a_document
def folded_text_of(document: Document) -> Folded:
    """Return the folded text of a document; it is kept with the document."""
    return fold_for_matching(document.text)


def find_in(quote: str, document: Document) -> list[tuple[int, int]]:
    """Return the spans of a document's text that say `quote`, as `find` does. The text is folded once
    for all quotes.
    """
    return _found(quote, document.text, folded_text_of(document))


def find(quote: str, text: str) -> list[tuple[int, int]]:
    """Return the spans of `text`, in order, that say `quote` to the letter once both are folded. The first letter of
    the quote may be of either case: it may have begun a sentence, or be cut from the middle of one.

    A span neither begins nor ends within a word, a number, a compound or an amount: `30 drones` does not stand in `230
    drones`, `can` not in `can't`, `nuclear` not in `non-nuclear`.
    """
    return _found(quote, text, _folded_text(text))


def find_unmarked_in(quote: str, document: Document) -> list[tuple[int, int]]:
    """Return the spans of a document's text that say `quote` where neither has marks of emphasis, code, tables and
    quotation: whoever copies what is shown has lost those of the document. What they set apart is a word all the same.
    """
    wanted, unmarked = _unmarked(fold_for_matching(quote)).text.strip(), _unmarked_text_of(document)
    spans: list[tuple[int, int]] = []
    place = unmarked.text.find(wanted) if any(map(str.isalnum, wanted)) else -1
    while place >= 0 and len(spans) < MAX_PLACES:
        start, end = unmarked.origin(place, place + len(wanted))
        if _is_whole(document.text, start, end):
            spans.append((start, end))
        place = unmarked.text.find(wanted, place + 1)
    return spans


@once_a_document
def _unmarked_text_of(document: Document) -> Folded:
    return _unmarked(folded_text_of(document))


def _unmarked(folded: Folded) -> Folded:
    """Return a folded text without marks, and with one space where they leave several, and none beside a hyphen."""
    kept: list[int] = []
    for place, character in enumerate(folded.text):
        if character in _SETTING_MARKS or (character == " " and kept and folded.text[kept[-1]] in " -"):
            continue
        if character == "-" and kept and folded.text[kept[-1]] == " ":
            kept.pop()
        kept.append(place)
    return Folded(
        text="".join(folded.text[place] for place in kept),
        starts=array("I", (folded.starts[place] for place in kept)),
        ends=array("I", (folded.ends[place] for place in kept)),
    )


_folded_text = remembered(KEPT_CHARS)(fold_for_matching)
"""The folded text of sentences that a draft is held against, remembered."""


def _found(quote: str, text: str, folded: Folded) -> list[tuple[int, int]]:
    wanted = fold_for_matching(quote).text
    if not any(character.isalnum() for character in wanted):
        return []
    spans: set[tuple[int, int]] = set()
    for form in {wanted, _first_letter_turned(wanted)}:
        place, tried = folded.text.find(form), 0
        while place >= 0 and tried < MAX_PLACES:
            start, end = folded.origin(place, place + len(form))
            while end < len(text) and _is_selector(text[end]):
                end += 1
            if _is_whole(text, start, end) and fold_for_matching(text[start:end]).text == form:
                spans.add((start, end))
            place, tried = folded.text.find(form, place + 1), tried + 1
    return sorted(spans)


def _first_letter_turned(text: str) -> str:
    place = next((place for place, character in enumerate(text) if character.isalpha()), 0)
    turned = text[place].swapcase()
    return text[:place] + turned + text[place + 1 :] if len(turned) == 1 else text


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    place = 0
    while place < len(text):
        if run := _FOLDED_ALREADY.match(text, place):
            yield run.group(), place, run.end()
            place = run.end()
        else:
            yield _folded_character(text[place]), place, place + 1
            place += 1


@lru_cache(maxsize=4096)
def _folded_character(character: str) -> str:
    if character in _QUOTES:
        return "'"
    if character in _DASHES:
        return "-"
    if character.isspace():
        return " "
    if unicodedata.category(character) in _DROPPED or character in _FILLERS or _is_selector(character):
        return ""
    parts = unicodedata.normalize("NFKD", character)
    return character if parts == character else "".join(map(_folded_character, parts))


def _is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _settled(folded: Folded) -> Folded:
    """Return the text with each run of white space and footnote markers as one space, and none at its ends or beside a
    hyphen.
    """
    pieces: list[str] = []
    starts, ends = array("I"), array("I")
    done = 0
    for blank in _SETTLING.finditer(folded.text):
        first, last = blank.span()
        if blank.group() == " " and first > 0 and last < len(folded.text):
            continue
        pieces.append(folded.text[done:first])
        starts += folded.starts[done:first]
        ends += folded.ends[done:first]
        if "-" in blank.group():
            for place in range(first, last):
                if folded.text[place] == "-":
                    pieces.append("-")
                    starts.append(folded.starts[place])
                    ends.append(folded.ends[place])
        elif first > 0 and last < len(folded.text):
            pieces.append(" ")
            starts.append(folded.starts[first])
            ends.append(folded.ends[last - 1])
        done = last
    pieces.append(folded.text[done:])
    return Folded(text="".join(pieces), starts=starts + folded.starts[done:], ends=ends + folded.ends[done:])


def _ordered(folded: Folded) -> Folded:
    """Return the text with combining marks in canonical order, as normalising the whole text would put them."""
    order = list(range(len(folded.text))) if _BEYOND_LATIN.search(folded.text) else []
    for run in _BEYOND_LATIN.finditer(folded.text) if order else ():
        first = run.start()
        for place in range(run.start(), run.end() + 1):
            if place == run.end() or not unicodedata.combining(folded.text[place]):
                order[first:place] = sorted(order[first:place], key=lambda n: unicodedata.combining(folded.text[n]))
                first = place + 1
    if not order:
        return folded
    return Folded(
        text="".join(folded.text[n] for n in order),
        starts=array("I", (folded.starts[n] for n in order)),
        ends=array("I", (folded.ends[n] for n in order)),
    )


def _is_whole(text: str, start: int, end: int) -> bool:
    """Return whether the span begins and ends where a reader sees the edge of a word."""
    before, after = _beside(text, range(start - 1, -1, -1)), _beside(text, range(end, len(text)))
    return not (_joined(before[::-1], text[start:end]) or _joined(text[start:end], after))


def _beside(text: str, places: range) -> str:
    """Return the first two characters at `places` that are seen. A joiner counts: it is seen as what it joins."""
    seen = ""
    for place in places:
        if text[place] == "\u200d" or _folded_character(text[place]):
            seen += text[place]
        if len(seen) == 2:
            break
    return seen


_WITHOUT_SPACES = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Thai, Lao, Burmese, Khmer, kana and Chinese characters: where a word ends there cannot be seen."""


def _joined(left: str, right: str) -> bool:
    """Return whether two pieces of a text that follow one another meet inside a word, a number or a character."""
    if not left or not right:
        return False
    last, first = left[-1], right[0]
    if (
        "\u200d" in (last, first)
        or unicodedata.category(first).startswith("M")
        or "\U0001f3fb" <= first <= "\U0001f3ff"
    ):
        return True
    if all("\U0001f1e6" <= character <= "\U0001f1ff" for character in (last, first)):
        return True
    if _WITHOUT_SPACES.match(last) or _WITHOUT_SPACES.match(first):
        return False
    if _is_word(last) and _is_word(first):
        return True
    if first.isdigit() and (last in _HYPHENS or unicodedata.category(last) == "Sc"):
        return True
    if last.isdigit() and (first == "%" or unicodedata.category(first) == "Sc"):
        return True
    return _is_inner(left[-2:-1], last, first) or _is_inner(last, first, right[1:2])


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.category(character).startswith("M")


def _is_inner(before: str, mark: str, after: str) -> bool:
    """Return whether a mark between two characters stands within a word or a number."""
    if not before or not after or not (_is_word(before) and _is_word(after)):
        return False
    if mark in ".,:":
        return before.isdigit() and after.isdigit()
    return mark in _HYPHENS or (mark in _QUOTES and before.isalpha() and after.isalpha())
