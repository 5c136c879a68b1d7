"""The texts that Discord shows of a command before anybody has called it."""

from collections.abc import Mapping
from typing import NamedTuple


class CommandText(NamedTuple):
    """The name of a command, what it does, and what to give it: a description for each option, by its name in English.
    `option_names` are their names where these are others.
    """

    name: str
    description: str
    options: Mapping[str, str] = {}
    option_names: Mapping[str, str] = {}


class MenuText(NamedTuple):
    """The name of a menu of messages, which stands in no sentence: it may have spaces and capitals."""

    name: str
