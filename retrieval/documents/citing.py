"""Citations: a span of a stored document, and what that span itself leans on."""

from collections.abc import Iterable

from retrieval.documents.body import markers_in, references_of
from retrieval.domain.answers import Citation
from retrieval.domain.documents import Passage


def cite(passage: Passage, start: int, end: int, emphasis: Iterable[tuple[int, int]] = ()) -> Citation:
    """Cites characters `start` to `end` of the passage's document, and emphasises the spans of `emphasis` that lie in
    them; of two that overlap, the one that begins first. A footnote marker in the quote, such as `[24]`, is
    resolved to the entry of the document's reference list; one without an entry is left as it stands.
    """
    references = references_of(passage.document) if "[" in passage.document.text[start:end] else {}
    markers = markers_in(passage.document.text[start:end])
    leans_on = tuple(references[marker] for marker in markers if marker in references)
    inside: list[tuple[int, int]] = []
    for a, b in sorted(emphasis):
        if start <= a < b <= end and (not inside or inside[-1][1] <= a):
            inside.append((a, b))
    return Citation(passage=passage, start=start, end=end, leans_on=leans_on, emphasis=tuple(inside))
