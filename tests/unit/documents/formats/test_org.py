"""Org becomes text with Markdown's block marks, and none of its words is lost."""

import pytest

from retrieval.documents.formats.extracted import Extracted
from retrieval.documents.formats.org import read_org
from retrieval.errors import DocumentError


def read(source: str) -> Extracted:
    (extracted,) = read_org("a.org", source.encode())
    assert isinstance(extracted, Extracted)
    return extracted


HANDBOOK = """\
#+TITLE: The pump
#+AUTHOR: Ann Writer
#+DATE: <2024-03-05>
#+OPTIONS: toc:nil

It needs *two* people, /see/ [[https://example.org][the map]][fn:1].

* TODO [#A] Starting :work:
:PROPERTIES:
:ID: 7
:END:
SCHEDULED: <2024-01-01>
1. Open
   the valve
   - slowly
     - one round
   - or not

   Wear gloves.

   #+begin_src bash
     pump --start
       --slow
   #+end_src
2. Wait
- Hit Points :: 59

[fn:1] On the wall.
"""


def test_headings_items_terms_and_code_have_marks_of_markdown() -> None:
    assert read(HANDBOOK).text == (
        "# The pump\n\nIt needs two people, see the map[1].\n\n## Starting\n\n"
        "1. Open the valve\n    - slowly\n        - one round\n    - or not\n\n    Wear gloves.\n\n"
        "    ```bash\n    pump --start\n      --slow\n    ```\n2. Wait\n- Hit Points: 59\n\n[1] On the wall."
    )


def test_what_its_keywords_state_is_stated() -> None:
    assert read(HANDBOOK).stated == {"title": "The pump", "author": "Ann Writer", "date": "2024-03-05"}


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("* One\nText.\n** Two\n", "# One\n\nText.\n\n## Two"),
        ("| A | B |\n|---+---|\n| 1 | 2 |\n#+TBLFM: x\n", "| A | B |\n| --- | --- |\n| 1 | 2 |"),
        ("| 1 | 2 |\n", "|  |  |\n| --- | --- |\n| 1 | 2 |"),
        ("||Day|\n|-+-|\n|Boat|5|\n||6|\n", "|  | Day |\n| --- | --- |\n| Boat | 5 |\n|  | 6 |"),
        ("| | Day |\n| Boat | 5 |\n", "|  | Day |\n| --- | --- |\n| Boat | 5 |"),
        ("#+BEGIN_QUOTE\nAs he said.\n#+END_QUOTE\n", "As he said."),
        ("#+BEGIN_EXAMPLE\nrun *it*\n#+END_EXAMPLE\n", "```\nrun *it*\n```"),
        ("#+begin_comment\nunseen\n#+end_comment\nText.\n# unseen\n-----\n", "Text."),
        (": run\n:   it\n", "```\nrun\n  it\n```"),
        ("#+begin_src sh\nnever closed\n", "```sh\nnever closed\n```"),
        ("- [X] done\n- [ ] not\n+ more\n", "- done\n- not\n- more"),
        ("a*b*c, 2*3*4 and ~x = 1~.\n", "a*b*c, 2*3*4 and x = 1."),
    ],
)
def test_what_is_seldom_is_kept_as_its_text(source: str, text: str) -> None:
    assert read(source).text == text


@pytest.mark.parametrize("source", ["# a comment\n", ":PROPERTIES:\n:ID: 7\n:END:\n"])
def test_a_file_that_says_nothing_is_told(source: str) -> None:
    with pytest.raises(DocumentError):
        read(source)
