"""Names that documents state: abbreviations beside what they stand for, and first names beside last ones."""

import pytest

from retrieval.domain.documents import Document
from retrieval.writing.grounding.names import Alias, aliases_of, full_names_of, names_in


def of(text: str) -> Document:
    return Document(id="a", title="A", text=text)


@pytest.mark.parametrize(
    ("text", "name", "short"),
    [
        ("the Islamic Revolutionary Guard Corps (IRGC) said", "Islamic Revolutionary Guard Corps", "IRGC"),
        ("the Ministry of Foreign Affairs (the MFA) said", "Ministry of Foreign Affairs", "MFA"),
        ("In 2022 the World-Food Programme (“WFP”)", "World Food Programme", "WFP"),
        ("an (odd) aside by the European Union (EU)", "European Union", "EU"),
    ],
)
def test_an_abbreviation_is_told_by_its_initials(text: str, name: str, short: str) -> None:
    assert aliases_of(of(text)) == (Alias(name, short),)


@pytest.mark.parametrize("text", ["the European Union(EU)", "the European Union [EU]", "of the board (EU)", "(EU)"])
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert aliases_of(of(text)) == ()


@pytest.mark.parametrize("unit", ["la-", "La ", "L'a-", "la-la(la)", "L-L (LL) "], ids=["a", "b", "c", "d", "e"])
def test_a_document_that_is_nothing_but_beginnings_is_read(unit: str) -> None:
    """A pattern took twice as long for each of them."""
    aliases_of(of(unit * 20_000))
    full_names_of(of(unit * 20_000))


def test_names_that_stand_side_by_side() -> None:
    text = "So said Jean-Pierre Brien of the pro-Iranian Group, and B. Ali Khan."
    assert full_names_of(of(text)) == {("Jean-Pierre", "Brien"), ("Iranian", "Group"), ("Ali", "Khan")}


@pytest.mark.parametrize("unspaced", ["请描述一个设计", "車", "เที่ยวสุดท้าย", "နောက်ဆုံး", "最終バス"])
def test_names_are_found_beside_scripts_without_spaces(unspaced: str) -> None:
    """Their tokens overlap: a search for one behind the last found none."""
    text = f"So “{unspaced}” was read by Ada Brook{unspaced}to Wang Yi, {unspaced}."
    assert names_in(text) == ("Ada", "Brook", "Wang", "Yi")
