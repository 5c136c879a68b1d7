"""A quote leads to the heading that it stands under, by the anchor that a site gives it."""

import pytest

from retrieval.documents.anchors import anchor_at, anchors_of, slug_of
from retrieval.domain.documents import Document

GUIDE = """# The pump

It is blue.

## Set-up & first use

Fill it.

### `prime --now`

Wait a minute.

Service
-------

Oil it.

## Set-up & first use

Again.
"""


def guide(text: str, path: str = "guide.md") -> Document:
    return Document(id="guide", title="The pump", text=text, path=path)


def anchor_of(text: str, words: str, path: str = "guide.md") -> str:
    return anchor_at(guide(text, path), text.index(words))


@pytest.mark.parametrize(
    ("words", "anchor"),
    [
        ("It is blue.", "the-pump"),
        ("Fill it.", "set-up--first-use"),
        ("Wait a minute.", "prime---now"),
        ("Oil it.", "service"),
        ("Again.", "set-up--first-use-1"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_an_anchor_is_that_of_the_nearest_heading_above(words: str, anchor: str, newline: str) -> None:
    assert anchor_of(GUIDE.replace("\n", newline), words) == anchor


# As github-slugger, which Docusaurus uses, and GitHub itself have them.
@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("Getting started", "getting-started"),
        ("What's new in 3.2?", "whats-new-in-32"),
        ("C++ & C#", "c--c"),
        ("snake_case stays", "snake_case-stays"),
        ("Ärger mit Öl", "ärger-mit-öl"),
        ("नमस्ते दुनिया", "नमस्ते-दुनिया"),
        ("日本語の見出し。", "日本語の見出し"),
        ("🚀 Launch", "-launch"),
        ("  Two   spaces\t", "two-spaces"),
        ("…", ""),
    ],
)
def test_a_slug_is_of_words_in_lower_case_and_hyphens(heading: str, slug: str) -> None:
    assert slug_of(heading) == slug


@pytest.mark.parametrize(
    "heading",
    [
        "## Filling {#fill-up}",
        "## Filling { #fill-up .wide }",
        "## Filling {: #fill-up }",
        "## Filling {.wide #fill-up}",
        "## Filling {/* #fill-up */}",
        '<a id="fill-up"></a>\n\n## Filling',
        '<a name="fill-up"></a>\n## Filling',
        "<a id='fill-up' class='x'></a>\n## Filling",
        '## <a id="fill-up"></a>Filling',
        '## Filling <a name="fill-up"></a>',
        "Filling {#fill-up}\n-------",
    ],
)
def test_the_id_that_a_heading_states_is_its_anchor(heading: str) -> None:
    text = f"# The pump\n\nIt is blue.\n\n{heading}\n\nTake the can.\n\n## Draining\n\nOpen it.\n"
    path = "guide.mdx" if "/*" in heading else "guide.md"
    assert anchor_of(text, "Take the can.", path) == "fill-up"
    assert anchor_of(text, "Open it.", path) == "draining"


def test_an_id_that_stands_elsewhere_is_none_of_the_heading() -> None:
    text = '# The pump\n\nSee <a id="there"></a> it.\n\n## Draining\n\nOpen it, by {#this}.\n'
    assert anchor_of(text, "Open it") == "draining"


def test_a_second_name_that_is_taken_is_passed_over() -> None:
    text = "# A\n\nOne.\n\n# A 1\n\nTwo.\n\n# A\n\nThree.\n\n# A\n\nFour.\n"
    assert [anchor for _, anchor in anchors_of(guide(text))] == ["a", "a-1", "a-2", "a-3"]


def test_markup_of_a_heading_is_no_part_of_its_anchor() -> None:
    assert anchor_of("# The **blue** [pump](x.md) `p1`\n\nIt is.\n", "It is.") == "the-blue-pump-p1"


def test_what_stands_above_all_headings_has_no_anchor() -> None:
    assert anchor_of("It is blue.\n\n# The pump\n\nFill it.\n", "It is blue.") == ""


def test_a_heading_without_end_has_an_anchor() -> None:
    assert len(anchor_of(f"# {'word ' * 5_000}{{#far-out}}\n\nIt is.\n", "It is.")) == len("far-out")
    assert anchor_of(f"# {'word ' * 5_000}\n\nIt is.\n", "It is.").startswith("word-word-")


def test_a_comment_in_code_is_no_heading() -> None:
    assert anchor_of("# The pump\n\n```sh\n# not this\nprime\n```\n\nFill it.\n", "Fill it.") == "the-pump"


def test_a_line_that_only_looks_like_a_heading_has_no_anchor() -> None:
    text = "Service\n\nThe pump is oiled every week by whoever comes first.\n"
    assert anchor_of(text, "The pump", "guide.md") == ""
    assert anchor_of("# Service\n\nThe pump is oiled.\n", "The pump", "guide.txt") == ""


def test_headings_of_other_formats_have_anchors() -> None:
    assert anchor_of("# Pumps\n\n## Oil\n\nOil it.\n", "Oil it.", "guide.rst") == "oil"
