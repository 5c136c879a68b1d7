"""A draft that is grounded while a language model still writes it."""

from collections.abc import Callable, Mapping, Sequence

from retrieval.domain.answers import Statement
from retrieval.domain.documents import Passage
from retrieval.writing.draft_reader import DraftReader
from retrieval.writing.drafts import Draft
from retrieval.writing.grounding.grounding import Grounded, Grounding


class GroundedStream:
    """Grounds the points of a reply, each once it is whole, and tells of the statements that may be shown. `passages`
    are those that the model was given, by their ids, and `grounding_of` begins the grounding of a draft that is written
    from such; each call to the model begins anew.
    """

    def __init__(
        self,
        grounding_of: Callable[[Mapping[str, Passage]], Grounding],
        on_statements: Callable[[Sequence[Statement]], None],
    ) -> None:
        self.passages: Mapping[str, Passage] = {}
        self._grounding_of = grounding_of
        self._on_statements = on_statements
        self.begin()

    def begin(self) -> None:
        """Forget what was written: the model is called, or called again."""
        self._reader = DraftReader()
        self._grounding = self._grounding_of(self.passages)

    def take(self, reply: str) -> None:
        """Ground what has become whole; `reply` is all that has been written so far."""
        before = self._grounding.grounded.statements
        self._grounding.take(self._reader.more(reply))
        if (statements := self._grounding.grounded.statements) != before:
            self._on_statements(statements)

    def rest_of(self, draft: Draft) -> Grounded:
        """Return what the whole draft comes to. It may be another than was heard, and then that counts for nothing."""
        drafted = self._grounding.drafted
        if draft.points[: len(drafted)] != drafted:
            return self._grounding_of(self.passages).all_of(draft)
        self._grounding.take(draft.points[len(drafted) :])
        return self._grounding.grounded
