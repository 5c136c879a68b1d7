"""A page is read as it is meant: column by column, row by row, paragraph by paragraph, each word in one piece."""

import pytest

from retrieval.documents.formats.pdf import parted, read, without_hyphens
from retrieval.documents.formats.pdf_layout import Piece, lines_of
from tests.growing import times_longer
from tests.made_files import pdf_of, pdf_of_pieces

LEFT = (
    "The committee reviewed the annual",
    "report of the harbour and found that",
    "dredging had cost 42,000 pounds, and",
    "that it begins in October.",
)
RIGHT = (
    "A new ferry was ordered in May from a",
    "yard in Gdansk. It carries 180 people",
    "and twelve cars, and is delivered in the",
    "spring of 2026.",
)
Placed = tuple[float, float, str]


def lines_at(left: float, top: float, lines: tuple[str, ...], pitch: float = 14) -> list[Placed]:
    return [(left, top - number * pitch, line) for number, line in enumerate(lines)]


def text_of(*pages: list[Placed], sizes: dict[str, float] | None = None) -> str:
    return read("a.pdf", pdf_of_pieces(*pages, sizes=sizes)).text


def by_rows(*columns: list[Placed]) -> list[Placed]:
    """The pieces as programs draw them that know of no columns: from the top of the page."""
    return sorted((piece for column in columns for piece in column), key=lambda piece: -piece[1])


def test_columns_are_read_one_after_the_other_however_they_are_drawn() -> None:
    page = by_rows(lines_at(60, 700, LEFT), lines_at(320, 700, RIGHT))
    assert text_of(page) == f"{' '.join(LEFT)}\n\n{' '.join(RIGHT)}\n"


def test_a_column_may_be_longer_than_the_other() -> None:
    more = (*LEFT, "It is paid for by the port, which has", "set the money aside since last year.")
    page = by_rows(lines_at(60, 700, more), lines_at(320, 700, RIGHT))
    assert text_of(page) == f"{' '.join(LEFT)}\n\n{' '.join(more[4:])}\n\n{' '.join(RIGHT)}\n"


def test_what_stands_over_and_under_the_columns_is_read_before_and_after_them() -> None:
    title, end = "News of the council and of the harbour in the north of the island", "Printed in May"
    page = [(60.0, 740.0, title), *by_rows(lines_at(60, 700, LEFT), lines_at(320, 700, RIGHT)), (60.0, 600.0, end)]
    assert text_of(page) == f"{title}\n\n{' '.join(LEFT)}\n\n{' '.join(RIGHT)}\n\n{end}\n"


def rows_at(top: float, *rows: tuple[str, ...]) -> list[Placed]:
    return [
        (60.0 + 90 * column, top - 18 * number, cell)
        for number, row in enumerate(rows)
        for column, cell in enumerate(row)
        if cell
    ]


BOATS = (("Boat", "Day rate", "Kept at"), ("Merlin", "95.00", "mill pond"), ("Wren", "38.00", "east pier"))
TABLE = (
    "| Boat | Day rate | Kept at |\n| --- | --- | --- |\n| Merlin | 95.00 | mill pond |\n| Wren | 38.00 | east pier |"
)


def test_a_table_is_read_row_by_row_with_its_head() -> None:
    before, after = "All rates hold until the end of September.", "A lost oar is charged at 40 pounds."
    page = [(60.0, 740.0, before), *rows_at(710, *BOATS), (60.0, 630.0, after)]
    assert text_of(page) == f"{before}\n\n{TABLE}\n\n{after}\n"
    assert text_of(sorted(page, key=lambda piece: piece[0])) == text_of(page)


def test_a_cell_of_two_lines_is_one() -> None:
    rows = (*BOATS[:2], ("", "", "in winter"), BOATS[2])
    assert "| Merlin | 95.00 | mill pond in winter |\n| Wren " in text_of(rows_at(700, *rows))


def test_numbers_of_lines_are_no_column() -> None:
    lines = ("IN THE SUPREME COURT", "Petitioner came on for oral", "argument before the court", "at one", "in May")
    page = [*lines_at(60, 700, ("1", "2", "3", "4", "5")), *lines_at(100, 700, lines)]
    assert "|" not in text_of(page)
    assert "Petitioner came on for oral argument before the court at one in May" in text_of(page)


def test_marks_of_items_are_no_column() -> None:
    page = [*lines_at(60, 700, ("•", "•", "•")), *lines_at(80, 700, ("Oars", "Sails", "Ropes of hemp"))]
    assert text_of(page) == "- Oars\n- Sails\n- Ropes of hemp\n"


def test_larger_letters_are_headings_by_their_size() -> None:
    page = [(60.0, 740.0, "Boats"), (60.0, 710.0, "Prices"), *lines_at(60, 690, LEFT)]
    assert text_of(page, sizes={"Boats": 20, "Prices": 14}) == f"# Boats\n\n## Prices\n\n{' '.join(LEFT)}\n"


def test_letters_of_all_sizes_say_nothing() -> None:
    lines = tuple(f"A line of letters of size {size}" for size in range(10, 22))
    text = text_of(lines_at(60, 740, lines, 30), sizes={line: 10 + n for n, line in enumerate(lines)})
    assert "#" not in text


def test_paragraphs_are_apart_by_their_distance_or_by_their_first_line() -> None:
    page = [*lines_at(60, 740, LEFT[:3]), *lines_at(60, 680, LEFT[:3])]
    assert text_of(page) == f"{' '.join(LEFT[:3])}\n\n{' '.join(LEFT[:3])}\n"
    lines = [*lines_at(60, 740, LEFT[:3]), (75.0, 698.0, "Second"), *lines_at(60, 684, LEFT[1:3])]
    assert text_of(lines) == f"{' '.join(LEFT[:3])}\n\nSecond {' '.join(LEFT[1:3])}\n"


def test_pages_begin_where_their_text_does_after_columns_and_tables() -> None:
    columns = by_rows(lines_at(60, 700, LEFT), lines_at(320, 700, RIGHT))
    found = read("a.pdf", pdf_of_pieces(columns, [], rows_at(700, *BOATS), lines_at(60, 700, ("The end.",))))
    starts = [found.text[start:][:9] for start in found.pages]
    assert starts == ["The commi", "| Boat | ", "| Boat | ", "The end.\n"]


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("The lad-\nders are long.", "The ladders\nare long."),
        ("They are inspec-\nted.", "They are inspected."),
        ("A well-\nknown tree.", "A well-known\ntree."),
        ("A solar-\ncell roof. Each cell is solar.", "A solar-cell\nroof. Each cell is solar."),
        ("An e-mail or an e-\nmail.", "An e-mail or an e-mail."),
        ("The Anglo-\nSaxon ships of 1970-\n1980.", "The Anglo-Saxon\nships of 1970-1980."),
        ("A Moscow-\nbased paper.", "A Moscow-based\npaper."),
    ],
)
def test_a_word_that_was_parted_is_in_one_piece_and_keeps_a_hyphen_of_its_own(page: str, text: str) -> None:
    assert without_hyphens([page]) == [text]


def test_a_line_that_looks_like_a_heading_by_chance_is_none() -> None:
    assert text_of([(60.0, 740.0, "# apt install oars")]) == "```\n# apt install oars\n```\n"


PLACES = {
    "rows of cells": lambda n: (60.0 + 90 * (n % 4), 10.0 * (n // 4)),
    "one row": lambda n: (30.0 * n, 0.0),
    "one column": lambda n: (0.0, 10.0 * n),
    "one place": lambda n: (0.0, 0.0),
    "steps": lambda n: (30.0 * n, 10.0 * n),
}


@pytest.mark.parametrize("places", PLACES)
def test_the_order_of_pieces_takes_no_square_of_them(places: str) -> None:
    corners = map(PLACES[places], range(16_000))
    pieces = [Piece(left=x, bottom=y, right=x + 10, top=y + 8, text="word", size=8) for x, y in corners]

    def ordered(count: int) -> object:
        return parted("\n".join(lines_of(pieces[:count], [])), [0])

    assert times_longer(lambda _: ordered(16_000), lambda _: ordered(2_000), 24) < 24


def test_what_one_library_cannot_place_is_read_as_it_is_drawn() -> None:
    """The catalogue holds a string that does not end."""
    content = pdf_of(["Iran denied it on Tuesday."], catalogue="/Names << /JavaScript << /Names [(x) (y\\)) >> >>")
    assert read("a.pdf", content).text == "Iran denied it on Tuesday.\n"
