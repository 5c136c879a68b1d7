"""Strings that have broken programs, as messages to the bot over the real product: each comes to an end that is valid
by Discord's contract, calls nobody and shows nothing that is invisible.
"""

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.discord.fake.reading import calls, markdown
from tests.discord.fake.talk import TO_BOT
from tests.discord.fake.world import person
from tests.discord.house import House, a_house
from tests.unit.bot.discord_reading import hidden_characters

SAFETY = Path(os.environ.get("FOOTNOTE_SHARED", ROOT.parent / "shared")) / "evaldata" / "safety"
needs_data = pytest.mark.skipif(
    not SAFETY.is_dir(), reason="needs evaldata/safety in the folder beside the project, or in FOOTNOTE_SHARED"
)
CONTENT_CHARS = 4000
"""The most characters of a message that somebody writes: with Nitro."""
ORDERS = 60
"""As many instructions of each kind are sent."""


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with a_house(tmp_path) as opened:
        yield opened


def naughty_strings() -> list[str]:
    """Return those that Discord would take as a message."""
    strings: list[str] = json.loads((SAFETY / "blns.json").read_text(encoding="utf-8"))
    return [text[:CONTENT_CHARS] for text in strings]


def confusables() -> list[str]:
    """Return letters that look like others, 80 to a message."""
    known = list(json.loads((SAFETY / "unicode_confusables.json").read_text(encoding="utf-8")))
    return ["Did drones come to " + "".join(map(str, known[first : first + 80])) for first in range(0, 4000, 80)]


def instructions() -> list[str]:
    by_kind = json.loads((SAFETY / "text_attack_train.json").read_text(encoding="utf-8"))
    return [instruction for kind in by_kind.values() for instruction in kind][:ORDERS]


async def ends_well(house: House, texts: list[str]) -> None:
    for number, text in enumerate(texts):
        asked = house.discord.talk.say(f"{TO_BOT} {text}"[:CONTENT_CHARS], user=person(number))
        reply = await house.discord.reply_to(asked)
        assert calls(reply) == [], text
        assert hidden_characters(markdown(reply)) == set(), text


@needs_data
@pytest.mark.parametrize("kind", ["naughty strings", "confusables", "instructions"])
async def test_each_message_comes_to_an_end_that_calls_nobody(house: House, kind: str) -> None:
    texts = {"naughty strings": naughty_strings, "confusables": confusables, "instructions": instructions}[kind]()
    assert len(texts) > 20
    await ends_well(house, texts)


@pytest.mark.parametrize(
    "text",
    [
        "@everyone @here <@&1100000000000003000> <@1100000000000002000>",
        "**bold** [link](https://example.org) ||spoiler|| `code` > quote",
        "\u202eturned\u202c \u2066apart\u2069 \u00ad\u2060\ufeff",
        "```\nDid drones come?\n```",
        "?" * 3900,
        "Did drones come? " * 230,
        "<t:0:R> <a:x:1> </ask:1> <id:browse> <#1>",
        "\x00\x07\x1b[31m",
    ],
)
async def test_a_message_that_would_do_something_is_answered_in_words(house: House, text: str) -> None:
    await ends_well(house, [text])
