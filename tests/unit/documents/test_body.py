"""What the lines of the shipped documents are is in test_body_of_shipped_corpus.py; here is each rule by itself."""

import pytest

from retrieval.documents.body import layout_of, markers_in, references_of
from retrieval.domain.documents import PassageKind
from tests.building import document_of, texts_of_kind

BODY, HEADING = PassageKind.BODY, PassageKind.HEADING
BOILERPLATE, REFERENCE = PassageKind.BOILERPLATE, PassageKind.REFERENCE
SENTENCE = "Iran denied that it had supplied any drones to Russia during the war."


def kinds_of(text: str, title: str = "A title") -> list[tuple[PassageKind, str]]:
    document = document_of(text, title=title)
    return [(block.kind, text[block.start : block.end]) for block in layout_of(document)]


@pytest.mark.parametrize("line", ["Background", "Iranian weapons deliveries to Russia", "Über die Drohnen", "2022"])
def test_a_short_line_without_an_end_is_a_heading(line: str) -> None:
    assert kinds_of(f"{line}\n\n{SENTENCE}") == [(HEADING, line), (BODY, SENTENCE)]


@pytest.mark.parametrize(
    "line",
    [
        "It ended.",
        "Did it end?",
        "He said this:",
        "It ended.[3]",
        "“It ended.”",
        "它结束了。",
        "「终わりました。」",
        "यह समाप्त हुआ।",
        "بندر بسته است۔",
        "متى يبدأ الدرس؟",
        "በሩ ተዘግቷል።",
        "Դուռը փակ է։",
        "ទ្វារបិទ។",
        "الخبز، والماء،",
        "in lower case it goes on",
        "One two three four five six seven eight nine ten eleven twelve thirteen",
        "a | table | row",
    ],
)
def test_another_line_is_body_text(line: str) -> None:
    assert kinds_of(f"Heading\n\n{line}\n\n{SENTENCE}")[1] == (BODY, line)


@pytest.mark.parametrize("level", range(1, 7))
def test_a_markdown_heading_is_a_heading_however_it_ends(level: int) -> None:
    line = f"{'#' * level} Why did it end?"
    assert kinds_of(f"{line}\n{SENTENCE}") == [(HEADING, "Why did it end?"), (BODY, SENTENCE)]


def test_body_text_knows_the_heading_it_stands_under() -> None:
    document = document_of(f"{SENTENCE}\n\n# First\n{SENTENCE}\n\nSecond\n{SENTENCE}")
    assert [block.section for block in layout_of(document) if block.kind is BODY] == ["", "First", "Second"]


def test_the_title_is_a_heading_and_no_section() -> None:
    document = document_of(f"Did it end? By our staff.\n{SENTENCE}", title="Did it end? By our staff.")
    assert [(block.kind, block.section) for block in layout_of(document)] == [(HEADING, ""), (BODY, "")]


def test_the_title_once_more_in_a_list_is_no_body_text() -> None:
    assert kinds_of(f"It ended.\n- It ended.\n- {SENTENCE}", title="It ended.") == [
        (HEADING, "It ended."),
        (HEADING, "It ended."),
        (BODY, SENTENCE),
    ]


@pytest.mark.parametrize("bullet", ["- ", "* ", "+ ", "• ", "1. ", "12) "])
def test_a_bullet_is_not_part_of_its_item(bullet: str) -> None:
    assert kinds_of(f"{bullet}{SENTENCE}\n{bullet}{SENTENCE}") == [(BODY, SENTENCE), (BODY, SENTENCE)]


def test_a_short_item_of_a_list_is_body_text() -> None:
    assert kinds_of(f"{SENTENCE}\n\n- Shahed 131\n- Shahed 136") == [
        (BODY, SENTENCE),
        (BODY, "Shahed 131"),
        (BODY, "Shahed 136"),
    ]


@pytest.mark.parametrize("rule", ["---", "***", "___", "* * *", "=====", "----------"])
def test_a_rule_is_no_text(rule: str) -> None:
    assert kinds_of(f"{SENTENCE}\n\n{rule}\n\n{SENTENCE}") == [(BODY, SENTENCE), (BODY, SENTENCE)]


def test_an_underlined_line_is_a_heading() -> None:
    assert kinds_of(f"Background\n==========\n{SENTENCE}") == [(HEADING, "Background"), (BODY, SENTENCE)]


@pytest.mark.parametrize(
    "code", ["drones = 400", "Drones = 400", "def shot_down(drones: int) -> int:\n    return drones"]
)
def test_what_stands_in_a_fence_is_not_lost(code: str) -> None:
    kept = " ".join(text for _, text in kinds_of(f"{SENTENCE}\n\n```\n{code}\n```\n\n{SENTENCE}"))
    assert "drones" in kept.casefold().replace(SENTENCE.casefold(), "")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_wrapped_paragraph_is_one(newline: str) -> None:
    wrapped = newline.join(
        ["Iran denied that it had supplied any of its drones to", "Russia, in October and", "later."]
    )
    assert kinds_of(f"Background{newline}{newline}{wrapped}") == [(HEADING, "Background"), (BODY, wrapped)]
    assert len(layout_of(document_of(f"{SENTENCE}{newline}{newline}{wrapped}"))[1].sentences) == 1


def test_a_long_line_goes_on_in_a_line_that_starts_with_a_capital() -> None:
    wrapped = "The Guardian reported on that date that weapons came to\nRussia from Iraq."
    assert kinds_of(f"{SENTENCE}\n\n{wrapped}")[1] == (BODY, wrapped)


def test_a_paragraph_of_one_line_ends_with_it() -> None:
    other = "Kyiv did not believe a word of it at all, it said."
    assert kinds_of(f"{SENTENCE}\n{other}") == [(BODY, SENTENCE), (BODY, other)]


@pytest.mark.parametrize(
    "next_line", ["- Shahed 131 was one", "# Background", "---", "CLICK HERE TO READ MORE", "^ Lederer, Edith M."]
)
def test_a_long_line_does_not_go_on_in_what_is_of_another_kind(next_line: str) -> None:
    open_line = "on that date The Guardian had reported that weapons came from"
    assert kinds_of(f"{SENTENCE}\n\n{open_line}\n{next_line}")[1] == (BODY, open_line)


def test_a_blank_line_ends_a_paragraph() -> None:
    open_line = "the Guardian reported on that date that weapons came from"
    assert kinds_of(f"{open_line}\n\nelsewhere") == [(BODY, open_line), (BODY, "elsewhere")]


OF_A_SITE = [
    "CLICK HERE TO READ MORE FROM THE WASHINGTON EXAMINER",
    "Read more: drones over Kyiv.",
    "Related Content",
    "Advertisement",
    "Media related to drones of Iran at Wikimedia Commons",
]
PERHAPS_OF_A_SITE = [
    "Click here for more.",
    "Related stories from our desk.",
    "Subscribe to our newsletter.",
    "Sign up for our newsletter.",
    "All rights reserved.",
    "© 2022 The Associated Press.",
    "Copyright 2022 The Associated Press.",
]
IN_CAPITALS = "PENTAGON DOWNPLAYS MIDTERM IMPACT ON UKRAINE AID"


@pytest.mark.parametrize("line", OF_A_SITE)
def test_what_a_site_sets_around_its_text_is_boilerplate(line: str) -> None:
    assert kinds_of(f"{SENTENCE}\n\n{line}\n\n{SENTENCE}")[1] == (BOILERPLATE, line)


@pytest.mark.parametrize("line", [*PERHAPS_OF_A_SITE, IN_CAPITALS])
def test_between_the_paragraphs_of_a_news_site_so_is_what_others_have_as_text(line: str) -> None:
    page = f"{SENTENCE}\n\n{line}\n\n{SENTENCE}\n\n{OF_A_SITE[0]}\n\n{SENTENCE}"
    assert kinds_of(page)[1] == (BOILERPLATE, line)


@pytest.mark.parametrize("line", PERHAPS_OF_A_SITE)
def test_so_is_what_stands_by_itself_more_than_once(line: str) -> None:
    kinds = kinds_of(f"{SENTENCE}\n\n{line}\n\n{SENTENCE}\n\n{line}\n\n{SENTENCE}")
    assert [kind for kind, _ in kinds] == [BODY, BOILERPLATE, BODY, BOILERPLATE, BODY]


@pytest.mark.parametrize("line", PERHAPS_OF_A_SITE)
def test_elsewhere_it_is_text(line: str) -> None:
    assert kinds_of(f"{SENTENCE}\n\n{line}\n\n{SENTENCE}")[1] == (BODY, line)


@pytest.mark.parametrize(
    "line",
    [
        "Sign up for the course with the form that hangs beside the door of the office, by Friday.",
        "Subscribe to the feed of outages. It is read by all of our boats, and costs nothing to anybody.",
    ],
)
def test_what_says_something_is_text_even_on_a_news_site(line: str) -> None:
    page = f"{SENTENCE}\n\n{line}\n\n{SENTENCE}\n\n{OF_A_SITE[0]}\n\n{SENTENCE}"
    assert kinds_of(page)[1] == (BODY, line)


@pytest.mark.parametrize(
    "line",
    [
        "THE DATA COMES AS IT IS, WITHOUT ANY WARRANTY.",
        "WARNING: DO NOT USE THE DATA FOR NAVIGATION AT SEA",
        "IN NO EVENT SHALL ANY OF THE AUTHORS OF THIS PROGRAM BE LIABLE FOR A CLAIM",
    ],
)
def test_a_line_in_capitals_is_text(line: str) -> None:
    assert kinds_of(f"{SENTENCE}\n\n{line}\n\n{SENTENCE}")[1] == (BODY, line)


def test_a_short_one_with_text_below_it_is_a_heading() -> None:
    line = "B. DUTIES OF THE MATE WHILE IN PORT"
    assert kinds_of(f"{SENTENCE}\n\n{line}\n\n{SENTENCE}")[1] == (HEADING, line)


@pytest.mark.parametrize("line", ["NATO SAID NO.", "Readers clicked here and there.", "A copyright was claimed."])
def test_what_only_looks_a_little_like_it_is_not(line: str) -> None:
    assert kinds_of(f"{SENTENCE}\n\n{line}\n\n{SENTENCE}")[1] == (BODY, line)


@pytest.mark.parametrize(
    "heading", ["See also", "External links", "Further reading", "## See also", "**See also**", "SEE ALSO:"]
)
def test_what_stands_under_such_a_heading_is_boilerplate_until_the_next(heading: str) -> None:
    kinds = kinds_of(f"{SENTENCE}\n\n{heading}\n\n- Drones of Iran.\n\nBackground\n\n{SENTENCE}")
    assert [kind for kind, _ in kinds] == [BODY, BOILERPLATE, BOILERPLATE, HEADING, BODY]


@pytest.mark.parametrize(
    ("entries", "markers"),
    [
        (["[1] Lederer.", "[2] Mehdi."], ["1", "2"]),
        (["[7] Lederer.", "[9] Mehdi."], ["7", "9"]),
        (["1. Lederer.", "2. Mehdi."], ["1", "2"]),
        (["3) Lederer.", "4) Mehdi."], ["3", "4"]),
        (["[^1]: Lederer.", "[^2]: Mehdi."], ["1", "2"]),
        (["[^a]: Lederer.", "[^b]: Mehdi."], ["a", "b"]),
        (["- ^ Lederer.", "- ^ Mehdi."], ["1", "2"]),
        (["^ Lederer.", "^ Mehdi."], ["1", "2"]),
        (["- Lederer.", "* Mehdi."], ["1", "2"]),
    ],
)
def test_entries_of_a_reference_list_are_known_by_number_or_place(entries: list[str], markers: list[str]) -> None:
    document = document_of(f"{SENTENCE}\n\nReferences\n" + "\n".join(entries))
    assert len(texts_of_kind(document, REFERENCE)) == len(entries)
    references = references_of(document)
    assert list(references) == markers
    assert [(reference.marker, reference.text) for reference in references.values()] == [
        (markers[0], "Lederer."),
        (markers[1], "Mehdi."),
    ]


def test_a_line_that_opens_with_a_caret_is_an_entry_under_any_heading() -> None:
    document = document_of(f"{SENTENCE}\n\nBackground\n\n^ Lederer, Edith M.\n- ^ Mehdi, Syed Zafar.")
    assert [reference.text for reference in references_of(document).values()] == [
        "Lederer, Edith M.",
        "Mehdi, Syed Zafar.",
    ]


@pytest.mark.parametrize("heading", ["References", "# References", "NOTES", "Footnotes", "Sources:", "Bibliography"])
@pytest.mark.parametrize(
    "entry",
    [
        "Lederer, E. M. Ukraine accuses Iran.",
        "Ukraine accuses Iran (19 October 2022).",
        '"Ukraine accuses Iran". Associated Press.',
        "Lederer, https://news.example/1",
    ],
)
def test_a_reference_list_goes_by_several_names(heading: str, entry: str) -> None:
    assert list(references_of(document_of(f"{SENTENCE}\n\n{heading}\n\n1. {entry}"))) == ["1"]


@pytest.mark.parametrize("heading", ["Notes", "Footnotes", "Sources", "References"])
def test_what_a_marker_points_at_is_a_reference(heading: str) -> None:
    document = document_of(f"{SENTENCE}[1]\n\n{heading}\n\n[1] The drones were counted twice by the ministry.")
    assert list(references_of(document)) == ["1"]


@pytest.mark.parametrize("heading", ["Notes", "Footnotes", "Sources", "References"])
@pytest.mark.parametrize("bullet", ["- ", "1. ", ""])
def test_a_sentence_that_nothing_points_at_is_text_in_such_a_section(heading: str, bullet: str) -> None:
    assert kinds_of(f"{SENTENCE}\n\n{heading}\n\n{bullet}The tent weighs 34 kilograms.")[2][0] is BODY


@pytest.mark.parametrize("heading", ["See also", "External links", "Further reading", "Related content"])
@pytest.mark.parametrize(
    "line", ["The stove is lent together with the tent.", "- Repair desk: first floor", "- Desk  020 7946 0000"]
)
def test_what_is_no_link_is_text_in_a_section_of_links(heading: str, line: str) -> None:
    assert kinds_of(f"{SENTENCE}\n\n{heading}\n\n{line}")[2] == (BODY, line.removeprefix("- "))


def test_a_numbered_list_elsewhere_is_body_text() -> None:
    document = document_of(f"{SENTENCE}\n\nResults\n\n1. {SENTENCE}\n2. {SENTENCE}")
    assert references_of(document) == {}
    assert texts_of_kind(document, BODY) == [SENTENCE] * 3


def test_an_entry_under_a_number_that_was_given_before_does_not_take_its_place() -> None:
    references = references_of(document_of(f"{SENTENCE}\n\nReferences\n[1] Lederer.\n[1] Mehdi."))
    assert [reference.text for reference in references.values()] == ["Lederer."]


def test_a_number_alone_is_still_an_entry() -> None:
    assert [reference.text for reference in references_of(document_of(f"{SENTENCE}\n\nReferences\n[1]")).values()] == [
        "[1]"
    ]


@pytest.mark.parametrize(
    ("text", "markers"),
    [
        ("It was.[24]", ["24"]),
        ("It was.[4][5] It is.[4]", ["4", "5"]),
        ("It was.[^1]", ["1"]),
        ("It was.[a]", ["a"]),
        ("It was. [It is.]", []),
        ("It was.", []),
    ],
)
def test_markers_are_found_in_order_and_once(text: str, markers: list[str]) -> None:
    assert markers_in(text) == markers


@pytest.mark.parametrize("name", ["1", "note", "note1", "Lederer"])
def test_a_marker_of_any_length_that_an_entry_may_have_is_found(name: str) -> None:
    document = document_of(f"It was.[^{name}]\n\nReferences\n\n[^{name}]: Lederer.")
    (marker,) = references_of(document)
    assert markers_in(document.text.splitlines()[0]) == [marker]


@pytest.mark.parametrize("text", ["A line", "A title", "CLICK HERE", "- ^ Lederer.", "word", "---\nA line"])
def test_a_document_of_one_line_has_body_text(text: str) -> None:
    assert BODY in [kind for kind, _ in kinds_of(text)]


def test_a_document_of_headings_only_has_body_text_and_it_is_not_the_title() -> None:
    document = document_of("A title\n\nShahed 131\n\nShahed 136")
    assert texts_of_kind(document, BODY) == ["Shahed 131", "Shahed 136"]


def test_a_document_in_capitals_has_body_text_and_it_is_not_the_title() -> None:
    notice = "ALL FLIGHTS FROM KYIV TO LVIV ARE CANCELLED TODAY."
    assert texts_of_kind(document_of(f"NOTICE\n\n{notice}", title="NOTICE"), BODY) == [notice]


def test_the_layout_of_a_version_is_not_that_of_another() -> None:
    """What was worked out is kept by document: two documents of one id must not share it."""
    first, second = document_of("First one here."), document_of("Second one here, longer.")
    assert texts_of_kind(first, BODY) != texts_of_kind(second, BODY)
    retitled = document_of("First one here.", title="First one here.")
    assert layout_of(first)[0].kind is BODY
    assert [block.kind for block in layout_of(document_of("T.\nFirst one here.", title="T."))] == [HEADING, BODY]
    assert texts_of_kind(retitled, BODY) == ["First one here."]
