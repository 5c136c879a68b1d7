"""Nobody is shown, nor can tell, what is not theirs, by whatever door: commands, what is typed into them, buttons,
forms, receipts, menus of messages, and messages (mentions, replies, in threads, in direct messages, and where nobody
asked), crafted and from everywhere. The bot is the real one, over real indexes; the embedder is fake, and for a third
of what is done the reader too.

What comes back is compared with what comes back where the documents that are not seen are not there at all: to the
byte, but for the ids of receipts and the moments in them.
"""

import json
import random
import re
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import settings as hypothesis_settings

from bot.buttons.found_key import FoundKey
from bot.buttons.gap_keys import GapAct, MissingKey
from bot.buttons.keys import AroundKey, AskDifferentlyKey, FollowUpKey, Key, PageKey, SourceKey
from bot.buttons.meaning_key import MeaningKey
from bot.buttons.table import EVENTS
from bot.text import words
from retrieval.adapters.sql.records_on_demand import RECORDS_FILE
from retrieval.bootstrap import open_footnote
from retrieval.domain.documents import Document
from retrieval.domain.scope import EVERYTHING, MAIN_COLLECTION, SEES_NOTHING, Scope
from retrieval.domain.servers import ChannelChoices, WhenUnsure
from retrieval.footnote import Footnote
from retrieval.ports import Reader
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings, Strictness
from tests.discord.fake.crafted import Crafting, command, form, menu, place, press, said
from tests.discord.fake.fake_discord import FakeDiscord
from tests.discord.fake.interactions import Kind
from tests.discord.fake.talk import TO_BOT
from tests.discord.fake.world import ASKER, BOT, GUILD, OTHER_GUILD, Json, User, person
from tests.discord.test_who_may_change_the_corpus import a_bot
from tests.examples import THOROUGH
from tests.fakes import JudgingReader, WordHashEmbedder

CRAFTED = 10_000 if hypothesis_settings.get_current_profile_name() == THOROUGH else 300
SEED = 34
OFTEN = 10
"""Of so many things of a kind that are made up, some show a document to somebody."""
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
    **{f"open/{number}.md": (f"Drone {number}", "", f"Drone {number} came in May.") for number in range(6)},
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
NARROW, WIDE, BY_ITSELF = 7, 6, 8
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
THREAD_OF_BOT: Json = {**THREAD, "id": "98", "parent_id": str(WIDE), "owner_id": str(BOT.id)}
BOTH, OPEN = Scope.of([MAIN_COLLECTION, "open"]), Scope.of(["open"])
FOREIGN = {"authorizing_integration_owners": {"1": str(MEMBER.id)}, "context": 2}
PLACES: Mapping[str, tuple[Json, Scope]] = {
    "a channel": (in_channel(MEMBER, GUILD.id, {"id": str(WIDE)}), BOTH),
    "a channel, as a stranger": (in_channel(STRANGER, GUILD.id, {"id": str(WIDE)}), BOTH),
    "a narrow channel": (in_channel(MEMBER, GUILD.id, {"id": str(NARROW)}), OPEN),
    "a thread of that": (in_channel(MEMBER, GUILD.id, THREAD), OPEN),
    "a thread of the bot's": (in_channel(MEMBER, GUILD.id, THREAD_OF_BOT), BOTH),
    "where it answers by itself": (in_channel(MEMBER, GUILD.id, {"id": str(BY_ITSELF)}), BOTH),
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


def opened(folder: Path, reader: Reader | None = None) -> Footnote:
    settings = RetrievalSettings(
        corpus_dir=folder / "corpus",
        data_dir=folder / "data",
        reader_model=BASELINE_READER_MODEL,
        refusal_strictness=Strictness.LENIENT,
    )
    return open_footnote(settings, embedder=WordHashEmbedder(), reader=reader)


@dataclass
class Known:
    """What those who craft may have got hold of, by the place and the question that it came of."""

    receipts: dict[tuple[str, str], str] = field(default_factory=dict)
    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    """The ids of messages that answers stand in."""
    searches: dict[str, str] = field(default_factory=dict)
    """The ids of searches, by their place."""


@dataclass
class Answering:
    """A bot that is put interactions to, and what it sent in reply to each."""

    crafting: Crafting
    records: Path
    known: Known = field(default_factory=Known)
    _ids: dict[str, None] = field(default_factory=dict)

    async def reply_to(self, payload: Json) -> str:
        before = len(self.crafting.replies)
        await self.crafting.put_in([payload])
        return self._plain(json.dumps(self.crafting.replies[before:], ensure_ascii=False))

    async def ask_everywhere(self) -> None:
        """Have a receipt of each question in each place, and a search of several pages."""
        for where, (payload, _) in PLACES.items():
            for question in QUESTIONS[:4]:
                await self.reply_to({**command("ask", [_text("question", question)]), **payload})
                self.known.receipts[where, question] = list(self._known_receipts())[-1]
                self.known.answers[where, question] = self.crafting.last_message_id
            await self.reply_to({**command("source search", [_text("query", "drones")]), **payload})
            searching: Any = self.crafting.bot.get_cog("SourceCog")
            self.known.searches[where] = next(reversed(searching._searches._kept))

    def _known_receipts(self) -> dict[str, None]:
        """The ids of all receipts, in the order in which they were written."""
        with closing(sqlite3.connect(self.records)) as connection:
            query = "SELECT id FROM receipts ORDER BY rowid LIMIT -1 OFFSET ?"
            self._ids |= dict.fromkeys(row[0] for row in connection.execute(query, (len(self._ids),)))
        return self._ids

    def _plain(self, replies: str) -> str:
        replies = re.sub(r"\d{4}-\d{2}-\d{2} at \d{2}\\*:\d{2}|<t:\d+(?::\w)?>", "MOMENT", replies)
        # The ids of messages, of searches and of errors are drawn anew in each run.
        replies = re.sub(r"\b\d{17,20}\b|\"message_id\": \"?\d+\"?|question:(?:further|again):\d+", "MESSAGE", replies)
        replies = re.sub(r"error id `[0-9a-f]+`", "ERROR", _SEARCH_ID.sub("SEARCH", replies))
        known = self._known_receipts()
        # A digit before a full stop is escaped, a letter is not.
        return re.sub(r"([0-9A-Z]{10})(?:\\\\)?", lambda found: "RECEIPT" if found[1] in known else found[0], replies)


def _text(name: str, value: str, **more: Any) -> Json:
    return {"name": name, "type": 3, "value": value, **more}


_SEARCH_ID = re.compile(r"(?<=fn1:found:)[0-9a-f]{16}")
Act = Callable[[Known], Json]
"""Makes the payload of an interaction or a message, given what is known."""


class Deed(NamedTuple):
    """What somebody does somewhere, and what kind of thing that is."""

    where: str
    kind: str
    act: Act


class Crafter:
    """Makes up what people, and whoever forges, may do."""

    def __init__(self, documents: Sequence[Document], passages: Sequence[tuple[str, int]]) -> None:
        self._random = random.Random(SEED)
        self._documents = documents
        self._passages = passages
        self._where = ""

    @property
    def kinds(self) -> list[Callable[[], Act]]:
        return [
            *(self._ask, self._search, self._show, self._typed, self._press, self._press, self._receipt, self._other),
            *(self._quote, self._say, self._say, self._reply, self._reply, self._menu, self._menu),
            *(self._form, self._press_below_answer, self._turn_a_search),
        ]

    def acts(self, count: int) -> Iterator[Deed]:
        for _ in range(count):
            self._where, make = self._random.choice(list(PLACES)), self._random.choice(self.kinds)
            yield Deed(self._where, make.__name__, make())

    def _anybodys(self) -> tuple[str, str]:
        """A place and a question that was asked there: of this place every other time."""
        where = self._random.choice([self._where, self._random.choice(list(PLACES))])
        return where, self._random.choice(QUESTIONS[:4])

    def _sentence(self) -> str:
        """What stands in a document, whole or with a word changed, or what stands in none."""
        pick = self._random
        sentence = pick.choice(pick.choice(self._documents).text.split(". "))
        return pick.choice([sentence, sentence, sentence.replace("drones", "lorries"), f"{self._words()} is here."])

    def _quote(self) -> Act:
        quote, name = self._sentence(), self._name()
        named = [_text("document", name)] if name and self._random.random() < 0.3 else []
        verify = self._random.random() < 0.5
        if verify:
            return lambda _: command("verify", [_text("quote", quote), *named])
        return lambda _: command("source quote", [_text("words", quote), *named])

    def _say(self) -> Act:
        text = self._random.choice([f"{TO_BOT} {self._words()}", self._words(), f"{self._words()} {TO_BOT}", TO_BOT])
        return lambda _: said(text)

    def _reply(self) -> Act:
        anybodys = self._anybodys()
        text = self._random.choice([self._words(), f"{TO_BOT} and in May?", "what about the vlimber?", "Did it hum?"])
        return lambda known: said(text, replies_to=known.answers[anybodys])

    def _menu(self) -> Act:
        name = self._random.choice([words.ANSWER_THIS.name, words.CHECK_AGAINST_SOURCES.name])
        text = self._random.choice([self._words(), self._sentence(), f"{self._sentence()}. {self._sentence()}."])
        anybodys = self._anybodys() if self._random.random() < 0.3 else None
        return lambda known: menu(name, text, replies_to=None if anybodys is None else known.answers[anybodys])

    def _form(self) -> Act:
        anybodys, text = self._anybodys(), self._random.choice([self._words(), "and in May?", "Did it hum?"])
        purpose = self._random.choice(["further", "again"])
        return lambda known: form(f"footnote:question:{purpose}:{known.answers[anybodys]}", {"question": text})

    def _press_below_answer(self) -> Act:
        anybodys, of, place = self._anybodys(), self._anybodys(), self._random.randint(0, 1)
        kind = self._random.choice(["again", "follow", "meant"])

        def act(known: Known) -> Json:
            receipt_id = known.receipts[of]
            keys: Mapping[str, Key] = {
                "again": AskDifferentlyKey(receipt_id=receipt_id),
                "follow": FollowUpKey(receipt_id=receipt_id),
                "meant": MeaningKey(receipt_id=receipt_id, place=place),
            }
            key = keys[kind]
            return press(key.custom_id, message_id=known.answers[anybodys])

        return act

    def _turn_a_search(self) -> Act:
        where, page = self._random.choice(list(PLACES)), self._random.randint(0, 3)

        def act(known: Known) -> Json:
            return press(FoundKey(search_id=known.searches[where], page=page, generation="0" * 12).custom_id)

        return act

    def _words(self) -> str:
        pick = self._random
        if pick.random() < 0.5:
            return pick.choice(QUESTIONS)
        known = " ".join(document.text for document in self._documents).split()
        chosen = pick.sample([*known, *MARKS], pick.randint(1, 5))
        return " ".join(chosen) + pick.choice(["", "?"])

    def _name(self) -> str:
        document = self._random.choice(self._documents)
        return self._random.choice([document.id, document.title, document.summary.key, document.title[:4], "", "xyzzy"])

    def _ask(self) -> Act:
        options = [_text("question", self._words())]
        if self._random.random() < 0.3 and (name := self._name()):
            options.append(_text("document", name))
        return lambda _: command("ask", options)

    def _search(self) -> Act:
        options = [_text("query", self._words())]
        for name, values in {"document": [self._name()], "publisher": ["makers", "zorblat"], "after": ["2022"]}.items():
            value = self._random.choice(values)
            if value and self._random.random() < 0.2:
                options.append(_text(name, value))
        return lambda _: command("source search", options)

    def _show(self) -> Act:
        name = self._name() or "x"
        return lambda _: command("source show", [_text("document", name)])

    def _typed(self) -> Act:
        typed = self._random.choice([self._name(), self._words().split()[0][: self._random.randint(1, 6)]])
        which, option = self._random.choice([("ask", "document"), ("source show", "document")])
        others = [_text("question", "x")] if which == "ask" else []
        return lambda _: command(which, [*others, _text(option, typed, focused=True)], kind=Kind.AUTOCOMPLETE)

    def _press(self) -> Act:
        of_documents = self._random.choice([SourceKey, AroundKey, PageKey])
        custom_id = self._custom_id(self._random.choice([of_documents, self._random.choice(list(EVENTS))]))
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
            "takes_back": pick.random() < 0.5,
            "act": pick.choice(list(GapAct)),
            "gap_id": "0" * 20,
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
        return lambda known: command("receipt", [_text("id", known.receipts[where, question])])

    def _other(self) -> Act:
        typed = self._words()
        sent = form(f"footnote:question:{self._random.choice(['further', 'again'])}:5", {"question": typed})
        listed = command("source list", [])
        of = self._anybodys()

        def taken_back(known: Known) -> Json:
            return press(MissingKey(receipt_id=known.receipts[of], takes_back=True).custom_id)

        return self._random.choice([lambda _: listed, lambda _: sent, taken_back])


@asynccontextmanager
async def answering(
    folder: Path, discord: FakeDiscord, monkeypatch: pytest.MonkeyPatch, reader: Reader | None
) -> AsyncIterator[Answering]:
    footnote: Any = opened(folder, reader)
    async with a_bot(monkeypatch, admin=None, footnote=footnote, server=discord) as (_, bot):
        await bot.answers.wait()
        bot.desk.stage_seconds = 1000.0
        with monkeypatch.context() as patched:
            crafting = Crafting(bot, patched)
            for guild, channel_id in ((GUILD, WIDE), (GUILD, NARROW), (GUILD, BY_ITSELF), (OTHER_GUILD, 61)):
                crafting.tell_of(guild.channel_payload() | {"id": str(channel_id)})
            for thread in (THREAD, THREAD_OF_BOT):
                crafting.tell_of({**thread, "guild_id": str(GUILD.id), "name": "a thread", "flags": 0})
            yield Answering(crafting, folder / "data" / RECORDS_FILE)


def set_up(folder: Path) -> None:
    """What the servers are lent, and what a channel of one narrows, whatever the corpus holds."""
    with opened(folder) as footnote:
        footnote.reload()
        footnote.records.servers.lend(GUILD.id, BOTH)
        footnote.records.servers.lend(OTHER_GUILD.id, EVERYTHING)
        footnote.records.servers.put_channel(GUILD.id, ChannelChoices(channel_id=NARROW, chosen=OPEN))
        by_itself = ChannelChoices(channel_id=BY_ITSELF, unasked=WhenUnsure.REACT)
        footnote.records.servers.put_channel(GUILD.id, by_itself)


@pytest.mark.parametrize(
    ("reader", "count"),
    [(None, CRAFTED * 2 // 3), (JudgingReader(0.6), CRAFTED // 3)],
    ids=["by the baseline", "by one that judges support"],
)
async def test_what_is_crafted_shows_nobody_what_is_not_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: Reader | None, count: int
) -> None:
    scopes = {"everything": EVERYTHING, "both": BOTH, "open": OPEN, "nothing": SEES_NOTHING}
    folders = {name: corpus_of(tmp_path / name, scope) for name, scope in scopes.items()}
    for folder in folders.values():
        set_up(folder)
    with opened(folders["everything"]) as whole:
        passages = [(found.id, len(found.document.text)) for found in _all_passages(whole)]
        crafter = Crafter(whole.documents(), passages)
    deeds = list(crafter.acts(count))
    async with FakeDiscord() as discord:
        discord.not_members |= {(OTHER_GUILD.id, MEMBER.id), (GUILD.id, INSIDER.id)}
        discord.not_members |= {(guild.id, STRANGER.id) for guild in (GUILD, OTHER_GUILD)}
        shown: dict[int, str] = {}
        async with answering(folders["everything"], discord, monkeypatch, reader) as bot:
            await bot.ask_everywhere()
            for number, deed in enumerate(deeds):
                shown[number] = await bot.reply_to({**deed.act(bot.known), **PLACES[deed.where][0]})
        compared = 0
        for name, scope in scopes.items():
            if scope == EVERYTHING:
                continue
            async with answering(folders[name], discord, monkeypatch, reader) as bot:
                await bot.ask_everywhere()
                for number, deed in enumerate(deeds):
                    if PLACES[deed.where][1] == scope:
                        without = await bot.reply_to({**deed.act(bot.known), **PLACES[deed.where][0]})
                        assert shown[number] == without, f"{number}: {deed.act(bot.known)} from {deed.where}"
                        compared += 1
    everywhere = [number for number, deed in enumerate(deeds) if PLACES[deed.where][1] == EVERYTHING]
    assert compared == count - len(everywhere)
    # That nothing is shown would be no leak either: those who see all are shown what the others are not, and by each
    # door somebody is shown what stands in a document.
    seen_by_insiders = " ".join(shown[number] for number in everywhere).casefold()
    assert any(mark in seen_by_insiders for mark in MARKS)
    told: dict[str, str] = {deed.kind: "" for deed in deeds}
    for number, deed in enumerate(deeds):
        told[deed.kind] += shown[number].casefold()
    often = Counter(deed.kind for deed in deeds)
    assert {
        kind
        for kind, text in told.items()
        if often[kind] >= OFTEN and not any(word in text for word in ("drone", "router", "oven"))
    } == set()


def _all_passages(footnote: Footnote) -> list[Any]:
    view = footnote._generations.current.view
    return view.passages(view.passage_ids())
