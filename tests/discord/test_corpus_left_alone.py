"""What leaves the corpus as it is: files that are none, what is not confirmed, whoever may not. One bot for all."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio

from tests.discord.fake.bot_process import MANAGE_GUILD, MANAGER, custom_id_of
from tests.discord.fake.commands import OptionValue
from tests.discord.fake.interactions import Interaction
from tests.discord.fake.reading import acts, read, shown
from tests.discord.fake.world import GUILD, MEMBER_PERMISSIONS, OTHER_GUILD, Upload
from tests.discord.house import OTHER_ADMIN, PDF, House, a_house
from tests.made_files import encrypted, zip_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with a_house(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.mark.parametrize(
    ("upload", "reason"),
    [
        (Upload(filename="x.exe", data=b"MZ"), "x.exe is of a kind that is not read."),
        (Upload(filename="x.md", data=b""), "x.md is empty."),
        (Upload(filename="x.md", data=b"x", stated_bytes=20_000_001), "x.md is too large: 19.1 MiB, and 19.1 MiB are"),
        (Upload(filename="..", data=b"x"), "The file has no name that it could have"),
    ],
)
async def test_what_can_be_seen_to_be_no_document_is_told_before_anybody_fills_in_a_form(
    house: House, upload: Upload, reason: str
) -> None:
    before, fetched = house.files(), list(house.discord.fetched_files)
    refused = await (await house.form(upload)).wait_for_message()
    assert refused.ephemeral
    assert reason in read(refused.text)
    assert house.discord.fetched_files == fetched
    assert house.files() == before


@pytest.mark.parametrize(
    ("upload", "reason"),
    [
        (
            Upload(filename="x.pdf", data=b"\x7fELF" + bytes(99)),
            "x.pdf is no PDF: it looks like a program. Give it the",
        ),
        (Upload(filename="x.txt", data=PDF), "x.txt is no text: it looks like a PDF."),
        (
            Upload(filename="x.docx", data=zip_of({"word/document.xml": bytes(4_000_000)})),
            "x.docx would unpack to more than 200 times its size",
        ),
        (Upload(filename="x.pdf", data=encrypted(PDF, password="closed")), "x.pdf is encrypted"),
        (Upload(filename="x.md", data=b" \n"), "x.md is empty."),
        (
            Upload(filename="x.md", data=b"---\nid: row-one\n---\nText."),
            "has the id row-one, which is that of rows.jsonl:1",
        ),
        (
            Upload(filename="x.md", data=b"Text.", status=404),
            "x.md is not on Discord's servers any more. Attach it again.",
        ),
        (Upload(filename="x.md", data=b"Text.", status=503), "x.md could not be fetched from Discord (HTTP 503)."),
        (Upload(filename="x.md", data=b"T" * 300_000, cut_at=70_000), "x.md was cut short on its way from Discord."),
        (Upload(filename="x.md", data=b"Text.", stated_bytes=9), "x.md was cut short on its way from Discord."),
        (Upload(filename="x.md", data=b"Text.", stated_bytes=2), "x.md is larger than Discord has said"),
    ],
    ids=["lies", "lies of text", "bomb", "encrypted", "blank", "id", "gone", "away", "cut", "shorter", "longer"],
)
async def test_what_is_not_what_it_should_be_is_told_in_a_line_and_changes_nothing(
    house: House, upload: Upload, reason: str
) -> None:
    before, status = house.files(), house.footnote.status()
    message = await house.add(upload, {"title": "A title"})
    assert message.ephemeral
    assert reason in read(message.text)
    assert acts(message.text) == []
    assert house.files() == before
    assert house.footnote.status() == status
    assert len(house.footnote.changes(5)) == 1


async def test_it_is_kept_where_that_is_pressed(house: House) -> None:
    question = await house.managed("corpus remove", {"source": "denial.md"})
    pressed = await house.press(question, "Keep")
    kept = await pressed.wait_for_message(until=lambda message: "It was kept." in shown(message))
    assert (kept.id, kept.buttons) == (question.id, ())
    assert house.footnote.status().documents == 4


async def test_a_row_is_not_removed_by_itself(house: House) -> None:
    refusal = await house.managed("corpus remove", {"source": "row-two"})
    assert "row-two is line 2 of rows.jsonl, and no file of its own." in read(refusal.text)
    assert "add the file with replace:True" in read(refusal.text)
    assert refusal.buttons == ()


# Who may.


@pytest.mark.parametrize("command", ["status", "log", "reload", "add", "remove"])
async def test_discord_shows_it_to_those_who_manage_the_server(house: House, command: str) -> None:
    registered = house.discord.command(f"corpus {command}").registered
    assert registered["default_member_permissions"] == str(MANAGE_GUILD)
    assert registered["contexts"] == [0] or registered["dm_permission"] is False


@pytest.mark.parametrize("step", ["add", "remove", "preview", "form", "Remove", "Keep"])
async def test_whoever_may_not_is_denied_at_every_step(house: House, step: str) -> None:
    opened = await house.form(Upload(filename="x.md", data=b"Text of x."))
    question = await house.managed("corpus remove", {"source": "denial.md"})
    may_not: Any = {"permissions": MEMBER_PERMISSIONS}
    steps: dict[str, Callable[[], Awaitable[Interaction]]] = {
        "add": lambda: house.discord.slash("corpus add", {"file": Upload(filename="y.md", data=b"Y.")}, **may_not),
        "remove": lambda: house.discord.slash("corpus remove", {"source": "denial.md"}, **may_not),
        "preview": lambda: house.discord.slash("corpus reload", {"preview": True}, **may_not),
        "form": lambda: house.discord.modal_submit(opened, {}, **may_not),
        "Remove": lambda: house.discord.click(question, custom_id_of(question, "Remove"), **may_not),
        "Keep": lambda: house.discord.click(question, custom_id_of(question, "Keep"), **may_not),
    }
    before, fetched = house.files(), list(house.discord.fetched_files)
    denial = await (await steps[step]()).wait_for_message(until=lambda message: message.text != "")
    assert denial.ephemeral
    assert "It takes the permission “Manage Server”" in denial.text
    assert house.files() == before
    assert house.discord.fetched_files == fetched


@pytest.mark.parametrize("command", ["corpus add", "corpus remove"])
@pytest.mark.parametrize("guild_id", [None, OTHER_GUILD.id], ids=["direct messages", "another server"])
async def test_it_is_done_in_the_server_that_looks_after_the_corpus_only(
    house: House, command: str, guild_id: int | None
) -> None:
    options: dict[str, OptionValue] = (
        {"file": Upload(filename="y.md", data=b"Y.")} if command == "corpus add" else {"source": "denial.md"}
    )
    before = house.files()
    denied = await house.discord.slash(
        command, options, guild_id=guild_id, offered_in=GUILD.id, permissions=MANAGER, user=OTHER_ADMIN
    )
    assert "The corpus is not looked after from here." in (await denied.wait_for_message()).text
    assert house.files() == before
