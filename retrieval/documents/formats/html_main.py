"""Finds the main part of a page, and takes out of it what is no text of its own.

A library for news pages knows where the main text stands, but loses lists, short lines and whole sections of others. So
it is asked for the place alone: the part that holds most of the words that it found. What stands around a text on most
pages (menus, shares, links to elsewhere) is told by its tag, role, class and links, and taken out of that part.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.metadata import Document as Main

from retrieval.documents.formats.html_text import BLOCK_TAGS, holders_of, inline, runs

MOST_MARKS = 1000
"""The most links, emphases and the like in one block. The library takes them off, and its time grows with the square
of their number, for the pieces of text that it leaves side by side: 20 ms for so many, half a minute for 30,000."""
SHARE_OF_FOUND = 0.8
"""The share of the library's words that the main part has at least: the rest may be a teaser elsewhere."""
LEAST_LINKED = 0.7
LEAST_LINKED_UNFOUND = 0.5
LEAST_LINKED_ASIDE = 0.2
"""The shares of a list's, a division's or a table's characters that are links, from which on it leads elsewhere; of one
where the library found no text; of one that says that it stands aside. Chosen on an eighth of its test pages."""
MOST_TAKEN_OUT = 0.4
"""What has more of the words of the part is the text, whatever it is called."""

INLINE_TAGS = (
    "a abbr acronym b bdi bdo big cite data dfn em font i img ins kbd label mark math nobr rp rt ruby samp small span "
    "strike strong sub sup time tt u var"
).split()
_MARKED = "too-many"
_WORD_OF_A_PAGE = re.compile(r"\w+")
_WORDS_TOGETHER = 3
_WHOLE_PART = etree.XPath(
    "ancestor-or-self::*[self::main or self::article or @role='main' or @itemprop='articleBody'][last()]"
)
_MAINS = etree.XPath(".//main | .//*[@role='main']")
_ARTICLES = etree.XPath(".//article")
_PARTS = frozenset({"main", "article", "section", "div", "td", "body"})
_LED_ELSEWHERE_BY = frozenset("ul ol dl div section article table aside header h2 h3 h4 h5 h6".split())
_AROUND_TAGS = frozenset({"nav", "footer", "aside"})
_AROUND_ROLES = frozenset(
    "navigation banner contentinfo search complementary menu menubar dialog alert alertdialog toolbar".split()
)
_AROUND = re.compile(
    r"(?<![^\W_])(?:breadcrumbs?|pagination|cookies?|consent|gdpr|newsletter|subscribe|share|sharing|sharedaddy|social"
    r"|addtoany|advert|advertisement|adsbygoogle|adsense|sponsored|outbrain|taboola|comments|commentlist|respond|disqus"
    r"|popup|overlay|headerlink|hash-link|editsection|noprint|sr-only|visually-hidden|screen-reader-text|skip-link"
    r"|jp-relatedposts|post-navigation)(?![^\W_])",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(?<![^\W_])(?:nav|navbar|navbox|navigation|menu|pager|sidebar|sidenav|footer|masthead|banner|related|recommended"
    r"|recommendations|promo|promotion|ads?|toc|tags|tagcloud|teasers?|more)(?![^\W_])",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"note|tip|warn|caution|danger|info|admonition|callout|important|footnote|topic|hint|example", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Amounts:
    """The characters of each element without white space, those of them that are links, and the library's words."""

    chars: dict[HtmlElement, int] = field(default_factory=lambda: defaultdict(int))
    linked: dict[HtmlElement, int] = field(default_factory=lambda: defaultdict(int))
    found: dict[HtmlElement, int] = field(default_factory=lambda: defaultdict(int))

    def linked_share(self, element: HtmlElement) -> float:
        return self.linked[element] / max(1, self.chars[element])


def main_part(page: HtmlElement) -> HtmlElement | None:
    """Return the main part of a page, without what is no text of it; None where there is none. The page is changed."""
    body = page.find("body")
    if body is None:
        return None
    words = _words_found(page)
    amounts = _amounts(body, words)
    part = _around(body, amounts.found) if amounts.found[body] else _stated_part(body)
    _take_out_what_stands_around(part, amounts)
    return part


def _words_found(page: HtmlElement) -> frozenset[tuple[str, ...]]:
    copy = deepcopy(page)
    _take_off_marks(copy)
    # The library fills up rows with the cells that one is said to span: a few that span many take it minutes.
    etree.strip_attributes(copy, "colspan", "rowspan")
    main = bare_extraction(copy, include_comments=False)
    return frozenset(_together(" ".join(main.body.itertext()))) if isinstance(main, Main) else frozenset()


def _together(text: str) -> list[tuple[str, ...]]:
    words = _WORD_OF_A_PAGE.findall(text)
    return [tuple(words[place : place + _WORDS_TOGETHER]) for place in range(len(words) - _WORDS_TOGETHER + 1)]


def _take_off_marks(page: HtmlElement) -> None:
    """Take off the marks in blocks that have too many for the library; their text stays, in one piece."""
    marks_in: defaultdict[HtmlElement, list[HtmlElement]] = defaultdict(list)
    for mark in page.iter(*INLINE_TAGS):
        block = mark
        while block.tag in INLINE_TAGS:
            block = block.getparent()
        marks_in[block].append(mark)
    for block, marks in marks_in.items():
        if len(marks) > MOST_MARKS:
            for mark in marks:
                mark.tag = _MARKED
            etree.strip_tags(block, _MARKED)
            for element in block.iter():
                # A text that is set is one piece, whatever there was.
                element.text, element.tail = element.text, element.tail


def _amounts(body: HtmlElement, words: Collection[tuple[str, ...]]) -> _Amounts:
    amounts = _Amounts()
    holders = holders_of(body)
    for _, element in etree.iterwalk(body, events=("end",)):
        amounts.chars[element] += _chars(element.text)
        if element.tag == "a" and not (element.get("href") or "").startswith(("mailto:", "tel:")):
            amounts.linked[element] = amounts.chars[element]
        if element is body or element.tag in BLOCK_TAGS or element in holders:
            texts = [run for child, run in runs(element, holders) if child is None]
            amounts.found[element] += sum(some in words for text in texts for some in _together(text))
        if element is not body:
            parent = element.getparent()
            amounts.chars[parent] += amounts.chars[element] + _chars(element.tail)
            amounts.linked[parent] += amounts.linked[element]
            amounts.found[parent] += amounts.found[element]
    return amounts


def _chars(text: str | None) -> int:
    return sum(map(len, text.split())) if text else 0


def _around(body: HtmlElement, found: Mapping[HtmlElement, int]) -> HtmlElement:
    """Return the smallest part that holds most of what was found; where it is in an article, the whole of that."""
    place = body
    while len(place):
        inner = max(place, key=lambda child: found[child])
        if found[inner] < SHARE_OF_FOUND * found[body]:
            break
        place = inner
    if whole := _WHOLE_PART(place):
        return whole[0]
    while place.tag not in _PARTS:
        place = place.getparent()
    return place


def _stated_part(body: HtmlElement) -> HtmlElement:
    """Return what the page itself calls its main part, where that is one part."""
    for parts in (_MAINS(body), _ARTICLES(body)):
        if len(parts) == 1:
            return parts[0]
    return body


def _take_out_what_stands_around(part: HtmlElement, amounts: _Amounts) -> None:
    most = MOST_TAKEN_OUT * amounts.chars[part]
    around = [
        element
        for element in part.iterdescendants()
        if amounts.chars[element] < most and (_stands_around(element, amounts) or _leads_elsewhere(element, amounts))
    ]
    for element in around:
        if element.getparent() is not None:
            element.drop_tree()


def _stands_around(element: HtmlElement, amounts: _Amounts) -> bool:
    called = f"{element.get('class') or ''} {element.get('id') or ''}"
    role = element.get("role")
    if role == "note" or (element.tag == "aside" and _NOTE.search(called)):
        return False
    if role in _AROUND_ROLES or _AROUND.search(called) or element.tag == "nav":
        return True
    if element.tag == "footer" and not amounts.found[element]:
        return next(element.iterancestors("blockquote", "figure"), None) is None
    is_aside = element.tag in _AROUND_TAGS or _ASIDE.search(called)
    return bool(is_aside) and amounts.linked_share(element) > LEAST_LINKED_ASIDE


def _leads_elsewhere(element: HtmlElement, amounts: _Amounts) -> bool:
    """Whether a list or a division is there for its links; a heading that is one is not, where text was found."""
    if element.tag == "a" and (element.get("href") or "").startswith("#"):
        return not any(map(str.isalnum, inline(element)))
    if element.tag not in _LED_ELSEWHERE_BY or not amounts.linked[element]:
        return False
    is_heading = element.tag[0] == "h" and element.tag != "header"
    if not amounts.found[element]:
        return amounts.linked_share(element) > LEAST_LINKED_UNFOUND and not is_heading
    return amounts.linked_share(element) > LEAST_LINKED and not is_heading
