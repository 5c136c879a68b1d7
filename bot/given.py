"""What somebody gave to a command or typed into a form, held against what they were offered.

Discord's clients keep to that. What is crafted need not, nor what belongs to a command that has changed since.
"""

from collections.abc import Mapping
from typing import Any

import discord
from discord import AppCommandOptionType as Type
from discord import app_commands

from bot.errors import TooLongError, UnfitError
from bot.text.discord_limits import OPTION_CHARS

_SUBCOMMANDS = (Type.subcommand.value, Type.subcommand_group.value)


def check_options(interaction: discord.Interaction[Any]) -> None:
    """Check what was given to a command, or typed into one. Raises UnfitError, TooLongError; of a command that is not
    there nothing: that is said where it is looked up.
    """
    try:
        _check_options(interaction)
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise UnfitError from error


def checked_text(value: object, most: int) -> str:
    """Return the value as a text. Raises UnfitError, TooLongError."""
    if not isinstance(value, str):
        raise UnfitError
    if len(value) > most:
        raise TooLongError(most)
    return value


def _check_options(interaction: discord.Interaction[Any]) -> None:
    data: Any = interaction.data
    command = interaction.command
    if not isinstance(command, app_commands.Command):
        return
    offered = {parameter.display_name: parameter for parameter in command.parameters}
    given = _options_in(data)
    for option in given:
        parameter = offered.pop(option["name"])
        if option["type"] != parameter.type.value:
            raise UnfitError
        if option.get("focused"):
            checked_text(option["value"], OPTION_CHARS)
        else:
            _check_value(option["value"], parameter, data.get("resolved", {}))
    if interaction.type is discord.InteractionType.autocomplete:
        (focused,) = (option["name"] for option in given if option.get("focused"))
        if not next(parameter for parameter in command.parameters if parameter.display_name == focused).autocomplete:
            raise UnfitError
    elif any(parameter.required for parameter in offered.values()):
        raise UnfitError


def _options_in(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the options of the command itself, below the groups that it is in."""
    options: list[Mapping[str, Any]] = data.get("options", [])
    while options and options[0].get("type") in _SUBCOMMANDS:
        options = options[0].get("options", [])
    return options


def _check_value(value: object, parameter: app_commands.Parameter, resolved: Mapping[str, Any]) -> None:
    match parameter.type:
        case Type.string:
            checked_text(value, int(parameter.max_value or OPTION_CHARS))
        case Type.integer:
            least, most = parameter.min_value, parameter.max_value
            if not isinstance(value, int) or isinstance(value, bool):
                raise UnfitError
            if (least is not None and value < least) or (most is not None and value > most):
                raise UnfitError
        case Type.boolean:
            if not isinstance(value, bool):
                raise UnfitError
        case Type.channel:
            if not isinstance(resolved["channels"][value]["type"], int):
                raise UnfitError
        case Type.attachment:
            attached = resolved["attachments"][value]
            checked_text(attached["filename"], OPTION_CHARS)
            if not (isinstance(attached["size"], int) and attached["size"] >= 0):
                raise UnfitError
            if not checked_text(attached["url"], OPTION_CHARS).startswith(("https://", "http://")):
                raise UnfitError
        case _:
            raise UnfitError
