"""The form that asks what is to be stated about a file, as discord.py opens it, and what somebody typed into it."""

from collections.abc import Mapping
from typing import Any

import discord

from bot.buttons.custom_ids import CUSTOM_ID_PREFIX
from bot.errors import UnfitError
from bot.given import checked_text
from bot.text import words
from bot.text.discord_limits import FORM_TITLE_CHARS
from bot.text.markdown import label

FORM_ID_PREFIX = f"{CUSTOM_ID_PREFIX}:add:"
"""The beginning of the custom ids of forms."""
_EARLIER_FORM_ID_PREFIX = "footnote:add:"
OPEN_SECONDS = 3600.0
"""The seconds that somebody may take to fill in the form."""


# Component Reference, "Label" and "Text Input"; five are as many as a modal takes.
_FIELD_CHARS = {"title": 300, "publisher": 200, "date": 40, "url": 500, "language": 40}
"""The fields of the form, and the most characters of each."""


class DetailsForm(discord.ui.Modal):
    """A form that asks for what a document states of itself. `typed_into` reads what is typed; discord.py's own
    reading of it serves nobody.
    """

    async def on_error(  # type: ignore[override] # as the library's own
        self, interaction: discord.Interaction[Any], error: Exception, /
    ) -> None:
        """Ignore what that reading raises: whoever sent the form off is told by the other."""


def details_form(form_id: str, file_name: str, stated: Mapping[str, object]) -> discord.ui.Modal:
    """Return the form, filled in with what is stated already."""
    title = label(words.ABOUT_FILE.format(name=file_name), FORM_TITLE_CHARS)
    modal = DetailsForm(title=title, custom_id=FORM_ID_PREFIX + form_id, timeout=OPEN_SECONDS)
    for name, most_chars in _FIELD_CHARS.items():
        default = str(stated.get(name, ""))[:most_chars] or None
        text_input: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
            custom_id=name, required=False, max_length=most_chars, default=default
        )
        heading, when_empty = words.FORM_FIELDS[name]
        modal.add_item(discord.ui.Label(text=heading, description=when_empty, component=text_input))
    return modal


def form_id_of(interaction: discord.Interaction[Any]) -> str | None:
    """Return the id of a form of ours that was sent off; None of all else that people do."""
    if interaction.type is not discord.InteractionType.modal_submit or interaction.data is None:
        return None
    custom_id = str(interaction.data.get("custom_id", ""))
    prefixes = (FORM_ID_PREFIX, _EARLIER_FORM_ID_PREFIX)
    return next((custom_id.removeprefix(prefix) for prefix in prefixes if custom_id.startswith(prefix)), None)


def typed_into(interaction: discord.Interaction[Any]) -> dict[str, str]:
    """Return what stands in each field of a form that was sent off, without the white space around it. Raises
    UnfitError, TooLongError.
    """
    data: Any = interaction.data
    try:
        inputs = [labelled["component"] for labelled in data["components"] if "component" in labelled]
        values = {field["custom_id"]: field["value"] for field in inputs if field["custom_id"] in _FIELD_CHARS}
    except (LookupError, TypeError) as error:
        raise UnfitError from error
    return {name: checked_text(value, _FIELD_CHARS[name]).strip() for name, value in values.items()}
