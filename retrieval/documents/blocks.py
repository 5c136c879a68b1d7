"""The blocks of a document: what its lines are, and what each has to be read with. Nothing is rewritten: a block is a
span.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from retrieval.domain.documents import PassageKind

REFERENCE_SECTIONS = frozenset({"references", "notes", "footnotes", "citations", "sources", "bibliography"})
BOILERPLATE_SECTIONS = frozenset({"see also", "external links", "further reading", "related content"})
SECTIONS_BETWEEN = " › "
"""What stands between a heading and the one above it in the section of a block."""
LEADS_ON = re.compile(r":[\"”’)*_`\]]*$")
"""The end of a sentence that leads to what follows it."""
MAX_SECTION_CHARS = 300
"""Of a heading, so much is kept with each block below it: it may be as long as a book."""
MAX_LEAD_CHARS = 200
"""An item this long is read whole with what else stands in it; of a longer one, its last sentence is."""


class Form(StrEnum):
    """The form of a block: running text, an item of a list, lines of code, or a row of a table."""

    PROSE = "prose"
    ITEM = "item"
    CODE = "code"
    ROW = "row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, list item, piece of code, row of a table, heading or entry, without its mark; `sentences` are spans
    of the document. `leads` are the spans that it is to be read with, outermost first: the sentence that leads to it,
    the item that it is a part of. `head` is the head of the table that it is a row of; `columns` are the places in its
    line where the cells begin, where none but spaces part them.
    """

    start: int
    end: int
    kind: PassageKind
    section: str
    sentences: tuple[tuple[int, int], ...]
    form: Form = Form.PROSE
    leads: tuple[tuple[int, int], ...] = ()
    head: tuple[int, int] | None = None
    columns: tuple[int, ...] = ()


def section_of(*headings: str) -> str:
    """Return the section of what stands below these headings, of which each stands below the one before."""
    return SECTIONS_BETWEEN.join(
        heading[:MAX_SECTION_CHARS].rstrip() if len(heading) > MAX_SECTION_CHARS else heading for heading in headings
    )


def last_heading_of(section: str) -> str:
    """Return the heading right above what stands in a section: the last of those that it is made of."""
    return section.rpartition(SECTIONS_BETWEEN)[2]


def kind_of_section(heading: str) -> PassageKind:
    """Return the kind of what stands in a section of that name."""
    name = heading.casefold().strip(" :#*")
    if name in REFERENCE_SECTIONS:
        return PassageKind.REFERENCE
    return PassageKind.BOILERPLATE if name in BOILERPLATE_SECTIONS else PassageKind.BODY
