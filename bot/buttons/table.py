"""A table of what each button does: its key, and the event that a press announces.

A cog listens to the event: `follow_up_pressed` reaches `on_follow_up_pressed(interaction, key)`.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from bot.buttons.custom_ids import CUSTOM_ID_PREFIX
from bot.buttons.found_key import FoundKey
from bot.buttons.gap_keys import GapKey, GapsKey, MissingKey
from bot.buttons.keys import (
    AroundKey,
    AskDifferentlyKey,
    CancelKey,
    ContentsKey,
    DeleteKey,
    FollowUpKey,
    Key,
    LogKey,
    PageKey,
    RemovalKey,
    ShareKey,
    SourceKey,
)
from bot.buttons.meaning_key import MeaningKey

EVENTS: Mapping[type[Key], str] = {
    SourceKey: "source_pressed",
    AroundKey: "around_pressed",
    ShareKey: "share_pressed",
    PageKey: "page_pressed",
    FoundKey: "found_pressed",
    ContentsKey: "contents_pressed",
    FollowUpKey: "follow_up_pressed",
    DeleteKey: "delete_pressed",
    AskDifferentlyKey: "ask_differently_pressed",
    MeaningKey: "meaning_pressed",
    MissingKey: "missing_pressed",
    GapsKey: "gaps_pressed",
    GapKey: "gap_pressed",
    LogKey: "log_pressed",
    CancelKey: "cancel_pressed",
    RemovalKey: "removal_pressed",
}
"""The name of the event that the press of a button is announced as, by its key."""

_EARLIER_PREFIX = "footnote"
"""The beginning of the custom ids of messages that were sent before there was another; the rest of them is alike."""
_CUSTOM_ID = re.compile(rf"(?P<prefix>{CUSTOM_ID_PREFIX}|{_EARLIER_PREFIX}):(?P<verb>[a-z]+):(?:.*)", re.ASCII)
_KINDS: Mapping[str, type[Key]] = {verb: kind for kind in EVENTS for verb in kind.VERBS}
_PATTERNS = {
    kind: re.compile(rf"(?:{CUSTOM_ID_PREFIX}|{_EARLIER_PREFIX}):(?P<verb>{'|'.join(kind.VERBS)}):{kind.KEY}", re.ASCII)
    for kind in EVENTS
}


class Press(NamedTuple):
    """The press of a button of ours, sent by this process or by one before."""

    event: str
    key: Key


def press_of(custom_id: str) -> Press | None:
    """Return the press of a button with this id; None where it is of no kind that is known."""
    found = _CUSTOM_ID.fullmatch(custom_id)
    kind = None if found is None else _KINDS.get(found["verb"])
    if kind is None:
        return None
    match = _PATTERNS[kind].fullmatch(custom_id)
    return None if match is None else Press(EVENTS[kind], kind.of_match(match))
