"""The slash commands that the bot has synced, and what Discord's client makes of a user's input to them.

Application Commands, "Application Command Structure" and "Application Command Option Structure".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.discord.fake.waiting import Changes
from tests.discord.fake.world import (
    ADMINISTRATOR,
    APPLICATION_ID,
    MEMBER_PERMISSIONS,
    Json,
    Snowflakes,
    Upload,
    User,
    guild_by_id,
)

OptionValue = str | int | float | bool | User | Upload
"""What a user can put into an option; a channel is given by its id."""

Uploader = Callable[[Upload], Json]
"""Takes a file in and returns the "Attachment Object"."""

SUBCOMMAND, SUBCOMMAND_GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, NUMBER = 1, 2, 3, 4, 5, 6, 7, 10
ATTACHMENT = 11
CHAT_INPUT, MESSAGE_MENU = 1, 3
IN_GUILD, IN_BOT_DM = 0, 1

_PYTHON_TYPES: Mapping[int, tuple[type, ...]] = {
    STRING: (str,),
    INTEGER: (int,),
    BOOLEAN: (bool,),
    NUMBER: (int, float),
    USER: (User,),
    CHANNEL: (int,),
    ATTACHMENT: (Upload,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SlashCommand:
    """A command or subcommand that a user can call, e.g. "source show"."""

    registered: Json
    """The top-level command, as the bot synced it and with the fields that Discord adds."""
    path: tuple[Json, ...]
    """The groups and the subcommand below it, if any."""

    @property
    def options(self) -> Sequence[Json]:
        """The options as the bot declared them."""
        leaf = self.path[-1] if self.path else self.registered
        options: Sequence[Json] = leaf.get("options", ())
        return options

    def is_visible(self, *, permissions: int = MEMBER_PERMISSIONS, guild_id: int | None) -> bool:
        """Whether Discord's client lists it: "Application Command Permissions" and "Interaction Contexts"."""
        contexts = self.registered["contexts"]
        if guild_id is None:
            return bool(self.registered["dm_permission"]) if contexts is None else IN_BOT_DM in contexts
        if contexts is not None and IN_GUILD not in contexts:
            return False
        required = self.registered["default_member_permissions"]
        if required is None or permissions & ADMINISTRATOR:
            return True
        return int(required) != 0 and permissions & int(required) == int(required)

    def data(
        self,
        values: Mapping[str, OptionValue],
        guild_id: int | None,
        focused: str | None = None,
        *,
        upload: Uploader | None = None,
    ) -> Json:
        """Return an interaction's data for a user's input, or raise ValueError for what a client would not send."""
        known = {option["name"] for option in self.options}
        if unknown := values.keys() - known:
            raise ValueError(f"no such options: {sorted(unknown)}, there are {sorted(known)}")
        options: list[Json] = []
        attachments: dict[str, Json] = {}
        for option in self.options:
            name = option["name"]
            if name in values:
                filled = _filled(option, values[name], focused=name == focused)
                if isinstance(file := values[name], Upload) and upload is not None:
                    attachment = upload(file)
                    attachments[attachment["id"]] = attachment
                    filled["value"] = attachment["id"]
                options.append(filled)
            elif name == focused:
                options.append(_filled(option, "", focused=True))
            elif option.get("required") and focused is None:
                raise ValueError(f"option {name!r} is required")
        for step in reversed(self.path):
            options = [{"name": step["name"], "type": step["type"], "options": options}]
        data: Json = {key: self.registered[key] for key in ("id", "name", "type", "guild_id") if key in self.registered}
        data["options"] = options
        if focused is None and (resolved := _resolved(self.options, values, guild_id)):
            data["resolved"] = resolved
        if attachments:
            data.setdefault("resolved", {})["attachments"] = attachments
        return data


class CommandBook:
    """The synced commands: one global set and one for each guild."""

    def __init__(self, snowflakes: Snowflakes, changes: Changes) -> None:
        self._snowflakes = snowflakes
        self._changes = changes
        self._synced: dict[int | None, list[Json]] = {}

    def synced(self, guild_id: int | None) -> list[Json] | None:
        """Return the commands of a guild, or the global ones for None; None when they never were synced."""
        return self._synced.get(guild_id)

    def replace(self, guild_id: int | None, commands: Sequence[Json]) -> list[Json]:
        """Overwrite a set; a command that keeps its name and type keeps its id."""
        known = {(old["name"], old["type"]): old["id"] for old in self._synced.get(guild_id, ())}
        in_guild = {} if guild_id is None else {"guild_id": str(guild_id)}
        self._synced[guild_id] = [self._registered(command, known) | in_guild for command in commands]
        self._changes.notify()
        return self._synced[guild_id]

    def find(self, name: str, guild_id: int | None) -> SlashCommand:
        """Return a command by the words after the slash, a guild's own first, or raise LookupError."""
        first, *rest = name.split()
        for command in [*self._synced.get(guild_id, ()), *self._synced.get(None, ())]:
            if command["name"] == first and command["type"] == CHAT_INPUT:
                return SlashCommand(registered=command, path=_subcommands(command, rest))
        synced = {scope: [command["name"] for command in commands] for scope, commands in self._synced.items()}
        raise LookupError(f"no command /{name}; synced by guild: {synced}")

    def menu(self, name: str, guild_id: int | None) -> Json:
        """Return a menu of messages by its name, or raise LookupError."""
        everywhere: list[Json] = self._synced.get(None, [])
        for command in [*self._synced.get(guild_id, []), *everywhere]:
            if command["name"] == name and command["type"] == MESSAGE_MENU:
                return command
        raise LookupError(f"no menu {name!r}")

    def _registered(self, command: Json, known: Mapping[tuple[str, int], str]) -> Json:
        kind = command.get("type") or CHAT_INPUT
        permissions = command.get("default_member_permissions")
        contexts = command.get("contexts")
        return {
            "id": known.get((command["name"], kind)) or str(self._snowflakes.next()),
            "application_id": str(APPLICATION_ID),
            "version": str(self._snowflakes.next()),
            "type": kind,
            "name": command["name"],
            "name_localizations": command.get("name_localizations"),
            "description": command.get("description") or "",
            "description_localizations": command.get("description_localizations"),
            "options": command.get("options") or [],
            "default_member_permissions": None if permissions is None else str(permissions),
            "dm_permission": command.get("dm_permission") is not False,
            "contexts": contexts,
            "integration_types": command.get("integration_types") or [0],
            "nsfw": command.get("nsfw", False),
        }


def _subcommands(command: Json, words: Sequence[str]) -> tuple[Json, ...]:
    """Return the path that the words name below the command, down to something that can be called."""
    path: list[Json] = []
    node = command
    for word in words:
        node = next((option for option in node.get("options", ()) if option["name"] == word), {})
        if node.get("type") not in (SUBCOMMAND, SUBCOMMAND_GROUP):
            raise LookupError(f"/{command['name']} has no subcommand {word!r}")
        path.append(node)
    if any(option["type"] in (SUBCOMMAND, SUBCOMMAND_GROUP) for option in node.get("options", ())):
        raise LookupError(f"/{command['name']} {' '.join(words)} has subcommands: name one")
    return tuple(path)


def _filled(option: Json, value: OptionValue, *, focused: bool) -> Json:
    """Return the option with a user's value, or raise ValueError when the client would not accept it."""
    name, kind = option["name"], option["type"]
    if focused:
        if not option.get("autocomplete"):
            raise ValueError(f"option {name!r} has no autocomplete")
        return {"name": name, "type": kind, "value": str(value), "focused": True}
    if kind not in _PYTHON_TYPES:
        raise ValueError(f"option {name!r} has type {kind}, which the fake does not cover")
    if not isinstance(value, _PYTHON_TYPES[kind]) or (isinstance(value, bool) and kind != BOOLEAN):
        raise ValueError(f"option {name!r} of type {kind} cannot hold {value!r}")
    choices = option.get("choices")
    if choices and value not in [choice["value"] for choice in choices]:
        raise ValueError(f"option {name!r} has no choice {value!r}")
    _check_range(option, value)
    sent: Any = str(value.id) if isinstance(value, User) else str(value) if kind == CHANNEL else value
    return {"name": name, "type": kind, "value": sent}


def _check_range(option: Json, value: OptionValue) -> None:
    size = len(value) if isinstance(value, str) else value
    bounds = ("min_length", "max_length") if isinstance(value, str) else ("min_value", "max_value")
    low, high = (option.get(bound) for bound in bounds)
    if isinstance(size, int | float) and ((low is not None and size < low) or (high is not None and size > high)):
        raise ValueError(f"option {option['name']!r} takes {bounds[0]} {low} to {bounds[1]} {high}, not {value!r}")


def _resolved(options: Sequence[Json], values: Mapping[str, OptionValue], guild_id: int | None) -> Json:
    """Receiving and Responding, "Resolved Data Structure"."""
    resolved: dict[str, Json] = {}
    for value in values.values():
        if isinstance(value, User):
            resolved.setdefault("users", {})[str(value.id)] = value.payload()
            if guild_id is not None:
                member = value.member_payload(MEMBER_PERMISSIONS)
                del member["user"]
                resolved.setdefault("members", {})[str(value.id)] = member
    for option in options:
        if option["type"] == CHANNEL and option["name"] in values and guild_id is not None:
            channel = guild_by_id(guild_id).channel_payload() | {"permissions": str(MEMBER_PERMISSIONS)}
            if channel["id"] != str(values[option["name"]]):
                raise ValueError(f"guild {guild_id} has no channel {values[option['name']]}")
            resolved.setdefault("channels", {})[channel["id"]] = channel
    return resolved
