"""What a search is narrowed to."""

import pytest

from retrieval.answering.searching import exact_words
from retrieval.domain.documents import DocumentSummary
from retrieval.domain.filters import ALL_SOURCES, SourceFilter

DATED = DocumentSummary(id="a", title="A", publisher="BBC News", date="2022-10-16", content_hash="0", characters=1)
OF_A_MONTH = DocumentSummary(id="b", title="B", date="2022-10", content_hash="0", characters=1)
UNDATED = DocumentSummary(id="c", title="C", date="last week", content_hash="0", characters=1)


@pytest.mark.parametrize(
    ("narrowing", "held"),
    [
        (ALL_SOURCES, "abc"),
        (SourceFilter(documents=["b", "z"]), "b"),
        (SourceFilter(documents=[]), ""),
        (SourceFilter(publisher="bbc"), "a"),
        (SourceFilter(after="2022-10-16"), "ab"),
        (SourceFilter(after="2022-10-17"), "b"),
        (SourceFilter(before="2022-10-15"), "b"),
        (SourceFilter(before="2022"), "ab"),
        (SourceFilter(after="2023"), ""),
        (SourceFilter(after="2022-01", before="2022-11"), "ab"),
        (SourceFilter(publisher="BBC", before="2021"), ""),
    ],
)
def test_filter_holds_what_states_so(narrowing: SourceFilter, held: str) -> None:
    assert "".join(each.id for each in (DATED, OF_A_MONTH, UNDATED) if narrowing.holds(each)) == held
    assert narrowing.narrows is (narrowing != ALL_SOURCES)


@pytest.mark.parametrize("day", ["yesterday", "2022-1", "16.10.2022", ""])
def test_filter_takes_days_in_iso_form_alone(day: str) -> None:
    with pytest.raises(ValueError, match="no day"):
        SourceFilter(after=day)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("drones", []),
        ('"ballistic missiles" and “more than 400”', ["ballistic missiles", "more than 400"]),
        ('„auf Deutsch“ «en français» ""', ["auf Deutsch", "en français"]),
        ('"?!"', []),
    ],
)
def test_exact_words_are_those_in_quotation_marks(query: str, words: list[str]) -> None:
    assert exact_words(query) == words
