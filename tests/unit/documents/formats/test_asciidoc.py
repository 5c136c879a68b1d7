"""AsciiDoc becomes text with Markdown's block marks, and none of its words is lost."""

import pytest

from retrieval.documents.formats.asciidoc import read_asciidoc
from retrieval.documents.formats.extracted import Extracted
from retrieval.errors import DocumentError


def read(source: str) -> Extracted:
    (extracted,) = read_asciidoc("a.adoc", source.encode())
    assert isinstance(extracted, Extracted)
    return extracted


HANDBOOK = """\
= The pump: *Handbook*
Ann Writer <ann@example.org>
v1.2, 2024-03-05
:toc:
:product: P-300

// nobody reads this
The {product} needs *two* people, see https://example.org/a[the map]
and <<start,Starting>>.

[[start]]
== Starting

. Open the valve.
+
NOTE: Wear gloves.
+
----
pump --start
  --slow
----
. Press start.
* slow
** one round
* fast
. Wait.

== Facts

Speed::
Thirty rounds.
Hit Points:: 59
"""


def test_headings_items_terms_and_code_have_marks_of_markdown() -> None:
    assert read(HANDBOOK).text == (
        "# The pump: Handbook\n\nThe P-300 needs two people, see the map and Starting.\n\n## Starting\n\n"
        "1. Open the valve.\n\n    NOTE: Wear gloves.\n\n    ```\n    pump --start\n      --slow\n    ```\n"
        "2. Press start.\n    - slow\n        - one round\n    - fast\n3. Wait.\n\n"
        "## Facts\n\n- Speed: Thirty rounds.\n- Hit Points: 59"
    )


def test_what_stands_below_the_title_is_stated() -> None:
    assert read(HANDBOOK).stated == {"author": "Ann Writer <ann@example.org>", "date": "2024-03-05"}
    assert read("= Tea\n:author: Bo\n:revdate: 1 May 2020\n\nHot.\n").stated == {"author": "Bo", "date": "1 May 2020"}
    assert read("Tea\n\nAnn Writer\n").stated == {}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("[source,bash]\n----\nrun\n----\n", "```bash\nrun\n```"),
        ("```python\nrun\n```\n", "```python\nrun\n```"),
        ("[source]\nrun *it*\n\nText.\n", "```\nrun *it*\n```\n\nText."),
        ("Text.\n\n  run\n    it\n", "Text.\n\n```\nrun\n  it\n```"),
        ("====\nAn example.\n====\n\n[NOTE]\n====\nCareful.\n====\n", "An example.\n\nCareful."),
        ("----\nnever closed\n", "```\nnever closed\n```"),
        (".Prices\n|===\n|Plan |Price\n\n|Free\n|0\n|===\n", "Prices\n\n| Plan | Price |\n| --- | --- |\n| Free | 0 |"),
        ('[%header,cols="1,2"]\n|===\n|A|B\n.2+|x |1\n|2\n|===', "| A | B |\n| --- | --- |\n| x | 1 |\n| x | 2 |"),
        ("[%header]\n,===\nA,B\n1,2\n,===\n", "| A | B |\n| --- | --- |\n| 1 | 2 |"),
        ("|===\n|a \\| b |c\n|===\n", "|  |  |\n| --- | --- |\n| a \\| b | c |"),
        ("|===\n| |Day |Week\n|Boat |5 |\n|===\n", "|  | Day | Week |\n| --- | --- | --- |\n| Boat | 5 |  |"),
        ("|===\n|Boat 2+|Fee\n\n|Wren |5 |20\n|===\n", "| Boat | Fee | Fee |\n| --- | --- | --- |\n| Wren | 5 | 20 |"),
        ("include::other.adoc[]\nimage::x.png[]\nText.\n", "Text."),
        ("ifdef::a[]\nKept.\nendif::[]\n\nifdef::a[Kept too.]\n", "Kept.\n\nKept too."),
        ("Old title\n---------\n\nText.\n", "## Old title\n\nText."),
        ("Press kbd:[Ctrl+C], menu:File[Save].\n", "Press Ctrl+C, File > Save."),
        ("Now footnote:[Or not.] `x` __y__z {nowhere} a*b*c.\n", "Now (Or not.) x yz {nowhere} a*b*c."),
        ("Mail link:x[me,window=_blank] or https://example.org now.\n", "Mail me or https://example.org now."),
        ("* [x] done\n* [ ] not\n", "- done\n- not"),
        ("<1> first\n<2> second\n", "1. first\n2. second"),
        ("std::vector is a name: it is.\n", "std::vector is a name: it is."),
        ("One +\ntwo\nthree.\n", "One two three."),
    ],
)  # fmt: skip
def test_what_is_seldom_is_kept_as_its_text(source: str, text: str) -> None:
    assert read(source).text == text


@pytest.mark.parametrize("source", ["include::/etc/passwd[]\n", "// a comment\n", ":toc:\n"])
def test_a_file_that_says_nothing_is_told(source: str) -> None:
    with pytest.raises(DocumentError):
        read(source)
