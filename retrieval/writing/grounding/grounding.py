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

from retrieval.claims import new_words, unsupported_claims
from retrieval.composing import JOINED
from retrieval.domain import Citation, Passage, Statement
from retrieval.drafts import Draft, DraftStatement
from retrieval.fates import Fate, FateKind, Flaw
from retrieval.folding import fold_for_matching
from retrieval.grounding import cite
from retrieval.ports import Relation, SupportJudge
from retrieval.pronouns import refers_outside
from retrieval.quoting import Located, locate
from retrieval.sentences import split_sentences
from retrieval.shown import Place, Shown, places_of
from retrieval.wording import without_quotations, worded
from retrieval.words import content_stems

SUPPORTED = 0.5
"""From this probability on the reader supports a statement, and one that it contradicts is dropped: of 64 statements
written over the shipped corpus it supports 60 and contradicts none."""
_TURNED = frozenset({Flaw.NAME, Flaw.NEGATION, Flaw.DOUBT, Flaw.SPEAKER, Flaw.UNATTRIBUTED, Flaw.ROLES, Flaw.OPPOSITE})
"""Flaws of a statement that turns what its quotes say: no other sentence is looked for to bear it out."""
_FEWEST_SHARED = 2
"""Content words that a sentence must have of the statement that it stands in for."""
MAX_STATEMENTS = 6
"""In an answer. What is drafted after as many that may be shown is dropped."""
_SENTENCES_TRIED = 3
"""The nearest to a statement without a quote, looked at for one that bears it out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounded:
    """The statements that may be shown, in the order of the draft, and a fate for each that was drafted."""

    statements: tuple[Statement, ...]
    fates: tuple[Fate, ...]


def ground(draft: Draft, passages: Mapping[str, Passage], judge: SupportJudge | None) -> Grounded:
    """`passages` are the passages that the model was given, by the labels it was to cite them by. Where nobody judges
    support, words alone decide.
    """
    grounding = Grounding(passages, judge)
    grounding.take(draft.statements)
    return grounding.grounded


class Grounding:
    """Of a draft that may come in pieces: what is made of it is the same."""

    def __init__(self, passages: Mapping[str, Passage], judge: SupportJudge | None) -> None:
        self._shown = Shown(passages)
        self._judge = judge
        self._statements: dict[int, Statement] = {}
        """By the place of what was drafted."""
        self._drafted: list[DraftStatement] = []
        self._fates: list[Fate] = []

    def take(self, drafted: Sequence[DraftStatement]) -> None:
        """The next statements of the draft. Several at once are judged in one call."""
        trials = [_try(one, self._shown) for one in drafted]
        _judge([trial for trial in trials if trial.support], self._judge)
        for trial in trials:
            if trial.support:
                self._give_way(trial.support)
            kind, statement = _outcome_of(trial, self._shown, list(self._statements.values()))
            place = len(self._fates)
            if statement is not None:
                self._statements[place] = statement
            flaws = tuple(dict.fromkeys(trial.flaws))
            self._drafted.append(trial.drafted)
            self._fates.append(Fate(kind=kind, flaws=flaws, quotes=tuple(one.kind for one in trial.located)))

    def _give_way(self, support: "_Support") -> None:
        """Drops the sentences of the sources that stand in for earlier statements and that this one rests on."""
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
    """What bears a statement out: its citations and the text that they quote."""

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
    """Its support was looked for: it came with none that would do."""


def _try(drafted: DraftStatement, shown: Shown) -> _Trial:
    text, unfit = worded(drafted.text, labels=shown.passages.keys(), names=shown.names)
    located = tuple(locate(quote, shown.passages) for quote in drafted.quotes)
    trial = _Trial(drafted=drafted, text=text, located=located, flaws=[unfit] if unfit else [])
    if unfit in {Flaw.EMPTY, Flaw.LINK, Flaw.NOT_DECLARATIVE}:
        trial.text = None
    if refers_outside(without_quotations(text)):
        trial.flaws.append(Flaw.PRONOUN)
    if trial.flaws:
        return trial
    # A sentence that orders or asks bears nothing out.
    places = [one for one in places_of(located) if shown.tells(one)]
    if not places:
        trial.flaws.append(Flaw.UNQUOTED)
    else:
        trial.support = _support(text, places, shown, trial.flaws)
    if not trial.support and not _TURNED & set(trial.flaws):
        trial.found = True
        nearest = islice((place for place, _ in shown.nearest(text) if shown.tells(place)), _SENTENCES_TRIED)
        trial.support = next(filter(None, (_support(text, [place], shown, []) for place in nearest)), None)
    return trial


def _support(text: str, places: Sequence[Place], shown: Shown, flaws: list[Flaw]) -> _Support | None:
    """The citations of the sentences at these places, where they bear the statement out; else adds what they do not to
    `flaws`. Where it takes the sentences around them to understand them, these are cited too.
    """
    for widened in (False, True):
        evidence = shown.evidence(places, with_context=widened)
        missing = list(unsupported_claims(text, evidence))
        if new_words(text, evidence):
            missing.append(Flaw.NEW_WORDS)
        cited = [place.widened() for place in places] if widened else places
        if not missing and (not widened or all(map(shown.tells, cited))):
            return _Support(
                citations=tuple(_citations(cited, shown)),
                quoted=" ".join(sentence for place in cited for sentence in place.sentences),
            )
    flaws += missing
    return None


def _citations(places: Sequence[Place], shown: Shown) -> Iterator[Citation]:
    """In the order of the quotes; a place that another holds is not cited twice."""
    seen: set[tuple[str, int, int]] = set()
    for place in places:
        for start, end in place.body.spans(place.first, place.last):
            if (place.document.id, start, end) not in seen:
                seen.add((place.document.id, start, end))
                parts = [span for span in place.quoted if span != (start, end)]
                yield cite(shown.passage_of(place.document, start, end), start, end, parts)


def _judge(trials: Sequence[_Trial], judge: SupportJudge | None) -> None:
    """Takes the support from those that the reader does not find supported. All are judged in one call; what is said in
    the words of its source needs no judgement.
    """
    open_trials = [one for one in trials if one.support and one.text and not _is_verbatim(one.text, one.support.quoted)]
    if judge is None:
        return
    pairs = [(one.support.quoted, one.text) for one in open_trials if one.support and one.text]
    for trial, relation in zip(open_trials, judge.relations(pairs) if pairs else (), strict=True):
        if relation[Relation.SUPPORTS] < SUPPORTED:
            contradicts = relation[Relation.CONTRADICTS] >= SUPPORTED
            trial.support = None
            trial.flaws.append(Flaw.CONTRADICTED if contradicts else Flaw.NOT_SUPPORTED)


def _is_verbatim(text: str, quoted: str) -> bool:
    return fold_for_matching(text).text.rstrip(" .") == fold_for_matching(quoted).text.rstrip(" .")


def _outcome_of(trial: _Trial, shown: Shown, before: Sequence[Statement]) -> tuple[FateKind, Statement | None]:
    """What is shown for a statement after those before it."""
    if len(before) == MAX_STATEMENTS:
        trial.flaws.append(Flaw.ONE_TOO_MANY)
        return FateKind.DROPPED, None
    if trial.text is None:
        return FateKind.DROPPED, None
    if trial.support:
        if any(_says_no_more(trial.text, trial.support, one) for one in before):
            trial.flaws.append(Flaw.SAID_ALREADY)
            return FateKind.DROPPED, None
        statement = Statement(text=trial.text, citations=trial.support.citations)
        if not trial.found:
            trial.flaws.clear()
        return (FateKind.CITED if trial.found else FateKind.KEPT), statement
    repaired = _repaired(trial, shown)
    if repaired is None:
        return FateKind.DROPPED, None
    if _cites_all_of([citation for one in before for citation in one.citations], repaired):
        trial.flaws.append(Flaw.SAID_ALREADY)
        return FateKind.DROPPED, None
    return FateKind.REPAIRED, repaired


def _repaired(trial: _Trial, shown: Shown) -> Statement | None:
    """The nearest of the sentences that it quotes, verbatim, with what it takes to understand it. One that was not
    quoted may be about something else, however many of its words it has.
    """
    text = trial.text or ""
    if Flaw.TOO_LONG in trial.flaws:
        # The most direct comes first.
        text = text[slice(*split_sentences(text)[0])]
    if not (quoted := places_of(trial.located)):
        return None
    wanted = len(content_stems(text))
    near = [place for place, share in shown.nearest(text, quoted) if share * wanted >= _FEWEST_SHARED]
    for place in near[:_SENTENCES_TRIED]:
        if shown.tells(place.widened()):
            citations = tuple(_citations([place.widened()], shown))
            return Statement(text=JOINED.join(one.quote for one in citations), citations=citations)
    return None


def _cites_all_of(citations: Sequence[Citation], statement: Statement) -> bool:
    """Whether all that a statement cites is cited there."""
    return all(
        any(one.document_id == it.document_id and it.start <= one.start and one.end <= it.end for it in citations)
        for one in statement.citations
    )


def _says_no_more(text: str, support: _Support, before: Statement) -> bool:
    """Whether it has no word that a statement before it lacks, and rests on nothing that that does not rest on."""
    told = Statement(text=text, citations=support.citations)
    return set(content_stems(text)) <= set(content_stems(before.text)) and _cites_all_of(before.citations, told)
