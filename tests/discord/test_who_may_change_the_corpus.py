"""The corpus is one for all servers: whoever does not look after it changes nothing and learns nothing, by any door."""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import discord
import pytest
import yarl
from pydantic import SecretStr

from bot.buttons.gap_keys import GapAct, GapKey, GapsKey
from bot.buttons.keys import CancelKey, LogKey, RemovalKey
from bot.client import FootnoteBot
from bot.commands.corpus import CorpusCog
from bot.errors import NotReadyError
from bot.jobs.forms import FORM_ID_PREFIX
from bot.permission import owners_of
from bot.reload_job import ReloadJob
from bot.settings import BotSettings
from retrieval.answering.gaps import SeenGaps
from retrieval.domain.gaps import Gap
from retrieval.domain.records import Change
from retrieval.domain.scope import EVERYTHING, Scope, Viewer
from retrieval.domain.status import Status
from retrieval.index.curating import Added, Upload
from retrieval.index.reloading import Preview, ReloadReport
from retrieval.ports import ManifestEntry
from tests.building import NOON, change_of, document_of, passage_at
from tests.discord.fake.bot_process import MANAGE_GUILD, MANAGER
from tests.discord.fake.crafted import Crafting, command, form, place, press
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.interactions import Kind
from tests.discord.fake.reading import text_of_body
from tests.discord.fake.world import ADMINISTRATOR, ASKER, GUILD, OTHER_GUILD, OWNER, Json, User
from tests.discord.fake.world import Upload as UserUpload
from tests.unit.bot.fake_footnote import FakeFootnote
from tests.unit.bot.gaps_in_memory import GapsInMemory

DOCUMENT = document_of("The denial is the first.", document_id="denial")
KEY = DOCUMENT.summary.key
SECRET = "a-manager-nobody-knows"
GAP_ID = "a" * 20
STRANGER_GUILD = 1100000000000077000
"""A server that the bot is not in."""
MAY_NOT = ~(MANAGE_GUILD | ADMINISTRATOR)


class WatchedGaps(GapsInMemory):
    """Has one thing that a person misses, whatever is dropped."""

    def most_missed(
        self, guild_id: int | None, scope: Scope, since: datetime, limit: int, skip: int = 0
    ) -> Sequence[Gap]:
        return [Gap(id=GAP_ID, guild_id=GUILD.id, question=SECRET, people=1, first_at=NOON, last_at=NOON)]

    def find(self, gap_id: str, guild_id: int | None, scope: Scope, since: datetime) -> Gap | None:
        return self.most_missed(guild_id, scope, since, 1)[0]


class WatchedFootnote(FakeFootnote):
    """Notes what was changed in it, or told of it, that is for those alone who look after the corpus."""

    def __init__(self) -> None:
        super().__init__([passage_at(DOCUMENT, "The denial is the first.")])
        self.logged = [change_of(who=SECRET)]
        self.touched: list[str] = []

    def status(self) -> Status:
        self.touched.append("status")
        return super().status()

    def changes(self, limit: int, skip: int = 0) -> Sequence[Change]:
        self.touched.append("changes")
        return super().changes(limit, skip)

    @property
    def gaps(self) -> SeenGaps:
        self.touched.append("gaps")
        receipts: Any = SimpleNamespace(kept_since=NOON)
        return SeenGaps(receipts, WatchedGaps(), Viewer(scope=EVERYTHING, guild_id=GUILD.id))

    def reload(self, *_: object, **__: object) -> ReloadReport:
        self.touched.append("reload")
        raise AssertionError

    def preview(self, *_: object, **__: object) -> Preview:
        self.touched.append("preview")
        raise AssertionError

    def check_file(self, name: str, size_bytes: int, *, replace: bool) -> Upload:
        self.touched.append("check_file")
        return Upload(name=name, stated={})

    def add_file(self, name: str, content: bytes, stated: Mapping[str, str], *, replace: bool) -> Added:
        self.touched.append("add_file")
        raise AssertionError

    def check_removal(self, document_id: str) -> ManifestEntry:
        self.touched.append("check_removal")
        raise AssertionError

    def remove_file(self, document_id: str, record_hash: str) -> str:
        self.touched.append("remove_file")
        raise AssertionError


@asynccontextmanager
async def a_bot(
    monkeypatch: pytest.MonkeyPatch,
    *,
    admin: int | None = GUILD.id,
    only: int | None = None,
    footnote: FakeFootnote | None = None,
    server: FakeDiscord | None = None,
) -> AsyncIterator[tuple[FakeDiscord, FootnoteBot]]:
    """In this process, in the gateway of a fake Discord."""
    fake = server or FakeDiscord()
    if server is None:
        await fake.start()
    monkeypatch.setattr(discord.http.Route, "BASE", fake.environment["DISCORD_API_BASE"])
    gateway = yarl.URL(fake.environment["DISCORD_GATEWAY_URL"])
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
    token = fake.environment["DISCORD_TOKEN"]
    settings = BotSettings(discord_token=SecretStr(token), admin_guild_id=admin, discord_guild_id=only)
    bot = FootnoteBot(settings, lambda: footnote or WatchedFootnote())
    task = asyncio.create_task(bot.start(token))
    try:
        sessions = fake.identify_count
        await fake.wait_until(lambda: fake.identify_count > sessions, "the bot")
        await bot.wait_until_ready()
        # The corpus is opened beside it, in a thread.
        await fake.wait_until(lambda: is_open(bot), "the corpus")
        yield fake, bot
    finally:
        await bot.leave()
        await asyncio.gather(task, return_exceptions=True)
        if server is None:
            await fake.stop()


def is_open(bot: FootnoteBot) -> bool:
    try:
        bot._library.check_ready()
    except NotReadyError:
        return False
    return True


def doors(form_id: str, job_id: str) -> list[Json]:
    """Each thing that can be done to the corpus, or asked about it, as Discord would tell it."""
    attachment = {"id": "9", "filename": "x.md", "size": 3, "url": "http://127.0.0.1:1/x", "proxy_url": "x"}
    adding = command("corpus add", [{"name": "file", "type": 11, "value": "9"}])
    adding["data"]["resolved"] = {"attachments": {"9": attachment}}
    typed = {"name": "source", "type": 3, "value": "den"}
    return [
        adding,
        command("corpus status", []),
        command("corpus log", []),
        command("corpus gaps", []),
        command("corpus reload", []),
        command("corpus reload", [{"name": "preview", "type": 5, "value": True}]),
        command("corpus remove", [{**typed, "value": "denial"}]),
        command("corpus remove", [{**typed, "focused": True}], kind=Kind.AUTOCOMPLETE),
        form(FORM_ID_PREFIX + form_id, {"title": "Changed"}),
        press(CancelKey(job_id=job_id).custom_id),
        press(LogKey(page=0).custom_id),
        press(GapsKey(page=0).custom_id),
        *(press(GapKey(act=act, gap_id=GAP_ID, page=0).custom_id) for act in GapAct),
        press(RemovalKey(removes=True, document_key=KEY, version="b" * 20).custom_id),
        press(RemovalKey(removes=False, document_key=KEY, version="b" * 20).custom_id),
    ]


def crafted(chosen: random.Random, what: Json) -> Json:
    """The same from somebody who does not look after the corpus: anybody in any server, or in none, and whoever may not
    manage the one that does; with whatever else Discord tells of it, or does not.
    """
    person = User(id=chosen.choice([1, 7, ASKER.id, chosen.getrandbits(62)]), name="somebody")
    guild_id = chosen.choice([None, GUILD.id, OTHER_GUILD.id, STRANGER_GUILD, chosen.getrandbits(62)])
    permissions = chosen.choice([MANAGER, ADMINISTRATOR, chosen.getrandbits(50), 0])
    where = place(person, guild_id, permissions & MAY_NOT if guild_id == GUILD.id else permissions)
    if chosen.random() < 0.2:
        where.pop(chosen.choice(sorted(where.keys() - {"guild_id", "member"})))
    if chosen.random() < 0.1:
        where.pop("member", None)
    if chosen.random() < 0.2:
        where["user"] = person.payload()
    where["context"] = chosen.choice([0, 1, 2])
    where["authorizing_integration_owners"] = chosen.choice(
        [{}, {"0": str(GUILD.id)}, {"0": "0"}, {"1": str(person.id)}, {"1": str(OWNER.id)}]
    )
    said_to_be_in = chosen.choice([None, GUILD.id, OTHER_GUILD.id, guild_id])
    data = what["data"] if said_to_be_in is None else {**what["data"], "guild_id": str(said_to_be_in)}
    return {**what, **where, "data": data}


@pytest.mark.parametrize("count", [300, pytest.param(10_000, marks=pytest.mark.slow)], ids=["300", "10000"])
async def test_whoever_does_not_look_after_the_corpus_changes_and_learns_nothing(
    monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    footnote = WatchedFootnote()
    async with a_bot(monkeypatch, footnote=footnote) as (_, bot):
        with monkeypatch.context() as patched:
            crafting = Crafting(bot, patched)
            form_id = await _open_form(crafting)
            cog = bot.get_cog("CorpusCog")
            assert isinstance(cog, CorpusCog)
            with cog._reloads.started(SECRET, "Adding secret.md") as job:
                footnote.touched.clear()
                crafting.replies.clear()
                chosen, ways = random.Random(13), doors(form_id, job.id)
                for _ in range(0, count, 100):
                    await crafting.put_in(crafted(chosen, chosen.choice(ways)) for _ in range(100))
            assert footnote.touched == []
            assert job.cancelled_by is None
            assert form_id in cog._forms
            replies = str(crafting.replies)
            # All but what Discord told nobody of was answered.
            assert len(crafting.replies) > count / 2
            assert [secret for secret in (SECRET, "secret.md", "denial", "Passages") if secret in replies] == []


async def _open_form(crafting: Crafting) -> str:
    manager = place(User(id=8, name=SECRET), GUILD.id, MANAGER)
    adding, *_ = doors("", "0" * 8)
    adding["data"]["guild_id"] = str(GUILD.id)
    opened = await crafting.reply_to({**adding, **manager})
    custom_id: str = opened["data"]["custom_id"]
    return custom_id.removeprefix(FORM_ID_PREFIX)


@pytest.mark.parametrize(
    ("user", "guild_id", "permissions"),
    [(ASKER, GUILD.id, MANAGER), (ASKER, GUILD.id, ADMINISTRATOR), (OWNER, GUILD.id, 0), (OWNER, None, 0)],
    ids=["manager", "administrator", "owner there", "owner in direct messages"],
)
async def test_whoever_looks_after_it_gets_through_every_door(
    monkeypatch: pytest.MonkeyPatch, user: User, guild_id: int | None, permissions: int
) -> None:
    footnote = WatchedFootnote()
    async with a_bot(monkeypatch, footnote=footnote) as (_, bot):
        # The bot looks at the status itself before it answers.
        await bot.answers.wait()
        footnote.touched.clear()
        with monkeypatch.context() as patched:
            crafting = Crafting(bot, patched)
            ways = doors(await _open_form(crafting), "0" * 8)
            for what in ways:
                data = {**what["data"], "guild_id": str(GUILD.id)}
                await crafting.put_in([{**what, **place(user, guild_id, permissions), "data": data}])
    wanted = ["check_file", "status", "changes", "reload", "preview", "check_removal", "changes", "remove_file"]
    assert [call for call in footnote.touched if call not in {"check_file", "gaps"}] == wanted[1:]
    # The list is of a server, and there is none of direct messages; one thing on it is looked for anywhere.
    assert footnote.touched.count("gaps") == len(GapAct) + (0 if guild_id is None else 3)
    assert "The corpus is not looked after from here" not in str(crafting.replies)


async def test_cancel_is_for_those_alone_who_may_change_the_corpus(monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_bot(monkeypatch) as (_, bot):
        with monkeypatch.context() as patched:
            crafting = Crafting(bot, patched)
            job = ReloadJob(by=SECRET, is_leaving=lambda: False)
            cog = bot.get_cog("CorpusCog")
            assert isinstance(cog, CorpusCog)
            cog._reloads.job = job
            pressed = press(CancelKey(job_id=job.id).custom_id)
            await crafting.put_in([{**pressed, **place(ASKER, OTHER_GUILD.id, MANAGER)}])
            assert job.cancelled_by is None
            await crafting.put_in([{**pressed, **place(ASKER, GUILD.id, MANAGER)}])
            assert job.cancelled_by == ASKER.name
            cog._reloads.job = None


async def test_without_the_setting_nobody_may_and_is_told_how_to_switch_it_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    footnote = WatchedFootnote()
    with caplog.at_level("INFO", logger="bot"):
        async with a_bot(monkeypatch, admin=None, footnote=footnote) as (fake, bot):
            # The bot looks at the status itself before it answers.
            await bot.answers.wait()
            footnote.touched.clear()
            assert [command["name"] for command in await fake.wait_for_commands()] == [
                "ask",
                "source",
                "receipt",
                "settings",
                "verify",
                "Answer this",
                "Check against the sources",
            ]
            with monkeypatch.context() as patched:
                crafting = Crafting(bot, patched)
                for what in doors("0" * 16, "0" * 8):
                    for who in (ASKER, OWNER):
                        reply = await crafting.reply_to({**what, **place(who, GUILD.id, MANAGER)})
                        if what["type"] == Kind.AUTOCOMPLETE:
                            assert reply["data"] == {"choices": []}
                        else:
                            assert "is switched off. " in text_of_body(reply)
                            assert "ADMIN_GUILD_ID" in text_of_body(reply)
    assert footnote.touched == []
    assert "ADMIN_GUILD_ID" in caplog.text


async def test_what_comes_from_a_server_that_the_bot_is_not_in_is_refused_unless_who_asks_brought_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    footnote = WatchedFootnote()
    async with a_bot(monkeypatch, footnote=footnote) as (_, bot):
        with monkeypatch.context() as patched:
            crafting = Crafting(bot, patched)
            asking = command("ask", [{"name": "question", "type": 3, "value": "Did it deny it?"}])
            stranger = place(ASKER, STRANGER_GUILD, MANAGER)
            for what in (asking, press(f"footnote:page:{KEY}:0"), press(f"footnote:source:1:{'0' * 20}:0-1")):
                reply = await crafting.reply_to({**what, **stranger})
                assert text_of_body(reply) == "I am not in this server. Whoever manages it can invite me."
            assert footnote.asked == []
            await crafting.put_in([{**asking, **stranger, "authorizing_integration_owners": {"1": str(ASKER.id)}}])
            assert footnote.asked == ["Did it deny it?"]


def member(user_id: int, role: str, state: int = 2) -> Json:
    user = User(id=user_id, name="x").payload()
    return {"user": user, "team_id": "1", "membership_state": state, "role": role, "permissions": ["*"]}


async def test_a_team_s_owner_and_who_may_develop_are_owners_and_who_may_only_look_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with a_bot(monkeypatch) as (_, bot):
        assert bot.permission.owner_ids == {OWNER.id}
        assert bot.application is not None
        members = [member(2, "admin"), member(3, "developer"), member(4, "read_only"), member(5, "admin", state=1)]
        team = {"id": "1", "name": "team", "icon": None, "owner_user_id": "6", "members": members}
        bot.application.team = discord.Team(bot._connection, team)  # type: ignore[arg-type]
        assert owners_of(bot.application) == {2, 3, 6}


# Where the commands stand.


def standing(fake: FakeDiscord) -> dict[int | None, list[str]]:
    """Names of commands by guild, None for everywhere."""
    places = (None, GUILD.id, OTHER_GUILD.id)
    return {where: sorted(command["name"] for command in fake._commands.synced(where) or []) for where in places}


async def test_commands_stand_once_whatever_was_set_before(monkeypatch: pytest.MonkeyPatch) -> None:
    for_all = sorted(["ask", "source", "receipt", "settings", "verify", "Answer this", "Check against the sources"])
    for_curators = ["corpus"]
    async with FakeDiscord() as fake:
        async with a_bot(monkeypatch, server=fake):
            assert standing(fake) == {None: for_all, GUILD.id: for_curators, OTHER_GUILD.id: []}
        async with a_bot(monkeypatch, server=fake, only=OTHER_GUILD.id):
            assert standing(fake) == {None: [], GUILD.id: for_curators, OTHER_GUILD.id: for_all}
        async with a_bot(monkeypatch, server=fake, only=GUILD.id):
            await fake.wait_until(lambda: not fake._commands.synced(OTHER_GUILD.id), "what was there to be taken back")
            assert standing(fake) == {None: [], GUILD.id: sorted([*for_all, *for_curators]), OTHER_GUILD.id: []}
        async with a_bot(monkeypatch, server=fake, admin=None):
            await fake.wait_until(lambda: not fake._commands.synced(GUILD.id), "what was there to be taken back")
            assert standing(fake) == {None: for_all, GUILD.id: [], OTHER_GUILD.id: []}


def at_it() -> list[asyncio.Task[None]]:
    """What a bot does once Discord has told which servers it is in."""
    return [task for task in asyncio.all_tasks() if "on_ready" in task.get_name()]


async def test_commands_that_cannot_be_asked_for_are_no_fault(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with FakeDiscord() as fake:
        # aiohttp asks once more by itself.
        fake.hang_up_next("GET", f"/applications/*/guilds/{OTHER_GUILD.id}/commands", times=2)
        async with a_bot(monkeypatch, server=fake):
            await asyncio.gather(*at_it())
    (warning,) = [record.getMessage() for record in caplog.records if "earlier start" in record.getMessage()]
    assert "ServerDisconnectedError" in warning
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_bot_that_leaves_asks_for_none_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    async with FakeDiscord() as fake:
        fake.fail_next("GET", "/applications/*/guilds/*/commands", status=429, retry_after_seconds=600.0)
        async with a_bot(monkeypatch, server=fake):
            await fake.wait_until(
                lambda: any(request.status == 429 for request in fake.requests), "it to be told to wait"
            )
            assert at_it() != []
        assert at_it() == []


async def test_a_file_from_another_server_is_not_even_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_bot(monkeypatch) as (fake, _):
        upload = UserUpload(filename="x.md", data=b"Text.")
        denied = await fake.slash(
            "corpus add", {"file": upload}, guild_id=OTHER_GUILD.id, offered_in=GUILD.id, permissions=MANAGER
        )
        assert "not looked after from here" in (await denied.wait_for_message()).text
        assert fake.fetched_files == []
