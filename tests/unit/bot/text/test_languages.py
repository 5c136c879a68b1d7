"""Each language has all texts, filled in with the same facts; what is asked in a server is answered in its language."""

import inspect
from collections.abc import Mapping
from enum import Enum
from string import Formatter
from types import FunctionType, ModuleType
from typing import Any

import discord
import pytest
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.commands.translating import CommandTranslator
from bot.replying.queue import Workers
from bot.text import (
    english,
    english_errors,
    explaining,
    german,
    german_errors,
    german_faults,
    german_values,
    values,
    words,
)
from bot.text.command import CommandText
from bot.text.discord_limits import OPTION_DESCRIPTION_CHARS, discord_chars
from bot.text.language import Language, language_of_locale, speaking, spoken
from bot.text.modules import MODULES
from retrieval.answering.standing import Standing, Today
from retrieval.answering.stopwatch import STAGES_IN_WORDS
from retrieval.domain.answers import Refusal, RefusalReason
from retrieval.domain.inquiry import Stage
from retrieval.domain.records import Floor, ModelCheck, Rewriting
from retrieval.domain.verdicts import FateKind, Flaw, QuoteClass
from retrieval.faults import CorpusFault, DocumentFault, Fault, ReceiptFault, ReloadFault
from tests.building import facts_of

ERRORS = "errors"
TEXTS: Mapping[str, Mapping[Language, ModuleType]] = {
    **MODULES,
    ERRORS: {Language.ENGLISH: english_errors, Language.GERMAN: german_errors},
}
MAY_HAVE_MORE = {ERRORS, "values"}
"""A language may need tables there that English has in retrieval."""
OTHERS = [language for language in Language if language is not Language.ENGLISH]
READ_IN_DISCORD: list[Fault] = [*CorpusFault, *DocumentFault, *ReceiptFault, *ReloadFault]


def texts_of(module: ModuleType) -> dict[str, object]:
    """Return what a module has of its own: what it imports is in another room."""
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_")
        and not isinstance(value, type | ModuleType)
        and (not isinstance(value, FunctionType) or value.__module__ == module.__name__)
    }


def facts_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def each_text(value: object) -> list[str]:
    match value:
        case str():
            return [value]
        case CommandText():
            return []
        case tuple() | list():
            return [text for each in value for text in each_text(each)]
        case Mapping():
            return [text for each in value.values() for text in each_text(each)]
        case _:
            return []


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("kind", TEXTS)
def test_language_has_each_text_with_the_same_facts(language: Language, kind: str) -> None:
    own, other = texts_of(TEXTS[kind][Language.ENGLISH]), texts_of(TEXTS[kind][language])
    assert set(own) <= set(other)
    if kind not in MAY_HAVE_MORE:
        assert {name for name in other if name not in own} == set()
    for name, value in own.items():
        if isinstance(value, FunctionType):
            translated: Any = other[name]
            assert inspect.signature(value) == inspect.signature(translated), name
        if name != "FAULT_TEXTS":
            facts = [facts_in(text) for text in each_text(value)]
            assert [facts_in(text) for text in each_text(other[name])] == facts, name


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("kind", MODULES)
def test_no_text_of_a_language_is_left_in_english(language: Language, kind: str) -> None:
    same_in_both = {
        "CHANNEL_LINE",
        "COLLECTION",
        "ON_FOOTNOTE",
        "STATUS_ROW",
        "BAR",
        "COUNT",
        "SPEAKER_IN",
        "ON_PROMPT",
        "KIND_NOT_SEARCHED",
    }
    own, other = texts_of(MODULES[kind][Language.ENGLISH]), texts_of(MODULES[kind][language])
    left = {
        name
        for name, value in own.items()
        for text, translated in zip(each_text(value), each_text(other[name]), strict=True)
        if text == translated and sum(map(str.isalpha, text)) > 12
    }
    assert left - same_in_both == set()


@pytest.mark.parametrize("language", OTHERS)
def test_language_explains_the_same_errors(language: Language) -> None:
    assert set(TEXTS[ERRORS][language].IN_DISCORD) == set(english_errors.IN_DISCORD)
    assert set(TEXTS[ERRORS][language].DISCORD_REFUSALS) == set(english_errors.DISCORD_REFUSALS)


@pytest.mark.parametrize("fault", READ_IN_DISCORD, ids=str)
def test_german_words_each_fault_that_people_read(fault: Fault) -> None:
    assert set().union(*map(facts_in, german_faults.GERMAN_FAULTS[fault])) <= {
        *fault.takes,
        "first.what",
        "first.remedy",
        "cause.what",
        "cause.remedy",
    }


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("reason", RefusalReason)
def test_language_says_why_there_is_no_answer(language: Language, reason: RefusalReason) -> None:
    refusal = Refusal(question="Who?", reason=reason, facts=facts_of("nobody"))
    with speaking(language):
        explained = explaining.explanation(refusal)
    assert explained.strip()
    assert explained != explaining.explanation(refusal)


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (german_values.FLOORS, Floor),
        (german_values.WHY_NOT_WRITTEN, Floor),
        (german_values.CHECKS, ModelCheck),
        (german_values.REWRITINGS, Rewriting),
        (german_values.FATES, FateKind),
        (german_values.FLAWS, Flaw),
        (german_values.QUOTES, QuoteClass),
    ],
)
def test_german_has_a_text_for_each_value(table: Mapping[object, str], kind: type[Enum]) -> None:
    assert set(table) == set(kind)


def test_german_has_a_text_for_each_stage_that_is_shown() -> None:
    assert set(german_values.STAGES) == set(STAGES_IN_WORDS)


@pytest.mark.parametrize(
    ("stage", "english_text", "german_text"),
    [
        (Stage("search"), "Searching…", "Es wird gesucht …"),
        (Stage("read"), "Reading…", "Es wird gelesen …"),
        (
            Stage("read", passages=10, documents=4),
            "Reading 10 passages of 4 documents…",
            "10 Stellen aus 4 Dokumenten werden gelesen …",
        ),
        (
            Stage("read", passages=1, documents=1),
            "Reading 1 passage of 1 document…",
            "1 Stelle aus 1 Dokument wird gelesen …",
        ),
        (Stage("compose"), "", ""),
    ],
    ids=str,
)
def test_a_stage_is_said_with_how_much_is_read(stage: Stage, english_text: str, german_text: str) -> None:
    assert values.stage_text(stage) == english_text
    with speaking(Language.GERMAN):
        assert values.stage_text(stage) == german_text


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("found_at", [None, (0, 5)])
def test_values_are_said_in_each_language(standing: Standing, found_at: tuple[int, int] | None) -> None:
    today = Today(standing=standing, found_at=found_at, renamed_to="another")
    said = set()
    for language in Language:
        with speaking(language):
            said.add(values.today_text(today))
    assert len(said) == len(Language)


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        (discord.Locale.german, Language.GERMAN),
        ("de", Language.GERMAN),
        (discord.Locale.british_english, Language.ENGLISH),
        (discord.Locale.french, Language.ENGLISH),
        (None, Language.ENGLISH),
    ],
)
def test_locale_has_a_language(locale: object, language: Language) -> None:
    assert language_of_locale(locale) is language


def test_words_are_those_of_the_language_spoken() -> None:
    assert words.WORKING_ON_IT == english.WORKING_ON_IT
    with speaking(Language.GERMAN):
        assert words.WORKING_ON_IT == german.WORKING_ON_IT
    assert words.WORKING_ON_IT == english.WORKING_ON_IT


async def test_work_in_a_thread_is_done_in_the_language_of_who_asked() -> None:
    workers = Workers("worker", threads=1, waiting=1)
    with speaking(Language.GERMAN):
        assert await workers.run(spoken) is Language.GERMAN
    assert await workers.run(spoken) is Language.ENGLISH
    workers.leave()


@pytest.mark.parametrize("language", OTHERS)
def test_commands_of_a_language_are_such_as_discord_takes(language: Language) -> None:
    for name, own in [pair for modules in MODULES.values() for pair in texts_of(modules[Language.ENGLISH]).items()]:
        if isinstance(own, CommandText):
            (other,) = [
                getattr(modules[language], name) for modules in MODULES.values() if hasattr(modules[language], name)
            ]
            assert set(other.options) == set(own.options)
            assert set(other.option_names) <= set(own.options)
            app_commands.commands.validate_name(other.name)
            for option in other.option_names.values():
                app_commands.commands.validate_name(option)
            for text in (other.description, *other.options.values()):
                assert 1 <= discord_chars(text) <= OPTION_DESCRIPTION_CHARS


async def test_translator_knows_a_name_from_an_option_of_that_name() -> None:
    translator = CommandTranslator()

    async def translated(message: str, location: Location) -> str | None:
        data: Any = None
        context: Any = app_commands.TranslationContext(location, data)  # type: ignore[call-overload]
        return await translator.translate(app_commands.locale_str(message), discord.Locale.german, context)

    assert await translated(english.SOURCE.name, Location.group_name) == german.SOURCE.name
    assert await translated("source", Location.parameter_name) == german.CORPUS_REMOVE.option_names["source"]
    assert await translated(english.ASK.description, Location.command_description) == german.ASK.description
    assert await translated("something else", Location.command_name) is None
