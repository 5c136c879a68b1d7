"""Nobody is shown, nor can tell, what is not theirs, by whatever door: commands, what is typed into them, buttons,
forms and receipts, crafted and from everywhere. The bot is the real one, over real indexes; only the embedder is fake.

What comes back is compared with what comes back where the documents that are not seen are not there at all: to the
byte, but for the ids of receipts and the moments in them.
"""

import json
import random
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from bot.buttons.keys import Key
from bot.buttons.table import EVENTS
from retrieval.adapters.sql.records_on_demand import RECORDS_FILE
from retrieval.bootstrap import open_footnote
from retrieval.domain.documents import Document
from retrieval.domain.scope import EVERYTHING, MAIN_COLLECTION, SEES_NOTHING, Scope
from retrieval.domain.servers import ChannelChoices
from retrieval.footnote import Footnote
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings, Strictness
from tests.discord.fake.crafted import Crafting, command, form, place, press
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.interactions import Kind
from tests.discord.fake.world import ASKER, GUILD, OTHER_GUILD, Json, User, person
from tests.discord.test_who_may_change_the_corpus import a_bot
from tests.examples import THOROUGH
from tests.fakes import WordHashEmbedder

CRAFTED = 10_000 if hypothesis_settings.get_current_profile_name() == THOROUGH else 300
SEED = 34
MARKS = ("zorblat", "quuxite", "vlimber")
"""Words that stand in documents that are seen in one server alone."""

FILES = {
    "bread.md": ("Bread", "The Herald", "Bread rises in a warm oven for an hour. Knead it for ten minutes."),
    "drones.md": ("Drones", "", "Iran delivered 400 drones to Russia in August. The minister denied it."),
    "open/router.md": ("The router", "Makers", "To reset the router, hold the button for ten seconds. It hums."),
    "open/price.md": ("Prices", "Makers", "The Pro plan costs 25 euros a month. It is paid in advance."),
    "secret/drones.md": ("Drones", "Zorblat Press", "Iran delivered 900 drones. The zorblat counted drones, drones."),
    "secret/price.md": ("Prices of the vlimber", "", "The Pro plan costs 90 euros a month. The vlimber pays nothing."),
    "secret/old/zorblat.md": (
        "Zorblat",
        "",
        "A zorblat means a quuxite gate. The zorblat's router is reset by hand.",
    ),
    "vault/bread.md": ("Bread", "The Herald", "Bread rises in a quuxite oven for three hours. The ministre dronez."),
    "vault/same.md": ("Copy", "", "To reset the router, hold the button for ten seconds. It hums."),
    "decoy/nothing.md": ("Nothing", "", "An anvil is heavy."),
}
QUESTIONS = (
    "How many drones were delivered?",
    "Did the minister deny it?",
    "What does the Pro plan cost?",
    "What is a zorblat?",
    "How do I reset the router?",
    "how meny dronez were deliverd",
    "what is a quuxyte",
    "Which documents are there?",
    "List all documents on drones",
    "What is the capital of Mongolia?",
    "vlimber",
    "How long does bread rise?",
)
NARROW, WIDE = 7, 6
MEMBER, STRANGER, INSIDER = ASKER, person(1), person(2)
"""A member of the one server, of none, and of the other, which sees all."""


def collection_of_file(name: str) -> str:
    return name.split("/", maxsplit=1)[0] if "/" in name else MAIN_COLLECTION


def in_channel(user: User, guild_id: int, channel: Json | None) -> Json:
    there = place(user, guild_id)
    if channel is None:
        return {key: value for key, value in there.items() if key != "channel"} | {"channel_id": "12345"}
    return there | {"channel": there["channel"] | channel, "channel_id": channel["id"]}


def in_messages(user: User) -> Json:
    """What was said before in a channel counts, and the bot has another with each person."""
    return place(user, None) | {
        "channel": {"id": str(user.dm_channel_id), "type": 1},
        "channel_id": str(user.dm_channel_id),
    }


THREAD: Json = {
    "id": "99",
    "type": 11,
    "parent_id": str(NARROW),
    "owner_id": "1",
    "message_count": 0,
    "member_count": 1,
    "thread_metadata": {
        "archived": False,
        "auto_archive_duration": 60,
        "archive_timestamp": "2024-01-01T00:00:00+00:00",
    },
}
BOTH, OPEN = Scope.of([MAIN_COLLECTION, "open"]), Scope.of(["open"])
FOREIGN = {"authorizing_integration_owners": {"1": str(MEMBER.id)}, "context": 2}
PLACES: Mapping[str, tuple[Json, Scope]] = {
    "a channel": (in_channel(MEMBER, GUILD.id, {"id": str(WIDE)}), BOTH),
    "a channel, as a stranger": (in_channel(STRANGER, GUILD.id, {"id": str(WIDE)}), BOTH),
    "a narrow channel": (in_channel(MEMBER, GUILD.id, {"id": str(NARROW)}), OPEN),
    "a thread of that": (in_channel(MEMBER, GUILD.id, THREAD), OPEN),
    "no known channel": (in_channel(MEMBER, GUILD.id, None), OPEN),
    "a direct message": (in_messages(MEMBER), OPEN),
    "a direct message of a stranger": (in_messages(STRANGER), SEES_NOTHING),
    "another server": (in_channel(MEMBER, 424242, {"id": "66"}) | FOREIGN, OPEN),
    "the first server": (in_channel(INSIDER, OTHER_GUILD.id, {"id": "61"}), EVERYTHING),
    "a direct message of an insider": (in_messages(INSIDER), EVERYTHING),
}


def corpus_of(folder: Path, scope: Scope) -> Path:
    """A corpus folder of what is in the scope, with a document that nobody is lent."""
    for name, (title, publisher, text) in FILES.items():
        collection = collection_of_file(name)
        if not (scope.holds(collection) or collection == "decoy"):
            continue
        file = folder / "corpus" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        stated = f"title: {title}\n" + (f"publisher: {publisher}\n" if publisher else "")
        file.write_text(f"---\nid: {name.replace('/', '-')}\n{stated}---\n{text}\n", encoding="utf-8")
    return folder


def opened(folder: Path) -> Footnote:
    settings = RetrievalSettings(
        corpus_dir=folder / "corpus",
        data_dir=folder / "data",
        reader_model=BASELINE_READER_MODEL,
        refusal_strictness=Strictness.LENIENT,
    )
    return open_footnote(settings, embedder=WordHashEmbedder())


@dataclass
class Answering:
    """A bot that is put interactions to, and what it sent in reply to each."""

    crafting: Crafting
    records: Path
    receipts: dict[tuple[str, str], str] = field(default_factory=dict)
    _ids: dict[str, None] = field(default_factory=dict)

    async def reply_to(self, payload: Json) -> str:
        before = len(self.crafting.replies)
        await self.crafting.put_in([payload])
        return self._plain(json.dumps(self.crafting.replies[before:], ensure_ascii=False))

    async def ask_everywhere(self) -> None:
        """Have a receipt of each question in each place."""
        for where, (payload, _) in PLACES.items():
            for question in QUESTIONS[:4]:
                await self.reply_to({**command("ask", [_text("question", question)]), **payload})
                self.receipts[where, question] = list(self._known_receipts())[-1]

    def _known_receipts(self) -> dict[str, None]:
        """The ids of all receipts, in the order in which they were written."""
        with closing(sqlite3.connect(self.records)) as connection:
            query = "SELECT id FROM receipts ORDER BY rowid LIMIT -1 OFFSET ?"
            self._ids |= dict.fromkeys(row[0] for row in connection.execute(query, (len(self._ids),)))
        return self._ids

    def _plain(self, replies: str) -> str:
        replies = re.sub(r"\d{4}-\d{2}-\d{2} at \d{2}\\*:\d{2}|<t:\d+(?::\w)?>", "MOMENT", replies)
        known = self._known_receipts()
        # A digit before a full stop is escaped, a letter is not.
        return re.sub(r"([0-9A-Z]{10})(?:\\\\)?", lambda found: "RECEIPT" if found[1] in known else found[0], replies)


def _text(name: str, value: str, **more: Any) -> Json:
    return {"name": name, "type": 3, "value": value, **more}


Act = Callable[[Mapping[tuple[str, str], str]], Json]
"""Makes the payload of an interaction, given the receipts that there are."""


class Crafter:
    """Makes up what people, and whoever forges, may do."""

    def __init__(self, documents: Sequence[Document], passages: Sequence[tuple[str, int]]) -> None:
        self._random = random.Random(SEED)
        self._documents = documents
        self._passages = passages

    def acts(self, count: int) -> Iterator[tuple[str, Act]]:
        kinds = [self._ask, self._search, self._show, self._typed, self._press, self._press, self._receipt, self._other]
        for _ in range(count):
            yield self._random.choice(list(PLACES)), self._random.choice(kinds)()

    def _words(self) -> str:
        pick = self._random
        if pick.random() < 0.5:
            return pick.choice(QUESTIONS)
        known = " ".join(document.text for document in self._documents).split()
        words = pick.sample([*known, *MARKS], pick.randint(1, 5))
        return " ".join(words) + pick.choice(["", "?"])

    def _name(self) -> str:
        document = self._random.choice(self._documents)
        return self._random.choice([document.id, document.title, document.summary.key, document.title[:4], "", "xyzzy"])

    def _ask(self) -> Act:
        options = [_text("question", self._words())]
        if self._random.random() < 0.3 and (name := self._name()):
            options.append(_text("document", name))
        return lambda _: command("ask", options)

    def _search(self) -> Act:
        query = self._words()
        return lambda _: command("source search", [_text("query", query)])

    def _show(self) -> Act:
        name = self._name() or "x"
        return lambda _: command("source show", [_text("document", name)])

    def _typed(self) -> Act:
        typed = self._random.choice([self._name(), self._words().split()[0][: self._random.randint(1, 6)]])
        which, option = self._random.choice([("ask", "document"), ("source show", "document")])
        others = [_text("question", "x")] if which == "ask" else []
        return lambda _: command(which, [*others, _text(option, typed, focused=True)], kind=Kind.AUTOCOMPLETE)

    def _press(self) -> Act:
        custom_id = self._custom_id(self._random.choice(list(EVENTS)))
        return lambda _: press(custom_id)

    def _custom_id(self, kind: type[Key]) -> str:
        """A key of this kind, of any document, as the bot would make it or as it did before."""
        pick = self._random
        passage_id, length = pick.choice(self._passages)
        start = pick.randint(0, length)
        values: dict[str, Any] = {
            "mark": pick.choice("1aZ"),
            "passage_id": passage_id,
            "start": pick.choice([0, start]),
            "end": pick.choice([length, start + 1, 10**9]),
            "document_key": pick.choice([pick.choice(self._documents).summary.key, "list"]),
            "page": pick.randint(0, 3),
            "steps": pick.randint(-3, 3),
            "removes": pick.random() < 0.5,
            "version": pick.choice(self._documents).record_hash[:20],
            "job_id": "0" * 8,
            "receipt_id": "0" * 10,
        }
        fields = {name: values[name] for name in kind.__dataclass_fields__ if name in values}
        try:
            custom_id = kind(**fields).custom_id
        except (TypeError, ValueError):
            custom_id = f"fn1:read:1:{passage_id}:0-{length}"
        if pick.random() < 0.2:
            return f"footnote:source:1:{passage_id}:{values['start']}-{values['end']}"
        return custom_id

    def _receipt(self) -> Act:
        where, question = self._random.choice(list(PLACES)), self._random.choice(QUESTIONS[:4])
        if self._random.random() < 0.1:
            return lambda _: command("receipt", [_text("id", "0123456789")])
        return lambda receipts: command("receipt", [_text("id", receipts[where, question])])

    def _other(self) -> Act:
        words = self._words()
        sent = form(f"footnote:question:{self._random.choice(['further', 'again'])}:5", {"question": words})
        listed = command("source list", [])
        return self._random.choice([lambda _: listed, lambda _: sent])


@asynccontextmanager
async def answering(folder: Path, discord: FakeDiscord, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Answering]:
    footnote: Any = opened(folder)
    async with a_bot(monkeypatch, admin=None, footnote=footnote, server=discord) as (_, bot):
        await bot.answers.wait()
        bot.desk.stage_seconds = 1000.0
        with monkeypatch.context() as patched:
            yield Answering(Crafting(bot, patched), folder / "data" / RECORDS_FILE)


def set_up(folder: Path) -> None:
    """What the servers are lent, and what a channel of one narrows, whatever the corpus holds."""
    with opened(folder) as footnote:
        footnote.reload()
        footnote.records.servers.lend(GUILD.id, BOTH)
        footnote.records.servers.lend(OTHER_GUILD.id, EVERYTHING)
        footnote.records.servers.put_channel(GUILD.id, ChannelChoices(channel_id=NARROW, chosen=OPEN))


async def test_crafted_interactions_show_nobody_what_is_not_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scopes = {"everything": EVERYTHING, "both": BOTH, "open": OPEN, "nothing": SEES_NOTHING}
    folders = {name: corpus_of(tmp_path / name, scope) for name, scope in scopes.items()}
    for folder in folders.values():
        set_up(folder)
    with opened(folders["everything"]) as whole:
        passages = [(found.id, len(found.document.text)) for found in _all_passages(whole)]
        crafter = Crafter(whole.documents(), passages)
    acts = list(crafter.acts(CRAFTED))
    async with FakeDiscord() as discord:
        discord.not_members |= {(OTHER_GUILD.id, MEMBER.id), (GUILD.id, INSIDER.id)}
        discord.not_members |= {(guild.id, STRANGER.id) for guild in (GUILD, OTHER_GUILD)}
        shown: dict[int, str] = {}
        async with answering(folders["everything"], discord, monkeypatch) as bot:
            await bot.ask_everywhere()
            for number, (where, act) in enumerate(acts):
                shown[number] = await bot.reply_to({**act(bot.receipts), **PLACES[where][0]})
        compared = 0
        for name, scope in scopes.items():
            if scope == EVERYTHING:
                continue
            async with answering(folders[name], discord, monkeypatch) as bot:
                await bot.ask_everywhere()
                for number, (where, act) in enumerate(acts):
                    if PLACES[where][1] == scope:
                        without = await bot.reply_to({**act(bot.receipts), **PLACES[where][0]})
                        assert shown[number] == without, f"{number}: {act(bot.receipts)} from {where}"
                        compared += 1
    everywhere = sum(PLACES[where][1] == EVERYTHING for where, _ in acts)
    assert compared == CRAFTED - everywhere
    # That nothing is shown would be no leak either: those who see all are shown what the others are not.
    seen_by_insiders = " ".join(shown[number] for number, (where, _) in enumerate(acts) if "first" in where)
    assert all(mark in seen_by_insiders.casefold() for mark in MARKS)


def _all_passages(footnote: Footnote) -> list[Any]:
    view = footnote._generations.current.view
    return view.passages(view.passage_ids())
