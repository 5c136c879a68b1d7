"""A question on its way to its answer, wherever it was asked."""

import logging
from collections.abc import Collection, Sequence

from bot.cards import answer as answer_pages
from bot.cards.message import OutgoingMessage
from bot.errors import UnfitError
from bot.library import Library
from bot.replying.conversations import NOTHING_BEFORE, Conversations, Look
from bot.replying.reply import Desk
from bot.replying.request import Request
from bot.replying.send import Interaction
from bot.replying.to_interaction import request_of
from bot.text import values
from bot.vantage import Vantage
from retrieval import Answer, Inquiry, Listener, Refusal, Stage, Statement

_log = logging.getLogger(__name__)


class Asking:
    """The one way in which questions are asked: how far they are is shown, and how they went is logged."""

    def __init__(self, desk: Desk, library: Library) -> None:
        self.desk = desk
        self.conversations = Conversations(desk, library)
        self._library = library

    async def meaning(self, receipt_id: str, place: int, seen_from: Vantage) -> str:
        """Return one of the questions that a question may have meant, by its receipt. Raises UnknownReceiptError,
        UnfitError where there is no such meaning, and as `Workers.run` does.
        """

        def look() -> str:
            outcome = self._library.seen_from(seen_from).receipt(receipt_id).receipt.outcome
            meanings = outcome.facts.meanings if isinstance(outcome, Refusal) else ()
            if place >= len(meanings):
                raise UnfitError
            return meanings[place]

        return await self.desk.lookups.run(look)

    async def answer(
        self,
        asked: Interaction | Request,
        question: str,
        *,
        after: Look | None = None,
        documents: Collection[str] | None = None,
        ephemeral: bool = False,
        only_answers: bool = False,
    ) -> bool:
        """Reply with an answer or a refusal, with `only_answers` to an answer alone, and note where it stands. It is
        understood as what was said before it has it, which `after` looks up. Return whether it is an answer. Raises as
        `Desk.reply` does, and NotReadyError.
        """
        is_answer, before = False, NOTHING_BEFORE
        self._library.check_ready()
        request, reached = request_of(asked), ""
        written: Sequence[Statement] = ()
        asked_from = request.asked_from

        def on_stage(stage: Stage) -> None:
            nonlocal reached
            reached = values.stage_text(stage) or reached

        def on_statements(statements: Sequence[Statement]) -> None:
            nonlocal written
            written = statements

        listener = Listener(on_stage=on_stage, on_statements=on_statements)

        def so_far(waiting: str, otherwise: str) -> OutgoingMessage | None:
            stage = waiting or reached or otherwise
            return answer_pages.at_work(question, stage, written) if stage else None

        def work() -> list[OutgoingMessage]:
            nonlocal is_answer, before
            before = self.conversations.looked(after)
            inquiry = Inquiry(question, documents=documents, guild_id=request.guild_id, turns=before.turns)
            seen = self._library.seen_from(asked_from)
            answered = seen.ask(inquiry, listener=listener)
            is_answer = isinstance(answered.outcome, Answer)
            request.state.receipt_id = answered.receipt_id
            messages = (
                answer_pages.reply(
                    answered.outcome,
                    answered.receipt_id,
                    answered.trace,
                    in_all=len(seen.titles().documents),
                    is_asked_here=True,
                    is_of_all=documents is None,
                )
                if is_answer or not only_answers
                else []
            )
            # The log says how it went and never what was asked: questions are their askers' own business.
            _log.info(
                "%s asked: %s, question_chars=%d messages=%d receipt=%s %s",
                request.name,
                type(answered.outcome).__name__.lower(),
                len(question),
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
            then=lambda: self.conversations.note(request, before.continues, is_private=ephemeral),
        )
        return is_answer
