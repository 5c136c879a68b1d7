"""A generation of the corpus, as it is lent to whoever answers from it."""

from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.domain.documents import Document, Passage, PassagePlace
from retrieval.domain.heads import Head
from retrieval.ports.lexical import Catalogue
from retrieval.ports.store import CorpusView


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """The contents of the corpus from one flip until another: read-only, whatever is reloaded meanwhile."""

    head: Head
    view: CorpusView
    catalogue: Catalogue

    @property
    def name(self) -> str:
        """The name of the versions of all its documents together."""
        return self.head.generation

    def document(self, document_id: str) -> Document | None:
        """Return a document of the catalogue."""
        return self.catalogue.documents([document_id]).get(document_id)

    def passages(self, places: Mapping[str, PassagePlace]) -> dict[str, Passage]:
        """Return the passages in these places of the catalogue, by id, in order."""
        documents = self.catalogue.documents({place.document_id for place in places.values()})
        return {
            passage_id: Passage(
                document=documents[place.document_id], start=place.start, end=place.end, section=place.section
            )
            for passage_id, place in places.items()
        }
