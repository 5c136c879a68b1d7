"""A text that somebody wrote, held against the corpus sentence by sentence: borne out, contradicted, or not found.

The worst error is to say that the corpus bears out what it does not. So a sentence is borne out where the reader finds
it supported and no exact check objects (`writing.grounding.exact_checks`: figures, names, sweeping words); where in
doubt, it is not found. What contradicts it must be about the same: share most of its words.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from retrieval.answering.asked_kinds import asked_kind_of
from retrieval.answering.retriever import HybridRetriever
from retrieval.answering.verifying_quotes import plain_quote
from retrieval.documents.citing import cite
from retrieval.domain.answers import Citation
from retrieval.domain.checked_text import CheckedSentence, CheckedText, ClaimStanding
from retrieval.domain.documents import FoundPassage, Passage
from retrieval.domain.readings import Relation
from retrieval.domain.verdicts import Flaw
from retrieval.errors import ModelError
from retrieval.faults import ModelFault
from retrieval.ports import Reader, SupportJudge, judges_support
from retrieval.settings import DEFAULT_READER_MODEL
from retrieval.text.matching import find
from retrieval.text.orders import orders_or_asks
from retrieval.text.sentences import split_sentences
from retrieval.text.words import is_stop_word, stem, stems, tokens
from retrieval.writing.grounding.evidence import ShownPassages, SourcePlace
from retrieval.writing.grounding.exact_checks import failed_checks
from retrieval.writing.grounding.statement_text import has_link, leans_back

PASSAGES_A_CLAIM = 8
"""The passages that are looked through for a sentence."""
PLACES_JUDGED = 6
"""The sentences of them, those that share most of its words, that the reader judges; each is a pass of the reader."""
MAX_CLAIMS = 12
"""The most sentences of a text that are checked at once: what fits a screen, and is judged in some seconds."""
MAX_CHECKED_CHARS = 4_000
"""The longest message that Discord takes."""
BORNE_OUT_FROM = 0.85
"""The least probability that the reader gives to support. This and the next four were chosen on the odd rows of
`tests/evals/statements.jsonl`."""
SURELY_FROM = 0.92
"""From here on, words that the place does not have are taken for other words for the same, and what it takes several
sentences to say is believed: one of them may name another than who is meant."""
CONTRADICTED_FROM = 0.8
"""The least probability of contradiction where an exact check objects, too."""
SURELY_CONTRADICTED_FROM = 0.9
"""And where none does."""
ABOUT_THE_SAME = 0.75
"""The share of the content words of a sentence that what contradicts it has, too."""
NEAREST_TO_A_CLAIM = 2
_OPINION = re.compile(
    r"\b(?:i|we)\s+(?:\w+\s+)?(?:think|believe|guess|feel|hope|suppose|doubt|love|like|hate|prefer|wish|want|wonder|agree"
    r"|disagree)\b|\b(?:imo|imho|lol|lmao|tbh|ngl|afaik)\b|\bin\s+my\s+(?:view|opinion)\b"
    r"|\b(?:great|nice|awesome|terrible|awful|stupid|ridiculous|beautiful|best|worst)\b\W*$",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(
    r"^\W*(?:i|i['’](?:m|ve|d|ll)|we|we['’](?:re|ve|d|ll)|my|you|your|please|let['’]?s)\b", re.IGNORECASE
)
_WORD_WITH_ITS_PARTS = re.compile(r"\w+(?:[-'’.,]\w+)*")
_FEWEST_CLAIM_WORDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChecking:
    """Checks texts against what a retriever finds, in `documents` (ids) alone where these are given."""

    retriever: HybridRetriever
    judge: SupportJudge
    documents: Collection[str] | None = None

    def check(self, text: str) -> CheckedText:
        """Return each sentence of a text, the first `MAX_CLAIMS` of them, and how it stands."""
        text = plain_quote(text[:MAX_CHECKED_CHARS])
        sentences = [text[start:end] for start, end in split_sentences(text) if tokens(text[start:end])]
        checked = tuple(self._sentence(sentence) for sentence in sentences[:MAX_CLAIMS])
        return CheckedText(sentences=checked, left_over=max(0, len(sentences) - MAX_CLAIMS))

    def _sentence(self, sentence: str) -> CheckedSentence:
        if not claims_something(sentence):
            return CheckedSentence(text=sentence, standing=ClaimStanding.NO_CLAIM)
        found = self.retriever.retrieve(sentence, limit=PASSAGES_A_CLAIM, documents=self.documents)
        if leans_back(sentence) and not any(find(sentence.rstrip(" ."), near.passage.text) for near in found):
            return CheckedSentence(
                text=sentence, standing=ClaimStanding.LEANS, nearest=tuple(found[:NEAREST_TO_A_CLAIM])
            )
        return checked_against(sentence, found, self.judge)


def claims_something(sentence: str) -> bool:
    """Return whether a sentence states something that may be so or not, and no opinion of whoever wrote it."""
    if len(tokens(sentence)) < _FEWEST_CLAIM_WORDS or has_link(sentence):
        return False
    asked = asked_kind_of(sentence)
    if asked is not None and asked.kind.is_courtesy:
        return False
    if _OPINION.search(sentence) or _FIRST_PERSON.match(sentence):
        return False
    return not orders_or_asks(sentence)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A sentence held against a place: what the exact checks object to, and what the reader says."""

    place: SourcePlace
    quoted: str
    flaws: tuple[Flaw, ...]
    relation: Mapping[Relation, float]
    share: float
    widened: bool

    @property
    def bears_out(self) -> bool:
        """Whether the place says so."""
        if self.flaws:
            return False
        return self.relation[Relation.SUPPORTS] >= (SURELY_FROM if self.share < 1 or self.widened else BORNE_OUT_FROM)

    @property
    def contradicts(self) -> bool:
        """Whether the place speaks of the same and says otherwise."""
        enough = CONTRADICTED_FROM if self.flaws else SURELY_CONTRADICTED_FROM
        return self.share >= ABOUT_THE_SAME and self.relation[Relation.CONTRADICTS] >= enough


def checked_against(sentence: str, found: Sequence[FoundPassage], judge: SupportJudge) -> CheckedSentence:
    """Return how a sentence stands to the passages that were found for it."""
    shown = ShownPassages({near.passage.id: near.passage for near in found})
    held = list(_held(sentence, shown, judge))
    if bearing := [each for each in held if each.bears_out]:
        best = max(bearing, key=lambda each: each.relation[Relation.SUPPORTS])
        return _standing(sentence, ClaimStanding.BORNE_OUT, best, shown)
    if against := [each for each in held if each.contradicts]:
        best = max(against, key=lambda each: each.relation[Relation.CONTRADICTS])
        return _standing(sentence, ClaimStanding.CONTRADICTED, best, shown)
    return CheckedSentence(text=sentence, standing=ClaimStanding.NOT_FOUND, nearest=tuple(found[:NEAREST_TO_A_CLAIM]))


def _held(sentence: str, shown: ShownPassages, judge: SupportJudge) -> Iterator[_Held]:
    telling = (pair for pair in shown.nearest(sentence) if not any(map(orders_or_asks, pair[0].sentences)))
    near = list(islice(telling, PLACES_JUDGED))
    windows = [(place, share, False) for place, share in near]
    # What leans on the sentences around it is held against with them.
    windows += [(place.widened(), share, True) for place, share in near if place.widened() != place]
    quoted = [" ".join(place.sentences) for place, _, _ in windows]
    relations = judge.relations([(quote, sentence) for quote in quoted]) if windows else []
    for (place, share, widened), quote, relation in zip(windows, quoted, relations, strict=True):
        sources = shown.sources_at([place], context=[place.widened()] if widened else ())
        yield _Held(
            place=place,
            quoted=quote,
            flaws=failed_checks(sentence, sources),
            relation=relation,
            share=share,
            widened=widened,
        )


def _standing(sentence: str, standing: ClaimStanding, held: _Held, shown: ShownPassages) -> CheckedSentence:
    off = tuple(_off(sentence, held.quoted)) if standing is ClaimStanding.CONTRADICTED else ()
    return CheckedSentence(text=sentence, standing=standing, places=tuple(_cited(held.place, shown)), off=off)


def _cited(place: SourcePlace, shown: ShownPassages) -> Iterator[Citation]:
    for start, end in place.body.spans(place.first, place.last):
        yield cite(_passage_of(place, shown, start, end), start, end)


def _passage_of(place: SourcePlace, shown: ShownPassages, start: int, end: int) -> Passage:
    return shown.passage_of(place.document, start, end)


def _off(sentence: str, quoted: str) -> Iterator[tuple[int, int]]:
    """Yield the words of meaning, and of denial, of a sentence that what contradicts it does not have."""
    has = set(stems(quoted))
    for match in _WORD_WITH_ITS_PARTS.finditer(sentence):
        word = match[0]
        if (not is_stop_word(word) or word.casefold() in {"no", "not", "never", "all", "only"}) and not any(
            stem(piece) in has for piece in tokens(word)
        ):
            yield match.span()


def judge_of(reader: Reader) -> SupportJudge:
    """Return the reader where it judges support too. Raises ModelError."""
    if not judges_support(reader):
        raise ModelError(ModelFault.NO_JUDGE, reader=reader.name, packaged=DEFAULT_READER_MODEL)
    return reader
