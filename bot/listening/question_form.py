"""A form with one question in it: to ask further, or the same in other words."""

import re
from enum import StrEnum
from typing import Any, NamedTuple

import discord

from bot.errors import UnfitError
from bot.given import checked_text
from bot.text import talk
from bot.text.discord_limits import INPUT_CHARS, PLACEHOLDER_CHARS, discord_chars
from bot.text.markdown import label

_FORM_ID = re.compile(r"footnote:question:(?P<purpose>further|again):(?P<message_id>[0-9]{1,20})")
_QUESTION_FIELD = "question"


class Purpose(StrEnum):
    """What a form is for: a question that goes on from an answer, or one that takes the place of its question."""

    FURTHER = "further"
    AGAIN = "again"


class FormKey(NamedTuple):
    """What a form is for, and the message whose button opened it. Whoever crafts one sees no more than they may."""

    purpose: Purpose
    message_id: int


class QuestionForm(discord.ui.Modal):
    """`key_of` and `typed_question` read what is sent off; discord.py's own reading of it serves nobody."""

    async def on_error(  # type: ignore[override] # as the library's own
        self, interaction: discord.Interaction[Any], error: Exception, /
    ) -> None:
        """Ignore what that reading raises: whoever sent the form off is told by the other."""


def question_form(key: FormKey, question: str = "") -> QuestionForm:
    """Return the form, with a question in it."""
    title = talk.ASK_FURTHER if key.purpose is Purpose.FURTHER else talk.ASK_DIFFERENTLY
    # Its custom id holds all that it takes, so that it outlives a restart; discord.py need not wait for it.
    form = QuestionForm(title=title, custom_id=f"footnote:question:{key.purpose}:{key.message_id}", timeout=1.0)
    text_input: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
        custom_id=_QUESTION_FIELD,
        style=discord.TextStyle.paragraph,
        max_length=INPUT_CHARS,
        default=question if question and discord_chars(question) <= INPUT_CHARS else None,
        placeholder=label(talk.ASK_IN_A_SENTENCE, PLACEHOLDER_CHARS),
    )
    form.add_item(discord.ui.Label(text=talk.YOUR_QUESTION, component=text_input))
    return form


def key_of(interaction: discord.Interaction[Any]) -> FormKey | None:
    """Return the key of a question's form that was sent off; None of all else that people do."""
    if interaction.type is not discord.InteractionType.modal_submit or interaction.data is None:
        return None
    match = _FORM_ID.fullmatch(str(interaction.data.get("custom_id", "")))
    return None if match is None else FormKey(Purpose(match["purpose"]), int(match["message_id"]))


def typed_question(interaction: discord.Interaction[Any]) -> str:
    """Return the question that was typed. Raises UnfitError, TooLongError."""
    data: Any = interaction.data
    try:
        (value,) = [
            row["component"]["value"]
            for row in data["components"]
            if row.get("component", {}).get("custom_id") == _QUESTION_FIELD
        ]
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise UnfitError from error
    return checked_text(value, INPUT_CHARS)
