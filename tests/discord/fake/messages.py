"""The messages that the bot has sent, as Discord keeps them and as a user sees them."""

import copy
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

from tests.discord.fake.api_errors import FieldPath, FormErrors
from tests.discord.fake.message_limits import (
    BUTTON,
    CONTAINER,
    IS_COMPONENTS_V2,
    TEXT_DISPLAY,
    check_message,
    walk,
)
from tests.discord.fake.waiting import Changes
from tests.discord.fake.world import APPLICATION_ID, BOT, Json, Snowflakes, User

# Message Resource, "Message Flags".
SUPPRESS_EMBEDS = 1 << 2
EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_NOTIFICATIONS = 1 << 12
SETTABLE_FLAGS = SUPPRESS_EMBEDS | EPHEMERAL | SUPPRESS_NOTIFICATIONS | IS_COMPONENTS_V2

_MENTION_OF_A_ROLE = re.compile(r"<@&(\d+)>")

DEFAULT, REPLY, CHAT_INPUT_COMMAND = 0, 19, 20
"""Message Resource, "Message Types"."""


class File(NamedTuple):
    """A file in a multipart body."""

    filename: str
    data: bytes


Files = Mapping[str, File]
"""Uploaded files by the name of their form field, e.g. "files[0]"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file of a message."""

    id: int
    filename: str
    data: bytes
    description: str | None

    def payload(self) -> Json:
        """Message Resource, "Attachment Object"."""
        url = f"https://cdn.discordapp.com/attachments/{self.id}/{self.filename}"
        described = {} if self.description is None else {"description": self.description}
        return {
            "id": str(self.id),
            "filename": self.filename,
            "size": len(self.data),
            "url": url,
            "proxy_url": url,
            **described,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button of a message; a link has a URL, every other button a custom_id."""

    label: str | None
    custom_id: str | None
    url: str | None
    disabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message at one moment: an edit makes a new one of the same id."""

    id: int
    channel_id: int
    kind: int
    content: str = ""
    embeds: tuple[Json, ...] = ()
    components: tuple[Json, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    flags: int = 0
    created: str
    edited: str | None = None
    interaction_metadata: Json | None = None
    author: User = BOT
    webhook_id: int | None = None
    mentions: tuple[User, ...] = ()
    refers_to: "Message | None" = None

    @property
    def ephemeral(self) -> bool:
        """Whether only the user of the interaction sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether it still says that the bot is thinking."""
        return bool(self.flags & LOADING)

    @property
    def texts(self) -> tuple[str, ...]:
        """The content of every text display, in reading order."""
        displays = (component for component in walk(self.components) if component["type"] == TEXT_DISPLAY)
        return tuple(str(display["content"]) for display in displays)

    @property
    def text(self) -> str:
        """All that is read of it but its embeds and buttons."""
        return "\n".join(filter(None, (self.content, *self.texts)))

    @property
    def colours(self) -> tuple[int, ...]:
        """The colour of each container's edge."""
        containers = (component for component in self.components if component["type"] == CONTAINER)
        return tuple(container["accent_color"] for container in containers if container.get("accent_color") is not None)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """Every button, in reading order."""
        return tuple(
            Button(
                label=component.get("label"),
                custom_id=component.get("custom_id"),
                url=component.get("url"),
                disabled=component.get("disabled", False),
            )
            for component in walk(self.components)
            if component["type"] == BUTTON
        )

    def button(self, label: str) -> Button:
        """Return the button of that label, or raise LookupError that lists those there are."""
        for button in self.buttons:
            if button.label == label:
                return button
        raise LookupError(f"no button {label!r} among {[button.label for button in self.buttons]}")

    def payload(self) -> Json:
        """Message Resource, "Message Object"."""
        message: Json = {
            "id": str(self.id),
            "channel_id": str(self.channel_id),
            "type": self.kind,
            "author": self.author.payload(),
            "content": self.content,
            "embeds": list(self.embeds),
            "components": list(self.components),
            "attachments": [attachment.payload() for attachment in self.attachments],
            "flags": self.flags,
            "timestamp": self.created,
            "edited_timestamp": self.edited,
            "mentions": [user.payload() for user in self.mentions],
            "mention_roles": _MENTION_OF_A_ROLE.findall(self.content),
            "mention_everyone": False,
            "pinned": False,
            "tts": False,
        }
        if self.refers_to is not None:
            place = {"channel_id": str(self.refers_to.channel_id), "message_id": str(self.refers_to.id)}
            message |= {
                "message_reference": {"type": 0, **place},
                "referenced_message": replace(self.refers_to, refers_to=None).payload(),
            }
        if self.webhook_id is not None:
            message["webhook_id"] = str(self.webhook_id)
        if self.interaction_metadata is not None:
            message |= {
                "interaction_metadata": self.interaction_metadata,
                "application_id": str(APPLICATION_ID),
                "webhook_id": str(APPLICATION_ID),
            }
        return message


class MessageStore:
    """Creates, edits and deletes messages by the bodies that the bot sends, within Discord's limits."""

    def __init__(self, snowflakes: Snowflakes, changes: Changes) -> None:
        self._snowflakes = snowflakes
        self._changes = changes
        self._messages: dict[int, Message] = {}
        self._numbered: dict[tuple[int, str], int] = {}
        self.tell: Callable[[str, Message], None] = lambda _, __: None
        """Takes the name of an event of the gateway, and the message that it is about."""

    def get(self, message_id: int) -> Message | None:
        """Return the message as it is now; None when it never was or is deleted."""
        return self._messages.get(message_id)

    def create(
        self,
        *,
        channel_id: int,
        body: Json,
        files: Files,
        kind: int = DEFAULT,
        interaction_metadata: Json | None = None,
        prefix: FieldPath = (),
    ) -> Message:
        """Send a message; `prefix` is where in the request's body the message stands."""
        number = (channel_id, str(body["nonce"])) if body.get("enforce_nonce") else None
        if number in self._numbered and number is not None:
            # Message Resource, "Create Message", `enforce_nonce`: the earlier message is returned.
            return self._messages[self._numbered[number]]
        blank = self._blank(channel_id, kind, (body.get("flags") or 0) & SETTABLE_FLAGS, interaction_metadata)
        reference = self._referred_to(body)
        if reference is not None:
            blank = replace(blank, kind=REPLY, refers_to=reference)
        message = self._save(self._changed(blank, body, files), prefix)
        if number is not None:
            self._numbered[number] = message.id
        return message

    def replies_to(self, message: Message) -> list[Message]:
        """Return the bot's replies to a message."""
        return [
            known
            for known in self._messages.values()
            if known.author == BOT and known.refers_to is not None and known.refers_to.id == message.id
        ]

    def written_in(self, channel_id: int) -> list[Message]:
        """Return the bot's messages in a channel."""
        mine = (known for known in self._messages.values() if known.author == BOT and not known.ephemeral)
        return [known for known in mine if known.channel_id == channel_id]

    def say(self, message: Message) -> Message:
        """Take what somebody else than the bot has written."""
        return self._keep(message)

    def _referred_to(self, body: Json) -> Message | None:
        """Return the message that is replied to. Raises InvalidFormError where there is none and there must be."""
        reference = body.get("message_reference")
        if not reference:
            return None
        found = self._messages.get(int(reference["message_id"]))
        if found is None and reference.get("fail_if_not_exists") is not False:
            errors = FormErrors()
            errors.add(("message_reference",), "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
            errors.raise_if_any()
        return found

    def create_loading(self, *, channel_id: int, ephemeral: bool, kind: int, interaction_metadata: Json) -> Message:
        """Show that the bot is thinking."""
        return self._keep(self._blank(channel_id, kind, LOADING | EPHEMERAL * ephemeral, interaction_metadata))

    def edit(self, message: Message, body: Json, files: Files, prefix: FieldPath = ()) -> Message:
        """Change what the body names; a message stays ephemeral or public as it was made."""
        settable = SUPPRESS_EMBEDS | IS_COMPONENTS_V2
        flags = message.flags & ~LOADING | (body.get("flags") or 0) & settable
        edited = datetime.now(UTC).isoformat()
        return self._save(replace(self._changed(message, body, files), flags=flags, edited=edited), prefix)

    def delete(self, message: Message) -> None:
        """Take the message away."""
        del self._messages[message.id]
        self.tell("MESSAGE_DELETE", message)
        self._changes.notify()

    def _blank(self, channel_id: int, kind: int, flags: int, interaction_metadata: Json | None) -> Message:
        return Message(
            id=self._snowflakes.next(),
            channel_id=channel_id,
            kind=kind,
            flags=flags,
            created=datetime.now(UTC).isoformat(),
            interaction_metadata=interaction_metadata,
        )

    def _changed(self, message: Message, body: Json, files: Files) -> Message:
        """Return the message with the fields that the body names, an explicit null meaning none."""
        changes: dict[str, Any] = {}
        if "content" in body:
            changes["content"] = body["content"] or ""
        if "embeds" in body:
            changes["embeds"] = tuple(_without_nulls(embed) for embed in body["embeds"] or ())
        if "components" in body:
            changes["components"] = _numbered(body["components"] or ())
        if "attachments" in body or files:
            changes["attachments"] = self._attachments(message, body.get("attachments"), files)
        return replace(message, **changes)

    def _attachments(self, message: Message, listed: Sequence[Json] | None, files: Files) -> tuple[Attachment, ...]:
        """API Reference, "Editing Message Attachments": those listed by their id are kept, new files are added."""
        wanted = {str(item["id"]): item for item in listed or ()}
        kept = [known for known in message.attachments if listed is None or str(known.id) in wanted]
        new = []
        for field, file in files.items():
            item = wanted.get(field.removeprefix("files[").removesuffix("]"), {})
            new.append(
                Attachment(
                    id=self._snowflakes.next(),
                    filename=item.get("filename", file.filename),
                    data=file.data,
                    description=item.get("description"),
                )
            )
        return (*kept, *new)

    def _save(self, message: Message, prefix: FieldPath) -> Message:
        check_message(message.payload(), attachment_count=len(message.attachments), prefix=prefix)
        return self._keep(message)

    def _keep(self, message: Message) -> Message:
        event = "MESSAGE_UPDATE" if message.id in self._messages else "MESSAGE_CREATE"
        self._messages[message.id] = message
        self.tell(event, message)
        self._changes.notify()
        return message


def _without_nulls(embed: Json) -> Json:
    """Return the embed as Discord gives it back: fields that are null are absent."""
    return {"type": "rich"} | {key: value for key, value in embed.items() if value is not None}


def _numbered(components: Sequence[Json]) -> tuple[Json, ...]:
    """Component Reference, "Anatomy of a Component": those without an id are numbered in sequence."""
    numbered = copy.deepcopy(tuple(components))
    for number, component in enumerate(walk(numbered), start=1):
        component.setdefault("id", number)
    return numbered
