"""Where a source can be opened: what its document states, or what SOURCE_URL makes of its path."""

from typing import Any

import pytest

from retrieval.documents.links import SourceLinks
from retrieval.domain.documents import Document

TEXT = "# Pumps\n\n## Oil\n\nThe pump is blue.\n"
QUOTE = "The pump is blue."
SITE = "https://docs.example.org"
FOUND = ":~:text=The%20pump%20is%20blue."


def document(path: str = "guide/oil.md", **stated: Any) -> Document:
    return Document(id="a", title="A", text=TEXT, path=path, **stated)


def link(template: str | None, of: Document) -> str | None:
    start = of.text.index(QUOTE)
    return SourceLinks(template).to_span(of, start, start + len(QUOTE))


@pytest.mark.parametrize(
    ("template", "path", "address"),
    [
        ("{path}", "guide/oil.md", "guide/oil.md#"),
        ("{path}#{anchor}", "guide/oil.md", "guide/oil.md#oil"),
        ("blob/main/docs/{path}#{anchor}", "a b/ö#?.md", "blob/main/docs/a%20b/%C3%B6%23%3F.md#oil"),
        ("{page}", "guide/oil.md", "guide/oil#"),
        ("{page}/#{anchor}", "guide/oil.md", "guide/oil/#oil"),
        ("{page}/#{anchor}", "guide/index.md", "guide/#oil"),
        ("{page}/#{anchor}", "guide/README.md", "guide/#oil"),
        ("{page}/#{anchor}", "index.md", "#oil"),
        ("docs/{page}#{anchor}", "README.md", "docs/#oil"),
        ("{page}.html#{anchor}", "guide/index.rst", "guide/index.html#oil"),
        ("{page}?v=1#{anchor}", "guide/index.md", "guide?v=1#oil"),
        ("#/{page}?id={anchor}", "guide/oil.md", "#/guide/oil?id=oil"),
        ("{page}", "guide/my.index.md", "guide/my.index#"),
    ],
)
def test_the_template_is_filled(template: str, path: str, address: str) -> None:
    assert link(f"{SITE}/{template}", document(path)) == f"{SITE}/{address}{FOUND}"


def test_an_empty_anchor_leaves_no_mark() -> None:
    links = SourceLinks(f"{SITE}/{{page}}#{{anchor}}")
    assert links.to_document(document()) == f"{SITE}/guide/oil"
    code = Document(id="a", title="A", text="```\nprime --now\n```\n\nThe pump.\n", path="a.md")
    assert links.to_span(code, 4, 15) == f"{SITE}/a"


@pytest.mark.parametrize("path", ["", "rows.jsonl:3", "table.csv:12"])
def test_what_has_no_file_of_its_own_has_no_link(path: str) -> None:
    assert link(f"{SITE}/{{path}}", document(path)) is None


def test_without_a_template_and_an_address_there_is_no_link() -> None:
    assert link(None, document()) is None
    assert SourceLinks().to_document(document()) is None


@pytest.mark.parametrize("template", ["{path}#{anchor}", "{page}/#{anchor}", "{page}.html"])
def test_a_pdf_is_opened_on_its_page(template: str) -> None:
    manual = document("guide/manual.pdf", pages=(0, 5))
    assert link(f"{SITE}/{template}", manual) == f"{SITE}/guide/manual.pdf#page=2"
    assert SourceLinks(f"{SITE}/{template}").to_document(manual) == f"{SITE}/guide/manual.pdf"
    assert link(None, document("x.pdf", pages=(0, 5), url=f"{SITE}/m.PDF?v=2#top")) == f"{SITE}/m.PDF?v=2#page=2"
    assert link(None, document("x.md", url=f"{SITE}/m.pdf")) == f"{SITE}/m.pdf"


@pytest.mark.parametrize("path", ["a/plan.docx", "a/prices.csv"])
def test_a_file_that_no_browser_shows_is_linked_as_it_is(path: str) -> None:
    assert link(f"{SITE}/{{page}}/", document(path)) == f"{SITE}/{path}"


@pytest.mark.parametrize(
    ("stated", "address"),
    [
        ({"url": "https://example.org/a"}, "https://example.org/a#"),
        ({"url": "HTTP://example.org/a#top"}, "http://example.org/a#top"),
        ({"extra": {"canonical_url": "https://example.org/c"}}, "https://example.org/c#"),
        ({"extra": {"source_url": "https://example.org/s"}}, "https://example.org/s#"),
        ({"url": "/a/path/", "extra": {"source_url": "https://example.org/s"}}, "https://example.org/s#"),
        ({"url": "https://example.org/a b?q=(1)'\"<x>"}, "https://example.org/a%20b?q=%281%29%27%22%3Cx%3E#"),
        ({"url": "https://example.org/ä%20b"}, "https://example.org/%C3%A4%20b#"),
        ({"url": "https://bücher.example/"}, "https://xn--bcher-kva.example/#"),
        ({"url": "https://[::1]/"}, f"{SITE}/guide/oil.md#"),
    ],
)
def test_what_a_document_states_goes_before(stated: dict[str, Any], address: str) -> None:
    assert link(f"{SITE}/{{path}}", document(**stated)) == f"{address}{FOUND}"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.org/a",
        "//example.org/a",
        "/a/path",
        "example.org/a",
        "https://",
        "https:///a",
        "https://example.org@evil.example/a",
        "https://example.org\\@evil.example/a",
        "https://exa mple.org/a",
        "https://example.org:port/a",
        "https://[::1/a",
        "https://a.org](https://evil.example",
        "https://" + "x." * 300 + "org/a",
    ],
)
def test_only_addresses_of_the_web_are_linked(url: str) -> None:
    assert link(None, document(url=url)) is None


def test_a_fragment_that_is_stated_stays() -> None:
    assert link(None, document(url="https://example.org/a#:~:text=oil")) == "https://example.org/a#:~:text=oil"


def test_what_makes_a_link_too_long_is_left_out() -> None:
    long = f"https://example.org/{'x' * 470}"
    assert link(None, document(url=long)) == long
    assert link(f"{SITE}/{{path}}#{{anchor}}", document("x" * 460 + ".md")) == f"{SITE}/{'x' * 460}.md#oil"
    assert link(f"{SITE}/{{path}}", document("x" * 600 + ".md")) is None
