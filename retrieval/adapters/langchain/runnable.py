"""Question-answering for people who build with LangChain: a `Runnable` from a question to what came of it."""

from collections.abc import Callable, Sequence

from langchain_core.callbacks import dispatch_custom_event
from langchain_core.runnables import Runnable, RunnableLambda

from retrieval.answering.ask import Response
from retrieval.domain.answers import Statement
from retrieval.domain.inquiry import Listener, Stage

AskingRunnable = Runnable[str, Response]
STAGE_EVENT = "footnote_stage"
"""The custom event that tells of a stage as it begins: its data are `{"stage": "search"}` and the like, and of reading
`{"stage": "read", "passages": 10, "documents": 4}`."""
STATEMENTS_EVENT = "footnote_statements"
"""The custom event that tells what has been written so far and may be shown: `{"statements": ["…", "…"]}`."""


def runnable_of(ask: Callable[..., Response]) -> AskingRunnable:
    """Return a runnable that asks by `ask`, which is `Footnote.ask`. Asynchronous calls run in a thread, several
    questions in several threads. Callbacks, tags and metadata reach the language model's own run, and `astream_events`
    reports each stage.
    """

    def on_stage(stage: Stage) -> None:
        read = {"passages": stage.passages, "documents": stage.documents} if stage.passages else {}
        dispatch_custom_event(STAGE_EVENT, {"stage": stage.name, **read})

    def on_statements(statements: Sequence[Statement]) -> None:
        dispatch_custom_event(STATEMENTS_EVENT, {"statements": [statement.text for statement in statements]})

    listener = Listener(on_stage=on_stage, on_statements=on_statements)

    def footnote(question: str) -> Response:
        return ask(question, listener=listener)

    return RunnableLambda(footnote, name="footnote")
