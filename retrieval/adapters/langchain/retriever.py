"""Footnote's search for people who build with LangChain: a retriever whose documents carry their exact spans."""

from collections.abc import Callable, Sequence

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever

from retrieval.domain.documents import FoundPassage


class CorpusRetriever(BaseRetriever):
    """Passages as LangChain documents, the best first; asynchronous calls run in a thread.

    `page_content` is the passage, verbatim; the metadata say where it stands (`document_id`, `start`, `end`, in
    characters), what its document states, and the scores of `FoundPassage`. `search` is `Footnote.search`.
    """

    search: Callable[..., Sequence[FoundPassage]]
    limit: int = 5

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        return [_as_langchain(found) for found in self.search(query, limit=self.limit)]


def _as_langchain(found: FoundPassage) -> LangChainDocument:
    passage, document = found.passage, found.passage.document
    return LangChainDocument(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "document_id": document.id,
            "title": document.title,
            "publisher": document.publisher,
            "date": document.date,
            "url": document.url,
            "content_hash": document.content_hash,
            "section": passage.section,
            "start": passage.start,
            "end": passage.end,
            "pages": list(document.pages_of(passage.start, passage.end)),
            "link": found.link,
            "score": found.score,
            "dense": found.dense,
            "lexical": found.lexical,
        },
    )
