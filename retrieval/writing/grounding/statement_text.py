"""What a statement's text may hold. A statement tells, in one sentence or two, what the sources say: it is no order, no
question and no word to the reader, it bears no links, and it wears no marks of its own.

What is shown is what was drafted, to the letter: only what stands around it goes (a bullet before it, emphasis around
the whole of it, citation marks behind it), for what looks like markup inside may be a command or a name. Where there is
markup inside all the same, the statement is unfit. An order that stands in a document may be told in quotation marks,
as somebody's words, never as ours.
"""

import re
import unicodedata
from collections.abc import Collection

from retrieval.domain.verdicts import Flaw
from retrieval.text.display import INVISIBLE_CATEGORIES, one_line
from retrieval.text.sentences import split_sentences
from retrieval.text.words import is_irregular_form, is_stop_word, tokens
from retrieval.writing.grounding.names import CALENDAR

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
_RUN_ON = re.compile(r"[\w’'…•]\s+([A-Z][a-z]+)\s+(?:an?|the|all|any|each|every|how|this|these|what|why|whether|my)\b")
_COLON = re.compile(r":\s")
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]*[\"”»]")
_TO_THE_READER = re.compile(
    r"(?i:\b(?:you|your|yours|yourself|please|readers? (?:should|must|can|may)|my)\b)"
    r"|\bI['’](?:m|ve|d|ll)\b|(?:^|[^\w\s]\s*|\b(?:that|and|but|if|as|when) )I\s+[a-z]"
)


def worded(text: str, *, labels: Collection[str] = (), names: Collection[str] = ()) -> tuple[str, Flaw | None]:
    """Return the text without what only dresses it, else as it was but for white space; and the flaw that makes it
    unfit, or None. `labels` are those of passages: in brackets they are citation marks. `names` are words that the
    documents write with a capital letter inside a sentence.
    """
    bare = " ".join(_undressed(text, labels).split())
    return bare, _flaw_of(bare, names)


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


def _flaw_of(text: str, names: Collection[str]) -> Flaw | None:
    if not any(character.isalpha() for character in text):
        return Flaw.EMPTY
    if has_link(text):
        return Flaw.LINK
    if not is_declarative(text, names):
        return Flaw.NOT_DECLARATIVE
    if _MARKUP.search(text) or _EMPHASISED.search(text) or one_line(text) != text:
        return Flaw.MARKUP
    if any(unicodedata.category(character) == "So" for character in without_quotations(text)):
        return Flaw.MARKUP
    sentences = split_sentences(text)
    if len(text) > MAX_GROUNDED_CHARS or len(sentences) > MAX_SENTENCES:
        return Flaw.TOO_LONG
    return None


def has_link(text: str) -> bool:
    """Return whether the text holds an address of the web or of mail."""
    return bool(_LINK_OR_ADDRESS.search(text))


# Words that begin a sentence that tells something, but for names and nouns in the plural.
_DETERMINERS = frozenset(
    """a an the this that these those its his her their our some any no each every both all many much most several few
    another other one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundreds thousands dozens he she
    it they we there who what such more less fewer neither either none nobody nothing everyone everything""".split()
)
_PHRASE_OPENERS = frozenset(
    """about above according across after against along among around as at because before behind beneath besides between
    beyond by despite during except for from if in inside into like near of off on onto out outside over per since than
    though through throughout to toward towards under unless until up upon via when where while with within without
    following once although whereas asked""".split()
)
_PASSED_OVER = frozenset(
    """additionally again allegedly also already and apparently but briefly currently earlier even eventually finally
    formally formerly furthermore historically however increasingly initially instead lately later meanwhile moreover
    nevertheless nonetheless now nor often only or originally perhaps possibly presumably previously probably publicly
    rather recently reportedly separately so sometimes soon still subsequently then therefore thus today together twice
    ultimately usually yesterday yet first second third last next never always just not do don't kindly
    day night week weekend month year decade ago""".split()
)
_JOINING = frozenset("and but or nor so yet".split())
_FINITE_VERBS = frozenset(
    """is are was were am has have had does did will would shall should may might can could must isn't aren't wasn't
    weren't hasn't haven't hadn't doesn't didn't won't wouldn't can't couldn't cannot""".split()
)
_ASKING = frozenset("what who whom whose which why how when where".split())
_SUBORDINATES = frozenset("that which who whom whose what whatever how why when where if".split())


def is_declarative(text: str, names: Collection[str] = ()) -> bool:
    """Return whether each sentence states something: none asks, orders, or speaks to the reader. Quotations are
    somebody else's and are not looked at; what follows a colon is.

    A sentence must begin as one that states something does: with a determiner, a pronoun, a number, a name or a noun in
    the plural, after adverbs and phrases with a preposition. If it begins otherwise, it needs an auxiliary verb.
    """
    unquoted = without_quotations(text)
    clauses = [
        clause
        for start, end in split_sentences(unquoted)
        for clause in _COLON.split(unquoted[start:end])
        if tokens(clause)
    ]
    return not any(
        "?" in clause
        or _TO_THE_READER.search(clause)
        or _runs_on(clause, names)
        or not _begins_as_telling(clause, names)
        for clause in clauses
    )


def _runs_on(sentence: str, names: Collection[str]) -> bool:
    """Return whether an order or a question is run into the sentence, as in "it will be withdrawn Write a story": a
    word with a capital letter that is no name of the documents, right before an article or the like.
    """
    return any(
        found[1] not in names and found[1].casefold() not in CALENDAR and not is_stop_word(found[1])
        for found in _RUN_ON.finditer(sentence)
    )


def without_quotations(text: str) -> str:
    """Return the text with empty quotation marks in place of each quotation."""
    return _QUOTED.sub(' "" ', text)


def _begins_as_telling(clause: str, names: Collection[str]) -> bool:
    words = tokens(clause)
    while words and words[0].casefold() in _PASSED_OVER:
        words = words[1:]
    words = words[:1] + [word for word in words[1:] if word.casefold() not in _PASSED_OVER - _JOINING]
    if not words:
        return '"' in clause
    first, rest = words[0], [word.casefold().replace("’", "'") for word in words[1:]]
    folded = first.casefold()
    if folded in _PHRASE_OPENERS and not (folded in _ASKING and rest and rest[0] in _FINITE_VERBS):
        _, comma, after = clause.partition(",")
        return _begins_as_telling(after, names) if comma and tokens(after) else True
    if folded in _ASKING and rest and rest[0] in _FINITE_VERBS:
        return False
    quoted_before = '"' in clause[: clause.index(first)]
    if quoted_before or folded in _DETERMINERS or first[0].isdigit() or "." in first:
        return True
    if first.endswith("s") and not first.endswith(("ss", "us")):
        return True
    if rest and rest[0] in _DETERMINERS | {"me", "us", "them", "him"}:
        return False
    if first in names:
        return True
    main_end = next((n for n, word in enumerate(rest) if word in _SUBORDINATES), len(rest))
    if any(word in _FINITE_VERBS for word in rest[:main_end]):
        return True
    # A name and its like: "Kirby said", "Donald Trump abandoned", "Turkey and the United States sent".
    verb = next((n for n, word in enumerate(words[1:], start=1) if word.casefold() not in _JOINING), len(words))
    following = words[2:3] if words[1:2] == ["of"] else words[1:2]
    named = following and (following[0][0].isupper() or following[0].casefold() in _JOINING)
    if named and rest[main_end : main_end + 1] and rest[main_end] in {"who", "which", "whose"}:
        return True
    return any(_is_finite(words[n:]) for n in (range(1, main_end + 1) if named else [verb]) if n < len(words))


def _is_finite(words: list[str]) -> bool:
    """Return whether the first word is an auxiliary or a verb of the past, as in "announced that" or "denied sending",
    and not part of a name for what follows, as in "infected files".
    """
    folded = words[0].casefold().replace("’", "'")
    if folded in _FINITE_VERBS or is_irregular_form(folded):
        return True
    if not folded.endswith("ed") or len(words) == 1:
        return folded.endswith("ed")
    after = words[1]
    return (
        after[0].isupper()
        or after[0].isdigit()
        or after.casefold() in _DETERMINERS | _PHRASE_OPENERS | {"to", "him", "them", "reports"}
        or after.endswith("ing")
    )
