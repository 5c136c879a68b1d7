"""Grounding of what a language model drafts: from a draft to statements that may be shown.

A statement is shown as it was drafted where its wording is fit, its quotes stand in the documents, the sentences that
they stand in bear out all that it claims, and the reader finds that they support it. A citation is to those whole
sentences, with the words that were quoted emphasised: what bears a statement out is what is shown below it.

What fails is replaced, once, by the nearest sentence of the passages, verbatim, or dropped. A statement never loses its
citation and stays.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import islice

from retrieval.claims import Evidence, new_words, unsupported_claims
from retrieval.clauses import sayings_in
from retrieval.composing import JOINED
from retrieval.context import Body, body_of
from retrieval.domain import Citation, Document, Passage, Statement
from retrieval.drafts import Draft, DraftStatement, Flaw
from retrieval.folding import fold_for_matching
from retrieval.grounding import cite
from retrieval.naming import Alias, aliases_of, common_words_of, names_of
from retrieval.ports import Relation, SupportJudge
from retrieval.quoting import Located, QuoteClass, locate
from retrieval.wording import has_link, is_declarative, without_quotations, worded
from retrieval.words import content_stems

SUPPORTED = 0.5
"""From this probability on the reader supports a statement, and one that it contradicts is dropped: of 64 statements
written over the shipped corpus it supports 60 and contradicts none."""
MOST_NEW_WORDS = 0.5
"""Of a statement's content words, those that none of its sources has: what is said wholly in other words cannot be held
against its source by words, and the reader alone does not decide."""
MOST_NEW_WORDS_FOUND = 0.2
"""The same where the source was looked for: what was not quoted must say it in nearly the same words."""
_TURNED = frozenset({Flaw.NAME, Flaw.NEGATION, Flaw.DOUBT, Flaw.SPEAKER, Flaw.ROLES, Flaw.OPPOSITE})
"""Flaws of a statement that turns what its quotes say: no other sentence is looked for to bear it out."""
LEAST_SHARE = 0.6
"""Of a statement's content words that a sentence must have to stand in for it."""
_FEWEST_SHARED = 2
_SENTENCES_TRIED = 3
"""The nearest to a statement without a quote, looked at for one that bears it out."""


class Outcome(StrEnum):
    """What became of a drafted statement: *kept* with its quotes; *cited* to another sentence, which bears it out;
    *repaired*, a sentence of the sources in its place; *dropped*.
    """

    KEPT = "kept"
    CITED = "cited"
    REPAIRED = "repaired"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of a drafted statement, why it was not kept (empty where it was), and of each of its quotes."""

    drafted: DraftStatement
    outcome: Outcome
    flaws: tuple[Flaw, ...]
    quotes: tuple[QuoteClass, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounded:
    """The statements that may be shown, in the order of the draft, and a fate for each that was drafted."""

    statements: tuple[Statement, ...]
    fates: tuple[Fate, ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many statements came to each outcome, had each flaw, and quotes of each class: for receipts."""
        outcomes = Counter(f"statements_{fate.outcome}" for fate in self.fates)
        flaws = Counter(f"flaw_{flaw}" for fate in self.fates for flaw in fate.flaws)
        return dict(outcomes + flaws + Counter(f"quotes_{one}" for fate in self.fates for one in fate.quotes))


def ground(draft: Draft, shown: Mapping[str, Passage], judge: SupportJudge | None) -> Grounded:
    """`shown` are the passages that the model was given, by the labels it was to cite them by. Where nobody judges
    support, a statement may have no word that its sources lack.
    """
    sources = _Sources(shown)
    trials = [_try(drafted, sources) for drafted in draft.statements]
    _judge([trial for trial in trials if trial.support], judge)
    statements: list[Statement] = []
    fates: list[Fate] = []
    for trial in trials:
        outcome, statement = _outcome_of(trial, sources, statements)
        if statement is not None:
            statements.append(statement)
        flaws = tuple(dict.fromkeys(trial.flaws))
        kinds = tuple(located.kind for located in trial.located)
        fates.append(Fate(drafted=trial.drafted, outcome=outcome, flaws=flaws, quotes=kinds))
    return Grounded(statements=tuple(statements), fates=tuple(fates))


@dataclass(frozen=True, slots=True)
class _Place:
    """Sentences `first` to `last` of a document's body, and the spans in them that were quoted."""

    document: Document
    first: int
    last: int
    quoted: tuple[tuple[int, int], ...] = ()

    @property
    def body(self) -> Body:
        return body_of(self.document)

    @property
    def sentences(self) -> list[str]:
        return [self.document.text[a:b] for a, b in self.body.sentences[self.first : self.last + 1]]

    def widened(self) -> "_Place":
        """With the sentences that it takes to understand it."""
        first, _ = self.body.understandable(self.first)
        _, last = self.body.understandable(self.last)
        return replace(self, first=min(first, self.first), last=max(last, self.last))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Support:
    """What bears a statement out: its citations and the text that they quote."""

    citations: tuple[Citation, ...]
    quoted: str
    has_new_words: bool


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


class _Sources:
    """The passages shown, and what their documents say of names."""

    def __init__(self, shown: Mapping[str, Passage]) -> None:
        self.shown = shown
        self.documents = tuple(dict.fromkeys(one.document for one in shown.values()))
        self.aliases = tuple(alias for document in self.documents for alias in aliases_of(document))
        self.common = frozenset[str]().union(*map(common_words_of, self.documents))
        self.names = frozenset[str]().union(*map(names_of, self.documents)) | {
            word for document in self.documents for word in f"{document.publisher or ''} {_words(self.aliases)}".split()
        }
        self.places = [
            (_Place(document, place, place), _stems_of(document)[place])
            for document in self.documents
            for place, (start, end) in enumerate(body_of(document).sentences)
            if any(one.document == document and one.start < end and start < one.end for one in shown.values())
        ]

    def nearest(self, text: str) -> list[tuple[_Place, float]]:
        """The sentences shown, by the share of the text's content words that they have; the best first."""
        wanted = frozenset(content_stems(text))
        if not wanted:
            return []
        scored = [(place, len(wanted & stems) / len(wanted)) for place, stems in self.places if wanted & stems]
        return sorted(scored, key=lambda one: -one[1])

    def tells(self, place: _Place) -> bool:
        """Whether no sentence there orders, asks, speaks to the reader or leads elsewhere."""
        return all(is_declarative(one, self.names) and not has_link(one) for one in place.sentences)

    def passage_of(self, document: Document, start: int, end: int) -> Passage:
        """The shown passage that holds the span, else the paragraphs that it stands in."""
        for one in self.shown.values():
            if one.document == document and one.start <= start and end <= one.end:
                return one
        blocks = [block for block in body_of(document).blocks if block.start < end and start < block.end]
        first, last = min(block.start for block in blocks), max(block.end for block in blocks)
        return Passage(document=document, start=min(first, start), end=max(last, end), section=blocks[0].section)


@lru_cache(maxsize=256)
def _stems_of(document: Document) -> tuple[frozenset[str], ...]:
    """The content words of each sentence of its body."""
    return tuple(frozenset(content_stems(document.text[start:end])) for start, end in body_of(document).sentences)


def _words(aliases: Sequence[Alias]) -> str:
    return " ".join(f"{alias.name} {alias.short}" for alias in aliases)


def _try(drafted: DraftStatement, sources: _Sources) -> _Trial:
    text, unfit = worded(drafted.text, labels=sources.shown.keys(), names=sources.names)
    located = tuple(locate(quote, sources.shown) for quote in drafted.quotes)
    trial = _Trial(drafted=drafted, text=text, located=located, flaws=[unfit] if unfit else [])
    if unfit in {Flaw.EMPTY, Flaw.LINK, Flaw.NOT_DECLARATIVE}:
        trial.text = None
    if unfit:
        return trial
    # A sentence that orders or asks bears nothing out.
    places = [one for one in _places(located) if sources.tells(one)]
    if not places:
        trial.flaws.append(Flaw.UNQUOTED)
    else:
        trial.support = _support(text, places, sources, trial.flaws)
    if not trial.support and not _TURNED & set(trial.flaws):
        trial.found = True
        nearest = islice((place for place, _ in sources.nearest(text) if sources.tells(place)), _SENTENCES_TRIED)
        trial.support = next(
            filter(None, (_support(text, [place], sources, [], MOST_NEW_WORDS_FOUND) for place in nearest)), None
        )
    return trial


def _places(located: Sequence[Located]) -> list[_Place]:
    """The sentences that the quotes stand in, those that overlap as one."""
    places: list[_Place] = []
    for one in located:
        if (document := one.document) is None:
            continue
        for start, end in one.spans:
            body = body_of(document)
            first, last = body.place_of(start), body.place_of(end - 1)
            quoted: tuple[tuple[int, int], ...] = ((start, end),)
            for other in [p for p in places if p.document == document and p.first <= last and first <= p.last]:
                first, last, quoted = min(first, other.first), max(last, other.last), (*other.quoted, *quoted)
                places.remove(other)
            places.append(_Place(document, first, last, quoted))
    return places


def _support(
    text: str, places: Sequence[_Place], sources: _Sources, flaws: list[Flaw], most_new_words: float = MOST_NEW_WORDS
) -> _Support | None:
    """The citations of the sentences at these places, where they bear the statement out; else adds what they do not to
    `flaws`. Where it takes the sentences around them to understand them, these are cited too.
    """
    for widened in (False, True):
        evidence = _evidence(places, sources, with_context=widened)
        missing = list(unsupported_claims(text, evidence))
        new = new_words(text, evidence)
        if len(new) > most_new_words * len(content_stems(text)):
            missing.append(Flaw.NEW_WORDS)
        if not missing:
            shown = [place.widened() for place in places] if widened else places
            return _Support(
                citations=tuple(_citations(shown, sources)),
                quoted=" ".join(sentence for place in shown for sentence in place.sentences),
                has_new_words=bool(new),
            )
    flaws += missing
    return None


def _evidence(places: Sequence[_Place], sources: _Sources, *, with_context: bool) -> Evidence:
    stated = {
        word
        for place in places
        for word in (place.document.publisher, place.document.date, place.document.title)
        if word
    }
    return Evidence(
        quoted=tuple(sentence for place in places for sentence in place.sentences),
        context=" ".join(" ".join(place.widened().sentences) for place in places) if with_context else "",
        is_speech=any(_is_speech(place) for place in places),
        stated=". ".join(sorted(stated)),
        aliases=sources.aliases,
        common=sources.common,
    )


def _is_speech(place: _Place) -> bool:
    return any(
        sayings_in(without_quotations(sentence)) or place.body.is_quotation(n)
        for n, sentence in enumerate(place.sentences, start=place.first)
    )


def _citations(places: Sequence[_Place], sources: _Sources) -> Iterator[Citation]:
    """In the order of the quotes; a place that another holds is not cited twice."""
    seen: set[tuple[str, int, int]] = set()
    for place in places:
        for start, end in place.body.spans(place.first, place.last):
            if (place.document.id, start, end) not in seen:
                seen.add((place.document.id, start, end))
                parts = [span for span in place.quoted if span != (start, end)]
                yield cite(sources.passage_of(place.document, start, end), start, end, parts)


def _judge(trials: Sequence[_Trial], judge: SupportJudge | None) -> None:
    """Takes the support from those that the reader does not find supported. All are judged in one call; what is said in
    the words of its source needs no judgement.
    """
    open_trials = [one for one in trials if one.support and one.text and not _is_verbatim(one.text, one.support.quoted)]
    if judge is None:
        for trial in open_trials:
            if trial.support and trial.support.has_new_words:
                trial.support = None
                trial.flaws.append(Flaw.NEW_WORDS)
        return
    pairs = [(one.support.quoted, one.text) for one in open_trials if one.support and one.text]
    for trial, relation in zip(open_trials, judge.relations(pairs) if pairs else (), strict=True):
        if relation[Relation.SUPPORTS] < SUPPORTED:
            contradicts = relation[Relation.CONTRADICTS] >= SUPPORTED
            trial.support = None
            trial.flaws.append(Flaw.CONTRADICTED if contradicts else Flaw.NOT_SUPPORTED)


def _is_verbatim(text: str, quoted: str) -> bool:
    return fold_for_matching(text).text.rstrip(" .") == fold_for_matching(quoted).text.rstrip(" .")


def _outcome_of(trial: _Trial, sources: _Sources, before: Sequence[Statement]) -> tuple[Outcome, Statement | None]:
    """What is shown for a statement after those before it."""
    if trial.text is None:
        return Outcome.DROPPED, None
    if trial.support:
        if any(_folded(trial.text) == _folded(one.text) for one in before):
            trial.flaws.append(Flaw.SAID_ALREADY)
            return Outcome.DROPPED, None
        statement = Statement(text=trial.text, citations=trial.support.citations)
        if not trial.found:
            trial.flaws.clear()
        return (Outcome.CITED if trial.found else Outcome.KEPT), statement
    repaired = _repaired(trial, sources)
    if repaired is None:
        return Outcome.DROPPED, None
    if _is_shown(repaired, before):
        trial.flaws.append(Flaw.SAID_ALREADY)
        return Outcome.DROPPED, None
    return Outcome.REPAIRED, repaired


def _repaired(trial: _Trial, sources: _Sources) -> Statement | None:
    """The nearest sentence, verbatim, with what it takes to understand it: of those quoted, else of those shown."""
    text = trial.text or ""
    quoted = {(one.document, n) for one in _places(trial.located) for n in range(one.first, one.last + 1)}
    near = [
        (place, share + ((place.document, place.first) in quoted))
        for place, share in sources.nearest(text)
        if share >= LEAST_SHARE and share * len(content_stems(text)) >= _FEWEST_SHARED
    ]
    for place, _ in sorted(near, key=lambda one: -one[1])[:_SENTENCES_TRIED]:
        if sources.tells(place.widened()):
            citations = tuple(_citations([place.widened()], sources))
            return Statement(text=JOINED.join(one.quote for one in citations), citations=citations)
    return None


def _is_shown(statement: Statement, before: Sequence[Statement]) -> bool:
    """Whether all that it cites is cited already."""
    cited = [(one.document_id, one.start, one.end) for other in before for one in other.citations]
    return all(
        any(one.document_id == name and start <= one.start and one.end <= end for name, start, end in cited)
        for one in statement.citations
    )


@lru_cache(maxsize=256)
def _folded(text: str) -> str:
    return fold_for_matching(text).text.casefold().rstrip(" .")
