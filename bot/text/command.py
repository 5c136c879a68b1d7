"""The texts that Discord shows of a command before anybody has called it."""

from collections.abc import Mapping
from typing import NamedTuple


class CommandText(NamedTuple):
    """The name of a command, what it does, and what to give it: a description for each option, by its name."""

    name: str
    description: str
    options: Mapping[str, str] = {}
