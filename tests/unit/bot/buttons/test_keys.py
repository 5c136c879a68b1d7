"""The custom ids of buttons: each key survives its own, and those of messages that were sent before are read still."""

import pytest

from bot.buttons.found_key import FoundKey
from bot.buttons.gap_keys import GapAct, GapKey, GapsKey, MissingKey
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
from bot.buttons.table import EVENTS, press_of

PASSAGE, DOCUMENT, VERSION, RECEIPT = "0123456789abcdef0123", "a" * 20, "b" * 20, "0123456789"
SOURCE = SourceKey(mark="12", passage_id=PASSAGE, start=7, end=1234)
KEYS: tuple[Key, ...] = (
    SOURCE,
    SourceKey(mark="AB", passage_id="f" * 20, start=0, end=10**11),
    SourceKey(mark="1", passage_id=PASSAGE, start=7, end=12, others=((40, 90), (0, 5))),
    AroundKey(passage_id=PASSAGE, spans=((7, 12),), steps=-3),
    AroundKey(passage_id=PASSAGE, spans=((7, 12), (40, 90)), steps=0),
    ShareKey(passage_id=PASSAGE, spans=((7, 12), (40, 90))),
    PageKey(document_key=DOCUMENT, page=0),
    PageKey(document_key=PageKey.LIST, page=12),
    ContentsKey(),
    FoundKey(search_id="0123456789abcdef", page=19, generation="0123456789ab"),
    FollowUpKey(receipt_id=RECEIPT),
    DeleteKey(),
    AskDifferentlyKey(receipt_id=RECEIPT),
    MeaningKey(receipt_id=RECEIPT, place=1),
    MissingKey(receipt_id=RECEIPT),
    MissingKey(receipt_id=RECEIPT, takes_back=True),
    GapsKey(page=0),
    *(GapKey(act=act, gap_id=PASSAGE, page=10**8) for act in GapAct),
    LogKey(page=2),
    CancelKey(job_id="0123abcd"),
    RemovalKey(removes=True, document_key=DOCUMENT, version=VERSION),
    RemovalKey(removes=False, document_key=DOCUMENT, version=VERSION),
)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.custom_id)
def test_a_key_survives_its_custom_id(key: Key) -> None:
    press = press_of(key.custom_id)
    assert press is not None
    assert (press.key, press.event) == (key, EVENTS[type(key)])
    assert key.custom_id.startswith("fn1:")


def test_each_kind_of_key_has_an_event_and_verbs_of_its_own() -> None:
    assert {type(key) for key in KEYS} == EVENTS.keys()
    assert len(set(EVENTS.values())) == len(EVENTS)
    verbs = [verb for kind in EVENTS for verb in kind.VERBS]
    assert len(set(verbs)) == len(verbs)


def test_custom_ids_as_they_stand_in_messages_already_sent() -> None:
    sent: dict[str, Key] = {
        f"fn1:read:12:{PASSAGE}:7-1234": SOURCE,
        f"fn1:page:{DOCUMENT}:3": PageKey(document_key=DOCUMENT, page=3),
        f"footnote:source:12:{PASSAGE}:7-1234": SOURCE,
        f"footnote:page:{DOCUMENT}:3": PageKey(document_key=DOCUMENT, page=3),
        "footnote:page:list:0": PageKey(document_key=PageKey.LIST, page=0),
        "footnote:log:4": LogKey(page=4),
        "fn1:delete:1100000000000000001": DeleteKey(),
        "footnote:cancel:0123abcd": CancelKey(job_id="0123abcd"),
        f"footnote:remove:{DOCUMENT}:{VERSION}": RemovalKey(removes=True, document_key=DOCUMENT, version=VERSION),
        f"footnote:keep:{DOCUMENT}:{VERSION}": RemovalKey(removes=False, document_key=DOCUMENT, version=VERSION),
    }
    assert {custom_id: press.key for custom_id in sent if (press := press_of(custom_id))} == sent


@pytest.mark.parametrize(
    "custom_id",
    [
        "",
        "fn1:",
        "fn1:page:list",
        "fn1:nothing:1",
        "fn2:log:1",
        "footnote:",
        f"{SOURCE.custom_id} ",
        f"{SOURCE.custom_id}\n",
        f"fn1:read:1:{PASSAGE}:{'1-2,' * 10}3-4",
        "fn1:log:٣",
        "fn1:delete:-1",
        "fn1:missing:short",
        f"fn1:gap:{PASSAGE}",
        "fn1:gaps:1000000000",
        "panel:sources",
        "x" * 100,
    ],
)
def test_a_press_of_another_kind_is_none_of_ours(custom_id: str) -> None:
    assert press_of(custom_id) is None
