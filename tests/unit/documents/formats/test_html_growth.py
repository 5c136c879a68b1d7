"""A page takes as long as it is long, whatever stands how often in one of its blocks.

Processor time is compared with itself, in one process, so that what else a machine does matters little.
"""

import pytest

from retrieval.documents.formats.html import read
from retrieval.documents.formats.html_main import INLINE_TAGS, MOST_MARKS
from tests.growing import times_longer

SMALL, LARGE = 1_000, 8_000
"""Elements in one block."""
MOST_GROWTH = 24
"""Between that of eight times the elements where each is looked at once, and where each looks at all others."""

INTRODUCTION = "The ministry said on Tuesday that it had not supplied any drones. " * 10
MARKS = {mark: f"word <{mark}>x</{mark}> " for mark in INLINE_TAGS}
ALL_MARKS = "".join(MARKS.values())
KINDS = MARKS | {mark: f"word <{mark}>x</{mark}> " for mark in ("code", "q", "del", "s", "x-y")}
KINDS |= {"br": "word <br>", "footnote": "word<sup><a href='#c'>[1]</a></sup> "}
BLOCKS = {
    "paragraph": "<p>{}</p>",
    "division": "<div>{}</div>",
    "item": "<ul><li>{}</li></ul>",
    "cell": "<table><tr><td>{}</td><td>x</td></tr></table>",
    "quotation": "<blockquote>{}</blockquote>",
    "heading": "<h2>{}</h2>",
}
PARTS = {
    "items": ("<ul>{}</ul>", "<li>a word of it</li>"),
    "rows": ("<table>{}</table>", "<tr><td>a word</td><td>of it</td></tr>"),
    "cells": ("<table><tr>{}</tr></table>", "<td>a word</td>"),
    "paragraphs": ("<div>{}</div>", "<p>A paragraph of some words.</p>"),
    "divisions": ("<div>{}</div>", "<div>A division of some words.</div>"),
    "definitions": ("<dl>{}</dl>", "<dt>word</dt><dd>What it means.</dd>"),
    "terms": ("<dl>{}<dd>What they mean.</dd></dl>", "<dt>word</dt>"),
    "wide cells": ("<table><tr><td>a</td></tr><tr>{}</tr></table>", "<td colspan=100 rowspan=100>a</td>"),
    "rows under a wide one": ("<table><tr><td>a</td>{}</tr></table>", "<td>a</td><tr><td>b</td></tr>"),
    "heads": ("<table>{}<tr><td>a</td><td>b</td></tr></table>", "<tr><th>a word</th><th>of it</th></tr>"),
    "lines of code": ("<pre>{}</pre>", "<div>a line of code</div>"),
    "marks in code": ("<pre>{}</pre>", "<span>a</span>`"),
    "folded": ("<div>{}</div>", "<button aria-controls=a>Where is it?</button><p id=a hidden>It is here.</p>"),
    "links": ("<div>{}</div>", "<div class=related><a href=/a>A link</a></div>"),
    "forms": ("<div>{}</div>", "<form><input type=search>Search</form>"),
    "quotations": ("<div>{}</div>", "<blockquote>A quotation of some words.</blockquote>"),
}


def page(inner: str) -> bytes:
    return f"<html><body><article><p>{INTRODUCTION}</p>{inner}</article></body></html>".encode()


def check(block: str, unit: str, elements: int = 1) -> None:
    large, small = (page(block.format(unit * (count // elements))) for count in (LARGE, SMALL))
    assert times_longer(lambda _: read("a.html", large), lambda _: read("a.html", small), MOST_GROWTH) < MOST_GROWTH


def test_read_takes_no_square_of_the_marks_in_a_division() -> None:
    check(BLOCKS["division"], ALL_MARKS, len(MARKS))


@pytest.mark.slow
@pytest.mark.parametrize("block", BLOCKS)
def test_read_takes_no_square_of_the_marks_in_a_block(block: str) -> None:
    check(BLOCKS[block], ALL_MARKS, len(MARKS))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_read_takes_no_square_of_the_marks_of_a_kind(kind: str) -> None:
    check(BLOCKS["division"], KINDS[kind])


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
def test_read_takes_no_square_of_the_blocks_in_a_block(part: str) -> None:
    check(*PARTS[part])


@pytest.mark.parametrize("marks", [MOST_MARKS, MOST_MARKS + 1], ids=["as many as are left", "more"])
def test_read_keeps_the_text_of_all_marks_in_its_order(marks: int) -> None:
    words = [f"word{number}" for number in range(marks)]
    inner = " ".join(f"the <b>{word}</b>" for word in words)
    assert " ".join(f"the {word}" for word in words) in read("a.html", page(f"<p>{inner} end.</p>")).text
