"""The places of a drafted quote: in the document it is cited to, in another that was shown, in pieces, or nowhere."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.documents.context import body_of
from retrieval.domain.documents import Document, Passage
from retrieval.domain.verdicts import QuoteClass
from retrieval.text.matching import find_in, find_unmarked_in
from retrieval.text.words import fold, stem, tokens

if TYPE_CHECKING:
    from retrieval.writing.drafts import DraftQuote

MAX_LOCATED_CHARS = 1_200
"""About a third more than a citation shows (`documents.context.MAX_EXCERPT_CHARS`). What is longer is a page, and one
finds a word for anything on a page: it is not looked for."""
MAX_PIECES = 3
LEAST_PIECE_WORDS = 3
"""The fewest words of a piece. Fewer are shared by chance ("of the drones")."""
MAX_GAP_CHARS = 400
"""The most characters between two pieces of a stitched quote: about two sentences."""
_MAX_TRIED = 8
"""The most places of a first piece from which the others are looked for."""
_LEFT_OUT = re.compile(r"(?:(?<!\s)\s++)?[\[(]?(?:…|\.\s?\.\s?\.)[\])]?\s*+")
_WITHOUT_SPACE = re.compile(r"\S+")
_DRESS = re.compile(r"\*+|`+|__+|~~")
_TURNS = frozenset(
    """according although allegedly apparently but cannot could despite except however if likely may might neither never
    nevertheless no nobody none nor not nothing perhaps possibly probably reportedly shall should though unable unless
    will without would yet""".split()
)
_TURNING_STEMS = frozenset(
    stem(word)
    for word in """accuse acknowledge admit allege announce argue assert attempt believe call cite claim conclude
    confirm consider declare decline deny describe dismiss estimate expect explain fail fear hope insist intend
    lack mention note plan predict propose quote refuse refute reject report request say seek state suggest tell
    think threaten try urge warn want write""".split()
)
"""What denies, doubts, or says who says so: between two pieces it turns what they say."""


_Finder = Callable[[str, Document], list[tuple[int, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A quote's class and where it stands: spans of `document` in order. Neither where it is not found."""

    kind: QuoteClass
    document: Document | None = None
    spans: tuple[tuple[int, int], ...] = ()


def locate(quote: "DraftQuote", passages: Mapping[str, Passage]) -> Located:
    """Return where a quote stands in the body text of the whole document that its passage is of, else of the other
    documents shown. It is looked for as it is; then without what models put around a quote or into it: emphasis,
    quotation marks, a full stop at its end, none of which is a word; then in the document without its marks, which
    models leave out; last, in pieces. A word or two that stand in
    several places name none of them.
    """
    if len(quote.text) > MAX_LOCATED_CHARS:
        return Located(kind=QuoteClass.NOT_FOUND)
    cited = passages.get(quote.passage.strip("[](){}<>\"' "))
    documents = list(
        dict.fromkeys([*([cited.document] if cited else []), *(passage.document for passage in passages.values())])
    )
    plainer = _stripped(_DRESS.sub("", quote.text))
    # What looks like emphasis may be an apostrophe.
    forms = dict.fromkeys([quote.text, _stripped(quote.text.strip("*_`~ ")), plainer])
    whole = [(document, form, find_in) for document in documents for form in forms]
    if len(tokens(plainer)) >= LEAST_PIECE_WORDS:
        whole += [(document, plainer, find_unmarked_in) for document in documents]
    for document, form, find in whole:
        spans = _spans(form, document, find)
        if spans and (len(spans) == 1 or len(tokens(form)) >= LEAST_PIECE_WORDS):
            kind = QuoteClass.VERIFIED if cited and document == cited.document else QuoteClass.MISATTRIBUTED
            return Located(kind=kind, document=document, spans=(_best(spans, document, cited, passages),))
    for document in documents:
        if pieces := _pieces(plainer, document):
            return Located(kind=QuoteClass.STITCHED, document=document, spans=pieces)
    return Located(kind=QuoteClass.NOT_FOUND)


def _stripped(text: str) -> str:
    return text.strip().strip("\"'“”‘’«»").rstrip(" .,;…").lstrip(" .…")


def _spans(words: str, document: Document, find: _Finder = find_in) -> list[tuple[int, int]]:
    """Return the spans of the words in the body text of a document: only body text answers."""
    blocks = {(block.start, block.end) for block in body_of(document).blocks}
    return [span for span in find(words, document) if any(start < span[1] and span[0] < end for start, end in blocks)]


def _best(
    spans: Sequence[tuple[int, int]], document: Document, cited: Passage | None, passages: Mapping[str, Passage]
) -> tuple[int, int]:
    """Return the span in the passage that is cited, else in one that was shown, else the first."""
    candidates = [
        passage for passage in (cited, *passages.values()) if passage is not None and passage.document == document
    ]
    inside = (span for passage in candidates for span in spans if passage.start <= span[0] and span[1] <= passage.end)
    return next(inside, spans[0])


def _pieces(quote: str, document: Document) -> tuple[tuple[int, int], ...]:
    """Return two or three spans of a document that say a quote, in order and near each other, where nothing that is
    left out between them turns what they say; else an empty tuple.
    """
    marked = [piece for piece in _LEFT_OUT.split(quote) if piece]
    if not 1 <= len(marked) <= MAX_PIECES:
        return ()
    for joined in _joined(marked, document, ()):
        if 2 <= len(joined) <= MAX_PIECES:
            return joined
    return ()


def _joined(
    pieces: Sequence[str], document: Document, so_far: tuple[tuple[int, int], ...]
) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield the ways to lay the pieces along the document. A piece that does not stand there whole is parted where it
    stops.
    """
    if not pieces:
        yield so_far
        return
    if len(so_far) == MAX_PIECES:
        return
    first, *rest = pieces
    if not (follows := _following(first, document, so_far)):
        cut = _longest_start(first, document, so_far)
        if not cut:
            return
        first, rest = first[:cut], [first[cut:].strip(" ,;"), *rest]
        follows = _following(first, document, so_far)
    for span in follows[:_MAX_TRIED]:
        yield from _joined(rest, document, (*so_far, span))


def _following(piece: str, document: Document, so_far: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    if len(tokens(piece)) < LEAST_PIECE_WORDS:
        return []
    spans = _spans(piece, document)
    if not so_far:
        return spans
    end = so_far[-1][1]
    return [span for span in spans if 0 <= span[0] - end <= MAX_GAP_CHARS and not _turns(document.text[end : span[0]])]


def _longest_start(piece: str, document: Document, so_far: tuple[tuple[int, int], ...]) -> int:
    """Return the number of characters at the start of a piece that stand in the document; 0 where they are too few
    words for a piece.
    """
    ends = [match.end() for match in _WITHOUT_SPACE.finditer(piece)][:-1]
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high + 1) // 2
        if _following(piece[: ends[middle - 1]].rstrip(" ,;"), document, so_far) or middle < LEAST_PIECE_WORDS:
            low = middle
        else:
            high = middle - 1
    return ends[low - 1] if low >= LEAST_PIECE_WORDS else 0


def _turns(left_out: str) -> bool:
    """Return whether words between two pieces deny or doubt what follows, or say who says it."""
    words = [fold(word).replace("’", "'") for word in tokens(left_out)]
    return any(word in _TURNS or word.endswith("n't") or stem(word) in _TURNING_STEMS for word in words)
