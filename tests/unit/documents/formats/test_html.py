import pytest

from retrieval.documents.formats.html import MAX_HTML_ELEMENTS, read
from retrieval.errors import DocumentError

DENIED = "Iran has denied that it supplied drones to Russia, its foreign ministry said on Tuesday."
DOUBTED = "Kyiv did not believe a word of it, and showed what was left of the drones to reporters."


def page_of(body: str, head: str = "<title>Drones</title>", html: str = "<html>") -> bytes:
    return f"<!DOCTYPE html>{html}<head>{head}</head><body>{body}</body></html>".encode()


def article(inner: str) -> bytes:
    return page_of(f"<article><h1>Drones</h1><p>{DENIED}</p>{inner}<p>{DOUBTED}</p></article>")


def blocks_of(content: bytes) -> list[str]:
    return read("a.html", content).text.split("\n\n")


def wrong_with(content: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read("a.html", content)
    assert caught.value.path == "a.html"
    assert "a.html" in caught.value.what
    assert caught.value.remedy
    return caught.value.what


def test_the_main_text_is_taken_and_what_stands_around_it_is_not() -> None:
    content = page_of(
        f"<header>Drones Weekly</header><nav><a href=/>Home</a></nav><article><h1>Drones</h1><p>{DENIED}</p>"
        f"<p>{DOUBTED}</p></article><aside>Other news</aside><footer>All rights reserved</footer>"
    )
    assert blocks_of(content) == ["# Drones", DENIED, DOUBTED]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<h2>What came before</h2>", ["## What came before"]),
        ("<ul><li>One of them</li><li>Two of <b>them</b></li></ul>", ["- One of them\n- Two of them"]),
        ("<ol><li>One of them</li><li>Two of them</li></ol>", ["1. One of them\n2. Two of them"]),
        ("<table><tr><th>Month</th><th>Drones</th></tr><tr><td>August</td><td>46</td></tr></table>",
         ["| Month | Drones |\n| --- | --- |\n| August | 46 |"]),
        ("<blockquote><p>We have not.</p><p>We will not.</p></blockquote>", ["We have not.", "We will not."]),
        ("<p>A line<br>and another, which is<br>a third.</p>", ["A line\nand another, which is\na third."]),
        ("<p>It  is\n\n so,   <a href='http://example.org'>they</a> said.</p>", ["It is so, they said."]),
    ],
)  # fmt: skip
def test_headings_lists_and_tables_keep_their_order(inner: str, expected: list[str]) -> None:
    assert blocks_of(article(inner)) == ["# Drones", DENIED, *expected, DOUBTED]


@pytest.mark.parametrize(
    "inner",
    [
        "<script>var secret = 'secret'</script>",
        "<style>.secret { color: red }</style>",
        "<!-- secret -->",
        "<!--[if IE]><p>secret words that nobody sees, but for one old browser</p><![endif]-->",
        "<noscript><p>secret words for those who do not run scripts on this page</p></noscript>",
        "<template><p>secret words that a script would put in later on</p></template>",
        "<p hidden>secret words that are hidden by their attribute</p>",
        "<p style='color: red; DISPLAY : none'>secret words that are hidden by their style</p>",
        "<div style='visibility:hidden'><p>secret words that are hidden by their style</p></div>",
        "<p style='opacity:0.0'>secret words that are hidden by their style</p>",
        "<p style='font-size: 0px'>secret words that are hidden by their style</p>",
        "<dialog><p>secret words in a dialogue that is not open</p></dialog>",
        "<textarea>secret words in a form</textarea>",
        "<input value='secret words in a form'>",
        "<img alt='secret words of a picture' src=x.png>",
        '<script type="application/ld+json">{"articleBody": "secret words that no reader of the page sees"}</script>',
    ],
)
def test_what_no_reader_of_the_page_sees_is_no_text(inner: str) -> None:
    for content in (article(inner), article(inner * 40), page_of(f"<p>{DENIED}</p>{inner}")):
        text = read("a.html", content).text
        assert "secret" not in text
        assert DENIED in text


@pytest.mark.parametrize("style", ["opacity:0.5", "font-size:0.9em", "display:block", "visibility:visible"])
def test_what_is_only_styled_is(style: str) -> None:
    sentence = "These words can be seen by everybody who opens the page, and reads on."
    assert sentence in read("a.html", article(f"<p style='{style}'>{sentence}</p>")).text


def test_invisible_and_reordering_characters_stay_as_they_are() -> None:
    """What shows text takes them out; a quote is what the page says, to the letter."""
    odd = "The dro\u202enes\u202c were sent by zero\u200bwidth mail, it is said in this one paragraph."
    assert odd in read("a.html", article(f"<p>{odd}</p>")).text


HEAD = """<title>Drones denied | The Paper</title><meta property="og:site_name" content="the iPaper">
<meta property="og:title" content="Drones denied"><meta name="author" content="Nicola Slawson">
<meta property="article:published_time" content="2022-10-26T10:00:00Z">
<meta property="article:modified_time" content="2023-01-01">
<link rel="canonical" href="https://example.org/world/drones">"""


def test_it_states_what_its_head_states() -> None:
    assert read("a.html", page_of(f"<p>{DENIED}</p>", HEAD, "<html lang=en-GB>")).stated == {
        "title": "Drones denied",
        "publisher": "the iPaper",
        "date": "2022-10-26",
        "url": "https://example.org/world/drones",
        "language": "en-GB",
        "author": "Nicola Slawson",
    }


def test_and_what_its_linked_data_states() -> None:
    linked = """<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
    "headline": "Drones denied", "datePublished": "2022-10-26", "dateModified": "2023-01-01",
    "author": {"@type": "Person", "name": "Nicola Slawson"}, "publisher": {"@type": "Organization",
    "name": "The Paper"}}</script>"""
    stated = read("a.html", page_of(linked + f"<p>{DENIED}</p>")).stated
    assert [stated[name] for name in ("title", "date", "author", "publisher")] == [
        "Drones denied",
        "2022-10-26",
        "Nicola Slawson",
        "The Paper",
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{DENIED}</p><p>On 26 October 2022 it said so again, and © 2019 the paper said it.</p>",
        f"<p>{DENIED}</p><a href='https://example.org/2022/10/26/drones'>a link to some other story</a>",
        f"<p>{DENIED}</p><img src='https://example.org/2022/10/26/x.png'><time datetime='2022-10-26'>then</time>",
    ],
)
def test_no_date_is_guessed(body: str) -> None:
    assert read("a.html", page_of(body)).stated["date"] is None


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "/drones", ""])
def test_a_url_is_one_of_the_web_or_none(url: str) -> None:
    stated = read("a.html", page_of(f"<p>{DENIED}</p>", f"<link rel=canonical href='{url}'>")).stated
    assert stated["url"] is None


def test_where_the_page_would_lead_is_not_where_it_is_from() -> None:
    head = "<base href='https://example.org/'><meta http-equiv=refresh content='0;url=https://example.org/b'>"
    assert read("a.html", page_of(f"<p>{DENIED}</p>", head)).stated["url"] is None


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"Iran denied it.", "is no HTML."),
        (b"%PDF-1.4 <a>", "is no HTML: it looks like a PDF"),
        (b"\x89PNG\r\n\x1a\n\xff<a>", "is no HTML: it looks like an image"),
        (b"<html>", "no main text"),
        (page_of(""), "no main text"),
        (page_of("<script>document.write('all of it')</script>"), "no main text"),
        (page_of("<nav><ul>" + "<li><a href=/x>Another story</a></li>" * 30 + "</ul></nav>"), "no main text"),
        (b"<p>caf\xe9</p>", "neither UTF-8 nor"),
        (b"<meta charset=x-no-such><p>caf\xe9</p>", "neither UTF-8 nor"),
        (page_of("<div>" * 3000 + DENIED), "nested more deeply"),
        (page_of(f"<p>{DENIED}</p>" + "<b></b>" * MAX_HTML_ELEMENTS), "more than 100,000 elements"),
    ],
)
def test_what_cannot_be_read_is_said(content: bytes, what: str) -> None:
    assert what in wrong_with(content)


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("<meta charset=utf-8>", "utf-8-sig"),
        ("<meta charset='windows-1252'>", "utf-8"),
        ("<meta charset='windows-1252'>", "windows-1252"),
        ("<meta http-equiv=Content-Type content='text/html; charset=ISO-8859-1'>", "windows-1252"),
        ("<meta charset=shift_jis>", "utf-16"),
        ("", "utf-8"),
    ],
)
def test_it_is_read_in_the_encoding_that_it_is_in(head: str, encoding: str) -> None:
    sentence = "The “café” was full – of people who had been told nothing of it at all."
    content = f"<html><head>{head}</head><body><p>{sentence}</p></body></html>"
    assert read("a.html", content.encode(encoding)).text == sentence


def test_xhtml_that_declares_its_encoding_is_read() -> None:
    content = f'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><p>{DENIED}</p></html>'
    assert read("a.html", content.encode()).text == DENIED


def test_the_same_bytes_give_the_same_text() -> None:
    content = article(f"<h2>Then</h2><p>{DENIED}</p>")
    found = [read("a.html", content) for _ in range(5)]
    assert all(text == found[0] for text in found)
