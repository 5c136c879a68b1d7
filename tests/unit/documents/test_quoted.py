"""What is shown of a quote: its words, in the form that its document gives them."""

from retrieval.documents.blocks import Form
from retrieval.documents.citing import cite
from retrieval.documents.quoted import parts_between, quoted_lines, shown_text
from retrieval.domain.answers import Citation
from retrieval.domain.documents import Document, Passage

GUIDE = """# Guide

The **yearly** fee is [20 euros](https://example.org/fees), see `fees.toml`.

To renew, do this:

1. Open *Settings*.
2. Press **Renew**.

Run this:

```sh
  uv sync --all
  uv run *renew*
```

| Plan | Platforms |
| --- | --- |
| Small | 3 |
| `Pro` | **7** |
"""


def document_of(text: str, path: str = "guide.md") -> Document:
    return Document(id="guide", title="Guide", text=text, path=path)


def quote(document: Document, first: str, last: str = "", *answers: str) -> Citation:
    text = document.text
    passage = Passage(document=document, start=0, end=len(text))
    start = text.index(first)
    end = text.index(last or first, start) + len(last or first)
    return cite(passage, start, end, [(text.index(a), text.index(a) + len(a)) for a in answers])


def lines_of(*citations: Citation) -> list[tuple[Form, str, str]]:
    return [
        (line.form, line.mark, "".join(s.before + "".join(text for text, _ in s.pieces) for s in line.segments))
        for line in quoted_lines(citations)
    ]


def test_words_are_shown_without_markup() -> None:
    assert lines_of(quote(document_of(GUIDE), "The **yearly", "`fees.toml`.")) == [
        (Form.PROSE, "", "The yearly fee is 20 euros, see fees.toml.")
    ]


def test_part_of_a_paragraph_is_set_as_the_whole_is() -> None:
    text = "# A\n\n**It is paid. It is yours.** It ends."
    (line,) = quoted_lines([quote(document_of(text), "It is yours.", "", "yours")])
    (segment,) = line.segments
    assert [(text, look.bold, look.emphasised) for text, look in segment.pieces] == [
        ("It is ", True, False),
        ("yours", True, True),
        (".", True, False),
    ]


def test_items_code_and_rows_have_their_forms() -> None:
    document = document_of(GUIDE)
    assert lines_of(quote(document, "To renew", "**Renew**.")) == [
        (Form.PROSE, "", "To renew, do this:"),
        (Form.ITEM, "1.", "Open Settings."),
        (Form.ITEM, "2.", "Press Renew."),
    ]
    assert lines_of(quote(document, "Run this:"), quote(document, "uv sync", "*renew*")) == [
        (Form.PROSE, "", "Run this:"),
        (Form.CODE, "", "  uv sync --all\n  uv run *renew*"),
    ]


def test_row_is_shown_with_its_heads_and_the_head_not_by_itself() -> None:
    document = document_of(GUIDE)
    head, row = quote(document, "Plan | Platforms"), quote(document, "`Pro` | **7**")
    assert lines_of(head, row) == [(Form.ROW, "", "Plan: Pro; Platforms: 7")]
    (line,) = quoted_lines([head, row])
    assert [segment.citations for segment in line.segments] == [(head, row)]
    assert lines_of(head) == [(Form.PROSE, "", "Plan | Platforms")]


def test_what_is_left_out_between_two_quotes_is_marked() -> None:
    document = document_of(GUIDE)
    lead, first, second = (
        quote(document, text) for text in ("To renew, do this:", "Open *Settings*.", "Press **Renew**.")
    )
    assert [text for _, _, text in lines_of(lead, first, second)] == [
        "To renew, do this:",
        "Open Settings.",
        "Press Renew.",
    ]
    fee = quote(document, "The **yearly** fee")
    assert [text for _, _, text in lines_of(fee, second)] == ["The yearly fee", "… Press Renew."]
    assert [text for _, _, text in lines_of(fee, quote(document, "To renew"))] == ["The yearly fee … To renew"]


def test_text_of_other_files_is_shown_to_the_letter() -> None:
    text = "# A\n\nIt is *args and [a](b).\n\n| a_b_ | c |\n| --- | --- |\n| *d* | e |"
    document = document_of(text, "a.html")
    assert lines_of(quote(document, "It is", "(b).")) == [(Form.PROSE, "", "It is *args and [a](b).")]
    assert lines_of(quote(document, "*d* | e")) == [(Form.ROW, "", "a_b_: *d*; c: e")]
    plain = document_of("Run **this**:\n- one\n- two", "a.txt")
    assert lines_of(quote(plain, "Run", "two")) == [(Form.PROSE, "", "Run **this**:\n- one\n- two")]


def test_quote_that_is_nothing_but_markup_is_shown_as_that() -> None:
    document = document_of("# A\n\nHe said {{ so }} to her.")
    assert lines_of(quote(document, "{{ so }}")) == [(Form.PROSE, "", "{{ so }}")]


def test_words_outside_of_all_blocks_are_not_lost() -> None:
    document = document_of(GUIDE)
    assert shown_text(document, 0, len(GUIDE)).startswith("Guide\nThe yearly fee")
    assert "Plan | Platforms" in shown_text(document, 0, len(GUIDE))
    assert "sh\n" not in shown_text(document, 0, len(GUIDE))


def test_parts_of_any_two_places_are_between_them() -> None:
    document = document_of(GUIDE)
    for start in range(0, len(GUIDE) - 30, 7):
        shown = "".join(part.text for part in parts_between(document, start, start + 30))
        assert len(shown) <= 30 + len("Plan: Platforms: ; ") + 4
