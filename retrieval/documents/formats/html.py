"""`.html`: the main text of a page, and what the page states about itself in its head and its linked data.

Runs in the process apart. What no reader of the page sees (scripts, comments, hidden elements) is taken out first, so
that whatever looks for the main text cannot find it there.
"""

import codecs
import re
from copy import deepcopy

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura.metadata import extract_metadata

from retrieval.documents.file_names import stem_of
from retrieval.documents.formats.extracted import (
    Extracted,
    check_chars,
    looks_like,
    mended,
    other_than,
    without_controls,
)
from retrieval.documents.formats.html_main import main_part
from retrieval.documents.formats.html_seen import take_out_what_is_not_seen
from retrieval.documents.formats.html_text import text_of
from retrieval.documents.formats.page_blocks import heading, joined
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault

MAX_HTML_ELEMENTS = 100_000
"""A long encyclopedia article has 20,000. The library takes up to 20 seconds for so many; with some shapes of page far
longer, and then the process apart is stopped."""

MAX_HTML_DEPTH = 256
"""The most elements that may stand in one another, as in XML parsers (libxml2's `xmlParserMaxDepth`). Browsers are
advised to take 32. The library's time grows with the square of the depth: 500 tables in one another take five
seconds."""

_DECLARED = re.compile(
    rb"<meta\b[^>]{0,200}?charset\s*=\s*[\"']?\s*([-\w]{1,40})|<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([-\w]{1,40})",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"&#(?:x([0-9a-f]{1,8})|([0-9]{1,10}));?", re.IGNORECASE)
_TAG = re.compile(r"<[a-z!/]", re.IGNORECASE)
_AS_BROWSERS_READ_IT = {"iso8859-1": "cp1252", "ascii": "cp1252"}
"""The encodings in which browsers read pages that declare these, by their standard
(https://encoding.spec.whatwg.org)."""

_STATED = etree.XPath("//h1 | //*[@itemprop='author' or @rel='author']")
_LINKED_DATA = etree.XPath("//script[@type='application/ld+json']")
_DATE_PROPERTIES = (
    "article:published_time og:article:published_time datepublished citation_publication_date citation_date "
    "parsely-pub-date sailthru.date dc.date.issued dcterms.issued dc.date dcterms.date pubdate publish-date date"
).split()
_LINKED_DATE = re.compile(r"\"datePublished\"\s*:\s*\"([^\"]{4,40})\"")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
_CALLED = etree.XPath("//head/title/text() | //meta[@property='og:title']/@content")
_HEADINGS_AROUND = etree.XPath("//h1[not(ancestor::footer or ancestor::aside)]")
_NESTING_FOR_NOTHING = re.compile(r"</?(?:wbr|source|track)(?:[\s/][^<>]*)?>", re.IGNORECASE)
"""Elements that hold nothing and need no end. The parser does not know them, and would take what follows for theirs."""


def read(name: str, content: bytes) -> Extracted:
    page = _parsed(name, content)
    linked_data = deepcopy(_LINKED_DATA(page))
    take_out_what_is_not_seen(page)
    stated = _stated(page, linked_data)
    part = main_part(page)
    text = "" if part is None else text_of(part)
    if part is None or not text:
        raise DocumentError(name, DocumentFault.HTML_WITHOUT_MAIN_TEXT)
    text = joined([*_title_above(page, part), text])
    check_chars(name, len(text))
    return Extracted(place=name, text=text, untitled=stem_of(name), stated=stated)


def _title_above(page: HtmlElement, part: HtmlElement) -> list[str]:
    """Return the one main heading of a page that stands outside of its main part, where the page is called so."""
    above = _HEADINGS_AROUND(page)
    if len(above) != 1 or next(part.iter("h1"), None) is not None:
        return []
    title = " ".join(above[0].text_content().split())
    called = " ".join(" ".join(_CALLED(page)).split())
    return heading(1, title) if title.lower() in called.lower() or not called else []


def _parsed(name: str, content: bytes) -> HtmlElement:
    text = _decoded(name, content)
    if looks_like(content) not in (None, "HTML") or not _TAG.search(text):
        raise other_than(name, "HTML", content)
    parser = HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        page = document_fromstring(_NESTING_FOR_NOTHING.sub("", text).encode(), parser=parser)
    except etree.ParserError as error:
        raise other_than(name, "HTML", content) from error
    if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
        raise DocumentError(name, DocumentFault.HTML_UNREADABLE)
    _measure(name, page)
    return page


def _measure(name: str, page: HtmlElement) -> None:
    """Raise DocumentError where it has more elements, or these more depth, than the library reads in good time."""
    elements = depth = 0
    for event, _ in etree.iterwalk(page, events=("start", "end")):
        depth += 1 if event == "start" else -1
        elements += event == "start"
        if elements > MAX_HTML_ELEMENTS:
            raise DocumentError(name, DocumentFault.HTML_TOO_LARGE, limit=MAX_HTML_ELEMENTS)
        if depth > MAX_HTML_DEPTH:
            raise DocumentError(name, DocumentFault.HTML_TOO_DEEP, limit=MAX_HTML_DEPTH)


def _decoded(name: str, content: bytes) -> str:
    """Return the text by its byte order mark, as UTF-8 where it fits, else as it declares; no character is lost."""
    encodings = ["utf-8-sig", _declared(content)]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    for encoding in filter(None, encodings):
        try:
            return without_controls(_NUMBERED.sub(_unless_control, mended(content.decode(encoding))))
        except (LookupError, UnicodeError):
            continue
    if looks_like(content) not in (None, "HTML"):
        raise other_than(name, "HTML", content)
    raise DocumentError(name, DocumentFault.HTML_ENCODING)


def _unless_control(reference: re.Match[str]) -> str:
    """Return a character written as its number; the character itself where it is one to be left out."""
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    is_xml = code > 0xFFFF or (code >= 0x20 and not 0xD800 <= code < 0xE000 and code < 0xFFFE)
    return reference[0] if is_xml or code in (9, 10, 13) else " " if code in (11, 12) else ""


def _declared(content: bytes) -> str | None:
    found = _DECLARED.search(content[:4096])
    if found is None:
        return None
    declared = (found[1] or found[2]).decode("ascii", errors="replace").lower()
    try:
        return _AS_BROWSERS_READ_IT.get(codecs.lookup(declared).name, declared)
    except LookupError:
        return declared


def _stated(page: HtmlElement, linked_data: list[HtmlElement]) -> dict[str, object]:
    """Return what the page says to machines, and in its one main heading. Nothing is taken from its text or links: a
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
    """Return the day of publication, where it is stated as such."""
    stated: dict[str, str] = {}
    for meta in page.iter("meta"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        stated.setdefault(key.lower(), meta.get("content") or "")
    candidates = [stated.get(name, "") for name in _DATE_PROPERTIES]
    candidates += [found for script in linked_data for found in _LINKED_DATE.findall(script.text or "")]
    candidates += page.xpath("//time[@pubdate or @itemprop='datePublished']/@datetime")
    first = next((candidate.strip() for candidate in candidates if candidate.strip()), None)
    day = _ISO_DAY.match(first or "")
    return day.group() if day else first
