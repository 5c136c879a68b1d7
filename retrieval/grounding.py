"""Citations: a span of a stored document, and what that span itself leans on."""

from retrieval.domain import Citation, Passage
from retrieval.layout import markers_in, references_of


def cite(passage: Passage, start: int, end: int) -> Citation:
    """Cites characters `start` to `end` of the passage's document. A footnote marker in the quote, such as `[24]`, is
    resolved to the entry of the document's reference list; one without an entry is left as it stands.
    """
    references = references_of(passage.document) if "[" in passage.document.text[start:end] else {}
    markers = markers_in(passage.document.text[start:end])
    leans_on = tuple(references[marker] for marker in markers if marker in references)
    return Citation(passage=passage, start=start, end=end, leans_on=leans_on)
