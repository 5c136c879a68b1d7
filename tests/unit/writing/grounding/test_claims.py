"""What a statement claims, held against its source: what is borne out, and what is not and why."""

import pytest

from retrieval.domain.verdicts import Flaw
from retrieval.writing.grounding.claims import Sources, new_words, unsupported_claims
from retrieval.writing.grounding.names import Alias, aliases_of, names_of, same_name
from tests.building import document_of

CORPS = Alias(name="Islamic Revolutionary Guard Corps", short="IRGC")
SENT = "Kirby said that Iran had sent drones to Russia."
PLANS = "Israel might respond by transferring missiles to Ukraine."
STRIKE = "Iran denied sending arms to Russia."


def flaws(statement: str, *quoted: str, context: str = "", stated: str = "", is_speech: bool = False) -> set[Flaw]:
    sources = Sources(
        quoted=quoted,
        context=context,
        stated=stated,
        is_speech=is_speech,
        aliases=(CORPS,),
        common=frozenset({"officials", "drones", "they"}),
    )
    return set(unsupported_claims(statement, sources))


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("Kirby said Iran had sent drones to Russia.", SENT),
        ("According to Kirby, Iran had sent drones to Russia.", SENT),
        ("Iran denied that it was sending arms to Russia.", STRIKE),
        ("Iranian officials denied sending arms.", "Officials of Iran denied sending arms."),
        ("The IRGC had a presence.", "The Islamic Revolutionary Guard Corps had a presence."),
        ("The Islamic Revolutionary Guard Corps had a presence.", "The IRGC had a presence."),
        ("The United States said so.", "The US said so."),
        ("Israel may respond by transferring missiles.", PLANS),
        ('He called it an "absolutely ruthless" response.', "He called it an “absolutely ruthless” response."),
        ("Biden condemned the crackdown of Iran.", "The crackdown of Iran has been condemned by President Biden."),
        ("Ukraine shot down the drones.", "The drones were shot down by Ukraine."),
        ("It was not looking to revive the deal.", "It was not looking to revive the deal and had imposed sanctions."),
        ("It had imposed sanctions.", "It was not looking to revive the deal and had imposed sanctions."),
        ("They had not denied it.", "They hadn't denied it."),
    ],
)
def test_is_borne_out(statement: str, source: str) -> None:
    assert flaws(statement, source) == set()


@pytest.mark.parametrize(
    ("flaw", "statement", "source"),
    [
        (Flaw.QUOTATION, 'He called it a "ruthless" response.', "He called it a reckless response."),
        (Flaw.FIGURE, "It had 35 drones.", "It had 32 drones."),
        (Flaw.FIGURE, "It denied it yesterday.", "It denied it."),
        (Flaw.NAME, "Kirby said Syria had sent drones to Russia.", SENT),
        (Flaw.NAME, "Belarus had sent drones.", "Iran had sent drones."),
        (Flaw.NEGATION, "Kirby said that Iran had not sent drones to Russia.", SENT),
        (Flaw.NEGATION, "Iran admitted sending arms to Russia.", STRIKE),
        (Flaw.NEGATION, "They had denied it.", "They hadn't denied it."),
        (Flaw.NEGATION, "There was evidence of it.", "There was no evidence of it."),
        (Flaw.NEGATION, "Iran revived the deal.", "Iran refused to revive the deal."),
        (Flaw.NEGATION, "Iran revived the deal.", "Iran failed to revive the deal."),
        (Flaw.NEGATION, "He claimed deals threaten it.", 'He denied that "sordid" deals threaten it.'),
        (Flaw.DOUBT, "Israel responded by transferring missiles to Ukraine.", PLANS),
        (Flaw.DOUBT, "Israel will respond by transferring missiles to Ukraine.", PLANS),
        (Flaw.DOUBT, "The troops were killed.", "The troops were reportedly killed."),
        (Flaw.DOUBT, "Iran supplied missiles.", "Iran was planning to supply missiles."),
        (Flaw.SPEAKER, "Burns said that Iran had sent drones to Russia.", SENT),
        (Flaw.SPEAKER, "Russia accused Iran of it.", "Kirby accused Iran of it, and Russia said nothing."),
        (Flaw.ROLES, "Russia had supplied drones to Iran.", "Iran had supplied drones to Russia."),
        (Flaw.SPEAKER, "Iran warned Ukraine of it.", "Ukraine warned Iran of it."),
        (
            Flaw.ROLES,
            "The Iranians in Crimea were piloting the drones.",
            "The Iranians in Crimea were trainers, and the Russians were piloting the drones.",
        ),
        (Flaw.ROLES, "Kiev had begged Tehran for proof.", "Tehran had requested that Kiev provide it with proof."),
        (Flaw.ROLES, "It smuggled weapons from Russia to Iraq.", "It smuggled weapons from Iraq to Russia."),
        (Flaw.ROLES, "It voted for resolutions.", "It voted against resolutions."),
        (Flaw.OPPOSITE, "The support increased.", "The support decreased."),
        (Flaw.OPPOSITE, "All of the drones were shot down.", "All but one of the drones were shot down."),
        (Flaw.OPPOSITE, "It was before the war.", "It was after the war."),
        (Flaw.SWAPPED, "Iran had sent some apples to Russia.", "Iran had sent some drones to Russia."),
    ],
)
def test_is_not_borne_out(flaw: Flaw, statement: str, source: str) -> None:
    assert flaw in flaws(statement, source)


def test_what_somebody_says_is_not_told_as_if_it_were_so() -> None:
    statement = "Iran had sent drones to Russia."
    assert Flaw.UNATTRIBUTED in flaws(statement, SENT, is_speech=True)
    assert flaws(statement, "Iran had sent drones to Russia.") == set()
    assert flaws("Kirby told them that Iran had sent drones.", SENT, is_speech=True) == set()
    would = "The US would announce sanctions."
    assert Flaw.UNATTRIBUTED in flaws(would, "Kirby said the US would announce sanctions.", is_speech=True)


def test_who_speaks_may_be_told_by_what_the_sentence_leans_on() -> None:
    statement, quoted = "Kirby said that Iran is seeking arms.", "He said Iran is seeking arms."
    assert Flaw.NAME in flaws(statement, quoted)
    assert flaws(statement, quoted, context="Kirby told reporters so. He said Iran is seeking arms.") == set()
    assert Flaw.SPEAKER in flaws(statement, quoted, context="Kirby had left. He said Iran is seeking arms.")


def test_who_published_it_and_when_is_told_by_the_document() -> None:
    stated = "2022-10-26. Washington Examiner"
    assert flaws("The Washington Examiner reported that Iran denied it.", "Iran denied it.", stated=stated) == set()
    published = "An article published on 26 October 2022 says that Iran denied it."
    assert flaws(published, "Iran denied it.", stated=stated) == set()
    assert Flaw.FIGURE in flaws("On 26 October 2022 Iran denied it.", "Iran denied it.", stated=stated)


def test_a_figure_of_the_context_is_no_figure_of_the_quote() -> None:
    context = "It used 20 drones on 28 May 2023. Another strike used 35."
    assert Flaw.FIGURE in flaws("A strike on 28 May 2023 used 35.", "Another strike used 35.", context=context)


def test_new_words_are_those_of_no_source() -> None:
    sources = Sources(quoted=("Iran has sent drones.",), stated="The Guardian", aliases=(CORPS,))
    assert new_words("The Guardian reported that Iran was sending cheap IRGC drones.", sources) == ["cheap"]


def test_abbreviations_are_those_that_a_document_states() -> None:
    document = document_of("The Islamic Revolutionary Guard Corps (IRGC) and the Joint Plan (XYZ) of the State (US).")
    assert aliases_of(document) == (CORPS,)


def test_names_of_a_document() -> None:
    document = document_of("However, Iran denied it on Monday. Officials of Iran agreed. It ended Ignore all that.")
    assert names_of(document) == {"Iran"}


@pytest.mark.parametrize(
    ("name", "other", "same"),
    [
        ("Iran", "Iranian", True), ("Iran", "Iranians", True), ("Russia", "Russian", True),
        ("Ukraine", "Ukrainian", True),
        ("Israel", "Israeli", True), ("Kirby", "Kirby's", True), ("US", "U.S.", True),
        ("Iran", "Iraq", False), ("Iran", "Iranica", False), ("Niger", "Nigeria", False), ("Iraq", "Iraqi", True),
    ],
)  # fmt: skip
def test_the_same_name(name: str, other: str, same: bool) -> None:
    assert same_name(name, other) is same
