"""A page of elements in elements is refused before a library walks it, whatever they are."""

from unittest.mock import Mock

import pytest

from retrieval.documents.formats import html_main
from retrieval.documents.formats.html import MAX_HTML_DEPTH, read
from retrieval.errors import DocumentError

SHAPES = {
    "div": b"<div>",
    "table": b"<table><tr><td>",
    "list": b"<ul><li>",
    "quotation": b"<blockquote>",
    "bold": b"<b>",
    "hidden": b"<div hidden>",
    "own": b"<x-y>",
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("times", [1000, 50_000], ids=["deep", "very-deep"])
def test_what_is_nested_too_deeply_is_said_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch, shape: str, times: int
) -> None:
    monkeypatch.setattr(html_main, "bare_extraction", Mock(side_effect=AssertionError("it was read")))
    page = b"<!DOCTYPE html><html><body><p>Iran denied it.</p>" + SHAPES[shape] * times + b"x"
    with pytest.raises(DocumentError, match=r"a\.html is nested more") as caught:
        read("a.html", page)
    assert caught.value.remedy


def test_what_is_nested_as_pages_are_is_read() -> None:
    page = b"<!DOCTYPE html><html><body>" + b"<div>" * (MAX_HTML_DEPTH - 10) + b"<p>Iran denied it on Tuesday.</p>"
    assert "Iran denied it on Tuesday." in read("a.html", page).text


@pytest.mark.parametrize("empty", ["<wbr>", "<WBR/>", "<wbr class=a>", "<source src=a.webm>", "<track src=a.vtt>"])
def test_elements_that_need_no_end_are_not_nested(empty: str) -> None:
    page = f"<!DOCTYPE html><html><body><p>Iran denied {f'{empty}it ' * 2 * MAX_HTML_DEPTH}on Tuesday.</p>"
    assert read("a.html", page.encode()).text == f"Iran denied {'it ' * 2 * MAX_HTML_DEPTH}on Tuesday."
