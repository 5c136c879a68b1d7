"""The real bot over the shipped corpus: what it offers, answers, refuses and shows."""

import asyncio
from pathlib import Path

import pytest
import pytest_asyncio

from bot.health import ask_health
from tests.discord.fake import house_rules
from tests.discord.fake.bot_process import MANAGE_GUILD, MANAGER, PATIENCE_SECONDS, BotProcess, custom_id_of
from tests.discord.fake.commands import STRING, SUBCOMMAND
from tests.discord.fake.interactions import CallbackType, Interaction
from tests.discord.fake.messages import Message
from tests.discord.fake.reading import (
    Source,
    acts,
    block_quotes,
    calls,
    corpus_texts,
    description,
    nearest,
    quotes,
    read,
    shown,
    small_print,
    sources,
    title,
)
from tests.discord.fake.world import ASKER, GUILD, OTHER_GUILD, User, person

pytestmark = pytest.mark.asyncio(loop_scope="module")

DRONES = "How many drones has Iran provided to Russia since August?"
UNANSWERED = "Who won the 2022 World Cup?"
UNANSWERED_BUT_NEAR = "How much did Russia pay Iran for each ballistic missile?"
PARTNERSHIP = "Iran, Russia expanding their ‘unprecedented’ defense partnership: White House"
ENCYCLOPEDIA = "Iran and the Russian invasion of Ukraine"
OPTION_CHARS = 6000
"""Application Commands, "Application Command Option Structure"."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asked(started_bot: BotProcess) -> Interaction:
    """A question that the corpus answers, answered."""
    interaction = await started_bot.discord.slash("ask", {"question": DRONES})
    await started_bot.reply(interaction)
    return interaction


@pytest.fixture
def answer(asked: Interaction) -> Message:
    return asked.messages[0]


async def test_bot_that_answers_says_that_it_is_well(started_bot: BotProcess, asked: Interaction) -> None:
    health = await asyncio.to_thread(ask_health, Path(started_bot.environment["DATA_DIR"]))
    assert asked.messages
    assert health.is_good


# What it offers.


async def test_the_commands_are_synced_everywhere_but_those_of_who_looks_after_the_corpus(bot: BotProcess) -> None:
    commands = {command["name"]: command for command in await bot.discord.wait_for_commands()}
    everywhere = {"ask", "source", "receipt", "verify", "settings", "Answer this", "Check against the sources"}
    assert commands.keys() == everywhere
    assert sorted(commands.pop("settings")["contexts"]) == [0]
    assert [sorted(command["contexts"]) for command in commands.values()] == [[0, 1, 2]] * 6, "wherever people are"
    assert [sorted(command["integration_types"]) for command in commands.values()] == [[0, 1]] * 6
    looked_after = {command["name"]: command for command in await bot.discord.wait_for_commands(guild_id=GUILD.id)}
    assert looked_after.keys() == {"corpus"}
    assert looked_after["corpus"]["contexts"] == [0]
    assert looked_after["corpus"]["integration_types"] == [0], "invited to the server alone"
    commands |= looked_after
    below = [(name, option["name"]) for name in ("source", "corpus") for option in commands[name]["options"]]
    curating = {"status", "reload", "log", "gaps", "add", "remove"}
    wanted = {"source": {"search", "list", "show", "quote"}, "corpus": curating}
    assert set(below) == {(name, inner) for name, inside in wanted.items() for inner in inside}
    assert {option["type"] for name, _ in below for option in commands[name]["options"]} == {SUBCOMMAND}


@pytest.mark.parametrize(
    ("command", "option", "max_length", "autocomplete"),
    [
        ("ask", "question", OPTION_CHARS, False),
        ("source search", "query", 1000, False),
        ("source quote", "words", 1000, False),
        ("verify", "quote", 2000, False),
        ("source show", "document", OPTION_CHARS, True),
        ("receipt", "id", 100, False),
    ],
)
async def test_an_option_is_a_required_text_of_bounded_length(
    bot: BotProcess, command: str, option: str, max_length: int, autocomplete: bool
) -> None:
    declared, *others = bot.discord.command(command).options
    assert not any(other["required"] for other in others)
    assert (declared["name"], declared["type"], declared["required"]) == (option, STRING, True)
    assert (declared["min_length"], declared["max_length"]) == (1, max_length)
    assert declared.get("autocomplete", False) is autocomplete


@pytest.mark.parametrize("command", ["corpus status", "corpus reload", "corpus log"])
async def test_only_those_who_manage_a_server_see_its_corpus_commands(bot: BotProcess, command: str) -> None:
    offered = bot.discord.command(command)
    assert offered.registered["default_member_permissions"] == str(MANAGE_GUILD)
    assert not offered.is_visible(guild_id=GUILD.id)
    assert offered.is_visible(permissions=MANAGER, guild_id=GUILD.id)
    assert not offered.is_visible(guild_id=None)
    with pytest.raises(LookupError):
        bot.discord.command(command, guild_id=OTHER_GUILD.id)


async def test_no_privileged_intent_is_asked_for(bot: BotProcess) -> None:
    """The fake has none enabled, and hangs up (4014) on a bot that asks for one."""
    assert bot.is_running
    assert bot.discord.identify_count == 1


# Answers.


async def test_a_question_is_acknowledged_at_once_and_answered_for_all_to_see(
    asked: Interaction, answer: Message
) -> None:
    assert asked.callback is not None
    assert asked.callback.type is CallbackType.DEFERRED_MESSAGE
    assert asked.messages == (answer,)
    assert not answer.ephemeral
    assert title(answer) == DRONES


async def test_each_number_of_an_answer_stands_for_a_source_that_says_so_verbatim(
    bot: BotProcess, answer: Message
) -> None:
    quoted, cited, texts = quotes(answer), sources(answer), corpus_texts(bot.corpus)
    assert "400" in quoted[1]
    assert list(quoted) == list(cited) == list(range(1, len(cited) + 1))
    assert set(cited.values()) == {Source(PARTNERSHIP, "news report · no date stated")}
    assert [number for number, quote in quoted.items() if quote not in texts[cited[number].title]] == []
    assert min(map(len, quoted.values())) > 40


async def test_a_publisher_that_a_document_states_is_shown(bot: BotProcess) -> None:
    answer = await bot.ask("What did Karine Jean-Pierre say about Iran and Russia growing closer?")
    assert "news report · Washington Examiner · no date stated" in {
        source.provenance for source in sources(answer).values()
    }


async def test_each_source_has_a_button_that_opens_it_in_its_place(bot: BotProcess, answer: Message) -> None:
    quoted = quotes(answer)
    opening = list(dict.fromkeys(custom_id_of(answer, str(number)) for number in quoted))
    assert [button.custom_id for button in answer.buttons] == [*opening, *(b.custom_id for b in answer.buttons[-2:])]
    assert [button.label for button in answer.buttons[-2:]] == ["Follow up", "Delete"]
    for number, quote in quoted.items():
        opened = await bot.press(answer, str(number))
        assert opened.ephemeral
        assert title(opened) == PARTNERSHIP
        assert quote in read(" ".join(block_quotes(opened)).replace("**", ""))
        # The title, what it states, the place, and its id with the span.
        _, place, *others, _ = opened.texts
        around = [read(text.replace("> **", "").replace("**", "")).strip("… ") for text in (place, *others)]
        assert [text in corpus_texts(bot.corpus)[PARTNERSHIP] for text in around] == [True] * len(around)
        assert len(" ".join(around)) > len(quote) + 100
    assert bot.discord.message(answer.id) == answer


async def test_people_are_answered_in_direct_messages(bot: BotProcess) -> None:
    answer = await bot.call("ask", {"question": DRONES}, guild_id=None)
    assert "400" in quotes(answer)[1]
    assert (await bot.press(answer, "1")).channel_id == answer.channel_id == ASKER.dm_channel_id


async def test_people_who_ask_at_once_each_get_their_own_answer(bot: BotProcess) -> None:
    questions = [DRONES, UNANSWERED, "🙂", "Did Iran deny supplying drones?"]
    people = [User(id=1100000000000100000 + number, name=f"asker-{number}") for number in range(len(questions))]
    interactions = [
        await bot.discord.slash("ask", {"question": question}, user=person)
        for question, person in zip(questions, people, strict=True)
    ]
    # Whoever waits is told their place first.
    answers = [
        await bot.reply(interaction, until=lambda message: message.buttons != ()) for interaction in interactions
    ]
    assert [title(answer) for answer in answers] == questions


# Refusals.


async def test_what_the_corpus_does_not_answer_is_refused_with_what_is_near(bot: BotProcess) -> None:
    refusal = await bot.ask(UNANSWERED_BUT_NEAR)
    assert description(refusal).startswith("**The documents do not answer this.** *pay* occurs in none of the 5.")
    assert "-# Closest, but it is not sure that they answer:" in description(refusal)
    assert (block_quotes(refusal), sources(refusal)) == ([], {})
    assert next(iter(nearest(refusal))) == "A", "what is nearest is of one document"
    *read, differently, missing = [button.label for button in refusal.buttons]
    assert (set(read), differently, missing) == ({"Read"}, "Ask differently", "This should be in here")
    for letter, name in nearest(refusal).items():
        opened = await bot.press(refusal, letter)
        assert (title(opened).startswith(name.removesuffix(" …")), opened.ephemeral) == (True, True)


async def test_of_another_subject_nothing_is_shown_but_what_there_is(bot: BotProcess) -> None:
    refusal = await bot.ask(UNANSWERED)
    assert refusal.texts[1] == "**The documents say nothing about this.** *Cup* occurs in none of the 5."
    assert (len(refusal.texts), nearest(refusal)) == (3, {})
    listed = await bot.press(refusal, "What is in here?")
    assert (listed.ephemeral, title(listed)) == (True, "5 documents")


async def test_a_source_is_read_around_shown_to_all_and_opened_whole(bot: BotProcess, answer: Message) -> None:
    opened = await bot.press(answer, "1")
    later = await bot.press(opened, "Later ▶")
    assert (later.id, later.ephemeral) == (opened.id, True)
    assert read(later.texts[1]).strip("… ") in corpus_texts(bot.corpus)[PARTNERSHIP]
    back = await bot.press(later, "Back to the quote")
    assert (back.id, back.texts) == (opened.id, opened.texts)
    shared = await bot.press(back, "Show to all")
    assert not shared.ephemeral
    assert "Shown by asker" in small_print(shared)
    assert block_quotes(shared) == block_quotes(opened)
    whole = await bot.press(back, "Whole document")
    assert (whole.id, title(whole)) == (opened.id, PARTNERSHIP)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("   ", "The question is empty. Ask in a sentence"),
        ("🤷🏽‍♀️ 🚀", "The question holds no words to look for. Ask in a sentence."),
    ],
)
async def test_a_question_without_words_gets_a_clear_line(bot: BotProcess, question: str, line: str) -> None:
    refusal = await bot.ask(question)
    assert line in description(refusal)
    assert [button.label for button in refusal.buttons] == ["Ask differently", "What is in here?"]


@pytest.mark.parametrize(
    "question",
    [
        "@everyone and @here: who is <@1>, <@&2>, in <#3>?",
        "**bold** _it_ ~~gone~~ ||spoiler|| `code` [link](https://example.org) # heading",
        "\\*not even\\* with a backslash \\",
        "a\u202etrick\u202c with\u200b hidden characters <t:0:R> <:emoji:1> </ask:1>",
    ],
)
async def test_nothing_that_a_question_holds_does_anything(bot: BotProcess, question: str) -> None:
    refusal = await bot.ask(question)
    assert title(refusal) == "".join(character for character in question if character not in "\u202e\u202c\u200b")
    assert acts(refusal.texts[0]) == []
    assert calls(refusal) == []


async def test_a_thousand_emoji_are_shown_whole(bot: BotProcess) -> None:
    refusal = await bot.ask("😀" * 1000)
    assert shown(refusal).count("😀") == 1000
    assert "no words to look for" in shown(refusal)


# Sources.


async def test_all_documents_are_listed_with_what_they_state(bot: BotProcess) -> None:
    listed = await bot.call("source list")
    lines = [line for line in description(listed).splitlines() if line]
    assert listed.ephemeral
    assert [read(line) for line in lines[::2]] == sorted(corpus_texts(bot.corpus))
    stated = [read(line).split(" · ")[:-2] for line in lines[1::2]]
    assert [each[-1] for each in stated] == ["no date stated"] * 5
    assert ["news report", "Washington Examiner", "no date stated"] in stated
    opened = await bot.press(listed, "Read")
    assert (opened.id, title(opened)) == (listed.id, read(lines[0]))


async def test_a_search_shows_passages_and_a_button_for_each(bot: BotProcess) -> None:
    found = await bot.call("source search", {"query": "ballistic missiles"})
    texts = " ".join(corpus_texts(bot.corpus).values())
    excerpts = [read(line).removesuffix(" …") for line in block_quotes(found)]
    assert found.ephemeral
    assert "ballistic missiles" in excerpts[0]
    assert [excerpt in texts for excerpt in excerpts] == [True] * [button.label for button in found.buttons].count(
        "Read"
    )
    opened = await bot.press(found, "1")
    assert excerpts[0] in read(" ".join(block_quotes(opened)).replace("**", ""))


@pytest.mark.parametrize("typed", ["crim", "CRIMEA personnel", "iranian-personnel"])
async def test_part_of_a_title_or_id_is_enough_to_find_a_document(bot: BotProcess, typed: str) -> None:
    (choice,) = await bot.discord.autocomplete("source show", {"document": typed}, focused="document")
    assert choice.name == "Iranian personnel have been on the ground in Russian-occupied Crimea"
    page = await bot.call("source show", {"document": choice.value})
    assert (title(page), page.ephemeral) == (choice.name, True)


async def test_nothing_typed_suggests_every_document(bot: BotProcess) -> None:
    choices = await bot.discord.autocomplete("source show", {"document": ""}, focused="document")
    assert [choice.name.split(" · ")[0] for choice in choices] == sorted(corpus_texts(bot.corpus))


async def test_a_long_document_is_read_to_its_end_and_back(bot: BotProcess) -> None:
    """Each page within Discord's limits: the fake refuses one that is not."""
    first = page = await bot.call("source show", {"document": ENCYCLOPEDIA})
    pages = [page]
    assert page.button("◀ Previous").disabled
    while not page.button("Next ▶").disabled:
        page = await bot.press(page, "Next ▶")
        assert page.id == first.id
        pages.append(page)
    assert len(pages) > 3
    footers = [small_print(page)[-1].split(" · ")[0] for page in pages]
    assert footers == [f"Page {number} of {len(pages)}" for number in range(1, len(pages) + 1)]
    texts = [page.texts[1] for page in pages]
    assert read("\n".join(texts)) == corpus_texts(bot.corpus)[ENCYCLOPEDIA]
    assert description(await bot.press(page, "◀ Previous")) == description(pages[-2])


@pytest.mark.parametrize("named", ["No such document", "@everyone **x**", "word " * (OPTION_CHARS // 5)])
async def test_an_unknown_document_gets_a_clear_line(bot: BotProcess, named: str) -> None:
    line = await bot.call("source show", {"document": named})
    assert line.ephemeral
    assert line.text.startswith("There is no document “")
    assert line.text.endswith("Choose one of the suggestions, or see `/source list`.")
    assert (calls(line), acts(line.text.split("”")[0])) == ([], [])


# All of it.


async def test_no_message_of_these_may_mention_anybody(bot: BotProcess) -> None:
    await bot.ask("@everyone")
    assert house_rules.mentions(bot) == []


async def test_no_interaction_of_these_is_left_thinking(bot: BotProcess, answer: Message) -> None:
    assert not answer.loading
    assert house_rules.left_thinking(bot) == []


async def test_discord_took_every_request_of_these(bot: BotProcess, answer: Message) -> None:
    assert answer.id
    assert house_rules.refusals(bot) == []
    assert house_rules.contract_breaches(bot) == []


async def test_the_log_of_these_holds_no_traceback_and_no_secret(bot: BotProcess, answer: Message) -> None:
    assert answer.id
    assert "bot.replying.asking" in bot.stderr
    assert "Traceback" not in bot.stderr
    assert house_rules.leaks(bot) == []


async def test_told_to_stop_it_sees_to_what_is_in_flight_and_leaves_in_good_order(bot: BotProcess) -> None:
    """The last of these: it is over then."""
    asked = [await bot.discord.slash("ask", {"question": DRONES}, user=person(number)) for number in range(3)]
    for interaction in asked:
        await interaction.wait_for_callback(PATIENCE_SECONDS)
    assert await bot.stop() == 0
    replies = [shown(message) for interaction in asked for message in interaction.messages]
    assert len(replies) == len(asked)
    assert [text for text in replies if "400" not in text and "I am being restarted." not in text] == []
    assert "Traceback" not in bot.stderr
    assert house_rules.leaks(bot) == []
