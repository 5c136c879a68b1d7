"""The explanation of an error, as a person reads it, and how a table of a language makes one."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.text.markdown import cut

LINE_OF_ERROR_CHARS = 2000
"""The longest explanation: what a document or a person wrote may be in it."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The text that a person reads on an error. `error_id` is empty where the error is an ordinary one that they can
    mend.
    """

    what: str
    remedy: str
    error_id: str = ""

    @property
    def line(self) -> str:
        """Return the explanation as the markdown of one message."""
        return cut(
            f"{self.what} {self.remedy}" + (f" `{self.error_id}`." if self.error_id else ""), LINE_OF_ERROR_CHARS
        )


FaultText = tuple[str | None, str]
"""What has happened, None where the fault's own sentence says it, and the way out: markdown, with its facts in braces.
"""

Teller = Callable[[Any], Explanation]
"""Takes an error of the type that it stands under in a table."""


def always(what: str, remedy: str) -> Teller:
    return lambda _: Explanation(what, remedy)


def for_the_operator(what: str, remedy: str) -> Teller:
    """Return the teller of what the person can do nothing about; the details are in the log alone."""
    return lambda _: Explanation(what, remedy, secrets.token_hex(4))
