"""Grounding of what a language model drafts: from a draft to statements that may be shown.

Quotes come first. Those that stand are shown as the sentences of a composed answer are: whole sentences, with what it
takes to understand them, and the words that were quoted emphasised. The sentence that a model wrote stands above them
where its wording is fit and the gate lets it pass; else the point stays with its quotes. A sentence whose quotes do not
stand is cited, once, to one that bears it out, or dropped (docs/decisions/0037-quotes-first.md).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from retrieval.documents.citing import cite
from retrieval.domain.answers import JOINED, Citation, Stance, Statement
from retrieval.domain.documents import Passage
from retrieval.domain.verdicts import Fate, FateKind, Flaw, QuoteClass
from retrieval.ports import SupportJudge
from retrieval.text.matching import fold_for_matching
from retrieval.text.orders import advises
from retrieval.text.words import content_stems
from retrieval.writing.grounding.evidence import ShownPassages, SourcePlace, joined, places_of
from retrieval.writing.grounding.gate import ChecksAndJudge, Claim, Gate, Ruling
from retrieval.writing.grounding.quotes import locate
from retrieval.writing.grounding.statement_text import worded

if TYPE_CHECKING:
    from retrieval.writing.drafts import Draft, DraftPoint

MAX_GROUNDED_STATEMENTS = 6
"""The most statements of an answer. What is drafted after as many that may be shown is dropped."""
_STANCE_OF_SIDE: Mapping[str, Stance] = {"says_so": Stance.YES, "denies": Stance.NO}
"""The stance of a side, by its name in the form of a draft."""
_SENTENCES_TRIED = 3
"""The nearest to a sentence without a quote, looked at for one that bears it out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounded:
    """The statements that may be shown, in the order of the draft, what it says that each says to what is asked, and a
    fate for each point that was drafted.
    """

    statements: tuple[Statement, ...]
    fates: tuple[Fate, ...]
    stances: tuple[Stance | None, ...] = ()


def ground(draft: "Draft", passages: Mapping[str, Passage], judge: SupportJudge | None, question: str = "") -> Grounded:
    """Return the statements of a draft that may be shown, and the fate of each point. `passages` are those that the
    model was given, by the labels it was to cite them by. Where nobody judges support, no sentence of its own
    words is shown, and quotes are.
    """
    return Grounding.of(passages, judge, question).all_of(draft)


class Grounding:
    """The grounding of a draft that may come in pieces: the result is the same as for the whole draft at once."""

    def __init__(self, shown: ShownPassages, gate: Gate) -> None:
        self._shown = shown
        self._gate = gate
        self._statements: dict[int, Statement] = {}
        """The statements by the place of their point in the draft."""
        self._drafted: list[DraftPoint] = []
        self._fates: list[Fate] = []

    @classmethod
    def of(
        cls,
        passages: Mapping[str, Passage],
        judge: SupportJudge | None,
        question: str = "",
        *,
        may_order: bool = False,
        over: Callable[[Gate], Gate] = lambda gate: gate,
    ) -> "Grounding":
        """Return the grounding of a draft that was written from these passages, by the gate of exact checks and the
        judge, or what is made `over` it. `may_order` is as `ShownPassages` has it.
        """
        shown = ShownPassages(passages, question, may_order=may_order)
        return cls(shown, over(ChecksAndJudge(shown, judge)))

    def take(self, points: Sequence["DraftPoint"]) -> None:
        """Check the next points of the draft. The gate rules on all their sentences in one go."""
        trials = [_Trial.of(point, self._shown) for point in points]
        claims = [self._claims_of(trial) for trial in trials]
        rulings = iter(self._rulings([claim for claims_of_trial in claims for claim in claims_of_trial]))
        for point, trial, claims_of_trial in zip(points, trials, claims, strict=True):
            ruled = [(claim, next(rulings)) for claim in claims_of_trial]
            is_found = trial.looks_for_a_quote and trial.is_cited_to_the_first(ruled)
            if trial.is_open:
                trial.flaws += [flaw for _, ruling in ruled for flaw in ruling.flaws]
            kind, statement = self._outcome_of(trial, is_found=is_found)
            place = len(self._fates)
            if statement is not None:
                self._statements[place] = statement
            flaws = tuple(dict.fromkeys(trial.flaws))
            self._drafted.append(point)
            self._fates.append(Fate(kind=kind, flaws=flaws, quotes=trial.kinds))

    def all_of(self, draft: "Draft") -> Grounded:
        """Check a draft that is whole, and return what it comes to."""
        self.take(draft.points)
        return self.grounded

    @property
    def grounded(self) -> Grounded:
        return Grounded(
            statements=tuple(self._statements.values()),
            fates=tuple(self._fates),
            stances=tuple(_STANCE_OF_SIDE.get(self._drafted[place].side) for place in self._statements),
        )

    @property
    def drafted(self) -> tuple["DraftPoint", ...]:
        return tuple(self._drafted)

    def _rulings(self, claims: Sequence[Claim]) -> Sequence[Ruling]:
        rulings = self._gate.rule(claims) if claims else ()
        # Whose rulings these are cannot be told.
        is_one_each = len(rulings) == len(claims)
        return rulings if is_one_each else [Ruling(flaws=(Flaw.NOT_SUPPORTED,))] * len(claims)

    def _claims_of(self, trial: "_Trial") -> list[Claim]:
        """Return what the gate is to rule on for a point: its sentence with its quotes; where none of them stands, with
        each of the nearest sentences of the sources.
        """
        if trial.is_open:
            return [Claim(sentence=trial.sentence, quoted=tuple(trial.quoted), excerpts=tuple(trial.excerpts))]
        if not trial.looks_for_a_quote or advises(trial.sentence):
            return []
        telling = (place for place, _ in self._shown.nearest(trial.sentence) if self._shown.may_be_quoted(place))
        near = [(place, excerpt) for place in islice(telling, _SENTENCES_TRIED) if (excerpt := place.excerpt())]
        return [Claim(sentence=trial.sentence, quoted=(place,), excerpts=(excerpt,)) for place, excerpt in near]

    def _outcome_of(self, trial: "_Trial", *, is_found: bool) -> tuple[FateKind, Statement | None]:
        """Return the fate of a point, and what is shown for it after the statements before; None where nothing is."""
        before = list(self._statements.values())
        if not trial.excerpts:
            return FateKind.DROPPED, None
        citations = tuple(_citations(joined(trial.excerpts), self._shown))
        is_kept = bool(trial.sentence) and (is_found or not trial.flaws) and not trial.is_verbatim
        if is_kept and any(_says_no_more(trial.sentence, citations, earlier) for earlier in before):
            trial.flaws.append(Flaw.SAID_ALREADY)
            is_kept = False
            if is_found:
                return FateKind.DROPPED, None
        quotes = Statement(text=JOINED.join(citation.quote for citation in citations), citations=citations)
        if not is_kept and _cites_all_of([citation for earlier in before for citation in earlier.citations], quotes):
            trial.flaws.append(Flaw.SAID_ALREADY)
            return FateKind.DROPPED, None
        if is_kept:
            self._give_way(citations)
        if len(self._statements) == MAX_GROUNDED_STATEMENTS:
            trial.flaws.append(Flaw.ONE_TOO_MANY)
            return FateKind.DROPPED, None
        statement = replace(quotes, text=trial.sentence) if is_kept else quotes
        if is_found:
            return FateKind.CITED, statement
        if is_kept:
            return FateKind.KEPT, statement
        return FateKind.REPAIRED if trial.flaws else FateKind.QUOTED, statement

    def _give_way(self, citations: Sequence[Citation]) -> None:
        """Drop earlier quotes without a sentence all of which a sentence is now shown above."""
        for place, statement in list(self._statements.items()):
            fate = self._fates[place]
            if fate.kind in {FateKind.QUOTED, FateKind.REPAIRED} and _cites_all_of(citations, statement):
                del self._statements[place]
                flaws = (*fate.flaws, Flaw.SAID_ALREADY)
                self._fates[place] = replace(fate, kind=FateKind.DROPPED, flaws=flaws)


@dataclass(slots=True, kw_only=True)
class _Trial:
    """A drafted point while it is looked at: its sentence without what dresses it, empty where it has none, and the
    sentences of the sources that it quotes, with these as they are shown.
    """

    sentence: str
    kinds: tuple[QuoteClass, ...]
    quoted: list[SourcePlace]
    excerpts: list[SourcePlace]
    flaws: list[Flaw]

    @classmethod
    def of(cls, point: "DraftPoint", shown: ShownPassages) -> "_Trial":
        sentence, unfit = worded(point.sentence or "", labels=shown.by_label.keys())
        located = [locate(quote, shown.by_label) for quote in point.quotes]
        places = places_of(located)
        trial = cls(sentence=sentence, kinds=tuple(quote.kind for quote in located), quoted=[], excerpts=[], flaws=[])
        flaws: list[Flaw] = []
        for place in places:
            if not shown.may_be_quoted(place):
                flaws.append(Flaw.ORDERS)
            elif (excerpt := place.excerpt()) is None:
                flaws.append(Flaw.LEANS)
            else:
                trial.quoted.append(place)
                trial.excerpts.append(excerpt)
        if not trial.excerpts:
            trial.flaws += flaws or [Flaw.UNQUOTED]
        if unfit and point.sentence is not None and not trial.is_verbatim:
            trial.flaws.append(unfit)
        return trial

    @property
    def is_verbatim(self) -> bool:
        """Whether its sentence is what it quotes, or one of its quotes."""
        several = [self.quoted, self.excerpts, *([place] for place in self.quoted)]
        texts = (" ".join(sentence for place in places for sentence in place.sentences) for places in several)
        return any(_reads_as(self.sentence, text) for text in texts)

    @property
    def is_open(self) -> bool:
        """Whether it is for the gate to say if its sentence is shown."""
        return bool(self.sentence) and not self.flaws and not self.is_verbatim

    @property
    def looks_for_a_quote(self) -> bool:
        return bool(self.sentence) and self.flaws == [Flaw.UNQUOTED]

    def is_cited_to_the_first(self, ruled: Sequence[tuple[Claim, Ruling]]) -> bool:
        """Take the quotes of the first claim that passes, and return whether one does."""
        found = next((claim for claim, ruling in ruled if ruling.passes), None)
        if found:
            self.quoted, self.excerpts = [*found.quoted], [*found.excerpts]
        return found is not None


def _citations(places: Sequence[SourcePlace], shown: ShownPassages) -> Iterator[Citation]:
    """Yield the citations of these places, in the order of the quotes. A span is cited once."""
    seen: set[tuple[str, int, int]] = set()
    for place in places:
        for start, end in place.body.spans(place.first, place.last, shown.asked):
            if (place.document.id, start, end) not in seen:
                seen.add((place.document.id, start, end))
                parts = [span for span in place.quoted if span != (start, end)]
                yield cite(shown.passage_of(place.document, start, end), start, end, parts)


def _reads_as(text: str, quoted: str) -> bool:
    """Return whether a text is what is quoted, however the two are set."""
    return fold_for_matching(text).text.rstrip(" .") == fold_for_matching(quoted).text.rstrip(" .")


def _cites_all_of(citations: Sequence[Citation], statement: Statement) -> bool:
    """Return whether all that a statement cites is among the citations."""
    return all(
        any(
            wanted.document_id == citation.document_id and citation.start <= wanted.start and wanted.end <= citation.end
            for citation in citations
        )
        for wanted in statement.citations
    )


def _says_no_more(sentence: str, citations: tuple[Citation, ...], before: Statement) -> bool:
    """Return whether a sentence reads as the statement before it, or has no word that that one lacks and cites nothing
    else.
    """
    if _reads_as(sentence, before.text):
        return True
    grounded = Statement(text=sentence, citations=citations)
    return set(content_stems(sentence)) <= set(content_stems(before.text)) and _cites_all_of(before.citations, grounded)
