"""A generation of the corpus, as it is lent to whoever answers from it."""

from dataclasses import dataclass

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
