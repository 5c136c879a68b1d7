"""What a statement says exactly, held against the sentences that it is cited to: each check can only say no.

Whether a statement follows from its sources is for a judge to say. These see to what must be there to the letter,
whatever a judge thinks: words in quotation marks, numbers and dates, names and commands, that it
is somebody's word, and words that take in all.
Each is the same for every text. What else was tried, and what it did: docs/decisions/0045-the-gate.md.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from retrieval.domain.verdicts import Flaw
from retrieval.text.matching import find
from retrieval.text.words import fold, stem, stems, tokens
from retrieval.writing.grounding.figures import unsupported_figures, unsupported_times
from retrieval.writing.grounding.names import unsupported_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The words of the cited sources: the `quoted` sentences, the `context` that they lean on, and what stands `around`
    them, with the title, publisher and date of their documents: a name may be told there.
    """

    quoted: tuple[str, ...]
    context: str = ""
    around: str = ""

    @property
    def text(self) -> str:
        return " ".join([*self.quoted, self.context])


def failed_checks(statement: str, sources: Sources) -> tuple[Flaw, ...]:
    """Return what a statement says that its sources do not, in the order of `CHECKS`."""
    return tuple(flaw for flaw, fails in CHECKS.items() if fails(statement, sources))


# Inside of single quotation marks, an apostrophe stands within a word: elsewhere it opens another quotation.
_QUOTATION = re.compile(r"[\"“„«]([^\"“”„«»]++)[\"”»]|(?<!\w)['‘]([^'‘’]+(?:(?<=\w)['’]\w[^'‘’]*)*)['’](?!\w)")
_PUBLISHED = re.compile(r"\b(?:publish|article|dated|report from)", re.IGNORECASE)
_ALL_OF_THEM = frozenset("all always every everybody everyone everything".split())
_ANYTHING = frozenset("any anybody anyone anything regardless whatever whichever whoever".split())
_SURELY = frozenset("certainly definitely guaranteed guarantees prove proven proves undoubtedly".split())
_REPORTS = re.compile(
    r"\b(?<!is )(?<!are )(?<!be )(?<!been )(?:said|says|told|claimed|announced|alleged|warned|insisted|denied"
    r"|according to)\b"
    r"|\b(?:accused|added|acknowledged|admitted|argued|argues|believe[sd]?|confirmed|estimated|maintained|reported"
    r"|stated|suggested|suggests|thinks|thought) that\b",
    re.IGNORECASE,
)
"""What a sentence has that is somebody's word: "the mayor said", "it is believed that"."""
_REPORTING_STEMS = frozenset(
    stem(word)
    for word in """accord account accuse acknowledge add admit affirm allege announce apparently argue ask assert
    assess assume believe call claim complain conclude confirm consider contend declare deny describe estimate expect
    explain express fear feel find hold hope imply indicate inform insist judge know maintain mean mention note observe
    opinion point predict promise propose put quote recall refer regard remark report reportedly reveal say see seem
    show speak state stress suggest suppose suspect swear swore tell testify testimony think took understand view vow
    warn word write""".split()
)
SWEEPING = (
    (_ALL_OF_THEM, _ALL_OF_THEM | _ANYTHING | {"each", "entire", "no", "none", "never", "whole"}),
    (_ANYTHING, _ALL_OF_THEM | _ANYTHING | {"each", "no", "none", "never"}),
    (_SURELY, _SURELY),
)
"""Words that take in all, or are sure; and those of which a source must have one where a statement has one of them."""


def _has_other_quotation(statement: str, sources: Sources) -> bool:
    quotations = (match[1] or match[2] for match in _QUOTATION.finditer(statement))
    texts = [*sources.quoted, sources.text]
    return any(not any(find(words.rstrip(" ,.;:"), text) for text in texts) for words in quotations)


def _has_other_figure(statement: str, sources: Sources) -> bool:
    texts = [sources.text, *([sources.around] if _PUBLISHED.search(statement) else [])]
    return bool(unsupported_figures(statement, texts) or unsupported_times(statement, texts))


def _has_other_name(statement: str, sources: Sources) -> bool:
    return bool(unsupported_names(statement, f"{sources.text} {sources.around}"))


def _leaves_out_who_says_so(statement: str, sources: Sources) -> bool:
    return any(map(_REPORTS.search, sources.quoted)) and _REPORTING_STEMS.isdisjoint(stems(statement))


def _takes_in_more(statement: str, sources: Sources) -> bool:
    has, said = ({fold(word) for word in tokens(text)} for text in (statement, sources.text))
    return any(not has.isdisjoint(words) and said.isdisjoint(borne_out_by) for words, borne_out_by in SWEEPING)


CHECKS: Mapping[Flaw, Callable[[str, Sources], bool]] = {
    Flaw.QUOTATION: _has_other_quotation,
    Flaw.FIGURE: _has_other_figure,
    Flaw.NAME: _has_other_name,
    Flaw.UNATTRIBUTED: _leaves_out_who_says_so,
    Flaw.SWEEPING: _takes_in_more,
}
