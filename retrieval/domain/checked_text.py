"""The types of what comes of a text that is held against the corpus, sentence by sentence."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from retrieval.domain.answers import Citation
from retrieval.domain.documents import FoundPassage


class ClaimStanding(StrEnum):
    """How a sentence of a text stands to the corpus.

    - `borne_out`: what is cited says so.
    - `contradicted`: what is cited says otherwise.
    - `not_found`: the corpus was not found to say so, nor otherwise.
    - `no_claim`: it asks, greets, orders or gives an opinion: there is nothing to check.
    - `leans`: it speaks of "it" or "them", and does not say of what.
    """

    BORNE_OUT = "borne_out"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not_found"
    NO_CLAIM = "no_claim"
    LEANS = "leans"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSentence:
    """A sentence of a text, and what it is held against: what is cited where it is borne out or contradicted, `nearest`
    where neither was found. `off` are the spans of its words that what is cited does not have.
    """

    text: str
    standing: ClaimStanding
    places: tuple[Citation, ...] = ()
    off: tuple[tuple[int, int], ...] = ()
    nearest: tuple[FoundPassage, ...] = ()

    @property
    def is_claim(self) -> bool:
        """Whether it states something that may be so or not."""
        return self.standing is not ClaimStanding.NO_CLAIM

    @property
    def pieces(self) -> tuple[tuple[str, bool], ...]:
        """The sentence in pieces, each with whether it is off; together they are the sentence."""
        edges = [0, *(edge for span in self.off for edge in span), len(self.text)]
        pieces = [(self.text[a:b], bool(n % 2)) for n, (a, b) in enumerate(pairwise(edges))]
        return tuple((text, off) for text, off in pieces if text)

    def __post_init__(self) -> None:
        cites = self.standing in {ClaimStanding.BORNE_OUT, ClaimStanding.CONTRADICTED}
        if cites is not bool(self.places):
            raise ValueError(f"a sentence that is {self.standing} cites {'a place' if cites else 'nothing'}")
        if any(not 0 <= start < end <= len(self.text) for start, end in self.off):
            raise ValueError("what is off stands in the sentence")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedText:
    """A text with its sentences, in order; `left_over` says how many more there were than are checked at once."""

    sentences: tuple[CheckedSentence, ...]
    left_over: int = 0

    def count(self, standing: ClaimStanding) -> int:
        """Return how many of its sentences stand so."""
        return sum(sentence.standing is standing for sentence in self.sentences)
