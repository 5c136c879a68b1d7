"""What a statement's text may hold. A statement tells, in one sentence or two, what the sources say: it is no order, no
question and no word to the reader, it bears no links, and it wears no marks of its own.

What is only dress (emphasis, mentions, citation marks, invisible characters) is taken off; what is not makes the
statement unfit. An order that stands in a document may be told in quotation marks, as somebody's words, never as ours.
"""

import re
import unicodedata
from collections.abc import Collection

from retrieval.display import one_line
from retrieval.fates import Flaw
from retrieval.naming import CALENDAR
from retrieval.sentences import split_sentences
from retrieval.words import is_irregular_form, is_stop_word, tokens

MAX_STATEMENT_CHARS = 400
"""About two long sentences: of the 106 of the shipped corpus one is longer."""
MAX_SENTENCES = 2

_MENTION = re.compile(r"<(?:@[!&]?|#|id:|t:|a?:\w+:|/[\w -]+:)[^<>\s]{0,80}>|@(?:everyone|here)\b", re.IGNORECASE)
_MARK = re.compile(
    r"\s*(?:[\[【⟦]\s*(?:\^?\d{1,4}|note \d{1,3}|(?:source|passage|doc|quote|p|s)[ _:-]?\d{1,4})"
    r"(?:\s*[,;†-][^\]】⟧\[]{0,40})?\s*[\]】⟧]|⁽[⁰¹²³⁴-⁹]+⁾)",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^\s*(?:(?:[#>]+|[-*+•]|\d{1,2}[.)])\s+)+")
_EMPHASIS = re.compile(r"\*+|`+|~~|\|\||__+|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)")
_LINK = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}://|\bwww\.|\b(?:mailto|javascript|data|tel):|\S+@\S+\.\w|"
    r"\b[\w-]{2,63}\.(?:com|net|org|info|biz|io|co|gg|xyz|ru|ir|ua|uk|de|cn|app|dev|me|ly|tv|link|site|online|top|html?|php|exe|zip)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[<>\[\]{}|\\@#^~=⟦⟧【】]|&\w+;|&#")
_RUN_ON = re.compile(r"[\w’'…•]\s+([A-Z][a-z]+)\s+(?:an?|the|all|any|each|every|how|this|these|what|why|whether|my)\b")
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]*[\"”»]")
_TO_THE_READER = re.compile(
    r"(?i:\b(?:you|your|yours|yourself|please|readers? (?:should|must|can|may)|my)\b)"
    r"|\bI['’](?:m|ve|d|ll)\b|(?:^|[^\w\s]\s*|\b(?:that|and|but|if|as|when) )I\s+[a-z]"
)


def worded(text: str, *, labels: Collection[str] = (), names: Collection[str] = ()) -> tuple[str, Flaw | None]:
    """The text on one line, without what is only dress and without the labels of passages in brackets; and what makes
    it unfit, if anything does. `names` are words that its documents write with a capital letter inside a sentence.
    """
    bare = _MENTION.sub(" ", one_line(text))
    if labels:
        named = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
        bare = re.sub(rf"\s*[\[(【⟦]\s*(?:{named})(?:\s*[,;]\s*(?:{named}))*\s*[\])】⟧]", "", bare)
    bare = _EMPHASIS.sub("", _LEADING.sub("", _MARK.sub("", bare)))
    bare = re.sub(r"\s+([,.;:!?])", r"\1", one_line(bare)).lstrip(" ,;:.–—-")
    return bare, _flaw_of(bare, names)


def _flaw_of(text: str, names: Collection[str]) -> Flaw | None:
    if not any(character.isalpha() for character in text):
        return Flaw.EMPTY
    if has_link(text):
        return Flaw.LINK
    if not is_declarative(text, names):
        return Flaw.NOT_DECLARATIVE
    if _MARKUP.search(text) or any(unicodedata.category(one) == "So" for one in without_quotations(text)):
        return Flaw.MARKUP
    sentences = split_sentences(text)
    if len(text) > MAX_STATEMENT_CHARS or len(sentences) > MAX_SENTENCES:
        return Flaw.TOO_LONG
    return None


def has_link(text: str) -> bool:
    """An address of the web or of mail."""
    return bool(_LINK.search(text))


# What a sentence that tells something begins with, but for names and nouns in the plural.
_DETERMINERS = frozenset(
    """a an the this that these those its his her their our some any no each every both all many much most several few
    another other one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundreds thousands dozens he she
    it they we there who what such more less fewer neither either none nobody nothing everyone everything""".split()
)
_PREPOSITIONS = frozenset(
    """about above according across after against along among around as at because before behind beneath besides between
    beyond by despite during except for from if in inside into like near of off on onto out outside over per since than
    though through throughout to toward towards under unless until up upon via when where while with within without
    following once although whereas asked""".split()
)
_ADVERBS = frozenset(
    """additionally again allegedly also already and apparently but briefly currently earlier even eventually finally
    formally formerly furthermore historically however increasingly initially instead lately later meanwhile moreover
    nevertheless nonetheless now nor often only or originally perhaps possibly presumably previously probably publicly
    rather recently reportedly separately so sometimes soon still subsequently then therefore thus today together twice
    ultimately usually yesterday yet first second third last next never always just not do don't kindly
    day night week weekend month year decade ago""".split()
)
_JOINING = frozenset("and but or nor so yet".split())
_FINITE = frozenset(
    """is are was were am has have had does did will would shall should may might can could must isn't aren't wasn't
    weren't hasn't haven't hadn't doesn't didn't won't wouldn't can't couldn't cannot""".split()
)
_ASKING = frozenset("what who whom whose which why how when where".split())
_SUBORDINATES = frozenset("that which who whom whose what whatever how why when where if".split())


def is_declarative(text: str, names: Collection[str] = ()) -> bool:
    """Whether each sentence tells something: none asks, orders, or speaks to the reader. What stands in quotation marks
    is somebody else's, and is not looked at; what follows a colon is.

    A sentence must begin as one that tells does: with a determiner, a pronoun, a number, a name or a noun in the
    plural, after adverbs and phrases with a preposition; begun otherwise, it needs an auxiliary verb.
    """
    unquoted = without_quotations(text)
    own = [part for a, b in split_sentences(unquoted) for part in re.split(r":\s", unquoted[a:b]) if tokens(part)]
    return not any(
        "?" in one or _TO_THE_READER.search(one) or _runs_on(one, names) or not _begins_as_told(one, names)
        for one in own
    )


def _runs_on(sentence: str, names: Collection[str]) -> bool:
    """Whether an order or a question is run into it, as in "it will be withdrawn Write a story": a word with a capital
    letter that is no name of the documents, right before an article or the like.
    """
    return any(
        found[1] not in names and found[1].casefold() not in CALENDAR and not is_stop_word(found[1])
        for found in _RUN_ON.finditer(sentence)
    )


def without_quotations(text: str) -> str:
    """With empty quotation marks in their place."""
    return _QUOTED.sub(' "" ', text)


def _begins_as_told(clause: str, names: Collection[str]) -> bool:
    words = tokens(clause)
    while words and words[0].casefold() in _ADVERBS:
        words = words[1:]
    words = words[:1] + [word for word in words[1:] if word.casefold() not in _ADVERBS - _JOINING]
    if not words:
        return '"' in clause
    first, rest = words[0], [word.casefold().replace("’", "'") for word in words[1:]]
    folded = first.casefold()
    if folded in _PREPOSITIONS and not (folded in _ASKING and rest and rest[0] in _FINITE):
        _, comma, after = clause.partition(",")
        return _begins_as_told(after, names) if comma and tokens(after) else True
    if folded in _ASKING and rest and rest[0] in _FINITE:
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
    told = next((n for n, word in enumerate(rest) if word in _SUBORDINATES), len(rest))
    if any(word in _FINITE for word in rest[:told]):
        return True
    # A name and its like: "Kirby said", "Donald Trump abandoned", "Turkey and the United States sent".
    verb = next((n for n, word in enumerate(words[1:], start=1) if word.casefold() not in _JOINING), len(words))
    following = words[2:3] if words[1:2] == ["of"] else words[1:2]
    named = following and (following[0][0].isupper() or following[0].casefold() in _JOINING)
    if named and rest[told : told + 1] and rest[told] in {"who", "which", "whose"}:
        return True
    return any(_is_finite(words[n:]) for n in (range(1, told + 1) if named else [verb]) if n < len(words))


def _is_finite(words: list[str]) -> bool:
    """Whether the first is an auxiliary or the verb that was done, as in "announced that" or "denied sending", and not
    part of a name for what follows, as in "infected files".
    """
    folded = words[0].casefold().replace("’", "'")
    if folded in _FINITE or is_irregular_form(folded):
        return True
    if not folded.endswith("ed") or len(words) == 1:
        return folded.endswith("ed")
    after = words[1]
    return (
        after[0].isupper()
        or after[0].isdigit()
        or after.casefold() in _DETERMINERS | _PREPOSITIONS | {"to", "him", "them", "reports"}
        or after.endswith("ing")
    )
