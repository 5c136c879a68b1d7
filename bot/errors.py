"""The errors between the bot and whoever uses it. `bot.text` says them to people."""

from collections.abc import Mapping
from enum import Enum, auto

from discord import app_commands


class ChangeUnderWayError(Exception):
    """A change of the corpus was asked for while one is at work; the first argument says which, whose, and how far."""


class FormGoneError(Exception):
    """A form was sent off that this process knows nothing of."""


class NotReadyError(Exception):
    """The documents are not read yet, or the models not loaded; the first argument says how far it is."""


class RemovedSinceError(Exception):
    """A document that was to be removed is gone already."""


class SearchGoneError(Exception):
    """A page was turned of a search that this process keeps no more, or that was another's."""


class UnknownPressError(Exception):
    """A button or a form is of a kind that is not known."""


class UnreadableInteractionError(app_commands.AppCommandError):
    """An interaction is not as Discord says that it would be."""


class UndeliveredError(Exception):
    """Discord did not take a reply, and will not."""


class WithdrawnError(UndeliveredError):
    """Who asked has deleted the question: nobody waits for a reply, and none is sent."""


class GatewayUnreachableError(Exception):
    """The first connection to Discord's gateway failed."""


class AttachmentProblem(Enum):
    """Why a file could not be fetched."""

    TOO_SLOW = auto()
    NO_CONNECTION = auto()
    REFUSED = auto()
    GONE = auto()
    TOO_LARGE = auto()
    CUT_SHORT = auto()


class AttachmentError(Exception):
    """A file that was attached could not be fetched. Of REFUSED, the facts have the HTTP `status`; of TOO_LARGE, the
    `size` in bytes that Discord has said.
    """

    def __init__(self, problem: AttachmentProblem, name: str, **facts: int) -> None:
        super().__init__(problem.name, name)
        self.problem = problem
        self.facts: Mapping[str, str | int] = {"name": name, **facts}


class CorpusCommandsOffError(app_commands.CheckFailure):
    """The settings name no server that looks after the corpus."""


class NotFromHereError(app_commands.CheckFailure):
    """The corpus is looked after in another server, by others."""


class NotYoursError(app_commands.CheckFailure):
    """An answer is another's, and whoever would delete it may not delete others' messages."""


class NotInvitedError(app_commands.CheckFailure):
    """It comes from a server that the bot is not in, or from nobody."""


class TooBusyError(Exception):
    """Raised where as many questions as may wait are waiting already."""


class TooManyAtOnceError(Exception):
    """A person has as much waiting or at work as each may. `again_at` is when they may try again, in whole seconds of
    the Unix epoch.
    """

    def __init__(self, *, at_once: int, again_at: int) -> None:
        super().__init__(at_once, again_at)
        self.at_once = at_once
        self.again_at = again_at


class LeavingError(Exception):
    """The bot is on its way out and begins nothing new."""


class UnfitError(app_commands.CheckFailure):
    """It is not of the form that was offered."""


class TooLongError(app_commands.CheckFailure):
    """A text is longer than was offered; the first argument says how many characters may be."""


class ReloadCancelledError(Exception):
    """Somebody pressed the button; the first argument says who."""
