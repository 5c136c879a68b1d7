"""What a statement's text may hold. A statement tells or advises, in one sentence or two, as the sources do: it asks
nothing, does not speak of who wrote it, tells nobody how to answer, bears no links, and wears no marks of its own.

What is shown is what was drafted, to the letter: only what stands around it goes (a bullet before it, emphasis around
the whole of it, citation marks behind it), for what looks like markup inside may be a command or a name. Where there is
markup inside all the same, the statement is unfit.
"""

import re
import unicodedata
from collections.abc import Collection

from retrieval.domain.verdicts import Flaw
from retrieval.text.display import INVISIBLE_CATEGORIES, one_line
from retrieval.text.orders import asks, orders_whoever_answers
from retrieval.text.sentences import split_sentences

MAX_GROUNDED_CHARS = 400
"""The most characters of a statement, about two long sentences: of the 106 of the shipped corpus one is longer."""
MAX_SENTENCES = 2

_BULLET_OR_HEADING = re.compile(r"(?:#{1,6}|[>*+•–—-])\s+(?=[^\W\d_]|[\"“„«‘'*_`(])")
"""The mark of a list item, a heading or a quotation at the beginning of a line. It must not stand before a number: `-
5` may be less than nothing, and `> 5` more than five."""
_BRACKETS = {"]": "[", "】": "【", "⟧": "⟦", ")": "(", "⁾": "⁽"}
_CITATION_MARK = re.compile(
    r"[\[【⟦]\s*(?:\^?\d{1,4}|note \d{1,3}|(?:source|passage|doc|quote|p|s)[ _:-]?\d{1,4})"
    r"(?:\s*[,;†-][^\]】⟧\[]{0,40})?\s*[\]】⟧]|⁽[⁰¹²³⁴-⁹]+⁾",
    re.IGNORECASE,
)
_MAX_MARK_CHARS = 200
_BETWEEN_LABELS = re.compile(r"[,;]")
_BEFORE_A_MARK = frozenset(" .!?…\"'”’»)]】⟧⁾")
"""The characters that a citation mark may follow. A mark right behind a word may be part of a name: `args[0]`."""
_EMPHASIS_MARKS = frozenset("*_`")
_EMPHASISED = re.compile(r"(?<![\w*])\*{1,3}(?=[^\s*])[^*]*(?<=[^\s*])\*{1,3}(?![\w*])")
_MAX_LAYERS = 8
"""The most layers of marks around a sentence. A text with more is no sentence, and is left as it is."""
_LINK_OR_ADDRESS = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}://|\bwww\.|\b(?:mailto|javascript|data|tel):|(?<=\S)@[^\s@]*\.\w|"
    r"\b[\w-]{2,63}\.(?:com|net|org|info|biz|io|co|gg|xyz|ru|ir|ua|uk|de|cn|app|dev|me|ly|tv|link|site|online|top|html?|php|exe|zip)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[<>\[\]{}|\\@#^~=⟦⟧【】]|&\w+;|&#")
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]*[\"”»]")
_OF_ITS_WRITER = re.compile(
    r"\b(?:my|mine)\b|\bI['’](?:m|ve|d|ll)\b|(?:^|[^\w\s]\s*|\b(?:that|and|but|if|as|when) )I\s+[a-z]"
)


def worded(text: str, *, labels: Collection[str] = ()) -> tuple[str, Flaw | None]:
    """Return the text without what only dresses it, else as it was but for white space; and the flaw that makes it
    unfit, or None. `labels` are those of passages: in brackets they are citation marks.
    """
    bare = " ".join(_undressed(text, labels).split())
    return bare, _flaw_of(bare)


def _undressed(text: str, labels: Collection[str]) -> str:
    """Return the text without what stands around it: bullets, emphasis around the whole, citation marks at its end."""
    for _ in range(_MAX_LAYERS):
        bare = _without_marks(_stripped(text), labels)
        if bullet := _BULLET_OR_HEADING.match(bare):
            bare = bare[bullet.end() :]
        text, before = _unwrapped(bare), text
        if text == before:
            break
    return text


def _stripped(text: str) -> str:
    """Return the text without white space and invisible characters at its ends."""
    start, end = 0, len(text)
    while start < end and _is_blank(text[start]):
        start += 1
    while start < end and _is_blank(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_blank(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in INVISIBLE_CATEGORIES


def _without_marks(text: str, labels: Collection[str]) -> str:
    """Return the text without the citation marks at its end, and without the full stop that follows them, if there is
    one.
    """
    for _ in range(_MAX_LAYERS):
        marked = text.removesuffix(".").rstrip()
        opening = _BRACKETS.get(marked[-1:])
        start = marked.rfind(opening, max(0, len(marked) - _MAX_MARK_CHARS)) if opening else -1
        if start < 0 or not _is_mark(marked[start:], marked[:start], labels):
            break
        text = marked[:start].rstrip()
    return text


def _is_mark(bracketed: str, before: str, labels: Collection[str]) -> bool:
    if labels and all(label.strip() in labels for label in _BETWEEN_LABELS.split(bracketed[1:-1])):
        return True
    follows = not before or before[-1].isspace() or before[-1] in _BEFORE_A_MARK
    return follows and _CITATION_MARK.fullmatch(bracketed) is not None


def _unwrapped(text: str) -> str:
    """Return the text without emphasis around the whole of it. A single word stays as it is: `__init__` is a name."""
    if not text or text[0] not in _EMPHASIS_MARKS:
        return text
    inner = text.strip(text[0])
    before = len(text) - len(text.lstrip(text[0]))
    wraps = len(text) == len(inner) + 2 * before and text[0] not in inner and inner == inner.strip()
    return inner if wraps and len(inner.split()) > 1 else text


def _flaw_of(text: str) -> Flaw | None:
    if not any(character.isalpha() for character in text):
        return Flaw.EMPTY
    if has_link(text):
        return Flaw.LINK
    unquoted = without_quotations(text)
    if any(_asks_or_is_of_its_writer(unquoted[start:end]) for start, end in split_sentences(unquoted)):
        return Flaw.NOT_DECLARATIVE
    if _MARKUP.search(text) or _EMPHASISED.search(text) or one_line(text) != text:
        return Flaw.MARKUP
    if any(unicodedata.category(character) == "So" for character in unquoted):
        return Flaw.MARKUP
    if len(text) > MAX_GROUNDED_CHARS or len(split_sentences(text)) > MAX_SENTENCES:
        return Flaw.TOO_LONG
    return None


def has_link(text: str) -> bool:
    """Return whether the text holds an address of the web or of mail."""
    return bool(_LINK_OR_ADDRESS.search(text))


_BEGINS_TO_ASK = re.compile(
    r"\W*(?:who\s(?!ever)|(?:what|when|where|why|how|(?:which|whose)\s\w+)\s"
    r"(?:am|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must|may|might)\b(?!.*,))",
    re.IGNORECASE,
)
"""The beginning of a question, whatever mark is at its end: "What is the capital of Chile."."""


def _asks_or_is_of_its_writer(sentence: str) -> bool:
    return (
        asks(sentence)
        or bool(_BEGINS_TO_ASK.match(sentence))
        or bool(_OF_ITS_WRITER.search(sentence))
        or orders_whoever_answers(sentence)
    )


_LEANS_BACK = re.compile(
    r"\W*(?:(?:he|she|they)\b|it (?!(?:is|was|would be|may be|takes?|seems?|appears?)\b[^.]*\b(?:to|that|whether|if)\b)"
    r"|(?:this|that|these|those) (?:is|are|was|were|ha[sd]|have|do|does|did|will|would|can|could|may|might|must)\b)",
    re.IGNORECASE,
)
_SAYS_IT = re.compile(r"\W*(?:\w+\W+){1,4}(?:it|this|that|them|him|her|so)\W*$", re.IGNORECASE)
"""A few words, the last of them a pronoun: "Iran denied it." """


def leans_back(text: str) -> bool:
    """Return whether a sentence begins with a pronoun for what it does not name, or says little but one."""
    return bool(_LEANS_BACK.match(text) or _SAYS_IT.match(text))


def without_quotations(text: str) -> str:
    """Return the text with empty quotation marks in place of each quotation."""
    return _QUOTED.sub(' "" ', text)
