"""What is folded away and what is not; where a quote is found, and where it must not be."""

import pytest

from retrieval.text.matching import find, fold_for_matching


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("the oﬃce", "the office"),
        ("ＦＵＬＬ", "FULL"),
        ("“so-called” ‘x’ «y» it’d 5′", "'so-called' 'x' 'y' it'd 5'"),
        ("non‑breaking – dash—dash − minus", "non-breaking-dash-dash-minus"),
        ("wait… what", "wait... what"),
        (" a\u00a0b\r\n\tc  d ", "a b c d"),
        ("co\u00adop\u200bera\u2060tion\ufeff", "cooperation"),
        ("\u202eabc\u202c \u2066x\u2069", "abc x"),
        ("Russia,[10][11] agreeing.[^3] So", "Russia, agreeing. So"),
        ("[sic] [2022]", "[sic] [2022]"),
        ("❤\ufe0f", "❤"),
    ],
)
def test_the_table(text: str, folded: str) -> None:
    assert fold_for_matching(text).text == folded


def test_accents_count_however_they_are_encoded() -> None:
    assert fold_for_matching("Kottasová").text == fold_for_matching("Kottasova\u0301").text
    assert fold_for_matching("q\u0307\u0323").text == fold_for_matching("q\u0323\u0307").text
    assert fold_for_matching("Kottasová").text != fold_for_matching("Kottasova").text


def test_case_counts() -> None:
    assert fold_for_matching("Iran").text != fold_for_matching("iran").text


def test_every_character_knows_where_it_came_from() -> None:
    text = "a ﬁ\u00ad — b[1] c"
    folded = fold_for_matching(text)
    assert folded.text == "a fi-b c"
    assert [text[slice(*folded.origin(n, n + 1))] for n in range(len(folded.text))] == [
        "a", " ", "ﬁ", "ﬁ", "—", "b", "[1] ", "c",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        ("30 drones", "It had 30 drones.", ["30 drones"]),
        ("the fact is", "“The fact is this: Iran", ["The fact is"]),
        ("The fact", "in fact, the fact", ["the fact"]),
        ("in fact, that", "Ukraine — in fact, that are", ["in fact, that"]),
        ("to Russia, agreeing", "drones to Russia,[10][11] agreeing with", ["to Russia,[10][11] agreeing"]),
        ('it\'d be "hard to argue"', "that it’d be “hard to argue” their", ["it’d be “hard to argue”"]),
        ("cooperation", "the co\u00adope\u200bration", ["co\u00adope\u200bration"]),
        ("so it is", "So it is, and so it is.", ["So it is", "so it is"]),
        ("love ❤", "love ❤\ufe0f it", ["love ❤\ufe0f"]),
        ("無人機", "百無人機だ", ["無人機"]),
        ("1,000", "of 1,000, and", ["1,000"]),
        ("-5", "at -5 degrees", ["-5"]),
    ],
)
def test_is_found(quote: str, text: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in find(quote, text)] == found


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("30 drones", "230 drones"),
        ("30 drones", "It had 30 dronesmen"),
        ("230", "2,230"),
        ("1", "1,000"),
        ("1", "1.5"),
        ("30", "$30"),
        ("30", "30%"),
        ("30", "-30"),
        ("can", "it can't"),
        ("can", "it can’t"),
        ("nuclear", "non-nuclear"),
        ("nuclear", "nuclear-armed"),
        ("co", "co\u00adoperation"),
        ("of", "oﬀer"),
        ("Kottasova", "Kottasova\u0301"),
        ("👩", "👩\u200d👧"),
        ("👍 ok", "👍🏽 ok"),
        ("THE FACT", "the fact"),
        ("the Fact", "the fact"),
        ("not sent", "sent"),
        ("", "text"),
        (" … ", "a … b"),
        ("\u200b", "a\u200bb"),
    ],
)
def test_is_not_found(quote: str, text: str) -> None:
    assert find(quote, text) == []


def test_what_stands_everywhere_is_looked_for_a_bounded_number_of_times() -> None:
    assert 0 < len(find("a b", "a b " * 10_000)) <= 64
