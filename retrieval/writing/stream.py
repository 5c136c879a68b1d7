"""A draft that is grounded while a language model still writes it."""

from collections.abc import Callable, Mapping, Sequence

from retrieval.domain.answers import Statement
from retrieval.domain.documents import Passage
from retrieval.ports import SupportJudge
from retrieval.writing.draft_reader import DraftReader
from retrieval.writing.drafts import Draft
from retrieval.writing.grounding.grounding import Grounded, Grounding, ground


class GroundedStream:
    """Grounds the points of a reply to a question, each once it is whole, and tells of the statements that may be
    shown. `passages` are those that the model was given, by their ids; each call to the model begins anew.
    """

    def __init__(
        self, question: str, judge: SupportJudge | None, on_statements: Callable[[Sequence[Statement]], None]
    ) -> None:
        self.passages: Mapping[str, Passage] = {}
        self._question = question
        self._judge = judge
        self._on_statements = on_statements
        self.begin()

    def begin(self) -> None:
        """Forget what was written: the model is called, or called again."""
        self._reader = DraftReader()
        self._grounding = Grounding.of(self.passages, self._judge, self._question)

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
            return ground(draft, self.passages, self._judge, self._question)
        self._grounding.take(draft.points[len(drafted) :])
        return self._grounding.grounded
