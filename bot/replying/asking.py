"""A question on its way to its answer, wherever it was asked."""

import logging
from collections.abc import Sequence

from bot.cards import answer as answer_pages
from bot.cards.message import OutgoingMessage
from bot.library import Library
from bot.replying.reply import Desk
from bot.replying.request import Request
from bot.replying.send import Interaction
from bot.replying.to_interaction import request_of
from bot.text import values
from retrieval import Inquiry, Listener, Statement

_log = logging.getLogger(__name__)


class Asking:
    """The one way in which questions are asked: how far they are is shown, and how they went is logged."""

    def __init__(self, desk: Desk, library: Library) -> None:
        self.desk = desk
        self._library = library

    async def answer(self, asked: Interaction | Request, inquiry: Inquiry, *, ephemeral: bool = False) -> None:
        """Reply with an answer or a refusal. Raises as `Desk.reply` does, and NotReadyError."""
        request, footnote, reached = request_of(asked), self._library.footnote, ""
        written: Sequence[Statement] = ()

        def on_stage(stage: str) -> None:
            nonlocal reached
            reached = values.stage_text(stage) or reached

        def on_statements(statements: Sequence[Statement]) -> None:
            nonlocal written
            written = statements

        listener = Listener(on_stage=on_stage, on_statements=on_statements)

        def so_far() -> OutgoingMessage | None:
            return answer_pages.partial_reply(inquiry.question, written, reached) if reached else None

        def work() -> list[OutgoingMessage]:
            answered = footnote.ask(inquiry, listener=listener)
            request.state.receipt_id = answered.receipt_id
            messages = answer_pages.reply(answered.outcome, answered.receipt_id, answered.trace)
            # The log says how it went and never what was asked: questions are their askers' own business.
            _log.info(
                "%s asked: %s, question_chars=%d messages=%d receipt=%s %s",
                request.name,
                type(answered.outcome).__name__.lower(),
                len(inquiry.question),
                len(messages),
                # The log leaves out the id, which opens the receipt.
                "kept" if answered.receipt_id else "none",
                " ".join(
                    [
                        *(f"{stage}_ms={milliseconds:.0f}" for stage, milliseconds in answered.timings_ms.items()),
                        *([f"language_model={answered.trace.floor or 'wrote'}"] if answered.trace else []),
                    ]
                ),
            )
            return messages

        await self.desk.reply(
            request,
            self.desk.questions,
            work,
            ephemeral=ephemeral,
            stage=so_far,
            is_long=footnote.language_model is not None,
        )
