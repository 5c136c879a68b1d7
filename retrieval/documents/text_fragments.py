"""Text fragments: what a browser looks for on a page, and scrolls to (https://wicg.github.io/scroll-to-text-fragment/).
They are made of the words that the page shows, without the marks of their document.
"""

import re
from bisect import bisect_right
from itertools import takewhile
from urllib.parse import quote

from retrieval.documents.blocks import Form
from retrieval.documents.body import layout_of
from retrieval.documents.inline import has_inline_markup
from retrieval.documents.quoted import parts_between
from retrieval.domain.documents import Document

_WHOLE_WORDS, _WHOLE_CHARS = 10, 80
"""A quote this short is looked for whole; of a longer one, its first and its last words."""
_EDGE_WORDS, _EDGE_CHARS = 5, 80
_NOTE_MARK = re.compile(r"\[\^[^\]\s]{1,60}\]")
"""A footnote mark, in whose place a page shows another."""
_NO_TEXT_OF_A_PAGE = re.compile(r"!\[|\{\{")
"""A picture, whose words are not among those of a page, and what a site fills in."""


def text_fragment_of(document: Document, start: int, end: int) -> str:
    """Return what is to stand behind `:~:text=` to find characters `start` to `end`; empty where nothing would be found
    for sure. Code and rows of tables are set in pieces on a page: of a quote, what stands before them is looked for.
    """
    if _is_head_of_a_table(document, start):
        return ""
    if has_inline_markup(document) and _NO_TEXT_OF_A_PAGE.search(document.text, start, end):
        return ""
    parts = takewhile(lambda part: part.form in {Form.PROSE, Form.ITEM}, parts_between(document, start, end))
    runs = [words for part in parts for run in _NOTE_MARK.split(part.text) if (words := run.split())]
    if not runs:
        return ""
    whole = " ".join(runs[0])
    if len(runs) == 1 and len(runs[0]) <= _WHOLE_WORDS and len(whole) <= _WHOLE_CHARS:
        return _encoded(whole)
    first, last = " ".join(runs[0][:_EDGE_WORDS]), " ".join(runs[-1][-_EDGE_WORDS:])
    if len(runs) == 1 and len(runs[0]) < 2 * _EDGE_WORDS:
        # The two would share words: the second is looked for behind the first.
        last = " ".join(runs[0][_EDGE_WORDS:])
    if not last or max(len(first), len(last)) > _EDGE_CHARS:
        return ""
    return f"{_encoded(first)},{_encoded(last)}"


def _is_head_of_a_table(document: Document, start: int) -> bool:
    blocks = layout_of(document)
    following = bisect_right(blocks, start, key=lambda block: block.start)
    head = blocks[following].head if following < len(blocks) else None
    return head is not None and head[0] <= start < head[1]


def _encoded(words: str) -> str:
    """Return it percent-encoded: a hyphen, a comma and an ampersand have a meaning of their own in a fragment."""
    return quote(words, safe="", errors="replace").replace("-", "%2D")
