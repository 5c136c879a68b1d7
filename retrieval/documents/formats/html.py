"""`.html`: the main text of a page, and what the page states about itself in its head and its linked data.

Runs in the process apart. What no reader of the page sees (scripts, comments, hidden elements) is taken out first, so
that whatever looks for the main text cannot find it there.
"""

import codecs
import re
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura import bare_extraction
from trafilatura.metadata import Document as Main
from trafilatura.metadata import extract_metadata

from retrieval.errors import DocumentError
from retrieval.formats.extracted import Extracted, check_chars, looks_like, mended, other_than, stem_of

MAX_HTML_ELEMENTS = 100_000
"""A long encyclopedia article has 20,000. The library takes up to 20 seconds for so many; with some shapes of page far
longer, and then the process apart is stopped."""

_NOT_SEEN = (
    "script style noscript template iframe frame object embed applet canvas svg audio video map nav menu button input "
    "select textarea datalist"
).split()
_HIDDEN = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|opacity:0(?:\.0*)?(?:;|!|$)|font-size:0(?:\.0*)?[a-z%]*(?:;|!|$)"
)
_DECLARED = re.compile(
    rb"<meta\b[^>]{0,200}?charset\s*=\s*[\"']?\s*([-\w]{1,40})|<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([-\w]{1,40})",
    re.IGNORECASE,
)
_AS_BROWSERS_READ_IT = {"iso8859-1": "cp1252", "ascii": "cp1252"}
"""What pages that declare these are in, says the standard of browsers (https://encoding.spec.whatwg.org)."""

_STATED = etree.XPath("//h1 | //*[@itemprop='author' or @rel='author']")
_LINKED_DATA = etree.XPath("//script[@type='application/ld+json']")
_DATES = (
    "article:published_time og:article:published_time datepublished citation_publication_date citation_date "
    "parsely-pub-date sailthru.date dc.date.issued dcterms.issued dc.date dcterms.date pubdate publish-date date"
).split()
_LINKED_DATE = re.compile(r"\"datePublished\"\s*:\s*\"([^\"]{4,40})\"")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
_BLOCKS = frozenset({"head", "p", "list", "item", "quote", "table", "row", "cell", "div"})


def read(name: str, content: bytes) -> Extracted:
    page = _parsed(name, content)
    linked_data = deepcopy(_LINKED_DATA(page))
    _take_out_what_is_not_seen(page)
    stated = _stated(page, linked_data)
    main = bare_extraction(page, include_comments=False)
    text = "\n\n".join(_blocks(main.body)) if isinstance(main, Main) else ""
    if not text:
        what = f"{name} has no main text: nothing in it reads like an article."
        remedy = "Save the page with its text in it, or put the text in a .md file."
        raise DocumentError(name, what, remedy=remedy)
    check_chars(name, len(text))
    return Extracted(place=name, text=text, untitled=stem_of(name), stated=stated)


def _parsed(name: str, content: bytes) -> HtmlElement:
    text = _decoded(name, content)
    if looks_like(content) not in (None, "HTML") or not re.search(r"<[a-z!/]", text, re.IGNORECASE):
        raise other_than(name, "HTML", content)
    parser = HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        page = document_fromstring(text.encode(), parser=parser)
    except etree.ParserError as error:
        raise other_than(name, "HTML", content) from error
    if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
        what = f"{name} is nested more deeply than can be read, or holds an endless line."
        raise DocumentError(name, what, remedy="Save the page anew, or put its text in a .md file.")
    if sum(1 for _ in page.iter()) > MAX_HTML_ELEMENTS:
        what = f"{name} is too large: it has more than {MAX_HTML_ELEMENTS:,} elements."
        raise DocumentError(name, what, remedy="Split it into several pages.")
    return page


def _decoded(name: str, content: bytes) -> str:
    """By its byte order mark, as UTF-8 where it fits, else as it declares; never with characters lost."""
    encodings = ["utf-8-sig", _declared(content)]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    for encoding in filter(None, encodings):
        try:
            return mended(content.decode(encoding))
        except (LookupError, UnicodeError):
            continue
    if looks_like(content) not in (None, "HTML"):
        raise other_than(name, "HTML", content)
    what = f"{name} is neither UTF-8 nor in another encoding that it declares."
    raise DocumentError(name, what, remedy="Save it as UTF-8.")


def _declared(content: bytes) -> str | None:
    found = _DECLARED.search(content[:4096])
    if found is None:
        return None
    declared = (found[1] or found[2]).decode("ascii", errors="replace").lower()
    try:
        return _AS_BROWSERS_READ_IT.get(codecs.lookup(declared).name, declared)
    except LookupError:
        return declared


def _take_out_what_is_not_seen(page: HtmlElement) -> None:
    unseen = [*page.iter(*_NOT_SEEN), *page.xpath("//*[@hidden] | //dialog[not(@open)]")]
    unseen += [styled for styled in page.xpath("//*[@style]") if _HIDDEN.search(_squeezed(styled.get("style")))]
    for element in unseen:
        if element.getparent() is not None:
            element.drop_tree()


def _squeezed(style: str) -> str:
    return "".join(style.split()).lower()


def _stated(page: HtmlElement, linked_data: list[HtmlElement]) -> dict[str, object]:
    """What the page says of itself to machines, and in its one main heading. Nothing is taken from its text or links: a
    date that stands there may be that of anything.
    """
    label = document_fromstring("<html><head></head><body></body></html>")
    if (head := page.find("head")) is not None:
        label.replace(label.find("head"), deepcopy(head))
    for base in label.xpath("//base"):
        base.drop_tree()
    label.find("body").extend(deepcopy([*_STATED(page), *linked_data]))
    known = extract_metadata(label)
    site_name = label.xpath("string(//meta[@property='og:site_name']/@content)")
    return {
        "title": known.title,
        "publisher": site_name.strip() or known.sitename,
        "date": _date(page, linked_data),
        "url": known.url if known.url and known.url.startswith(("http://", "https://")) else None,
        "language": page.get("lang") or page.get("xml:lang"),
        "author": known.author,
    }


def _date(page: HtmlElement, linked_data: list[HtmlElement]) -> str | None:
    """The day of publication, where it is stated as such."""
    stated: dict[str, str] = {}
    for meta in page.iter("meta"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        stated.setdefault(key.lower(), meta.get("content") or "")
    candidates = [stated.get(name, "") for name in _DATES]
    candidates += [found for script in linked_data for found in _LINKED_DATE.findall(script.text or "")]
    candidates += page.xpath("//time[@pubdate or @itemprop='datePublished']/@datetime")
    first = next((one.strip() for one in candidates if one.strip()), None)
    day = _DAY.match(first or "")
    return day.group() if day else first


def _blocks(element: etree._Element) -> Iterator[str]:
    """The paragraphs, headings, list items and rows in an element, in order, each with the mark it has in Markdown."""
    run = element.text or ""
    for child in element:
        if child.tag in _BLOCKS or element.tag == "body":
            yield from _paragraph(run)
            run = ""
            yield from _block(child)
        else:
            run += "\n" if child.tag == "lb" else "".join(child.itertext())
        run += child.tail or ""
    yield from _paragraph(run)


def _block(element: etree._Element) -> Iterator[str]:
    if element.tag == "head":
        level = int(element.get("rend", "h2")[1:2] or 2)
        yield from (f"{'#' * level} {line}" for line in _line(element))
    elif element.tag == "list":
        ordered = element.get("rend") == "ol"
        for number, item in enumerate(element, start=1):
            first, *others = [*_blocks(item), ""]
            yield from (f"{f'{number}.' if ordered else '-'} {first}", *filter(None, others)) if first else ()
    elif element.tag == "row" and len(element) > 1:
        yield " | ".join(" ".join(_blocks(cell)) for cell in element)
    else:
        yield from _blocks(element)


def _line(element: etree._Element) -> list[str]:
    line = " ".join("".join(element.itertext()).split())
    return [line] if line else []


def _paragraph(run: str) -> list[str]:
    lines = [" ".join(line.split()) for line in run.strip().split("\n")]
    return ["\n".join(lines)] if any(lines) else []
