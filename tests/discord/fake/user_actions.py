"""What Discord's client sends when a user does something: the parts of an interaction's payload.

Receiving and Responding, "Interaction Object" and "Interaction Data".
"""

from collections.abc import Mapping, Sequence

from tests.discord.fake.channels import GROUP_DM, Channel
from tests.discord.fake.interactions import CallbackType, Interaction
from tests.discord.fake.message_limits import BUTTON, INPUT_CHARS, walk
from tests.discord.fake.messages import Message
from tests.discord.fake.world import GROUP_CHANNEL_ID, MEMBER_PERMISSIONS, Guild, Json, User, guild_by_id

IN_GUILD, IN_BOT_DM, PRIVATE_CHANNEL = 0, 1, 2
"""Receiving and Responding, "Interaction Context Types"."""


def place(user: User, permissions: int, guild_id: int | None) -> Json:
    """Return who is where: a member in the channel of a guild, or a user in direct messages with the bot."""
    if guild_id is None:
        channel_id = str(user.dm_channel_id)
        return {
            "user": user.payload(),
            "channel": {"id": channel_id, "type": 1, "recipients": [user.payload()], "flags": 0},
            "channel_id": channel_id,
            "context": IN_BOT_DM,
            "authorizing_integration_owners": {"0": "0"},
        }
    guild = guild_by_id(guild_id)
    return {
        "member": user.member_payload(permissions),
        "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
        "guild_id": str(guild.id),
        "guild_locale": "en-US",
        "channel": guild.channel_payload() | {"permissions": str(permissions)},
        "channel_id": str(guild.channel_id),
        "context": IN_GUILD,
        "authorizing_integration_owners": {"0": str(guild.id)},
    }


def brought_along(user: User, guild: Guild | None) -> Json:
    """Return where somebody is who has installed the bot for themselves: in a guild that it is not in, or without one
    in a group of people. Receiving and Responding, "Authorizing Integration Owners Object".
    """
    owners = {"authorizing_integration_owners": {"1": str(user.id)}}
    if guild is None:
        channel = {"id": str(GROUP_CHANNEL_ID), "type": GROUP_DM, "recipients": [user.payload()], "flags": 0}
        where = {"user": user.payload(), "channel": channel, "channel_id": str(GROUP_CHANNEL_ID)}
        return {**where, "context": PRIVATE_CHANNEL, **owners}
    return {
        "member": user.member_payload(MEMBER_PERMISSIONS),
        "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
        "guild_id": str(guild.id),
        "guild_locale": "en-US",
        "channel": guild.channel_payload() | {"permissions": str(MEMBER_PERMISSIONS)},
        "channel_id": str(guild.channel_id),
        "context": IN_GUILD,
        **owners,
    }


def beside(message: Message, channel: Channel | None, user: User, permissions: int) -> Json:
    """Return where somebody is who sees a message: in its channel."""
    if channel is None or channel.recipient is not None:
        return place(user, permissions, None)
    where = place(user, permissions, channel.guild_id)
    return where | {
        "channel": channel.payload() | {"permissions": str(permissions)},
        "channel_id": str(message.channel_id),
    }


def menu_data(registered: Json, message: Message) -> Json:
    """Return the data of a menu of a message: its text comes along, whoever wrote it and whatever the intents."""
    data: Json = {key: registered[key] for key in ("id", "name", "type", "guild_id") if key in registered}
    return {**data, "target_id": str(message.id), "resolved": {"messages": {str(message.id): message.payload()}}}


def component_data(message: Message, custom_id: str, values: Sequence[str] | None = None) -> Json:
    """Return the data of a button pressed, or a select with values chosen; ValueError when a user could not."""
    component = next((part for part in walk(message.components) if part.get("custom_id") == custom_id), None)
    if component is None or component.get("disabled"):
        raise ValueError(f"message {message.id} has no component {custom_id!r} that can be used")
    if (values is None) is not (component["type"] == BUTTON):
        raise ValueError(f"component {custom_id!r} is of type {component['type']}")
    data: Json = {"custom_id": custom_id, "component_type": component["type"], "id": component["id"]}
    return data if values is None else {**data, "values": list(values)}


def modal_data(opened_by: Interaction, values: Mapping[str, str]) -> Json:
    """Return the data of a modal whose text inputs hold the values, by their custom_id; ValueError for what a client
    would not send.
    """
    callback = opened_by.callback
    if callback is None or callback.type is not CallbackType.MODAL:
        raise ValueError(f"{opened_by} opened no modal")
    inputs = {part["custom_id"]: part for part in walk(callback.data["components"]) if "custom_id" in part}
    if unknown := values.keys() - inputs.keys():
        raise ValueError(f"no such inputs: {sorted(unknown)}, there are {sorted(inputs)}")
    for custom_id, value in values.items():
        if len(value) > inputs[custom_id].get("max_length", INPUT_CHARS):
            raise ValueError(f"input {custom_id!r} takes {inputs[custom_id]['max_length']} characters")
    components = [_filled_in(component, values) for component in callback.data["components"]]
    return {"custom_id": callback.data["custom_id"], "components": components}


def _filled_in(component: Json, values: Mapping[str, str]) -> Json:
    """Component Reference, "Text Input Interaction Response Structure" and "Label"."""
    submitted: Json = {key: component[key] for key in ("type", "id", "custom_id") if key in component}
    if "components" in component:
        submitted["components"] = [_filled_in(inner, values) for inner in component["components"]]
    if "component" in component:
        submitted["component"] = _filled_in(component["component"], values)
    if "custom_id" in component:
        submitted["value"] = values.get(component["custom_id"], component.get("value", ""))
    return submitted
