"""The fate of the points that a language model drafted, and why: for receipts, and for those who read them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class FateKind(StrEnum):
    """*Kept*, its sentence above its quotes; *cited*, its sentence above another quote, which bears it out; *quoted*,
    its quotes alone, as it was drafted; *repaired*, its quotes without its sentence; *dropped*.
    """

    KEPT = "kept"
    CITED = "cited"
    QUOTED = "quoted"
    REPAIRED = "repaired"
    DROPPED = "dropped"


class QuoteClass(StrEnum):
    """The fate of a drafted quote.

    *verified*: it stands in the document that it is cited to. *misattributed*: it stands in another that was shown, to
    which the citation is corrected. *stitched*: it is pieces of one document, joined; each is cited. *not found*: none.
    """

    VERIFIED = "verified"
    MISATTRIBUTED = "misattributed"
    STITCHED = "stitched"
    NOT_FOUND = "not_found"


class Flaw(StrEnum):
    """Why a drafted point is not shown as it was drafted: what is wrong with its sentence, or with its quotes.

    `OPPOSITE` and `SWAPPED` stand in receipts from before the gate of today alone.
    """

    EMPTY = "empty"
    TOO_LONG = "too_long"
    MARKUP = "markup"
    LINK = "link"
    NOT_DECLARATIVE = "not_declarative"
    PRONOUN = "pronoun"
    UNQUOTED = "unquoted"
    ORDERS = "orders"
    LEANS = "leans"
    QUOTATION = "quotation"
    FIGURE = "figure"
    NAME = "name"
    NEGATION = "negation"
    DOUBT = "doubt"
    SPEAKER = "speaker"
    UNATTRIBUTED = "unattributed"
    ROLES = "roles"
    OPPOSITE = "opposite"
    SWEEPING = "sweeping"
    SWAPPED = "swapped"
    NEW_WORDS = "new_words"
    CONTRADICTED = "contradicted"
    NOT_SUPPORTED = "not_supported"
    MODEL_CONTRADICTED = "model_contradicted"
    MODEL_NOT_SUPPORTED = "model_not_supported"
    NOT_JUDGED = "not_judged"
    SAID_ALREADY = "said_already"
    ONE_TOO_MANY = "one_too_many"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """The fate of a drafted point: why it is not shown as it was drafted (empty where it is), and what became of each
    of its quotes.
    """

    kind: FateKind
    flaws: tuple[Flaw, ...] = ()
    quotes: tuple[QuoteClass, ...] = ()

    @property
    def in_words(self) -> str:
        """The words for people who read a receipt."""
        why = f": {'; '.join(WHY[flaw] for flaw in self.flaws)}" if self.flaws else ""
        quotes = ", ".join(quote.replace("_", " ") for quote in self.quotes) or "none"
        return f"{_FATES_IN_WORDS[self.kind]}{why} (quotes: {quotes})"


def counted(fates: Iterable[Fate]) -> str:
    """Return how many points came to what, as in "3 points drafted: 2 kept, 1 dropped"."""
    counts = Counter(fate.kind for fate in fates)
    drafted = "1 point drafted" if counts.total() == 1 else f"{counts.total():,} points drafted"
    by_kind = ", ".join(f"{counts[kind]:,} {kind}" for kind in FateKind if counts[kind])
    return f"{drafted}: {by_kind}" if by_kind else drafted


_FATES_IN_WORDS = {
    FateKind.KEPT: "shown as drafted",
    FateKind.CITED: "shown, cited to a sentence that was found for it",
    FateKind.QUOTED: "its quotes are shown",
    FateKind.REPAIRED: "its quotes are shown without its sentence",
    FateKind.DROPPED: "dropped",
}
WHY = {
    Flaw.EMPTY: "it says nothing",
    Flaw.TOO_LONG: "it is too long",
    Flaw.MARKUP: "it has markup",
    Flaw.LINK: "it has a link",
    Flaw.NOT_DECLARATIVE: "it asks, orders or speaks to the reader",
    Flaw.PRONOUN: "it has a pronoun or the like for what it does not name",
    Flaw.UNQUOTED: "none of its quotes stands in the sources",
    Flaw.ORDERS: "its quotes order, ask or speak to their reader",
    Flaw.LEANS: "its quotes do not tell whom they speak of",
    Flaw.QUOTATION: "it puts words in quotation marks that its sources do not have",
    Flaw.FIGURE: "its sources have another number or date",
    Flaw.NAME: "its sources do not have a name in it",
    Flaw.NEGATION: "it denies more than they do, or less",
    Flaw.DOUBT: "it is surer than they are",
    Flaw.SPEAKER: "they have somebody else say so",
    Flaw.UNATTRIBUTED: "it leaves out who says so",
    Flaw.ROLES: "it turns round who does what, or in which order",
    Flaw.OPPOSITE: "it has the opposite of a word of theirs",
    Flaw.SWEEPING: "it says of all, or for sure, what they do not",
    Flaw.SWAPPED: "it has another word in the place of one of theirs",
    Flaw.NEW_WORDS: "it has words that say what they do not",
    Flaw.CONTRADICTED: "the reader finds it contradicted",
    Flaw.NOT_SUPPORTED: "the reader does not find it supported",
    Flaw.MODEL_CONTRADICTED: "the language model, asked again, finds it contradicted",
    Flaw.MODEL_NOT_SUPPORTED: "the language model, asked again, does not find it supported",
    Flaw.NOT_JUDGED: "the language model, asked again, says nothing to it",
    Flaw.SAID_ALREADY: "another says it already",
    Flaw.ONE_TOO_MANY: "as many as are shown came before",
}
