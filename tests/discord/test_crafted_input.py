"""What no client of Discord's would send: a clear short line, nothing echoed whole, and no traceback in the log."""

import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.client import FootnoteBot
from bot.jobs.forms import FORM_ID_PREFIX
from tests.building import document_of, passage_at
from tests.discord.fake.bot_process import MANAGER
from tests.discord.fake.crafted import Crafting, command, form, place, press
from tests.discord.fake.interactions import Kind
from tests.discord.fake.reading import text_of_body
from tests.discord.fake.world import ASKER, GUILD, Json
from tests.discord.test_who_may_change_the_corpus import a_bot
from tests.unit.bot.fake_footnote import FakeFootnote

MARK = "crafted-" * 1000
DOCUMENT = document_of("\n".join(f"Sentence {n} tells of drones." for n in range(5000)), document_id="a")
PASSAGE = passage_at(DOCUMENT, "Sentence 7 tells of drones.")
SOURCE = f"footnote:source:1:{PASSAGE.id}"


@pytest.fixture
async def crafting(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Crafting]:
    async with a_bot(monkeypatch, footnote=FakeFootnote([PASSAGE])) as (_, bot):
        with monkeypatch.context() as patched:
            yield Crafting(bot, patched)


@pytest.fixture(autouse=True)
def no_traceback(caplog: pytest.LogCaptureFixture) -> Any:
    with caplog.at_level(logging.INFO):
        yield
    assert [record.getMessage() for record in caplog.records if record.levelno > logging.INFO or record.exc_info] == []


def question(value: object, **more: Any) -> list[Json]:
    return [{"name": "question", "type": 3, "value": value, **more}]


CHANGED = "This command has changed since your Discord loaded it."
OPTIONS: dict[str, tuple[str, list[Any], str]] = {
    "a number": ("ask", question(7), CHANGED),
    "nothing": ("ask", question(None), CHANGED),
    "a list": ("ask", question([MARK]), CHANGED),
    "an object": ("ask", question({"a": MARK}), CHANGED),
    "another type": ("ask", [{"name": "question", "type": 6, "value": "1"}], CHANGED),
    "a number for a text": ("ask", [{"name": "question", "type": 10, "value": MARK}], CHANGED),
    "a type that there is not": ("ask", [{"name": "question", "type": 99, "value": "x"}], CHANGED),
    "no type": ("ask", [{"name": "question", "value": "x"}], CHANGED),
    "no value": ("ask", [{"name": "question", "type": 3}], CHANGED),
    "no name": ("ask", [{"type": 3, "value": "x"}], CHANGED),
    "another name": ("ask", [{"name": MARK, "type": 3, "value": "x"}], CHANGED),
    "twice": ("ask", question("x") * 2, CHANGED),
    "none": ("ask", [], CHANGED),
    "no list": ("ask", ["x"], CHANGED),
    "a group of it": ("ask", [{"name": "ask", "type": 1, "options": question("x")}], CHANGED),
    "too long a question": ("ask", question(MARK), "That is longer than 6,000 characters. Please write less."),
    "too long a query": ("source search", [{"name": "query", "type": 3, "value": MARK}], "That is longer than 1,000"),
    "too long a name": ("source show", [{"name": "document", "type": 3, "value": MARK}], "That is longer than 6,000"),
    "too long an id": ("receipt", [{"name": "id", "type": 3, "value": MARK}], "That is longer than 100 characters."),
    "a command that there is not": ("source nothing", [], CHANGED),
    "a group alone": ("source", [], CHANGED),
}


@pytest.mark.parametrize("kind", OPTIONS)
async def test_options_that_were_not_offered_are_told_in_a_line(crafting: Crafting, kind: str) -> None:
    name, options, line = OPTIONS[kind]
    reply = await crafting.reply_to({**command(name, options), **place(ASKER, GUILD.id)})
    assert text_of_body(reply).startswith(line)
    assert len(text_of_body(reply)) < 200
    assert "crafted" not in str(crafting.replies)


@pytest.mark.parametrize(
    "options",
    [
        [{"name": "document", "type": 3, "value": MARK, "focused": True}],
        [{"name": "document", "type": 3, "value": 7, "focused": True}],
        [{"name": "document", "type": 3, "value": "x"}],
        [{"name": "nothing", "type": 3, "value": "x", "focused": True}],
        [],
    ],
    ids=["too long", "a number", "none is focused", "another name", "none"],
)
async def test_nothing_is_suggested_for_what_nobody_types(crafting: Crafting, options: list[Json]) -> None:
    typed = command("source show", options, kind=Kind.AUTOCOMPLETE)
    reply = await crafting.reply_to({**typed, **place(ASKER, GUILD.id)})
    assert reply["data"] == {"choices": []}


@pytest.mark.parametrize(
    "attached",
    [None, {}, {"filename": 7, "size": 1, "url": "https://x"}, {"filename": "x.md", "size": "1", "url": "https://x"}],
    ids=["none", "empty", "a name that is none", "a size that is none"],
)
async def test_an_attachment_that_is_none_is_told(crafting: Crafting, attached: Json | None) -> None:
    adding = command("corpus add", [{"name": "file", "type": 11, "value": "9"}], guild_id=GUILD.id)
    if attached is not None:
        adding["data"]["resolved"] = {"attachments": {"9": {"id": "9", "proxy_url": "x", **attached}}}
    reply = await crafting.reply_to({**adding, **place(ASKER, GUILD.id, MANAGER)})
    assert text_of_body(reply).startswith(CHANGED)


@pytest.mark.parametrize(
    "span",
    ["0-0", "9-3", "0-999999999999", "999999999998-999999999999", f"0-{len(DOCUMENT.text)}"],
    ids=["empty", "backwards", "past the end", "far past the end", "the whole document"],
)
async def test_a_span_of_no_source_is_told_and_no_document_is_sent_whole(
    crafting: Crafting, span: str, caplog: pytest.LogCaptureFixture
) -> None:
    await crafting.put_in([{**press(f"{SOURCE}:{span}"), **place(ASKER, GUILD.id)}])
    replies = str(crafting.replies)
    assert "This button is of no source that the corpus has." in replies
    assert "Sentence" not in replies
    caplog.clear()  # That nothing real took the reply is this test's doing.


@pytest.mark.parametrize(
    "components",
    [
        [{"component": {"custom_id": "title", "value": MARK}}],
        [{"component": {"custom_id": "title", "value": 7}}],
        [{"component": {"custom_id": "title"}}],
        [{"component": {}}],
        [{"component": 7}],
        [7],
    ],
    ids=["too long", "a number", "no value", "no name", "no field", "no row"],
)
async def test_a_form_that_was_not_offered_is_told_and_adds_nothing(
    crafting: Crafting, components: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    bot: FootnoteBot = crafting.bot
    cog: Any = bot.get_cog("CorpusCog")
    cog._forms["f" * 16] = None
    sent = form(FORM_ID_PREFIX + "f" * 16, {})
    sent["data"]["components"] = components
    reply = await crafting.reply_to({**sent, **place(ASKER, GUILD.id, MANAGER)})
    assert text_of_body(reply).startswith((CHANGED, "That is longer than 300 characters."))
    assert "crafted" not in str(crafting.replies)
