"""What Markdown texts are cut into: the form of each block, its section, and what it is read with."""

import pytest

from retrieval.documents.assembling import document_or_error
from retrieval.documents.blocks import Block, Form
from retrieval.documents.body import layout_of
from retrieval.documents.formats.extracted import Extracted
from retrieval.domain.documents import Document, PassageKind

CODE, ITEM, PROSE, ROW = Form.CODE, Form.ITEM, Form.PROSE, Form.ROW


def document_of(text: str, path: str = "guide.md") -> Document:
    return Document(id="guide", title="Guide", text=text, path=path)


def body_of(text: str, path: str = "guide.md") -> list[tuple[Form, str, tuple[str, ...]]]:
    """Return form, text and leads of each block of body text."""
    document = document_of(text, path)
    return [
        (block.form, text[block.start : block.end], tuple(text[start:end] for start, end in block.leads))
        for block in layout_of(document)
        if block.kind is PassageKind.BODY
    ]


def blocks_of(text: str) -> list[Block]:
    return list(layout_of(document_of(text)))


def test_code_is_body_text_and_is_led_to_by_what_is_said_before_it() -> None:
    text = "# Start\n\nRun this:\n\n```console\n$ tide serve\n```\n\nIt runs until it is stopped.\n"
    assert body_of(text) == [
        (PROSE, "Run this:", ()),
        (CODE, "$ tide serve", ("Run this:",)),
        (PROSE, "It runs until it is stopped.", ()),
    ]


def test_what_stands_in_code_is_no_heading_and_no_item() -> None:
    text = "# Start\n\n```\n# A comment\n- no item\n=== no tab\n!!! no box\n<b>\n```\n"
    assert body_of(text) == [(CODE, "# A comment\n- no item\n=== no tab\n!!! no box\n<b>", ())]


def test_long_code_is_cut_at_blank_lines() -> None:
    pieces = ["\n".join(f"line {n} of {name}" for n in range(7)) for name in ("a", "b", "c")]
    text = "# Start\n\n```\n" + "\n\n".join(pieces) + "\n```\n"
    assert [found for _, found, _ in body_of(text)] == pieces


def test_the_longest_code_without_a_blank_line_is_cut_all_the_same() -> None:
    text = "# Start\n\n```\n" + "\n".join(f"line {n}" for n in range(30)) + "\n```\n"
    assert [found.count("\n") + 1 for _, found, _ in body_of(text)] == [12, 12, 6]


def test_items_are_read_with_the_sentence_that_leads_to_them_and_the_item_they_are_part_of() -> None:
    text = "# Leave\n\nYou must have all of these:\n\n- a badge\n- a desk\n  - with a lamp\n\nNobody checks.\n"
    lead = "You must have all of these:"
    assert body_of(text) == [
        (PROSE, lead, ()),
        (ITEM, "a badge", (lead,)),
        (ITEM, "a desk", (lead,)),
        (ITEM, "with a lamp", (lead, "a desk")),
        (PROSE, "Nobody checks.", ()),
    ]


def test_a_row_has_the_head_of_its_table() -> None:
    text = "# Stations\n\n| Station | Platforms |\n| --- | --- |\n| Larne | 7 |\n| Nairn | 3 |\n"
    rows = [block for block in blocks_of(text) if block.form is ROW]
    assert [text[row.start : row.end] for row in rows] == ["Larne | 7", "Nairn | 3"]
    assert {text[slice(*row.head)] for row in rows if row.head} == {"Station | Platforms"}


@pytest.mark.parametrize(
    "box",
    [
        '!!! note "Mind this"\n\n    The tide is high.',
        '??? tip "Mind this"\n    The tide is high.',
        '=== "Mind this"\n\n    The tide is high.',
    ],
)
def test_what_stands_in_a_box_is_read_with_its_title(box: str) -> None:
    assert body_of(f"# Sea\n\nIt is cold.\n\n{box}\n")[1:] == [(ITEM, "The tide is high.", ("Mind this",))]


@pytest.mark.parametrize(
    "box",
    [
        "!!! note\n\n    The tide is high.",
        ":::tip\n\nThe tide is high.\n\n:::",
        ":::note[Mind this]\nThe tide is high.\n:::",
        "> [!NOTE]\n> The tide is high.",
        "<details>\n<summary>\n\nThe tide is high.\n\n</summary>\n</details>",
        "{% note %}\n\nThe tide is high.\n\n{% endnote %}",
        "<Tabs>\n<TabItem value='a'>\n\nThe tide is high.\n\n</TabItem>\n</Tabs>",
        "<p>The tide is high.</p>",
        '<Card\n  title="Tides"\n  onClick={() => go("sea")}\n>\nThe tide is high.\n\n</Card>',
        '<div\n  class="wide"\n>\n\nThe tide is high.\n\n</div>',
        '<img\n  src="sea.png"\n  alt="The sea" />\n\nThe tide is high.',
        "<!-- a comment\n\nof two paragraphs -->\nThe tide is high.",
        "--8<-- 'other.md'\n\nThe tide is high.",
        "The tide is high.\n{: .small }",
    ],
)
def test_marks_of_a_box_are_no_text_and_no_heading(box: str) -> None:
    text = f"# Sea\n\nIt is cold.\n\n{box}\n"
    (_, found, _) = body_of(text)[1]
    assert found.removesuffix("</p>") == "The tide is high."
    assert [text[b.start : b.end] for b in blocks_of(text) if b.kind is PassageKind.HEADING] == ["Sea"]
    assert len(body_of(text)) == 2


def test_imports_and_exports_of_mdx_are_no_text() -> None:
    text = 'import { Tabs } from "x";\nexport const A = [\n  1,\n];\n\n# Sea\n\nThe tide is high.\n'
    assert body_of(text, "sea.mdx") == [(PROSE, "The tide is high.", ())]
    assert len(body_of(text, "sea.md")) == 2


@pytest.mark.parametrize(
    ("box", "titles"),
    [
        ('<Tab title="Ebb">\nThe tide is low.\n</Tab>\n<Tab title="Flow">\nThe tide is high.\n</Tab>', ["Flow"]),
        ('<TabItem value="f" label="Flow">\n\nThe tide is high.\n\n</TabItem>', ["Flow"]),
        ("<Card\n  title='Flow'\n  icon='wave'\n>\n  The tide is high.\n</Card>", ["Flow"]),
        ('<Steps title="Sea"><Step title="Flow">The tide is high.</Step></Steps>', ["Sea", "Flow"]),
        ('<Card title="Ebb" href="/ebb" />\n\nThe tide is high.', []),
        ("<Group cols={2}>\nThe tide is high.\n</Group>", []),
        ('```\n<Tab title="Ebb">\n```\n\nThe tide is high.\n\n```\n</Tab>\n```', []),
        ('<Tab title="Ebb">\n\nThe tide is high.', []),
    ],
)
def test_what_a_component_is_titled_leads_to_what_stands_in_it(box: str, titles: list[str]) -> None:
    text = f"# Sea\n\n{box}\n"
    leads = next(leads for _, found, leads in body_of(text, "sea.mdx") if found.startswith("The tide is high."))
    assert list(leads) == titles


def test_an_expression_of_mdx_is_no_text() -> None:
    assert body_of("# Sea\n\n{props.children}\n\nThe tide is high.\n", "sea.mdx") == [(PROSE, "The tide is high.", ())]


def test_indented_text_of_mdx_is_no_code() -> None:
    text = "# Sea\n\n<Tab>\n    The tide is high.\n</Tab>\n"
    assert body_of(text, "sea.mdx") == [(PROSE, "The tide is high.", ())]


def test_labels_and_hard_breaks_part_lines() -> None:
    text = "# Owl\n\n**Hit Points** 59\n**Speed** 30 feet\n\nOne line  \nand another\\\nand a third\n"
    assert [found for _, found, _ in body_of(text)] == [
        "**Hit Points** 59",
        "**Speed** 30 feet",
        "One line",
        "and another\\",
        "and a third",
    ]


def test_a_definition_is_read_with_its_term() -> None:
    text = "# Words\n\nEbb\n: The tide goes out.\n"
    assert body_of(text) == [(ITEM, "Ebb", ()), (ITEM, ": The tide goes out.", ("Ebb",))]


def test_a_line_that_stops_at_a_comma_goes_on() -> None:
    text = "# Sea\n\nThe boat leaves at nine,\nexcept on Sundays.\n"
    (block,) = [block for block in blocks_of(text) if block.kind is PassageKind.BODY]
    assert len(block.sentences) == 1


def test_the_section_is_the_heading_with_the_one_above() -> None:
    text = "# Guide\n\n## Install\n\n### On Windows\n\nRun it.\n\n## Remove\n\nDelete it.\n"
    found = {text[b.start : b.end]: b.section for b in blocks_of(text) if b.kind is PassageKind.BODY}
    assert found == {"Run it.": "Install › On Windows", "Delete it.": "Remove"}


def test_footnotes_are_references_and_a_section_of_notes_is_text() -> None:
    text = "# Guide\n\nIt is so.[^1]\n\n## Notes\n\nThe key is in the tin.\n\n[^1]: Smith, 2020.\n"
    kinds = {text[b.start : b.end]: b.kind for b in blocks_of(text)}
    assert kinds["The key is in the tin."] is PassageKind.BODY
    assert kinds["^1]: Smith, 2020."] is PassageKind.REFERENCE


@pytest.mark.parametrize(
    ("heading", "item", "kind"),
    [
        ("Notes", "The oven takes twelve loaves at once.", PassageKind.BODY),
        (
            "Notes",
            "Keep the starter cold, see [its page](https://bakery.example/starter).",
            PassageKind.BODY,
        ),
        ("Sources", "Flour: the mill at Ostby", PassageKind.BODY),
        ("References", "Ask Berit for the recipe of the rye bread.", PassageKind.BODY),
        ("Footnotes", "Berg, T. Bread of the north. Fjord Press.", PassageKind.REFERENCE),
        ("Sources", "[The mill's price list](https://mill.example/prices)", PassageKind.REFERENCE),
        ("Notes", "The history of rye (2014)", PassageKind.REFERENCE),
        ("Bibliography", "Bread of the north", PassageKind.REFERENCE),
    ],
)
def test_an_item_below_such_a_heading_is_a_reference_by_its_form(heading: str, item: str, kind: PassageKind) -> None:
    text = f"# Guide\n\nIt is about bread.\n\n## {heading}\n\n- {item}\n"
    assert {text[block.start : block.end]: block.kind for block in blocks_of(text)}[item] is kind


def test_a_text_without_marks_is_read_as_plain_text() -> None:
    text = "Background\n\nIran denied that it had supplied any drones.\n"
    assert [b.kind for b in blocks_of(text)] == [PassageKind.HEADING, PassageKind.BODY]


@pytest.mark.parametrize(
    "unseen", ["<!-- ignore the next line -->", '{% include "steps.html" %}', "{: .lead }", "<br>"]
)
def test_what_is_for_the_program_that_shows_it_is_no_text_where_no_heading_is(unseen: str) -> None:
    text = f"{unseen}\n[Next: pack](pack.md)\n\nThe ferry takes bicycles on weekdays."
    found = [found for _, found, _ in body_of(text)]
    assert found == ["[Next: pack](pack.md)", "The ferry takes bicycles on weekdays."]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_they_like(end: str) -> None:
    text = end.join(["# Sea", "", "Run this:", "", "```", "$ tide", "```", "", "\tA tab, and code.", ""])
    assert [found for _, found, _ in body_of(text)] == ["Run this:", "$ tide", "A tab, and code."]


def test_text_that_was_extracted_has_no_markup_but_that_of_blocks() -> None:
    text = "# Sea\n\n<b> is a tag.\n\n!!! is no box\n\n- an item\n"
    assert [found for _, found, _ in body_of(text, "sea.html")] == ["<b> is a tag.", "!!! is no box", "an item"]


def test_comments_in_code_are_text_and_others_are_not() -> None:
    text = "# Sea\n\nA `<!-- b -->` c <!-- d --> e `{/* f */}` g {/* h\ni */} j.\n"
    (block,) = [block for block in blocks_of(text) if block.kind is PassageKind.BODY]
    assert text[block.start : block.end].startswith("A `<!-- b -->`")
    assert text[block.start : block.end].endswith("j.")


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"{'  ' * depth}- item{depth}\n" for depth in range(120)),
        f"{'> ' * 200}item119\n",
        f"{'>' * 5000} item119\n",
    ],
    ids=["lists", "quotations", "quotations of one line"],
)
def test_what_stands_too_deep_is_text_all_the_same(text: str) -> None:
    assert any("item119" in found for _, found, _ in body_of(f"# Sea\n\n{text}"))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# **Harbour** `radio`\n\nIt is so.\n", "Harbour radio"),
        ("# What is the [tide](tide.md)?\n\nIt is so.\n", "What is the tide?"),
        ("import A from 'a';\n\n<!-- a comment -->\n\n# Tide\n", "Tide"),
        ("Tide\n\nIt is so.\n", "Tide"),
        ("It is so.\n\n## Tide\n", "untitled"),
    ],
)
def test_the_title_is_the_first_heading_without_markup(text: str, title: str) -> None:
    document = document_or_error(Extracted(place="a.md", text=text, untitled="untitled"))
    assert isinstance(document, Document)
    assert document.title == title


def test_a_picture_alone_is_no_text() -> None:
    assert [found for _, found, _ in body_of("# Sea\n\n![](sea.png)\n\nIt is cold.\n")] == ["It is cold."]


def test_sections_are_named_without_markup() -> None:
    text = "# Guide\n\n## **Run** `tide`\n\nRun it.\n"
    assert [block.section for block in blocks_of(text) if block.kind is PassageKind.BODY] == ["Run tide"]


def test_a_footnote_of_a_text_that_was_extracted_is_a_reference() -> None:
    document = document_of("# Sea\n\nIt is so.[^1]\n\n[^1]: Smith, 2020.\n", "sea.docx")
    kinds = {document.text[block.start : block.end]: block.kind for block in layout_of(document)}
    assert kinds["^1]: Smith, 2020."] is PassageKind.REFERENCE
