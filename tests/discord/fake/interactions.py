"""An interaction: what a user did, and what the bot answered, by the rules of its callback and webhook.

Interactions, "Receiving and Responding".
"""

import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from tests.discord.fake.api_errors import (
    AlreadyAcknowledgedError,
    FormErrors,
    InvalidWebhookTokenError,
    UnknownInteractionError,
    UnknownMessageError,
    UnknownWebhookError,
)
from tests.discord.fake.message_limits import check_choices, check_modal
from tests.discord.fake.messages import CHAT_INPUT_COMMAND, DEFAULT, EPHEMERAL, Files, Message, MessageStore
from tests.discord.fake.waiting import WAIT_SECONDS, Changes
from tests.discord.fake.world import Json

ACKNOWLEDGE_SECONDS = 3.0
"""Receiving and Responding, "Interaction Callback": the time for a first response.

An interaction here is as old as a test says, however long the machine takes: `Callback.seconds` is what that took.
"""

TOKEN_SECONDS = 15 * 60.0
"""Receiving and Responding, "Interaction Callback": the life of a token."""

_STAGE = re.compile(r"(?:-# )?(?:\d+ questions? before yours\.|[^.]{1,60}…)")


def tells_no_stage(message: Message) -> bool:
    """Whether a message says more than how far something is, as one that ends in "Reading…" does."""
    last = message.texts[-1] if message.texts else message.content
    return bool(message.embeds or message.buttons) or not _STAGE.fullmatch(last)


class Kind(IntEnum):
    """Interaction types; PING is never sent over the gateway."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class CallbackType(IntEnum):
    """Interaction callback types; PONG answers a PING, and is refused like any other."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


_NEW_MESSAGE = (CallbackType.MESSAGE, CallbackType.DEFERRED_MESSAGE)
_SAME_MESSAGE = (CallbackType.DEFERRED_UPDATE, CallbackType.UPDATE)
_ACCEPTED: Mapping[Kind, tuple[CallbackType, ...]] = {
    Kind.COMMAND: (*_NEW_MESSAGE, CallbackType.MODAL),
    Kind.COMPONENT: (*_NEW_MESSAGE, *_SAME_MESSAGE, CallbackType.MODAL),
    Kind.AUTOCOMPLETE: (CallbackType.CHOICES,),
    Kind.MODAL_SUBMIT: (*_NEW_MESSAGE, *_SAME_MESSAGE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """The bot's first response."""

    type: CallbackType
    data: Json
    seconds: float
    """Seconds after the user's action."""


class Interaction:
    """One action of a user and the messages that the bot showed for it."""

    def __init__(
        self,
        *,
        payload: Json,
        source: Message | None,
        opened_by: "Interaction | None",
        age_seconds: float,
        messages: MessageStore,
        changes: Changes,
    ) -> None:
        """Take `payload` as the gateway will send it; a token is added.

        `source` is the message with the component that was used, `opened_by` what a submitted modal answered.
        """
        self.id = int(payload["id"])
        self.kind = Kind(payload["type"])
        self.token = secrets.token_urlsafe(32)
        self.payload: Json = {**payload, "token": self.token}
        self.callback: Callback | None = None
        self.source = source
        self._opened_by = opened_by
        self._created = time.monotonic() - age_seconds
        self._age_seconds = age_seconds
        self._messages = messages
        self._changes = changes
        self._original_id: int | None = None
        self._follow_up_ids: list[int] = []
        self._visible_ids: set[int] = set()

    # What a test asks.

    @property
    def guild_id(self) -> int | None:
        """The guild it happened in; None for direct messages."""
        guild_id = self.payload.get("guild_id")
        return None if guild_id is None else int(guild_id)

    @property
    def messages(self) -> tuple[Message, ...]:
        """The original response (for a component perhaps its own message) and the follow-ups, as they are now."""
        ids = [*([] if self._original_id is None else [self._original_id]), *self._follow_up_ids]
        return tuple(message for message in map(self._messages.get, ids) if message is not None)

    async def wait_for_callback(self, timeout_seconds: float = WAIT_SECONDS) -> Callback:
        """Wait for the first response."""
        return await self._changes.until(lambda: self.callback, f"a callback to {self}", timeout_seconds)

    async def wait_for_message(
        self, timeout_seconds: float = WAIT_SECONDS, *, until: Callable[[Message], bool] = tells_no_stage
    ) -> Message:
        """Wait for a message that the bot wrote for this interaction: not one that is still loading.

        A bot that edits its message in stages needs `until`, which tells the final stage from the others; a line that
        says how far it is, which a slow machine makes it show, is not waited for.
        """

        def probe() -> Message | None:
            visible = (message for message in self.messages if message.id in self._visible_ids)
            return next((message for message in visible if until(message)), None)

        return await self._changes.until(probe, f"a message for {self}", timeout_seconds)

    def expire_token(self) -> None:
        """Go on as if the token's 15 minutes were over."""
        self._age_seconds += TOKEN_SECONDS

    def __repr__(self) -> str:
        """Say what the user did and how far the bot has come."""
        data = self.payload["data"]
        what = data.get("name") or data.get("custom_id")
        return f"<Interaction {self.kind.name} {what} callback={self.callback} messages={self.messages}>"

    # What the bot sends.

    def acknowledge(self, body: Json, files: Files) -> Json:
        """Take the callback and return the "Interaction Callback Response Object"."""
        seconds = time.monotonic() - self._created
        if self.callback is not None:
            raise AlreadyAcknowledgedError
        if self._age_seconds > ACKNOWLEDGE_SECONDS:
            raise UnknownInteractionError
        errors = FormErrors()
        errors.one_of(("type",), body.get("type"), _ACCEPTED[self.kind])
        errors.raise_if_any()
        callback = Callback(type=CallbackType(body["type"]), data=body.get("data") or {}, seconds=seconds)
        self._apply(callback, files)
        self.callback = callback
        self._changes.notify()
        return self._callback_response(callback.type)

    def message(self, reference: str) -> Message:
        """Return one of this interaction's messages by its id or "@original"."""
        self._check_webhook()
        if reference == "@original":
            message_id = self._original_id
        else:
            message_id = next((known.id for known in self.messages if str(known.id) == reference), None)
        message = None if message_id is None else self._messages.get(message_id)
        if message is None:
            raise UnknownMessageError
        return message

    def edit(self, reference: str, body: Json, files: Files) -> Message:
        """Edit a message."""
        message = self._messages.edit(self.message(reference), body, files)
        return self._show(message)

    def delete(self, reference: str) -> None:
        """Delete a message."""
        self._messages.delete(self.message(reference))

    def follow_up(self, body: Json, files: Files) -> Message:
        """Send a follow-up; the first one after a deferral is the response itself ("Create Followup Message")."""
        self._check_webhook()
        original = None if self._original_id is None else self._messages.get(self._original_id)
        if original is not None and original.loading:
            return self._show(self._messages.edit(original, body, files))
        message = self._messages.create(
            channel_id=self._channel_id, body=body, files=files, interaction_metadata=self._metadata
        )
        self._follow_up_ids.append(message.id)
        return self._show(message)

    @property
    def _channel_id(self) -> int:
        return int(self.payload["channel_id"])

    @property
    def _metadata(self) -> Json:
        """Message Resource, "Message Interaction Metadata Object"."""
        user = self.payload.get("user") or self.payload["member"]["user"]
        metadata: Json = {
            "id": str(self.id),
            "type": self.kind,
            "user": user,
            "authorizing_integration_owners": self.payload["authorizing_integration_owners"],
        }
        if self._opened_by is not None:
            metadata["triggering_interaction_metadata"] = self._opened_by._metadata
        elif self.source is not None:
            metadata["interacted_message_id"] = str(self.source.id)
        return metadata

    def _check_webhook(self) -> None:
        if self.callback is None:
            raise UnknownWebhookError
        if self._age_seconds >= TOKEN_SECONDS:
            raise InvalidWebhookTokenError

    def _apply(self, callback: Callback, files: Files) -> None:
        data, prefix = callback.data, ("data",)
        kind = CHAT_INPUT_COMMAND if self.kind is Kind.COMMAND else DEFAULT
        match callback.type:
            case CallbackType.MESSAGE:
                message = self._messages.create(
                    channel_id=self._channel_id,
                    body=data,
                    files=files,
                    kind=kind,
                    interaction_metadata=self._metadata,
                    prefix=prefix,
                )
                self._original_id = self._show(message).id
            case CallbackType.DEFERRED_MESSAGE:
                self._original_id = self._messages.create_loading(
                    channel_id=self._channel_id,
                    ephemeral=bool((data.get("flags") or 0) & EPHEMERAL),
                    kind=kind,
                    interaction_metadata=self._metadata,
                ).id
            case CallbackType.DEFERRED_UPDATE:
                self._original_id = self._current_source().id
            case CallbackType.UPDATE:
                message = self._messages.edit(self._current_source(), data, files, prefix)
                self._original_id = self._show(message).id
            case CallbackType.CHOICES:
                check_choices(data.get("choices") or (), prefix=prefix)
            case CallbackType.MODAL:
                check_modal(data, prefix=prefix)

    def _current_source(self) -> Message:
        message = None if self.source is None else self._messages.get(self.source.id)
        if message is None:
            raise UnknownMessageError
        return message

    def _show(self, message: Message) -> Message:
        self._visible_ids.add(message.id)
        self._changes.notify()
        return message

    def _callback_response(self, callback_type: CallbackType) -> Json:
        response: Json = {"interaction": {"id": str(self.id), "type": self.kind}}
        original = None if self._original_id is None else self._messages.get(self._original_id)
        if original is not None:
            response["interaction"] |= {
                "response_message_id": str(original.id),
                "response_message_loading": original.loading,
                "response_message_ephemeral": original.ephemeral,
            }
            if callback_type in (CallbackType.MESSAGE, CallbackType.UPDATE):
                response["resource"] = {"type": callback_type, "message": original.payload()}
        return response
