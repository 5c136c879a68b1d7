import pytest

from retrieval.answering.values import Value, value_of


def value(words: str) -> Value:
    found = value_of(words)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("1820", "about 1820"),
        ("14 May 1996", "1996"),
        ("219,126", "219126"),
        ("25 euros", "25 euros a month"),
        ("three", "3"),
        ("Charles Darwin", "Darwin"),
        ("Rugby league", "rugby"),
        ("in Exton, Pennsylvania", "Exton"),
    ],
)
def test_what_only_says_more_agrees(words: str, others: str) -> None:
    assert value(words).agrees_with(value(others))
    assert value(others).agrees_with(value(words))


@pytest.mark.parametrize(
    ("words", "others"),
    [
        ("219,126", "225,596"),
        ("1872", "1874"),
        ("25 euros", "30 euros"),
        ("Ham Lake", "Millville"),
        ("May 1996", "1940"),
    ],
)
def test_what_says_something_else_does_not_agree(words: str, others: str) -> None:
    assert not value(words).agrees_with(value(others))


def test_a_figure_is_not_of_the_kind_of_a_name() -> None:
    assert value("1872").is_of_the_kind_of(value("14 May 1996"))
    assert not value("1872").is_of_the_kind_of(value("Millville"))


@pytest.mark.parametrize(
    "words", ["", "it", "about", "because the pump draws air when the inlet filter is blocked by sand"]
)
def test_a_clause_is_no_value_and_neither_is_what_says_nothing(words: str) -> None:
    assert value_of(words) is None
