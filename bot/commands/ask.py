"""`/ask`: a question, and what the corpus says to it."""

import logging
from collections.abc import Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot import rendering
from bot.desk import Desk
from bot.library import Library
from bot.messages import OutgoingMessage
from retrieval.answering import STAGES_IN_WORDS
from retrieval.domain import Statement
from retrieval.question import MAX_QUESTION_CHARS

_log = logging.getLogger(__name__)


class AskCog(commands.Cog):
    """Answers in the channel, for everyone to see and check."""

    def __init__(self, desk: Desk, library: Library) -> None:
        self._desk = desk
        self._library = library

    @app_commands.command(
        description="Ask the corpus. You get an answer with its sources, or are told that it has none."
    )
    @app_commands.describe(question="What you want to know, in a sentence: Did Iran deny supplying drones?")
    async def ask(
        self,
        interaction: discord.Interaction[Any],
        question: app_commands.Range[str, 1, MAX_QUESTION_CHARS],
    ) -> None:
        footnote, reached = self._library.footnote, ""
        written: Sequence[Statement] = ()

        def on_stage(stage: str) -> None:
            nonlocal reached
            reached = STAGES_IN_WORDS.get(stage, reached)

        def on_statements(statements: Sequence[Statement]) -> None:
            nonlocal written
            written = statements

        def so_far() -> OutgoingMessage | None:
            return rendering.so_far(question, written, reached) if reached else None

        def work() -> list[OutgoingMessage]:
            asked = footnote.ask(
                question,
                guild_id=interaction.guild_id or 0,
                on_stage=on_stage,
                on_statements=on_statements if footnote.language_model else None,
            )
            messages = rendering.asked(asked.outcome, asked.receipt_id, asked.trace)
            # How it went and never what was asked: questions are their askers' own business.
            _log.info(
                "interaction %s asked: %s, question_chars=%d messages=%d receipt=%s %s",
                interaction.id,
                type(asked.outcome).__name__.lower(),
                len(question),
                len(messages),
                # Not its id, which opens it.
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
            stage=so_far if footnote.language_model else None,
        )
