"""Question-answering for people who build with LangChain: a `Runnable` from a question to what came of it."""

from collections.abc import Callable

from langchain_core.callbacks import dispatch_custom_event
from langchain_core.runnables import Runnable, RunnableLambda

from retrieval.answering import Asked

AskingRunnable = Runnable[str, Asked]
STAGE_EVENT = "footnote_stage"
"""The custom event that tells of a stage as it begins: its data are `{"stage": "search"}` and the like."""
STATEMENTS_EVENT = "footnote_statements"
"""The custom event that tells what has been written so far and may be shown: `{"statements": ["…", "…"]}`."""


def runnable_of(ask: Callable[..., Asked]) -> AskingRunnable:
    """`ask` is `Footnote.ask`. Asynchronous calls run in a thread, several questions in several; callbacks, tags and
    metadata reach the language model's own run, and `astream_events` tells of each stage.
    """

    def footnote(question: str) -> Asked:
        return ask(
            question,
            on_stage=lambda stage: dispatch_custom_event(STAGE_EVENT, {"stage": stage}),
            on_statements=lambda some: dispatch_custom_event(
                STATEMENTS_EVENT, {"statements": [one.text for one in some]}
            ),
        )

    return RunnableLambda(footnote, name="footnote")
