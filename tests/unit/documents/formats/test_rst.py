"""reStructuredText becomes text with Markdown's block marks, and none of its words is lost."""

import re
from collections import Counter

import pytest

from retrieval.documents.formats.rst import read
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault


def text_of(source: str) -> str:
    return read("a.rst", source.encode()).text


HANDBOOK = """\
=================
The pump handbook
=================

:Author: A. Writer
:Date: 2023-04-01
:orphan:

.. contents::

.. |model| replace:: P-300

The |model| **needs** ``two`` people, see `the map <https://example.org/map>`_ [#seals]_.

Starting
--------

1. Open the valve.

   .. note:: Wear gloves.

2. Press start::

      pump --start
         --slow

Speeds
~~~~~~

- slow

  - one round
  - two rounds

- fast

.. [#seals] Seals are sold apart.
"""


def test_headings_items_code_and_notes_have_marks_of_markdown() -> None:
    assert text_of(HANDBOOK) == (
        "# The pump handbook\n\n- Author: A. Writer\n- Date: 2023-04-01\n\n"
        "The P-300 needs two people, see the map [1].\n\n"
        "## Starting\n\n1. Open the valve.\n\n   Wear gloves.\n2. Press start:\n\n"
        "   ```\n   pump --start\n      --slow\n   ```\n\n"
        "### Speeds\n\n- slow\n\n  - one round\n  - two rounds\n- fast\n\n[1] Seals are sold apart."
    )


def test_what_the_fields_at_the_top_state_is_stated() -> None:
    assert read("a.rst", HANDBOOK.encode()).stated == {"author": "A. Writer", "date": "2023-04-01"}
    assert read("a.rst", b"Text.\n\n:Date: 2023-04-01\n").stated == {}


def test_a_header_of_names_and_values_is_read_as_fields_and_states_the_title() -> None:
    extracted = read(
        "a.rst",
        b"Number: 7\nTitle: Tea\nAuthor: A. B. <a@b.org>,\n  C. D.\nCreated: 1-May-2020\n\nAbstract\n====\n\nHot.\n",
    )
    assert extracted.text.startswith("- Number: 7\n- Title: Tea\n- Author: A. B. <a@b.org>, C. D.\n")
    assert extracted.text.endswith("# Abstract\n\nHot.")
    assert extracted.stated == {"title": "Tea", "author": "A. B. <a@b.org>, C. D.", "date": "1-May-2020"}


def test_a_title_with_a_colon_is_no_header() -> None:
    assert text_of("FAQ: pumps\n==========\n\nText.\n") == "# FAQ: pumps\n\nText."


@pytest.mark.parametrize(
    "source",
    [
        "=====  =====\nPlan   Price\n=====  =====\nFree   0\nPro    5 | 6\n=====  =====\n",
        (
            ".. list-table::\n   :header-rows: 1\n   :class: wide\n\n   * - Plan\n     - Price\n   * - Free\n     - 0\n"
            "   * - Pro\n     - 5 | 6\n"
        ),
        ".. csv-table::\n   :header: Plan, Price\n\n   Free, 0\n   Pro, 5 | 6\n",
        (
            "+------+-------+\n| Plan | Price |\n+======+=======+\n| Free | 0     |\n+------+-------+\n"
            "| Pro  | 5 | 6 |\n+------+-------+\n"
        ),
    ],
    ids=["simple", "list", "csv", "grid"],
)
def test_each_kind_of_table_is_one_of_markdown(source: str) -> None:
    assert text_of(source) == "| Plan | Price |\n| --- | --- |\n| Free | 0 |\n| Pro | 5 \\| 6 |"


def test_a_cell_that_spans_rows_is_said_in_each_and_a_head_that_spans_columns_too() -> None:
    source = (
        "+------+---------+\n| Plan | Price   |\n|      +----+----+\n|      | EU | US |\n+======+====+====+\n"
        "| Pro  | 5  | 6  |\n|      +----+----+\n|      | 7  | 8  |\n+------+----+----+\n"
        "| None so far    |\n+------+----+----+\n"
    )
    assert text_of(source) == (
        "| Plan | Price EU | Price US |\n| --- | --- | --- |\n| Pro | 5 | 6 |\n| Pro | 7 | 8 |\n| None so far |  |  |"
    )


def test_a_row_in_bold_is_the_head_of_a_table_that_marks_none() -> None:
    rule = "+----------+-----------+\n"
    source = f"{rule}| **Plan** | **Price** |\n{rule}| Free     | 0         |\n{rule}"
    assert text_of(source) == "| Plan | Price |\n| --- | --- |\n| Free | 0 |"
    assert text_of(source.replace("**", "  ")) == "|  |  |\n| --- | --- |\n| Plan | Price |\n| Free | 0 |"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Salt : noun\n   White.\n\n   Fine.\n\nFor\n   - me\n", "- Salt (noun): White.\n\n  Fine.\n- For:\n\n  - me"),
        ("-f FILE, --file=FILE  a file\n--all  everything\n", "- -f FILE, --file=FILE: a file\n- --all: everything"),
        ("A. tea\nB. milk\n", "- A. tea\n- B. milk"),
        ("(3) tea\n(4) milk\n", "3. tea\n4. milk"),
        ("| Roses are red,\n|   violets blue.\n", "Roses are red,\nviolets blue."),
        (">>> 1 + 1\n2\n", "```\n>>> 1 + 1\n2\n```"),
        (".. code-block:: bash\n   :linenos:\n   :caption: How\n\n   run\n", "How\n\n```bash\nrun\n```"),
        (".. code::\n\n   ```\n   run\n", "````\n```\nrun\n````"),
        (".. versionadded:: 3.2\n   By request.\n", "Added in version 3.2: By request."),
        (".. deprecated:: 2\n", "Deprecated since version 2."),
        (".. tabs::\n\n   .. tab:: Linux\n\n      Run apt.\n", "- Linux: Run apt."),
        (".. dropdown:: Is it hot?\n   :open:\n\n   Yes.\n", "- Is it hot? Yes."),
        (".. py:function:: run(x)\n   :async:\n\n   Runs.\n\n   :param x: a\n", "- run(x): Runs.\n\n  - param x: a"),
        (".. class:: Pump(x)\n\n   A pump.\n", "- Pump(x): A pump."),
        (".. class:: wide\n\nText.\n", "Text."),
        (".. topic:: Tea\n\n   Hot.\n", "Tea\n\nHot."),
        (".. figure:: x.png\n   :alt: Unseen\n\n   The caption.\n", "The caption."),
        (":doc:`Go </go>`, :func:`~pkg.run`, :meth:`!stop`, `now`:kbd:, :pep:`8`", "Go, run, stop, now, PEP 8"),
        ("A |nowhere| and an `open quote.", "A |nowhere| and an `open quote."),
        (".. A comment.\n\nText.\n\n.. raw:: html\n\n   <b>x</b>\n", "Text."),
        ("Today is |day|.\n\n.. |day| date::\n", "Today is |day|."),
        ("=== ===\na   b\n=== ===\nab cd\n=== ===\n", "```\n=== ===\na   b\n=== ===\nab cd\n=== ===\n```"),
    ],
)  # fmt: skip
def test_what_is_seldom_is_kept_as_its_text(source: str, text: str) -> None:
    assert text_of(source) == text


def test_headings_in_no_order_are_no_loss() -> None:
    source = "A\n=\n\na\n\nB\n-\n\nb\n\nC\n~\n\nc\n\nD\n=\n\nd\n\nE\n~\n\ne\n"
    assert re.findall(r"\w+", text_of(source)) == list("AaBbCcDdEe")


def test_no_word_but_those_of_markup_is_lost() -> None:
    missing = Counter(re.findall(r"\w+", HANDBOOK)) - Counter(re.findall(r"\w+", text_of(HANDBOOK)))
    markup = "orphan contents model model replace https example org map _ _ seals seals note"
    assert missing == Counter(markup.split())


def test_nothing_is_included_from_other_files() -> None:
    source = "Text.\n\n.. include:: /etc/passwd\n\n.. literalinclude:: /etc/hostname\n\n"
    assert "root" not in text_of(f"{source}.. csv-table::\n   :file: /etc/passwd\n")
    with pytest.raises(DocumentError) as raised:
        text_of(".. include:: /etc/passwd\n")
    assert raised.value.fault is DocumentFault.RST_ONLY_INCLUDES


def test_one_file_says_the_same_after_any_other() -> None:
    alone = text_of(HANDBOOK)
    text_of(".. role:: raw-html(raw)\n   :format: html\n\n.. default-role:: math\n\n.. unheard:: a\n\n:unheard:`b`\n")
    assert text_of(HANDBOOK) == alone


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Prix : 5 €\n".encode("utf-16"), "Prix : 5 €"),
        (b"\xef\xbb\xbfA\r\n=\r\n\r\nB\tc\r\n", "# A\n\nB c"),
        (".. -*- coding: cp1252 -*-\n\nPrix : 5 €\n".encode("cp1252"), "Prix : 5 €"),
    ],
)
def test_a_text_is_read_by_its_mark_or_as_it_declares(content: bytes, text: str) -> None:
    assert read("a.rst", content).text == text


def test_an_encoding_is_not_guessed() -> None:
    with pytest.raises(DocumentError) as raised:
        read("a.rst", "Prix : 5 €\n".encode("cp1252"))
    assert raised.value.fault is DocumentFault.NOT_UTF_8
