"""People who change the corpus from Discord: the bot in this process over the real product with a fake embedding model,
which waits where a test wants it to.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.jobs.progress import SHOWN_EVERY_SECONDS
from retrieval.index.curating import REMOVED_FOLDER
from tests.discord.fake.bot_process import MANAGER, custom_id_of
from tests.discord.fake.interactions import CallbackType, Interaction
from tests.discord.fake.messages import Message
from tests.discord.fake.reading import read, shown
from tests.discord.fake.world import GUILD, Upload
from tests.discord.house import (
    DENIAL,
    LIGHTHOUSE,
    PATIENCE_SECONDS,
    PDF,
    ROWS,
    House,
    a_house,
    ended,
    line,
)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with a_house(tmp_path) as house:
        yield house


# Reloading.


async def test_a_long_reload_edits_one_message_at_most_once_a_second(house: House) -> None:
    house.bot._reloads.shown_every_seconds = SHOWN_EVERY_SECONDS
    house.write_many(4)
    house.embedder.holds = True
    reload = await house.manage("corpus reload")
    for done in (128, 256, 384):
        house.embedder.let.release()
        message = await house.progress_of(reload, f"{done} of 512 documents, {done} passages embedded")
    assert message.ephemeral
    assert "75 % · a few seconds left" in shown(message)
    assert "Begun by asker." in shown(message)
    house.go_on()
    report = await ended(reload)
    assert report.id == message.id
    assert "512 added" in line(report)
    edits = [request.seconds for request in house.discord.requests if request.method == "PATCH"]
    assert len(edits) >= 4
    assert min(after - before for before, after in itertools.pairwise(edits)) >= 1.0


async def test_a_reload_that_outlives_its_token_goes_on_in_the_channel_and_tells_all_no_name(house: House) -> None:
    house.write_many(3)
    (house.corpus / "secret.md").write_bytes(b"Fl\xe8che")
    house.embedder.holds = True
    reload = await house.manage("corpus reload")
    house.embedder.let.release()
    await house.progress_of(reload, "128 of 384")
    reload.expire_token()
    house.embedder.let.release()

    def in_channel() -> list[Message]:
        sent = (
            request for request in house.discord.requests if request.path == f"/channels/{GUILD.channel_id}/messages"
        )
        ids = (int(request.response["id"]) for request in sent if isinstance(request.response, dict))
        return [message for message in map(house.discord.message, ids) if message is not None]

    await house.discord.wait_until(lambda: bool(in_channel()), "a message in the channel", PATIENCE_SECONDS)
    (message,) = in_channel()
    assert not message.ephemeral
    assert "256 of 384 documents" in shown(message)
    denied = await house.discord.click(message, custom_id_of(message, "Cancel"))
    assert "may manage this server" in (await denied.wait_for_message()).text
    house.go_on()
    await house.discord.wait_until(
        lambda: "was reloaded" in shown(in_channel()[0]), "the reload to be over", PATIENCE_SECONDS
    )
    (message,) = in_channel()
    assert "**384 added**, **1 not read**, **4 unchanged**\n`/corpus log` has the details." in shown(message)
    assert "secret" not in shown(message)
    assert message.buttons == ()


async def test_a_cancelled_reload_stops_keeps_the_old_corpus_and_its_work(house: House) -> None:
    house.write_many(3)
    house.embedder.holds = True
    before = house.footnote.status()
    reload = await house.manage("corpus reload")
    house.embedder.let.release()
    progress = await house.progress_of(reload, "128 of 384")
    status = await house.status()
    for message in (progress, status):
        denied = await house.discord.click(message, custom_id_of(message, "Cancel"))
        assert "may manage this server" in (await denied.wait_for_message()).text
    pressed = await house.press(status, "Cancel")
    assert (await pressed.wait_for_message()).text == "It stops after the batch at work."
    await house.progress_of(reload, "Cancelled by other-admin")
    house.embedder.let.release()
    outcome = await ended_by_a_line(reload)
    assert "Cancelled by other-admin after" in outcome.text
    assert "128 of 384 documents, 128 passages embedded" in outcome.text
    assert "What was embedded is kept, and used by the next reload." in outcome.text
    assert house.footnote.status() == before
    late = await house.press(status, "Cancel")
    assert (await late.wait_for_message()).text == "That reload is over: there is nothing to cancel."
    house.go_on()
    report = await house.managed("corpus reload")
    assert "384 added" in line(report)
    assert "128 passages embedded in" in shown(report), "those of two batches were there"


async def ended_by_a_line(interaction: Interaction) -> Message:
    """What a job came to that is told in a line, without a box."""
    return await interaction.wait_for_message(PATIENCE_SECONDS, until=lambda message: message.colours == ())


async def test_a_cancel_button_of_a_bot_that_was_restarted_says_that_it_is_over(house: House) -> None:
    house.write_many(2)
    house.embedder.holds = True
    reload = await house.manage("corpus reload")
    await house.progress_of(reload, "0 of 256 documents")
    status = await house.status()
    await house.restart()
    pressed = await house.press(status, "Cancel")
    assert "That reload is over" in (await pressed.wait_for_message()).text
    assert "I am being restarted." in (await ended(reload)).text


async def test_whoever_began_one_that_does_not_stop_in_time_is_told_in_its_place_when_the_bot_leaves(
    house: House,
) -> None:
    house.write_many(2)
    house.embedder.holds = True
    reload = await house.manage("corpus reload")
    progress = await house.progress_of(reload, "0 of 256 documents")
    leaving = asyncio.create_task(house.bot.leave(finish_seconds=0))
    outcome = await ended_by_a_line(reload)
    assert (outcome.id, outcome.embeds, outcome.buttons) == (progress.id, (), ())
    assert outcome.text == "I am being restarted. Please ask again in a minute."
    await leaving
    await house.stop()
    assert reload.messages == (outcome,)


@pytest.mark.parametrize("second", ["reload", "preview", "add", "form", "remove"])
async def test_whoever_comes_second_is_told_of_the_first(house: House, second: str) -> None:
    opened = await house.form(Upload(filename="x.md", data=b"Text of x."))
    question = await house.managed("corpus remove", {"source": "denial.md"})
    house.write_many(2)
    house.embedder.holds = True
    first = await house.manage("corpus reload")
    house.embedder.let.release()
    await house.progress_of(first, "128 of 256")
    seconds: dict[str, Callable[[], Awaitable[Interaction]]] = {
        "reload": lambda: house.manage("corpus reload"),
        "preview": lambda: house.manage("corpus reload", {"preview": True}),
        "add": lambda: house.form(Upload(filename="y.md", data=b"Text of y.")),
        "form": lambda: house.discord.modal_submit(opened, {}, permissions=MANAGER),
        "remove": lambda: house.press(question, "Remove"),
    }
    before = house.files()
    refusal = await (await seconds[second]()).wait_for_message(
        PATIENCE_SECONDS, until=lambda message: message.text != ""
    )
    assert refusal.ephemeral
    assert refusal.text.startswith("One at a time: Reloading the corpus is under way, begun by asker ")
    assert "128 of 256 documents, 128 passages embedded" in refusal.text
    assert house.files() == before
    house.go_on()
    assert "256 added" in line(await ended(first))


async def test_a_preview_tells_the_plan_and_changes_nothing(house: House) -> None:
    (house.corpus / "new.md").write_text(LIGHTHOUSE)
    (house.corpus / "denial.md").write_text(DENIAL + "\nNobody believed it, as papers from Kyiv said later on.\n")
    (house.corpus / "sub" / "boats.md").rename(house.corpus / "ships.md")
    (house.corpus / "rows.jsonl").write_text(ROWS.splitlines()[0])
    (house.corpus / "bad.md").write_bytes(b"Fl\xe8che")
    before = house.footnote.status()
    preview = line(await house.managed("corpus reload", {"preview": True}))
    for part in (
        "What a reload would do",
        "1 to be added**: new.md",
        "1 to be changed**: denial.md",
        "1 to be renamed**: sub/boats.md → ships.md",
        "1 to be removed**: row-two",
        "1 unchanged",
        "bad.md is not UTF-8 text: the byte at 2 does not fit. Save it as UTF-8.",
        "2 passages to embed. Nothing was changed.",
    ):
        assert part in preview
    assert house.footnote.status() == before
    assert house.footnote.changes(5)[0].added == ("denial.md", "row-one", "row-two", "sub/boats.md")


async def test_a_reload_that_fails_says_why_to_its_asker(house: House) -> None:
    for file in house.corpus.rglob("*.*"):
        file.unlink()
    refusal = await house.managed("corpus reload")
    assert refusal.ephemeral
    assert refusal.text.startswith("There is no document in")


# Adding.


async def test_a_file_is_added_with_what_its_form_states(house: House) -> None:
    opened = await house.form(Upload(filename="skerryvore.pdf", data=PDF))
    assert opened.callback is not None
    assert opened.callback.type is CallbackType.MODAL
    labels = [
        (component["label"], component["component"]["custom_id"]) for component in opened.callback.data["components"]
    ]
    assert labels == [
        ("Title", "title"),
        ("Publisher", "publisher"),
        ("Date", "date"),
        ("Address", "url"),
        ("Language", "language"),
    ]
    assert all(
        "Empty: what the file states" in component["description"] for component in opened.callback.data["components"]
    )
    typed = {"title": " The lighthouse  ", "date": "1844-02-01", "publisher": " "}
    submitted = await house.discord.modal_submit(opened, typed, permissions=MANAGER)
    report = await ended(submitted)
    assert report.ephemeral
    assert "1 added**: skerryvore.pdf" in line(report)
    assert house.files()["skerryvore.pdf"] == PDF
    assert house.files()["skerryvore.pdf.meta.yaml"] == b"title: The lighthouse\ndate: '1844-02-01'\n"
    document = house.footnote.document("skerryvore.pdf")
    assert (document.title, document.date, document.publisher) == ("The lighthouse", "1844-02-01", None)
    (choice,) = await house.discord.autocomplete("source show", {"document": "lighth"}, focused="document")
    assert choice.value == "skerryvore.pdf"
    log = line(await house.managed("corpus log"))
    assert "add by asker (1100000000000002000)" in log
    assert "1 added**: skerryvore.pdf" in log


async def test_rows_are_added_without_a_form(house: House) -> None:
    upload = Upload(filename="more.jsonl", data=b'{"id": "new-row", "text": "It tells of the lighthouse."}')
    report = await house.managed("corpus add", {"file": upload})
    assert "1 added**: new-row" in line(report)
    assert "more.jsonl.meta.yaml" not in house.files()


async def test_a_file_of_that_name_is_replaced_only_where_that_is_said_and_kept_aside(house: House) -> None:
    upload = Upload(filename="denial.md", data=LIGHTHOUSE.encode())
    refused = await (await house.form(upload)).wait_for_message()
    assert "There is a file denial.md in the corpus folder already." in refused.text
    assert "replace:True" in read(refused.text)
    assert house.files()["denial.md"] == DENIAL.encode()
    report = line(await house.add(upload, {"publisher": "The Gazette"}, replace=True))
    assert "1 changed**: denial.md" in report
    assert f"The file of that name before it is kept as {REMOVED_FOLDER}/" in report
    kept = [content for name, content in house.files().items() if name.startswith(REMOVED_FOLDER)]
    assert kept == [DENIAL.encode()]
    opened = await house.form(upload, replace=True)
    assert opened.callback is not None
    values = {
        component["component"]["custom_id"]: component["component"].get("value")
        for component in opened.callback.data["components"]
    }
    assert values["publisher"] == "The Gazette"


async def test_what_is_worth_knowing_about_it_is_told(house: House) -> None:
    report = line(await house.add(Upload(filename="../e\u0301t/..a<b.md", data=DENIAL.encode())))
    assert "It is called a_b.md in the corpus folder." in report
    assert "a_b.md has the same text as denial.md, word for word: you may not want both." in report
    assert set(house.files()) == {"denial.md", "rows.jsonl", "sub/boats.md", "a_b.md"}


async def test_a_folder_that_cannot_be_written_is_told_without_where_it_is(house: House) -> None:
    (house.corpus / ".incoming").write_text("in the way")
    message = await house.add(Upload(filename="x.md", data=b"Text of x."))
    assert message.text.startswith("The corpus folder cannot be written")
    assert str(house.corpus) not in message.text
    assert "x.md" not in house.files()


async def test_where_the_reload_after_it_stops_the_file_is_there_and_that_is_told(house: House) -> None:
    house.embedder.holds = True
    opened = await house.form(Upload(filename="x.md", data=LIGHTHOUSE.encode()))
    adding = await house.discord.modal_submit(opened, {}, permissions=MANAGER)
    progress = await house.progress_of(adding, "0 of 1 documents")
    assert "Adding x.md" in shown(progress)
    assert "x.md" in house.files()
    await (await house.press(progress, "Cancel")).wait_for_message()
    house.go_on()
    outcome = await ended_by_a_line(adding)
    assert "Cancelled by other-admin" in outcome.text
    assert "x.md is in the corpus folder: the next reload takes it." in read(outcome.text)
    assert "1 added**: x.md" in line(await house.managed("corpus reload"))


async def test_a_form_of_a_bot_that_was_restarted_is_told_so(house: House) -> None:
    opened = await house.form(Upload(filename="x.md", data=b"Text of x."))
    await house.restart()
    reply = await (await house.discord.modal_submit(opened, {}, permissions=MANAGER)).wait_for_message()
    assert reply.text == (
        "I was restarted since that form was opened, and nothing was added. Please use `/corpus add` again."
    )
    assert "x.md" not in house.files()


# Removing.


async def test_a_document_is_removed_after_a_question_even_over_a_restart(house: House) -> None:
    (choice,) = await house.discord.autocomplete(
        "corpus remove", {"source": "boats"}, focused="source", permissions=MANAGER
    )
    question = await house.managed("corpus remove", {"source": choice.value})
    assert question.ephemeral
    assert "Remove this document?" in line(question)
    assert "sub/boats.md · 1 passage" in line(question)
    assert "can still be opened" in line(question)
    assert "sub/boats.md" in house.files()
    await house.restart()
    pressed = await house.press(question, "Remove")
    report = await pressed.wait_for_message(PATIENCE_SECONDS, until=lambda message: "was reloaded" in shown(message))
    assert report.id == question.id
    assert "1 removed**: sub/boats.md" in line(report)
    assert f"Its file is kept as {REMOVED_FOLDER}/" in line(report)
    assert "remove by other-admin" in line(await house.managed("corpus log"))
    (kept,) = [name for name in house.files() if name.endswith("boats.md")]
    assert kept.startswith(REMOVED_FOLDER)


async def test_a_document_that_changed_or_went_since_the_question_is_told(house: House) -> None:
    question = await house.managed("corpus remove", {"source": "denial.md"})
    again = await house.managed("corpus remove", {"source": "denial.md"})
    (house.corpus / "denial.md").write_text(LIGHTHOUSE)
    outcome = await ended_by_a_line(await house.press(question, "Remove"))
    assert "denial.md has changed since. Reload, and look at it again." in read(outcome.text)
    assert house.files()["denial.md"] == LIGHTHOUSE.encode()
    (house.corpus / "denial.md").unlink()
    await house.managed("corpus reload")
    gone = await (await house.press(again, "Remove")).wait_for_message(until=lambda message: message.text != "")
    assert "This document is no longer in the corpus." in gone.text
