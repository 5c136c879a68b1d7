"""A text that somebody gives as a quote, held against the corpus: verbatim, altered, or not there.

Only what stands there to the letter, once how it is set is folded away (`text.matching` says what that is), is called
verbatim. Words are compared before meaning: what says the same in other words is no quote.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter

from retrieval.answering.retriever import HybridRetriever
from retrieval.documents.citing import cite
from retrieval.documents.context import body_of
from retrieval.domain.answers import Citation
from retrieval.domain.documents import Document, FoundPassage, Passage
from retrieval.domain.quotes import Alteration, CheckedQuote, QuoteStanding
from retrieval.text.matching import find_in, fold_for_matching
from retrieval.text.sentences import split_sentences
from retrieval.text.words import stem, tokens

CANDIDATE_PASSAGES = 50
"""The passages, the best by words and meaning, among whose documents a quote is looked for."""
NEAREST_TO_A_QUOTE = 3
FEWEST_QUOTED_WORDS = 3
"""The fewest words of a quote: fewer stand together by chance."""
MAX_CHECKED_QUOTE_CHARS = 2_000
ALIKE = 0.7
"""The share of its words, and of those of the place, that an altered quote has in common with it, in order. Chosen on
the first half of `tests/evals/quotes.jsonl`."""
FEWEST_WORDS_ALIKE = 4
_MARK_OF_OMISSION = re.compile(r"(?:(?<!\s)\s++)?(?:[\[(]\s?(?:…|\.\s?\.\s?\.)\s?[\])]|…|\.\s?\.\s?\.)(?:\s++)?")
_SET_AROUND_A_QUOTE = " \t\n\"'“”‘’«»„‚‹›「」『』*_>"
_QUOTE_MARK_OF_A_LINE = re.compile(r"^[ \t]*(?:>{1,3}[ \t]?|-#[ \t])", re.MULTILINE)
_MARKS_OF_A_WORD = "'.,;:!?()[]-"
_BETWEEN_SPACES = re.compile(r"\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteChecking:
    """Checks quotes against what a retriever finds, in `documents` (ids) alone where these are given."""

    retriever: HybridRetriever
    documents: Collection[str] | None = None

    def check(self, typed: str) -> CheckedQuote:
        """Return what comes of a quote as somebody typed it."""
        given = plain_quote(typed)
        if len(tokens(given)) < FEWEST_QUOTED_WORDS or len(given) > MAX_CHECKED_QUOTE_CHARS:
            return CheckedQuote(given=given, standing=QuoteStanding.TOO_SHORT)
        found = self.retriever.retrieve(
            given, limit=CANDIDATE_PASSAGES, documents=self.documents, candidates=CANDIDATE_PASSAGES
        )
        if places := list(_verbatim(given, found)) or list(_verbatim(given.rstrip(" .,;"), found)):
            is_other = not any(place.quote == given for place in places)
            return CheckedQuote(
                given=given, standing=QuoteStanding.VERBATIM, places=tuple(places), set_otherwise=is_other
            )
        pieces = [piece for piece in _MARK_OF_OMISSION.split(given) if tokens(piece)]
        if len(pieces) > 1 and (places := _one_after_the_other(pieces, found)):
            return CheckedQuote(given=given, standing=QuoteStanding.SHORTENED, places=tuple(places))
        sentences = _sentences(given)
        if len(sentences) > 1 and (places := _each_somewhere(sentences, found)):
            return CheckedQuote(given=given, standing=QuoteStanding.JOINED, places=tuple(places))
        return _altered(given, found) or CheckedQuote(
            given=given, standing=QuoteStanding.ABSENT, nearest=tuple(found[:NEAREST_TO_A_QUOTE])
        )


def plain_quote(typed: str) -> str:
    """Return what was typed without the marks that quote it: quotation marks around it, `>` before its lines."""
    return " ".join(_QUOTE_MARK_OF_A_LINE.sub("", typed).split()).strip(_SET_AROUND_A_QUOTE)


def _verbatim(words: str, found: Sequence[FoundPassage]) -> Iterator[Citation]:
    """Yield where these words stand, a place once, those of the nearest document first."""
    for document in dict.fromkeys(near.passage.document for near in found):
        for start, end in find_in(words, document):
            yield cite(_passage_at(document, start, end, found), start, end)


def _one_after_the_other(pieces: Sequence[str], found: Sequence[FoundPassage]) -> list[Citation]:
    """Return where the pieces stand in one document, each after the one before; nothing where none has them so."""
    for document in dict.fromkeys(near.passage.document for near in found):
        spans: list[tuple[int, int]] = []
        for piece in pieces:
            reached = spans[-1][1] if spans else 0
            following = [span for span in find_in(piece.strip(" ,;"), document) if span[0] >= reached]
            if not following:
                break
            spans.append(following[0])
        if len(spans) == len(pieces):
            return [cite(_passage_at(document, start, end, found), start, end) for start, end in spans]
    return []


def _each_somewhere(sentences: Sequence[str], found: Sequence[FoundPassage]) -> list[Citation]:
    """Return where each sentence stands; nothing where one stands nowhere, or has too few words to tell."""
    places = []
    for sentence in sentences:
        place = next(_verbatim(sentence, found), None)
        if place is None or len(tokens(sentence)) < FEWEST_QUOTED_WORDS:
            return []
        places.append(place)
    return places


def _sentences(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in split_sentences(text) if tokens(text[start:end])]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Aligned:
    """A place of a document whose words are nearly those of a quote; `alike` is the share that both have in common."""

    document: Document
    start: int
    end: int
    alike: float
    alterations: tuple[Alteration, ...]


def _altered(given: str, found: Sequence[FoundPassage]) -> CheckedQuote | None:
    best = max(_alignments(given, found), key=lambda aligned: aligned.alike, default=None)
    if best is None:
        return None
    place = cite(_passage_at(best.document, best.start, best.end, found), best.start, best.end)
    return CheckedQuote(given=given, standing=QuoteStanding.ALTERED, places=(place,), alterations=best.alterations)


def _alignments(given: str, found: Sequence[FoundPassage]) -> Iterator[_Aligned]:
    """Yield the places that are enough alike, among the sentences of the passages found, as many at a time as the quote
    has, and one more or less.
    """
    words = _words(given)
    wanted = {stem(word) for word in tokens(given)}
    size = max(1, len(_sentences(given)))
    seen: set[tuple[str, int, int]] = set()
    for near in found:
        sentences = body_of(near.passage.document).sentences
        inside = [
            n for n, (start, end) in enumerate(sentences) if start < near.passage.end and end > near.passage.start
        ]
        for first in inside:
            for last in range(max(first, first + size - 2), min(first + size + 1, len(sentences))):
                start, end = sentences[first][0], sentences[last][1]
                key = (near.passage.document.id, start, end)
                shared = wanted & {stem(word) for word in tokens(near.passage.document.text[start:end])}
                if key in seen or len(shared) < len(wanted) * ALIKE / 2:
                    continue
                seen.add(key)
                if (aligned := _aligned(words, near.passage.document, start, end)) is not None:
                    yield aligned


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    text: str
    bare: str
    start: int
    end: int


def _words(text: str, offset: int = 0) -> list[_Word]:
    """Return the words of a text with their marks, each with how it is compared: without marks and case."""
    return [
        _Word(text=match[0], bare=bare, start=offset + match.start(), end=offset + match.end())
        for match in _BETWEEN_SPACES.finditer(text)
        if (bare := fold_for_matching(match[0]).text.casefold().strip(_MARKS_OF_A_WORD))
    ]


def _aligned(given: Sequence[_Word], document: Document, start: int, end: int) -> _Aligned | None:
    """Return the quote beside the words of a place, from the first that they share to the last; None where they share
    too few.
    """
    source = _words(document.text[start:end], start)
    blocks = _shared([word.bare for word in given], [word.bare for word in source])
    count = sum(size for _, _, size in blocks)
    if count < FEWEST_WORDS_ALIKE:
        return None
    # Words of the sentence before and after what is quoted are not left out by the quote.
    first = max(0, blocks[0][1] - blocks[0][0])
    last = min(len(source), blocks[-1][1] + len(given) - blocks[-1][0])
    alike = min(count / len(given), count / (last - first))
    alterations = _alterations(given, source[first:last])
    if alike < ALIKE or all(alteration.alike for alteration in alterations):
        return None
    return _Aligned(
        document=document,
        start=source[first].start,
        end=source[last - 1].end,
        alike=alike,
        alterations=alterations,
    )


def _shared(given: Sequence[str], source: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return the runs of words that both have, in order: where each begins in either, and how long it is."""
    blocks = SequenceMatcher(None, given, source, autojunk=False).get_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks if block.size]


def _alterations(given: Sequence[_Word], source: Sequence[_Word]) -> tuple[Alteration, ...]:
    """Return the words of both side by side. The same word with other marks, or another case, is altered too, but for
    the marks around the whole.
    """
    matcher = SequenceMatcher(None, [word.bare for word in given], [word.bare for word in source], autojunk=False)
    pairs: list[tuple[str, str, bool]] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            pairs.append((_joined(given[a:b]), _joined(source[c:d]), False))
            continue
        for place, (mine, other) in enumerate(zip(given[a:b], source[c:d], strict=True), start=a):
            same = _as_compared(mine, place, len(given)) == _as_compared(other, place, len(given))
            pairs.append((mine.text, other.text, same))
    return tuple(
        Alteration(given=" ".join(filter(None, ours)), source=" ".join(filter(None, theirs)), alike=alike)
        for alike, run in groupby(pairs, key=itemgetter(2))
        for ours, theirs, _ in [zip(*run, strict=True)]
    )


def _as_compared(word: _Word, place: int, length: int) -> str:
    folded = fold_for_matching(word.text).text
    if place == 0:
        folded = (
            folded[:1].casefold() + folded[1:] if folded[:1].isalpha() else folded.lstrip(_MARKS_OF_A_WORD).casefold()
        )
    return folded.rstrip(_MARKS_OF_A_WORD) if place == length - 1 else folded


def _joined(words: Sequence[_Word]) -> str:
    return " ".join(word.text for word in words)


def _passage_at(document: Document, start: int, end: int, found: Iterable[FoundPassage]) -> Passage:
    """Return the passage that was found there, else the paragraph that the place is of."""
    of_document = [near.passage for near in found if near.passage.document == document]
    for passage in of_document:
        if passage.start <= start and end <= passage.end:
            return passage
    blocks = [block for block in body_of(document).blocks if block.start < end and start < block.end]
    if not blocks:
        return replace(of_document[0], start=start, end=end, section="")
    return Passage(
        document=document,
        start=min(start, *(block.start for block in blocks)),
        end=max(end, *(block.end for block in blocks)),
        section=blocks[0].section,
    )
