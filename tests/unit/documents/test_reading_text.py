"""The text that is searched and read in place of a passage, and the way back to the document."""

import pytest

from retrieval.documents.body import layout_of
from retrieval.documents.context import body_of
from retrieval.documents.quoted import shown_text
from retrieval.documents.reading_text import reading_text_of, search_text_of
from retrieval.domain.documents import Document, Passage, PassageKind

TABLE = (
    "# Stations\n\n| Station | Platforms | Note |\n| --- | --- | --- |\n| Larne | 7 | |\n| Nairn \\| Town | 3 | old |\n"
)


def passages_of(text: str, path: str = "guide.md") -> list[Passage]:
    document = Document(id="guide", title="Guide", text=text, path=path)
    return [
        Passage(document=document, start=block.start, end=block.end, section=block.section)
        for block in layout_of(document)
        if block.kind is PassageKind.BODY
    ]


def test_a_row_is_read_with_its_heads_and_without_its_empty_cells() -> None:
    texts = [reading_text_of(passage).text for passage in passages_of(TABLE)]
    assert texts == ["Station: Larne; Platforms: 7", "Station: Nairn | Town; Platforms: 3; Note: old"]


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("| | Minimum | Advised |\n|---|---|---|\n| Memory | 2 GB | 4 GB |", ["Memory; Minimum: 2 GB; Advised: 4 GB"]),
        ("||Least|Best|\n|-|-|-|\n|Memory||4 GB|\n||2 GB|4 GB|", ["Memory; Best: 4 GB", "Least: 2 GB; Best: 4 GB"]),
        ("| A | | B | |\n|---|---|---|---|\n| 1 | 2 | 3 | 4 | 5 |\n| 6 |", ["A: 1; 2; B: 3; 4; 5", "A: 6"]),
        ("| Age | Fee |\n|---|---|\n| > 65 | 5 € |\n| | \\| |", ["Age: > 65; Fee: 5 €", "Fee: |"]),
        ("> | | Fee |\n> |---|---|\n> | Day | 5 € |", ["Day; Fee: 5 €"]),
        ("- | | Fee |\n  |---|---|\n  | Day | 5 € |\n  | | 7 € |", ["Day; Fee: 5 €", "Fee: 7 €"]),
        ("1. | Ticket | Fee |\n   |---|---|\n   | Day | 5 € |", ["Ticket: Day; Fee: 5 €"]),
        ("| <!-- name --> | Fee |\n|---|---|\n| Day | 5 € |", ["Day; Fee: 5 €"]),
        ("| &nbsp; | Fee |\n|---|---|\n| Day | 5 € |", ["Day; Fee: 5 €"]),
        ("| | |\n|---|---|\n| Day | 5 € |\n| | |", ["Day; 5 €"]),
    ],
)  # fmt: skip
def test_each_cell_is_read_and_shown_under_the_head_of_its_own_column(table: str, rows: list[str]) -> None:
    passages = passages_of(f"# Guide\n\n{table}\n")
    assert [reading_text_of(passage).text for passage in passages] == rows
    assert [shown_text(passage.document, passage.start, passage.end) for passage in passages] == rows


def test_a_cell_keeps_its_head_where_the_passage_begins_within_its_row() -> None:
    (whole, _) = passages_of(TABLE.replace("Larne", "Larne " * 9))
    document = whole.document
    part = Passage(document=document, start=document.text.index("7"), end=whole.end, section="")
    assert reading_text_of(part).text == "Platforms: 7"


@pytest.mark.parametrize("below", ["It is later on Sundays.", "The list is older, they said.", "This holds until May."])
def test_what_stands_below_a_table_does_not_lean_on_its_last_row(below: str) -> None:
    (*_, passage) = passages_of(f"{TABLE}\n{below}\n")
    body = body_of(passage.document)
    place = body.place_of(passage.start)
    assert body.understandable(place) == (place, place)


def test_what_is_read_is_mapped_back_to_the_document() -> None:
    (first, _) = passages_of(TABLE)
    text = reading_text_of(first)
    start = text.text.index("7")
    assert TABLE[slice(*text.span(start, start + 1))] == "7"
    # A head that is read in a row stands for nothing: an answer that begins there begins at the cell.
    begin = text.text.index("Platforms")
    assert TABLE[slice(*text.span(begin, start + 1))] == "7"


def test_what_leads_to_a_passage_is_read_before_it() -> None:
    passages = passages_of("# Guide\n\nYou need these:\n\n- a badge\n- a desk\n")
    assert [reading_text_of(passage).text for passage in passages] == [
        "You need these:",
        "You need these:\na badge",
        "You need these:\na desk",
    ]


def test_what_leads_to_a_passage_is_not_read_twice() -> None:
    document = passages_of("# Guide\n\nYou need these:\n\n- a badge\n- a desk\n")[0].document
    whole = Passage(document=document, start=document.text.index("You"), end=len(document.text) - 1)
    assert reading_text_of(whole).text == "You need these:\na badge\na desk"


def test_plain_text_is_read_as_it_stands() -> None:
    (passage,) = passages_of("It is cold.\n\nThe tide is high.", "sea.txt")[:1]
    whole = Passage(document=passage.document, start=0, end=len(passage.document.text))
    assert reading_text_of(whole).text == whole.text


def test_the_title_and_the_section_are_searched_too() -> None:
    (passage,) = passages_of("# Guide\n\n## Install\n\nRun it.\n")
    assert search_text_of(passage) == "Guide\nInstall\nRun it."


def test_markup_is_not_read_and_answers_are_found_where_they_stand() -> None:
    text = "# Guide\n\nSet **`ports`** in the [settings](https://example.org/a/b) to 90 &amp; more.\n"
    (passage,) = passages_of(text)
    read = reading_text_of(passage)
    assert read.text == "Set ports in the settings to 90 & more."
    start = read.text.index("90 & more")
    assert text[slice(*read.span(start, start + len("90 & more")))] == "90 &amp; more"


def test_code_is_read_as_it_stands() -> None:
    (passage,) = passages_of("# Guide\n\n```\na = **b** * c\n```\n")
    assert reading_text_of(passage).text == "a = **b** * c"


def test_the_title_of_a_tab_within_a_passage_is_read_before_what_stands_in_it() -> None:
    text = '# Kelp\n\n=== "Linux"\n\n    Fetch it.\n\n    Wait.\n\n=== "Windows"\n\n    Grab it.\n'
    document = Document(id="guide", title="Guide", text=text, path="guide.md")
    passage = Passage(document=document, start=text.index("Fetch"), end=len(text.rstrip()), section="")
    read = reading_text_of(passage)
    assert read.text == "Linux\nFetch it.\nWait.\nWindows\nGrab it."
    start = read.text.index("Grab")
    assert text[slice(*read.span(start, start + 4))] == "Grab"
