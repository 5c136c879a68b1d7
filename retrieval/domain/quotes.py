"""The types of what comes of a quote that somebody gives: verbatim, shortened, altered, or not in the corpus."""

from dataclasses import dataclass
from enum import StrEnum

from retrieval.domain.answers import Citation
from retrieval.domain.documents import FoundPassage


class QuoteStanding(StrEnum):
    """How a text that is given as a quote stands to the corpus.

    - `verbatim`: it stands there to the letter, but for how it is set.
    - `shortened`: each piece between its marks of omission stands there so, one after the other in one document.
    - `altered`: a place says nearly the same; what differs is known word by word.
    - `joined`: each of its sentences stands there, but not one after the other.
    - `absent`: no place says it, or nearly so.
    - `too_short`: it has too few words to tell anything.
    """

    VERBATIM = "verbatim"
    SHORTENED = "shortened"
    ALTERED = "altered"
    JOINED = "joined"
    ABSENT = "absent"
    TOO_SHORT = "too_short"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """Words of a quote beside those of the source: the same where they are `alike`. Either may be empty, where words
    were added or left out.
    """

    given: str
    source: str
    alike: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedQuote:
    """What came of a quote. `places` are where it stands, or where what it alters does: of one that is verbatim each
    place that says it, of others a place for each piece. `alterations` are the whole quote, in order, where it is
    altered. `set_otherwise` says of one that stands there that it is set another way: other quotation marks, another
    case of its first letter. `nearest` are passages about the same things, where it stands nowhere.
    """

    given: str
    standing: QuoteStanding
    places: tuple[Citation, ...] = ()
    alterations: tuple[Alteration, ...] = ()
    set_otherwise: bool = False
    nearest: tuple[FoundPassage, ...] = ()

    def __post_init__(self) -> None:
        stands = self.standing not in {QuoteStanding.ABSENT, QuoteStanding.TOO_SHORT}
        if stands is not bool(self.places):
            raise ValueError(f"a quote that is {self.standing} has {'a place' if stands else 'no place'}")
        differs = any(not alteration.alike for alteration in self.alterations)
        if differs is not (self.standing is QuoteStanding.ALTERED):
            raise ValueError("a quote is altered where its words differ from those of the source, and only there")
