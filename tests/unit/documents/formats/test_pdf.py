import pytest

from retrieval.documents.formats.extracted import MAX_TEXT_CHARS
from retrieval.documents.formats.pdf import (
    MAX_PDF_PAGES,
    joined,
    read,
    unwrapped,
    without_hyphens,
    without_running_lines,
)
from retrieval.errors import DocumentError
from tests.made_files import encrypted, pdf_of

ONE = ["Iran has denied that it supplied drones", "to Russia."]
TWO = ["Kyiv did not believe it."]


def wrong_with(content: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read("a.pdf", content)
    assert caught.value.path == "a.pdf"
    assert "a.pdf" in caught.value.what
    assert caught.value.remedy
    return caught.value.what


def test_the_text_of_each_page_begins_where_its_page_does() -> None:
    found = read("a.pdf", pdf_of(ONE, TWO, streams=False))
    assert found.text == "Iran has denied that it supplied drones to Russia.\n\nKyiv did not believe it.\n"
    assert [found.text[start:][:4] for start in found.pages] == ["Iran", "Kyiv"]


def test_a_page_without_text_begins_where_the_next_one_does() -> None:
    found = read("a.pdf", pdf_of([], ONE, [], [], TWO, []))
    first, second = 0, found.text.index("Kyiv")
    assert found.pages == (first, first, second, second, second, len(found.text))


def test_it_states_its_title_author_and_language() -> None:
    stated = read(
        "a.pdf", pdf_of(ONE, properties="/Title (Drones, a report) /Author (N. S.)", catalogue="/Lang (en-GB)")
    ).stated
    assert stated["author"] == "N. S."
    assert stated["language"] == "en-GB"
    assert stated["title"] == "Drones, a report"


@pytest.mark.parametrize("title", ["report_v2.docx", "Microsoft Word - report", "untitled", "Untitled-1", "A.PDF"])
def test_the_name_of_the_file_that_was_printed_is_no_title(title: str) -> None:
    assert "title" not in read("a.pdf", pdf_of(ONE, properties=f"/Title ({title})")).stated


def test_when_the_file_was_made_is_not_when_the_text_was_published() -> None:
    assert "date" not in read("a.pdf", pdf_of(ONE, properties="/CreationDate (D:20221026)")).stated


def test_properties_that_are_damaged_do_not_cost_the_text() -> None:
    assert read("a.pdf", pdf_of(ONE, properties="/Title 99 0 R")).text.startswith("Iran")


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_what_opens_without_a_password_is_read(algorithm: str) -> None:
    content = pdf_of(ONE)
    assert read("a.pdf", encrypted(content, password="", algorithm=algorithm)).text == read("a.pdf", content).text


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_what_opens_with_a_password_only_is_not(algorithm: str) -> None:
    assert "encrypted" in wrong_with(encrypted(pdf_of(ONE), password="secret", algorithm=algorithm))


def test_a_scan_is_said_to_have_no_text_layer() -> None:
    assert "no text layer" in wrong_with(pdf_of([], [], []))


@pytest.mark.parametrize(
    ("content", "seen"),
    [(b"<!DOCTYPE html><p>Iran", "HTML"), (b"PK\x03\x04abc", "zip archive"), (b"Iran denied it.", "no PDF.")],
)
def test_a_file_that_is_no_pdf_is_told_from_a_damaged_one(content: bytes, seen: str) -> None:
    what = wrong_with(content)
    assert "is no PDF" in what
    assert seen in what


FEW_PAGES = 30


@pytest.mark.parametrize("most", [FEW_PAGES, pytest.param(MAX_PDF_PAGES, marks=pytest.mark.slow)], ids=["few", "all"])
@pytest.mark.parametrize("more", [0, 1])
def test_so_many_pages_are_read_and_no_more(monkeypatch: pytest.MonkeyPatch, most: int, more: int) -> None:
    """One page, referred to as often."""
    monkeypatch.setattr("retrieval.documents.formats.pdf.MAX_PDF_PAGES", most)
    pages = most + more
    content = pdf_of(ONE).replace(b"/Kids [5 0 R] /Count 1", b"/Kids [%s] /Count %d" % (b"5 0 R " * pages, pages))
    if more:
        assert f"{most:,} pages" in wrong_with(content)
    else:
        assert len(read("a.pdf", content).pages) == pages


@pytest.mark.parametrize("words", [20, pytest.param(2000, marks=pytest.mark.slow)])
def test_more_text_than_a_document_may_have_is_given_up(monkeypatch: pytest.MonkeyPatch, words: int) -> None:
    most = MAX_TEXT_CHARS * words // 2000
    monkeypatch.setattr("retrieval.documents.formats.extracted.MAX_TEXT_CHARS", most)
    page = ["word " * words] * 60
    content = pdf_of(page).replace(b"/Kids [5 0 R] /Count 1", b"/Kids [%s] /Count 20" % (b"5 0 R " * 20))
    assert f"more than {most:,} characters of text" in wrong_with(content)


def test_the_same_bytes_give_the_same_text() -> None:
    content = pdf_of(ONE, TWO)
    assert read("a.pdf", content) == read("a.pdf", content)


HEADED = [
    [
        "The Annual Report",
        f"Text of a page that goes on and on, number {n * n}",
        f"until its end, {n * 31 % 17}",
        f"{n} | Iran",
    ]
    for n in range(4, 10)
]


def test_what_stands_at_the_top_or_bottom_of_the_pages_is_left_out() -> None:
    pages = without_running_lines(["\n".join(lines) for lines in HEADED])
    assert pages == ["\n".join(lines[1:3]) for lines in HEADED]


@pytest.mark.parametrize(
    "lines",
    [
        ["It ends as a sentence does."],
        ["Page <n>"],
        [f"{'A long line ' * 8}"],
    ],
)
def test_a_sentence_a_whole_page_or_a_long_line_is_not(lines: list[str]) -> None:
    pages = ["\n".join(line.replace("<n>", str(n)) for line in lines) for n in range(8)]
    assert without_running_lines(pages) == pages


def test_nor_are_lines_of_a_few_pages_or_numbers_that_are_not_the_pages() -> None:
    few = ["\n".join(lines) for lines in HEADED[:4]]
    assert without_running_lines(few) == few
    numbered = [f"{n * 31 % 17} drones\n{n * 7 % 5}" for n in range(5, 12)]
    assert without_running_lines(numbered) == numbered


def test_pages_are_joined_by_a_line_break() -> None:
    assert joined(["a", "", "b"]) == ("a\nb\n", (0, 2, 2))


WRAPPED = """The drones
Iran has denied that it supplied drones to Russia, which the ministry in
Tehran called an erroneous interpretation. Kyiv said that eight of them,
Shahed-136 by type, were shot down over Odesa
on that day.
A new paragraph begins here, and the United
States is named in it.
It was told in a short line
- of the first kind
- of the second, which is about as long as any of the lines that are here
1) of the third
SANCTIONS THAT WERE IMPOSED BY THE COUNCIL IN THE AUTUMN OF THAT SAME YEAR
The list has two names."""


def test_lines_of_a_sentence_become_one() -> None:
    assert unwrapped(WRAPPED).split("\n") == [
        "The drones",
        (
            "Iran has denied that it supplied drones to Russia, which the ministry in Tehran called an erroneous "
            "interpretation. Kyiv said that eight of them, Shahed-136 by type, were shot down over Odesa on that day."
        ),
        "A new paragraph begins here, and the United",
        "States is named in it.",
        "It was told in a short line",
        "- of the first kind",
        "- of the second, which is about as long as any of the lines that are here",
        "1) of the third",
        "SANCTIONS THAT WERE IMPOSED BY THE COUNCIL IN THE AUTUMN OF THAT SAME YEAR",
        "The list has two names.",
    ]
    assert len(unwrapped(WRAPPED)) == len(WRAPPED)


@pytest.mark.parametrize("text", ["", "\n", "\n\n", "A line.", "A line\n", "\nA line\n\nanother\n"])
def test_of_hardly_any_lines_nothing_is_lost(text: str) -> None:
    assert unwrapped(text) == text


def test_a_sentence_that_goes_on_over_the_page_is_one() -> None:
    found = read("a.pdf", pdf_of(["Kyiv did not believe", "what Tehran"], ["had said of the drones."]))
    assert found.text == "Kyiv did not believe what Tehran had said of the drones.\n"
    assert found.text[found.pages[1] :].startswith("had said")


def test_words_that_were_parted_are_in_one_piece() -> None:
    pages = ["It was an inter-\npretation of Moscow-\nbased diplomats, of Shahed-\n136", "An interpretation, it was."]
    assert without_hyphens(pages) == [
        "It was an interpretation\nof Moscow-based\ndiplomats, of Shahed-136",
        "An interpretation, it was.",
    ]
