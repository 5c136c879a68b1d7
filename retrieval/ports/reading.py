"""The port for a reader: what it makes of passages, and how it judges support."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeGuard

from retrieval.domain.documents import FoundPassage
from retrieval.domain.readings import Calibration, Reading, Relation


class Reader(Protocol):
    """Judges whether passages answer a question, not merely whether they are about the same thing."""

    @property
    def name(self) -> str:
        """The name of the reader in receipts."""
        ...

    @property
    def weights_sha256(self) -> str:
        """SHA-256 of its weights, in hexadecimal."""
        ...

    @property
    def calibration(self) -> Calibration:
        """The calibration: from which readings a question is answered."""
        ...

    def load(self) -> None:
        """Load the model now, where it is not loaded yet, rather than with the first question."""
        ...

    def read(self, question: str, found: Sequence[FoundPassage]) -> Sequence[Reading]:
        """Return at least one reading a passage, in no given order. The same pair gives the same reading, whatever else
        is read with it.
        """
        ...


class SupportJudge(Protocol):
    """Judges whether a quote supports a statement, contradicts it, or leaves it open."""

    def relations(self, pairs: Sequence[tuple[str, str]]) -> Sequence[Mapping[Relation, float]]:
        """Return probabilities, which sum to 1, for each (quote, statement)."""
        ...


class SupportingReader(Reader, SupportJudge, Protocol):
    """A reader that judges support too."""


def judges_support(reader: Reader) -> TypeGuard[SupportingReader]:
    """Return whether a reader judges support too, as the packaged one does by a network of its own."""
    return hasattr(reader, "relations")
