"""`/ask`: a question, and what the corpus says to it."""

import logging
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.cards import answer as answer_pages
from bot.cards.message import OutgoingMessage
from bot.library import Library
from bot.replying.delivery import state_of
from bot.replying.reply import Desk
from bot.text import words
from bot.text.discord_limits import OPTION_CHARS
from retrieval import Inquiry, Listener, Statement
from retrieval.answering import STAGES_IN_WORDS

_log = logging.getLogger(__name__)


class AskCog(commands.Cog):
    """Answers in the channel, for everyone to see and check."""

    def __init__(self, desk: Desk, library: Library) -> None:
        self._desk = desk
        self._library = library

    @app_commands.command(name=words.ASK.name, description=words.ASK.description)
    @app_commands.describe(**words.ASK.options)
    async def ask(
        self,
        interaction: discord.Interaction[Any],
        question: app_commands.Range[str, 1, OPTION_CHARS],
    ) -> None:
        footnote, reached = self._library.footnote, ""
        written: Sequence[Statement] = ()

        def on_stage(stage: str) -> None:
            nonlocal reached
            reached = STAGES_IN_WORDS.get(stage, reached)

        def on_statements(statements: Sequence[Statement]) -> None:
            nonlocal written
            written = statements

        listener = Listener(on_stage=on_stage, on_statements=on_statements)

        def so_far() -> OutgoingMessage | None:
            return answer_pages.partial_reply(question, written, reached) if reached else None

        def work() -> list[OutgoingMessage]:
            asked = footnote.ask(Inquiry(question, guild_id=interaction.guild_id or 0), listener=listener)
            state_of(interaction).receipt_id = asked.receipt_id
            messages = answer_pages.reply(asked.outcome, asked.receipt_id, asked.trace)
            # The log says how it went and never what was asked: questions are their askers' own business.
            _log.info(
                "interaction %s asked: %s, question_chars=%d messages=%d receipt=%s %s",
                interaction.id,
                type(asked.outcome).__name__.lower(),
                len(question),
                len(messages),
                # The log leaves out the id, which opens the receipt.
                "kept" if asked.receipt_id else "none",
                " ".join(
                    [
                        *(f"{stage}_ms={milliseconds:.0f}" for stage, milliseconds in asked.timings_ms.items()),
                        *([f"language_model={asked.trace.floor or 'wrote'}"] if asked.trace else []),
                    ]
                ),
            )
            return messages

        await self._desk.reply(
            interaction,
            self._desk.questions,
            work,
            ephemeral=False,
            stage=so_far,
            is_long=footnote.language_model is not None,
        )
