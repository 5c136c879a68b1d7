"""A table of what each button does: its key, and the event that a press announces."""

from typing import NamedTuple

from bot.buttons.keys import Key


class Press(NamedTuple):
    """The press of a button of ours, sent by this process or by one before."""

    event: str
    key: Key
