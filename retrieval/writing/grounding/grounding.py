"""Grounding of what a language model drafts: from a draft to statements that may be shown.

A statement is shown as it was drafted where its wording is fit, its quotes stand in the documents, the sentences that
they stand in bear out all that it claims, and the reader finds that they support it. A citation is to those whole
sentences, with the words that were quoted emphasised: what bears a statement out is what is shown below it.

What fails is replaced, once, by the nearest of the sentences that it quotes, verbatim, or dropped. A statement never
loses its citation and stays.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from retrieval.documents.citing import cite
from retrieval.domain.answers import JOINED, Citation, Statement
from retrieval.domain.documents import Passage
from retrieval.domain.readings import Relation
from retrieval.domain.verdicts import Fate, FateKind, Flaw
from retrieval.ports import SupportJudge
from retrieval.text.matching import fold_for_matching
from retrieval.text.sentences import split_sentences
from retrieval.text.words import content_stems
from retrieval.writing.drafts import Draft, DraftStatement
from retrieval.writing.grounding.claims import new_words, unsupported_claims
from retrieval.writing.grounding.english.pronouns import refers_outside
from retrieval.writing.grounding.evidence import ShownPassages, SourcePlace, places_of
from retrieval.writing.grounding.quotes import Located, locate
from retrieval.writing.grounding.statement_text import without_quotations, worded

SUPPORTED = 0.5
"""The probability from which on the reader supports a statement, or contradicts it, which drops it. Of 64 statements
written over the shipped corpus the reader supports 60 and contradicts none."""
_TURNED = frozenset({Flaw.NAME, Flaw.NEGATION, Flaw.DOUBT, Flaw.SPEAKER, Flaw.UNATTRIBUTED, Flaw.ROLES, Flaw.OPPOSITE})
"""Flaws of a statement that turns what its quotes say: no other sentence is looked for to bear it out."""
_FEWEST_SHARED = 2
"""The fewest content words that a sentence must share with the statement that it stands in for."""
MAX_GROUNDED_STATEMENTS = 6
"""The most statements of an answer. What is drafted after as many that may be shown is dropped."""
_SENTENCES_TRIED = 3
"""The nearest to a statement without a quote, looked at for one that bears it out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounded:
    """The statements that may be shown, in the order of the draft, and a fate for each that was drafted."""

    statements: tuple[Statement, ...]
    fates: tuple[Fate, ...]


def ground(draft: Draft, passages: Mapping[str, Passage], judge: SupportJudge | None) -> Grounded:
    """Return the statements of a draft that may be shown, and the fate of each. `passages` are those that the model was
    given, by the labels it was to cite them by. Where nobody judges support, words alone decide.
    """
    grounding = Grounding(passages, judge)
    grounding.take(draft.statements)
    return grounding.grounded


class Grounding:
    """The grounding of a draft that may come in pieces: the result is the same as for the whole draft at once."""

    def __init__(self, passages: Mapping[str, Passage], judge: SupportJudge | None) -> None:
        self._passages = ShownPassages(passages)
        self._judge = judge
        self._statements: dict[int, Statement] = {}
        """The statements by their place in the draft."""
        self._drafted: list[DraftStatement] = []
        self._fates: list[Fate] = []

    def take(self, drafted: Sequence[DraftStatement]) -> None:
        """Check the next statements of the draft. Several at once are judged in one call."""
        trials = [_try(drafted_statement, self._passages) for drafted_statement in drafted]
        _judge([trial for trial in trials if trial.support], self._judge)
        for trial in trials:
            if trial.support:
                self._give_way(trial.support)
            kind, statement = _outcome_of(trial, self._passages, list(self._statements.values()))
            place = len(self._fates)
            if statement is not None:
                self._statements[place] = statement
            flaws = tuple(dict.fromkeys(trial.flaws))
            self._drafted.append(trial.drafted)
            self._fates.append(Fate(kind=kind, flaws=flaws, quotes=tuple(quote.kind for quote in trial.located)))

    def _give_way(self, support: "_Support") -> None:
        """Drop the sentences of the sources that stand in for earlier statements, where this support cites them all."""
        for place, statement in list(self._statements.items()):
            fate = self._fates[place]
            if fate.kind is FateKind.REPAIRED and _cites_all_of(support.citations, statement):
                del self._statements[place]
                flaws = (*fate.flaws, Flaw.SAID_ALREADY)
                self._fates[place] = replace(fate, kind=FateKind.DROPPED, flaws=flaws)

    @property
    def grounded(self) -> Grounded:
        return Grounded(statements=tuple(self._statements.values()), fates=tuple(self._fates))

    @property
    def drafted(self) -> tuple[DraftStatement, ...]:
        return tuple(self._drafted)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Support:
    """The support of a statement: its citations and the text that they quote."""

    citations: tuple[Citation, ...]
    quoted: str


@dataclass(slots=True, kw_only=True)
class _Trial:
    """A drafted statement while it is looked at; `text` is None where nothing may be shown for it."""

    drafted: DraftStatement
    text: str | None
    located: tuple[Located, ...]
    flaws: list[Flaw]
    support: _Support | None = None
    found: bool = False
    """True where its support was looked for, since it came with none that would do."""


def _try(drafted: DraftStatement, passages: ShownPassages) -> _Trial:
    text, unfit = worded(drafted.text, labels=passages.by_label.keys(), names=passages.names)
    located = tuple(locate(quote, passages.by_label) for quote in drafted.quotes)
    trial = _Trial(drafted=drafted, text=text, located=located, flaws=[unfit] if unfit else [])
    if unfit in {Flaw.EMPTY, Flaw.LINK, Flaw.NOT_DECLARATIVE}:
        trial.text = None
    if refers_outside(without_quotations(text)):
        trial.flaws.append(Flaw.PRONOUN)
    if trial.flaws:
        return trial
    # A sentence that orders or asks bears nothing out.
    places = [place for place in places_of(located) if passages.tells(place)]
    if not places:
        trial.flaws.append(Flaw.UNQUOTED)
    else:
        trial.support = _support(text, places, passages, trial.flaws)
    if not trial.support and not _TURNED & set(trial.flaws):
        trial.found = True
        nearest = islice((place for place, _ in passages.nearest(text) if passages.tells(place)), _SENTENCES_TRIED)
        trial.support = next(filter(None, (_support(text, [place], passages, []) for place in nearest)), None)
    return trial


def _support(text: str, places: Sequence[SourcePlace], passages: ShownPassages, flaws: list[Flaw]) -> _Support | None:
    """Return the citations of the sentences at these places, where they bear the statement out. Else add what they do
    not bear out to `flaws` and return None. The sentences around them are cited, too, where it takes those to
    understand them.
    """
    for widened in (False, True):
        sources = passages.sources_at(places, with_context=widened)
        missing = list(unsupported_claims(text, sources))
        if new_words(text, sources):
            missing.append(Flaw.NEW_WORDS)
        cited = [place.widened() for place in places] if widened else places
        if not missing and (not widened or all(map(passages.tells, cited))):
            return _Support(
                citations=tuple(_citations(cited, passages)),
                quoted=" ".join(sentence for place in cited for sentence in place.sentences),
            )
    flaws += missing
    return None


def _citations(places: Sequence[SourcePlace], passages: ShownPassages) -> Iterator[Citation]:
    """Yield the citations of these places, in the order of the quotes. A span is cited once."""
    seen: set[tuple[str, int, int]] = set()
    for place in places:
        for start, end in place.body.spans(place.first, place.last):
            if (place.document.id, start, end) not in seen:
                seen.add((place.document.id, start, end))
                parts = [span for span in place.quoted if span != (start, end)]
                yield cite(passages.passage_of(place.document, start, end), start, end, parts)


def _judge(trials: Sequence[_Trial], judge: SupportJudge | None) -> None:
    """Take the support from those trials that the reader does not find supported. All are judged in one call. A
    statement in the words of its source needs no judgement.
    """
    open_trials = [
        trial for trial in trials if trial.support and trial.text and not _is_verbatim(trial.text, trial.support.quoted)
    ]
    if judge is None:
        return
    pairs = [(trial.support.quoted, trial.text) for trial in open_trials if trial.support and trial.text]
    for trial, relation in zip(open_trials, judge.relations(pairs) if pairs else (), strict=True):
        if relation[Relation.SUPPORTS] < SUPPORTED:
            contradicts = relation[Relation.CONTRADICTS] >= SUPPORTED
            trial.support = None
            trial.flaws.append(Flaw.CONTRADICTED if contradicts else Flaw.NOT_SUPPORTED)


def _is_verbatim(text: str, quoted: str) -> bool:
    return fold_for_matching(text).text.rstrip(" .") == fold_for_matching(quoted).text.rstrip(" .")


def _outcome_of(
    trial: _Trial, passages: ShownPassages, before: Sequence[Statement]
) -> tuple[FateKind, Statement | None]:
    """Return the fate of a statement, and what is shown for it after the statements `before` it; None where
    nothing is.
    """
    if len(before) == MAX_GROUNDED_STATEMENTS:
        trial.flaws.append(Flaw.ONE_TOO_MANY)
        return FateKind.DROPPED, None
    if trial.text is None:
        return FateKind.DROPPED, None
    if trial.support:
        if any(_says_no_more(trial.text, trial.support, earlier) for earlier in before):
            trial.flaws.append(Flaw.SAID_ALREADY)
            return FateKind.DROPPED, None
        statement = Statement(text=trial.text, citations=trial.support.citations)
        if not trial.found:
            trial.flaws.clear()
        return (FateKind.CITED if trial.found else FateKind.KEPT), statement
    repaired = _repaired(trial, passages)
    if repaired is None:
        return FateKind.DROPPED, None
    is_said = any(_is_verbatim(repaired.text, earlier.text) for earlier in before)
    if is_said or _cites_all_of([citation for earlier in before for citation in earlier.citations], repaired):
        trial.flaws.append(Flaw.SAID_ALREADY)
        return FateKind.DROPPED, None
    return FateKind.REPAIRED, repaired


def _repaired(trial: _Trial, passages: ShownPassages) -> Statement | None:
    """Return the nearest of the sentences that the statement quotes, verbatim, with the sentences that it takes to
    understand it; None where there is none. A sentence that was not quoted may be about something else, however many of
    its words it shares.
    """
    text = trial.text or ""
    if Flaw.TOO_LONG in trial.flaws:
        # The most direct comes first.
        text = text[slice(*split_sentences(text)[0])]
    if not (quoted := places_of(trial.located)):
        return None
    wanted = len(content_stems(text))
    near = [place for place, share in passages.nearest(text, quoted) if share * wanted >= _FEWEST_SHARED]
    for place in near[:_SENTENCES_TRIED]:
        if passages.tells(place.widened()):
            citations = tuple(_citations([place.widened()], passages))
            return Statement(text=JOINED.join(citation.quote for citation in citations), citations=citations)
    return None


def _cites_all_of(citations: Sequence[Citation], statement: Statement) -> bool:
    """Return whether all that a statement cites is among the citations."""
    return all(
        any(
            wanted.document_id == citation.document_id and citation.start <= wanted.start and wanted.end <= citation.end
            for citation in citations
        )
        for wanted in statement.citations
    )


def _says_no_more(text: str, support: _Support, before: Statement) -> bool:
    """Return whether the text reads as the statement before it, or has no word that that one lacks and cites nothing
    else.
    """
    if _is_verbatim(text, before.text):
        return True
    grounded = Statement(text=text, citations=support.citations)
    return set(content_stems(text)) <= set(content_stems(before.text)) and _cites_all_of(before.citations, grounded)
