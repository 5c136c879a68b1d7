"""Short lines, lists of them, wrapped lines, clauses, code and questions in plain text, each rule by itself."""

import pytest

from retrieval.documents.blocks import Block, Form
from retrieval.documents.body import layout_of
from retrieval.domain.documents import PassageKind
from tests.building import document_of, texts_of_kind

BODY, HEADING = PassageKind.BODY, PassageKind.HEADING
SENTENCE = "The tent sleeps eight people and is lent to members for a weekend."
WRAPPED = """
The boats are kept in the long shed
behind the club house, where the
keys hang on a board, and whoever
takes one signs for it in the book.
"""


def blocks_of(text: str) -> dict[str, Block]:
    return {text[block.start : block.end]: block for block in layout_of(document_of(text))}


def body_of_text(text: str) -> list[str]:
    return texts_of_kind(document_of(text), BODY)


def leads_of(text: str) -> dict[str, list[str]]:
    return {
        name: [text[start:end] for start, end in block.leads] for name, block in blocks_of(text).items() if block.leads
    }


@pytest.mark.parametrize(
    "lines",
    [
        ["Full clean driving licence", "Two years of driving vans", "Forklift certificate (class B)"],
        ["Pay: 14.20 GBP an hour", "Hours: 38 a week", "Start date: 3 March 2025"],
        ["Hit Points 59", "Armour 14", "Speed 30 ft"],
        ["14 Mill Lane", "Ashby", "Tel 01530 555 0142"],
        ["Desk......12", "Lamp........7"],
        ["Fax 555 0131", "desk@library.example", "www.library.example"],
    ],
)
@pytest.mark.parametrize("below", ["", f"\n\n{SENTENCE}"])
def test_short_lines_among_short_lines_are_items_of_body_text(lines: list[str], below: str) -> None:
    blocks = blocks_of(f"{SENTENCE}\n\n" + "\n".join(lines) + below)
    for line in lines:
        block = blocks[line]
        assert (block.kind, block.form, block.sentences) == (BODY, Form.ITEM, ((block.start, block.end),))


def test_a_list_of_lines_knows_the_heading_that_it_stands_under() -> None:
    text = f"{SENTENCE}\n\nWhat we offer\n\nPay: 14.20\nHours: 38\n\n{SENTENCE}"
    assert blocks_of(text)["Hours: 38"].section == "What we offer"
    assert texts_of_kind(document_of(text), HEADING) == ["What we offer"]


@pytest.mark.parametrize(
    "value", ["Phone: 555 0199", "rosa@boats.example", "14.20 €", "www.boats.example", "Tea   2.50"]
)
def test_a_value_that_stands_alone_is_no_heading(value: str) -> None:
    assert value in body_of_text(f"{SENTENCE}\n\n{value}\n\n{SENTENCE}")


def test_a_line_that_nothing_follows_heads_nothing() -> None:
    assert body_of_text(f"{SENTENCE}\n\nThank you for your visit") == [SENTENCE, "Thank you for your visit"]


def test_of_many_short_lines_one_below_the_other_the_last_alone_is_a_heading() -> None:
    text = f"{SENTENCE}\n\nMembers\n\n1,204\n\nVolunteers\n\n67\n\nMoney\n\n{SENTENCE}"
    assert texts_of_kind(document_of(text), HEADING) == ["Money"]


def test_a_part_and_its_chapter_are_headings() -> None:
    text = f"{SENTENCE}\n\nThe second part\n\nThe first chapter\n\n{SENTENCE}"
    assert texts_of_kind(document_of(text), HEADING) == ["The second part", "The first chapter"]


@pytest.mark.parametrize("rule", ["=====", "-----"])
def test_an_underlined_line_is_a_heading_whatever_is_below(rule: str) -> None:
    text = f"{SENTENCE}\n\nHours\n{rule}\nMon 9-17\nTue 9-12"
    assert texts_of_kind(document_of(text), HEADING) == ["Hours"]


def test_a_rule_across_a_receipt_underlines_nothing() -> None:
    text = f"{SENTENCE}\n\nTea 2.50\nCake 3.50\n--------------------------------\nTotal 6.00"
    assert body_of_text(text) == [SENTENCE, "Tea 2.50", "Cake 3.50", "Total 6.00"]


def test_a_clause_is_text_and_names_the_section() -> None:
    blocks = blocks_of(f"{SENTENCE}\n\n1. Support\n\n{SENTENCE[4:]}\n\n2. Warranty\n\nThere is none of any kind here.")
    assert (blocks["Support"].kind, blocks["Support"].section) == (BODY, "1. Support")
    assert blocks["There is none of any kind here."].section == "2. Warranty"


def test_a_line_before_the_next_clause_heads_nothing() -> None:
    assert "NOT FOR USE AT SEA" in body_of_text(
        f"1. Support\n\n{SENTENCE}\n\nNOT FOR USE AT SEA\n\n2. Notes\n\n{SENTENCE}"
    )


@pytest.mark.parametrize("mark", [",", ";"])
def test_a_line_that_stops_at_a_comma_goes_on_in_the_next(mark: str) -> None:
    text = f"It may be opened at any time{mark}\nThursday too, by all."
    assert body_of_text(text) == [text]


def test_a_narrow_text_is_joined_by_the_length_of_its_own_lines() -> None:
    paragraph = "The book lies on the table by\nGertrude, who is there on Fridays\nand on the other days at home."
    assert body_of_text(f"{WRAPPED}\n{paragraph}") == [WRAPPED.strip(), paragraph]


def test_its_lists_are_not() -> None:
    assert body_of_text(f"{WRAPPED}\nFull driving licence\nForklift certificate\nTwo years at sea")[1:] == [
        "Full driving licence",
        "Forklift certificate",
        "Two years at sea",
    ]


def test_a_paragraph_of_a_wrapped_text_goes_on_after_the_end_of_a_sentence() -> None:
    line = "the boats are kept in the long shed that stands behind the house\n"
    paragraph = "It needs a key, and whoever takes it signs for it in the black book.\nThe book lies on the table."
    (block,) = [block for name, block in blocks_of(f"{line * 4}\n{paragraph}").items() if name == paragraph]
    assert len(block.sentences) == 2


@pytest.mark.parametrize("line", ["It needs Python 3.9, e.g.", "The worst is bug No."])
def test_a_line_that_stops_at_an_abbreviation_goes_on(line: str) -> None:
    assert body_of_text(f"{line}\n5 of them.") == [f"{line}\n5 of them."]


def test_labelled_lines_are_lines_however_long() -> None:
    lines = [
        "Person who is responsible for the boat: Rosa Lindqvist of Easthaven",
        "Person who is called where something happens: Tom Hale of Easthaven",
    ]
    assert body_of_text("\n".join(lines)) == lines


@pytest.mark.parametrize(
    "code",
    [
        "import pumps\npump = pumps.connect(5)\npump.restart(wait=5)",
        "$ pumpctl --reset\n$ pumpctl --start",
        "    tar xf pumps.tar.gz\n    cd pumps",
        "baud = 9600\nparity = none",
    ],
)
def test_lines_of_code_are_one_block_and_no_sentences(code: str) -> None:
    block = blocks_of(f"{SENTENCE}\n\n{code}\n\n{SENTENCE[4:]}")[code.strip()]
    assert (block.kind, block.form, len(block.sentences)) == (BODY, Form.CODE, 1)


def test_what_stands_in_a_fence_is_code() -> None:
    blocks = blocks_of(f"{SENTENCE}\n\n```sh\nRestart it. Then wait.\n```\n\n{SENTENCE[4:]}")
    assert blocks["Restart it. Then wait."].form is Form.CODE


def test_a_fence_that_is_never_closed_is_none() -> None:
    assert blocks_of(f"{SENTENCE}\n\n```\n{SENTENCE[4:]}")[SENTENCE[4:]].form is Form.PROSE


def test_what_ends_in_a_colon_leads_to_the_list_below_it_and_no_further() -> None:
    text = f"{SENTENCE}\n\nIt is old. You need:\n\n- two ropes\n- a key\n\n{SENTENCE[4:]}"
    assert leads_of(text) == {"two ropes": ["You need:"], "a key": ["You need:"]}


def test_it_leads_to_code_and_to_a_paragraph() -> None:
    assert leads_of("Run this:\n\n$ pumpctl --reset") == {"$ pumpctl --reset": ["Run this:"]}
    assert leads_of(f"Mind this:\n\n{SENTENCE}\n\n{SENTENCE[4:]}") == {SENTENCE: ["Mind this:"]}


def test_the_name_of_some_values_leads_to_them() -> None:
    text = f"{SENTENCE}\n\nOpening hours\nMon 9-17\nTue 9-12\n\nTea\nCake"
    assert leads_of(text) == {"Mon 9-17": ["Opening hours"], "Tue 9-12": ["Opening hours"], "Cake": ["Tea"]}


def test_the_first_of_some_that_have_a_heading_does_not() -> None:
    assert leads_of(f"{SENTENCE}\n\nOpening hours\n\nMonday closed\nTuesday 9-17\nFriday 9-12\n\n{SENTENCE}") == {}


def test_the_first_of_some_names_does_not() -> None:
    assert leads_of(f"{SENTENCE}\n\nDriving licence\nForklift certificate\nTwo years at sea") == {}


def test_what_is_set_in_is_read_with_what_it_is_set_in_under() -> None:
    text = "-p, --port\n    The port that the pump is at.\n-v, --verbose\n    It prints more of what it does."
    assert leads_of(text) == {
        "The port that the pump is at.": ["-p, --port"],
        "It prints more of what it does.": ["-v, --verbose"],
    }
    assert leads_of("- tools\n  - a hammer\n- wood") == {"a hammer": ["tools"]}


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_question_leads_to_its_answer(gap: str) -> None:
    text = f"Which ports are open?{gap}22, 80 and 443.\n\nWhy is the light red?{gap}The line is down.\n\n{SENTENCE}"
    assert leads_of(text) == {
        "22, 80 and 443.": ["Which ports are open?"],
        "The line is down.": ["Why is the light red?"],
    }


def test_so_it_does_with_letters_before_both() -> None:
    assert leads_of("Q: Is it open?\nA: Yes. Until six.\nQ: Is it free?\nA: It is.") == {
        "A: Yes. Until six.": ["Q: Is it open?"],
        "A: It is.": ["Q: Is it free?"],
    }
