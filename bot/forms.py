"""The form that asks what is to be stated about a file, as discord.py opens it, and what somebody typed into it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import discord

from bot.escaping import label

FORM = "footnote:add:"
"""How the custom ids of forms begin."""
FORM_TITLE_CHARS = 45
OPEN_SECONDS = 3600.0
"""For filling it in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    name: str
    label: str
    when_empty: str
    most_chars: int


# Component Reference, "Label" and "Text Input"; five are as many as a modal takes.
_FIELDS = (
    _Field(name="title", label="Title", when_empty="Empty: what the file states, or its first line.", most_chars=300),
    _Field(name="publisher", label="Publisher", when_empty="Empty: what the file states.", most_chars=200),
    _Field(
        name="date", label="Date", when_empty="When the text was published. Empty: what the file states.", most_chars=40
    ),
    _Field(
        name="url", label="Address", when_empty="Where it can be read. Empty: what the file states.", most_chars=500
    ),
    _Field(name="language", label="Language", when_empty="Such as en. Empty: what the file states.", most_chars=40),
)


def details_form(form_id: str, file_name: str, stated: Mapping[str, object]) -> discord.ui.Modal:
    """Filled in with what is stated already."""
    modal = discord.ui.Modal(
        title=label(f"About {file_name}", FORM_TITLE_CHARS), custom_id=FORM + form_id, timeout=OPEN_SECONDS
    )
    for field in _FIELDS:
        before = str(stated.get(field.name, ""))[: field.most_chars]
        typed: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
            custom_id=field.name, required=False, max_length=field.most_chars, default=before or None
        )
        modal.add_item(discord.ui.Label(text=field.label, description=field.when_empty, component=typed))
    return modal


def form_id_of(interaction: discord.Interaction[Any]) -> str | None:
    """Of a form of ours that was sent off; None of all else that people do."""
    if interaction.type is not discord.InteractionType.modal_submit or interaction.data is None:
        return None
    custom_id = str(interaction.data.get("custom_id", ""))
    return custom_id.removeprefix(FORM) if custom_id.startswith(FORM) else None


def typed_into(interaction: discord.Interaction[Any]) -> dict[str, str]:
    """What stands in each field of a form that was sent off, without the white space around it."""
    data: Any = interaction.data
    inputs = [one["component"] for one in data["components"] if "component" in one]
    known = {field.name for field in _FIELDS}
    return {one["custom_id"]: one["value"].strip() for one in inputs if one["custom_id"] in known}
