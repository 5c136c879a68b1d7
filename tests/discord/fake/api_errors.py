"""The errors that Discord's REST API answers with, with its own codes.

Topics, "Opcodes and Status Codes", "JSON Error Codes"; API Reference, "Error Messages".

    ApiError
    ├── UnauthorizedError          401      0
    ├── NotFoundError              404      0
    ├── UnknownChannelError        404  10003
    ├── UnknownMessageError        404  10008
    ├── UnknownWebhookError        404  10015
    ├── UnknownInteractionError    404  10062
    ├── AlreadyAcknowledgedError   400  40060
    ├── ThreadExistsError          400 160004
    ├── ArchivedThreadError        400  50083
    ├── NoTextChannelError         400  50008
    ├── MissingAccessError         403  50001
    ├── MissingPermissionsError    403  50013
    ├── CannotMessageUserError     403  50007
    ├── EmptyMessageError          400  50006
    ├── InvalidWebhookTokenError   401  50027
    └── InvalidFormError           400  50035
"""

from collections.abc import Sequence, Sized
from typing import ClassVar

from tests.discord.fake.world import Json

FieldPath = tuple[str | int, ...]
"""Where in a body a field stands, e.g. ("embeds", 0, "title")."""


class ApiError(Exception):
    """An answer with a status of 4xx."""

    status: ClassVar[int]
    code: ClassVar[int]
    message: ClassVar[str]

    def payload(self) -> Json:
        """Return the JSON body of the answer."""
        return {"code": self.code, "message": self.message}


class UnauthorizedError(ApiError):
    """The Authorization header does not carry the bot's token."""

    status, code, message = 401, 0, "401: UnauthorizedError"


class NotFoundError(ApiError):
    """There is no such route."""

    status, code, message = 404, 0, "404: Not Found"


class UnknownChannelError(ApiError):
    """The bot sees no such channel."""

    status, code, message = 404, 10003, "Unknown Channel"


class UnknownMemberError(ApiError):
    """The person is not in the guild."""

    status, code, message = 404, 10007, "Unknown Member"


class UnknownMessageError(ApiError):
    """The message never was, or is deleted, or is not of this token or channel."""

    status, code, message = 404, 10008, "Unknown Message"


class UnknownWebhookError(ApiError):
    """The interaction's webhook comes into being with its callback only."""

    status, code, message = 404, 10015, "Unknown Webhook"


class UnknownInteractionError(ApiError):
    """The interaction never was, or its callback came too late."""

    status, code, message = 404, 10062, "Unknown interaction"


class AlreadyAcknowledgedError(ApiError):
    """A second callback for one interaction."""

    status, code, message = 400, 40060, "Interaction has already been acknowledged."


class ThreadExistsError(ApiError):
    """A message has one thread at the most."""

    status, code, message = 400, 160004, "A thread has already been created for this message"


class ArchivedThreadError(ApiError):
    """The thread is archived, and locked."""

    status, code, message = 400, 50083, "Tried to perform an operation on an archived thread"


class NoTextChannelError(ApiError):
    """The channel holds no messages."""

    status, code, message = 400, 50008, "Cannot send messages in a non-text channel"


class MissingAccessError(ApiError):
    """The bot does not see the channel."""

    status, code, message = 403, 50001, "Missing Access"


class MissingPermissionsError(ApiError):
    """The bot lacks a permission."""

    status, code, message = 403, 50013, "Missing Permissions"


class CannotMessageUserError(ApiError):
    """The person takes no direct messages of the bot."""

    status, code, message = 403, 50007, "Cannot send messages to this user"


class EmptyMessageError(ApiError):
    """Nothing that a person could see."""

    status, code, message = 400, 50006, "Cannot send an empty message"


class InvalidWebhookTokenError(ApiError):
    """The interaction's token is older than 15 minutes."""

    status, code, message = 401, 50027, "Invalid Webhook Token"


class InvalidFormError(ApiError):
    """A field breaks a limit; `errors` says which and how."""

    status, code, message = 400, 50035, "Invalid Form Body"

    def __init__(self, errors: Json) -> None:
        super().__init__(errors)
        self.errors = errors

    def payload(self) -> Json:
        """Return the JSON body of the answer."""
        return {**super().payload(), "errors": self.errors}


class FormErrors:
    """Collects what is wrong with a body, in Discord's nested form."""

    def __init__(self, prefix: FieldPath = ()) -> None:
        self._prefix = prefix
        self._tree: Json = {}

    def add(self, path: FieldPath, code: str, message: str) -> None:
        """Complain about the field at the path."""
        node = self._tree
        for key in self._prefix + path:
            node = node.setdefault(str(key), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def at_most(self, path: FieldPath, value: Sized | None, limit: int) -> None:
        """Complain when a text or list is longer than the limit."""
        if value is not None and len(value) > limit:
            self.add(path, "BASE_TYPE_MAX_LENGTH", f"Must be {limit} or fewer in length.")

    def between(self, path: FieldPath, value: Sized | None, low: int, high: int) -> None:
        """Complain when a text or list is missing, too short or too long."""
        if value is None:
            self.required(path)
        elif not low <= len(value) <= high:
            self.add(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")

    def required(self, path: FieldPath) -> None:
        """Complain that the field is missing."""
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required")

    def one_of(self, path: FieldPath, value: object, choices: Sequence[int]) -> None:
        """Complain when the value is none of the choices."""
        if value not in choices:
            names = ", ".join(str(choice) for choice in choices)
            self.add(path, "BASE_TYPE_CHOICES", f"Value must be one of ({names}).")

    def raise_if_any(self) -> None:
        """Raise InvalidFormError when there is a complaint."""
        if self._tree:
            raise InvalidFormError(self._tree)
