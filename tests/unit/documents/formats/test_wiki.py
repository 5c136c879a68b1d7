"""The text of MediaWiki becomes text with Markdown's block marks; templates leave what is stated in them."""

import pytest

from retrieval.documents.formats.wiki import read
from retrieval.errors import DocumentError


def text_of(source: str) -> str:
    return read("a.wiki", source.encode()).text


PAGE = """\
__NOTOC__
{{Infobox pump
| name = P-300
| speed = 30 [[rpm|rounds]]
}}
'''The pump''' needs ''two'' people<ref>{{cite web|url=https://x.org|title=The map|date=2020}}</ref>, see
[https://x.org the map] and [[Start|starting]] {{lang|pompe}} &amp; more.<!-- unseen -->

== Starting ==
* one
** two
* three
# first
# second

; Speed
: Thirty

<syntaxhighlight lang="bash">
pump --start
  --slow
</syntaxhighlight>
[[Category:Pumps]]
"""


def test_headings_items_boxes_code_and_notes_have_marks_of_markdown() -> None:
    assert text_of(PAGE) == (
        "- name: P-300\n- speed: 30 rounds\n\n"
        "The pump needs two people[1], see the map and starting pompe & more.\n\n## Starting\n\n"
        "- one\n    - two\n- three\n1. first\n2. second\n\n- Speed\n\n    Thirty\n\n"
        "```bash\npump --start\n  --slow\n```\n\n[1] The map, 2020"
    )


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            '{|\n|+ Prices\n! Plan !! Price\n|-\n| Free || 0\n|-\n| rowspan="2" | Pro\n| 5\n|-\n| 6 [[x|y]]\n|}',
            "Prices\n\n| Plan | Price |\n| --- | --- |\n| Free | 0 |\n| Pro | 5 |\n| Pro | 6 y |",
        ),
        ("{|\n| a || b\n|}", "|  |  |\n| --- | --- |\n| a | b |"),
        (
            "{|\n|\n! Day\n! Week\n|-\n! Wren\n| 5 || 20\n|-\n| || 6 || 24\n|}",
            "|  | Day | Week |\n| --- | --- | --- |\n| Wren | 5 | 20 |\n|  | 6 | 24 |",
        ),
        (
            '{|\n! rowspan="2" | Boat !! colspan="2" | Fee\n|-\n! day !! week\n|-\n| Wren || 5 || 20\n|}',
            "| Boat | Fee day | Fee week |\n| --- | --- | --- |\n| Wren | 5 | 20 |",
        ),
        ("{|\n! a !! b\n|}", "|  |  |\n| --- | --- |\n| a | b |"),
        ("[[File:x.png|thumb|Unseen]]\nSeen <nowiki>[[so]]</nowiki> <code>x</code>.", "Seen [[so]] x."),
        ("<pre>\nrun '''it'''\n</pre>", "```\nrun '''it'''\n```"),
        ("One<br>two.", "One two."),
        ("{{DEFAULTSORT:x}}{{stub}}Text {{{1|given}}}.", "Text given."),
        ("Open [[and {{links", "Open [[and {{links"),
    ],
)
def test_what_is_seldom_is_kept_as_its_text(source: str, text: str) -> None:
    assert text_of(source) == text


@pytest.mark.parametrize("source", ["<!-- unseen -->", "[[Category:Pumps]]"])
def test_a_page_that_says_nothing_is_told(source: str) -> None:
    with pytest.raises(DocumentError):
        read("a.wiki", source.encode())
