"""The quotes of a statement, shortened to what answers: for a card that is read at a glance.

A statement brings sentences along that it takes to understand it. Of a long one, those before the sentence that answers
are left out, and so are the marks of the document's own footnotes. What is left is verbatim still, and the whole of it
is a press away.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from retrieval.documents.blocks import Form
from retrieval.documents.body import body_sentences_between
from retrieval.documents.headings import is_heading
from retrieval.documents.quoted import Piece, QuotedLine, Segment, parts_between, quoted_lines
from retrieval.domain.answers import Citation

_IN_BRACKETS = re.compile(r"\[\^?(?P<marker>[^\[\]]+)\]")
SHORT_CHARS = 180
"""The longest statement that is shown whole: four lines of a phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortQuote:
    """The lines that are shown of a statement; whether there are sentences before and after them that are not shown;
    and which of its citations only carry the others, so that nothing is shown of them.
    """

    lines: tuple[QuotedLine, ...]
    begins_later: bool
    ends_earlier: bool
    left_out: tuple[Citation, ...]


def short_quote(citations: Sequence[Citation], *, ends_with_answer: bool = False) -> ShortQuote:
    """Return the quotes without the sentences before the first that answers, or with `ends_with_answer` after the last
    either, and without footnote marks. The headings that they begin with are kept. Each citation stands with what is
    shown of it, as it is given.
    """
    whole = {citation: citation for citation in citations}
    kept, left_out = list(citations), []
    chars = sum(citation.end - citation.start for citation in citations)
    answering = next((place for place, citation in enumerate(citations) if citation.emphasis), None)
    if chars > SHORT_CHARS and answering is not None and all(map(_is_prose, citations[: answering + 1])):
        last = max(place for place, citation in enumerate(citations) if citation.emphasis)
        if not (ends_with_answer and all(map(_is_prose, citations[last:]))):
            last = len(citations) - 1
        kept = list(citations[answering : last + 1])
        kept[0] = _from_its_answer(kept[0])
        if ends_with_answer and kept[-1].emphasis:
            kept[-1] = _to_its_answer(kept[-1])
        whole |= dict(zip(kept, citations[answering : last + 1], strict=True))
        kept = [*takewhile(_is_heading, citations[:answering]), *kept]
        # A citation may be among those that are kept, too.
        shown = {whole[citation] for citation in kept}
        left_out = [citation for citation in dict.fromkeys(citations) if citation not in shown]
    begins_later = bool(kept) and (kept[0].start, kept[0].document) != (citations[0].start, citations[0].document)
    ends_earlier = bool(kept) and (kept[-1].end, kept[-1].document) != (citations[-1].end, citations[-1].document)
    lines = (replace(line, segments=tuple(_as_cited(line.segments, whole))) for line in quoted_lines(kept))
    return ShortQuote(
        lines=tuple(lines), begins_later=begins_later, ends_earlier=ends_earlier, left_out=tuple(left_out)
    )


def _is_heading(citation: Citation) -> bool:
    return is_heading(citation.document, citation.start, citation.end)


def _is_prose(citation: Citation) -> bool:
    parts = parts_between(citation.document, citation.start, citation.end)
    return all(part.form is Form.PROSE for part in parts)


def _from_its_answer(citation: Citation) -> Citation:
    """Return the citation from the beginning of the sentence that holds the first place that answers."""
    place = citation.emphasis[0][0]
    sentences = body_sentences_between(citation.document, citation.start, citation.end)
    starts = [start for start, _ in sentences if citation.start <= start <= place]
    return replace(citation, start=max(starts, default=citation.start))


def _to_its_answer(citation: Citation) -> Citation:
    """Return the citation to the end of the sentence that holds the last place that answers."""
    place = citation.emphasis[-1][1]
    sentences = body_sentences_between(citation.document, citation.start, citation.end)
    ends = [end for _, end in sentences if place <= end <= citation.end]
    return replace(citation, end=min(ends, default=citation.end))


def _as_cited(segments: Sequence[Segment], whole: dict[Citation, Citation]) -> list[Segment]:
    markers = {reference.marker for citation in whole for reference in citation.leans_on}
    return [
        Segment(
            segment.before,
            _without_markers(segment.pieces, markers),
            tuple(whole[citation] for citation in segment.citations),
        )
        for segment in segments
    ]


def _without_markers(pieces: Sequence[Piece], markers: set[str]) -> tuple[Piece, ...]:
    if not markers:
        return tuple(pieces)
    without = tuple(
        (_IN_BRACKETS.sub(lambda found: "" if found["marker"] in markers else found[0], text), look)
        for text, look in pieces
    )
    return without if any(text.strip() for text, _ in without) else tuple(pieces)
