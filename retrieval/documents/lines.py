"""What a line of a plain text looks like, by itself. What it is, its place in the document tells."""

import re

from retrieval.documents.blocks import REFERENCE_SECTIONS
from retrieval.text.sentences import CLOSING_MARKS, QUESTION_ENDS, STATEMENT_ENDS

HEADING_WORDS = 12
"""A longer line without an end mark is taken for body text: the longest plain heading in the shipped corpus has 6."""
CAPITALS_WORDS = 6
"""An all-capitals line this long is a link to another story, where a news site sets such between paragraphs."""
SITE_LINE_WORDS = 12
"""The most words of a line that a site sets around its text: what is longer says something."""
SENTENCE_WORDS = 5
"""The fewest words of what is a sentence for certain."""

BULLET = re.compile(r"(?:[-*+•‣◦▪–]|\d{1,3}[.)])\s+")
REFERENCE = re.compile(r"(?:[-*+•]\s+)?\^\s*")
MARKDOWN_HEADING = re.compile(r"#{1,6}\s+")
RULE = re.compile(r"\A(?:(?:[-*_=~+]\s*){3,}$|```)")
_CLOSED = rf"[{CLOSING_MARKS}]*(?:\[\^?\w{{1,8}}\])*$"
_COMMAS = ";,、，；،؛፣"
_COLONS = ":："
ENDED = re.compile(rf"[.!?…{_COLONS}{_COMMAS}{STATEMENT_ENDS}{QUESTION_ENDS}]{_CLOSED}")
STOPPED = re.compile(rf"[.!?…{_COLONS}{STATEMENT_ENDS}{QUESTION_ENDS}]{_CLOSED}")
"""The end of a line after which nothing has to follow: not a comma."""
_SAID = re.compile(rf"[.!…{STATEMENT_ENDS}]{_CLOSED}")
WORD = re.compile(r"\w+(?:[-'’]\w+)*")
BEGINS_WITH_A_LABEL = re.compile(r"[^\W_][^:.!?\n]{0,60}:(?:\s|$)")
"""The beginning of a line that says what the rest of it is: "Phone: 020 7946 0000"."""
_PART = re.compile(
    r"(?:chapter|part|section|step|appendix|annex|article|book|act|scene|lesson|unit|phase)\s+[\w.]{1,8}\s*[:.–—-]",
    re.IGNORECASE,
)
_HAS_A_VALUE = re.compile(r"^(?:©|\(c\) |[Cc]opyright (?:\d|\(c\)|©))|@\w|://|\bwww\.|[$€£¥]|\.{3}|\t|\S {2,}\S|\|")
CODE_LINE = re.compile(
    r"^(?:[$%>] \S|>>> |\.\.\. |#!/|(?:import|from) [\w.]+(?: import\b|$)|(?:def|class|fn|func|function) \w+[(<:{]"
    r"|(?:const|let|var) \w+ =|[\w.\[\]]+ [-+*/|]?= \S|</?\w[^<>]*>|[}\])]+[;,]?$|@\w+$)"
    r"|[{};]$|^[\w.]+\([^()]*\)$|^[\w.-]+(?: \S+)* \\$"
)
"""A line that looks like code. An assignment has a space on both sides: in text, an "=" seldom has."""

SITE_LINE = re.compile(
    r"(?:click[^\S\n]+here[^\S\n]+to[^\S\n]+read\b[^\n]{0,120}|read (?:more|also):[^\n]{1,160}"
    r"|related (?:content|articles|stories|topics|news)|recommended stories|advertisement"
    r"|skip to (?:main )?content|media related to [^\n]{1,200} at wikimedia commons)$",
    re.IGNORECASE | re.MULTILINE,
)
"""All of a line that nothing but a site sets around its text."""
NEWS_SITE = re.compile(
    r"^[^\S\n]*(?:click[^\S\n]+here[^\S\n]+to[^\S\n]+read\b|read (?:more|also):"
    r"|(?:recommended stories|advertisement)[^\S\n]*$)",
    re.IGNORECASE | re.MULTILINE,
)
PERHAPS_OF_A_SITE = re.compile(
    r"^[^\S\n]*((?:click here|read more|read also|related (?:articles|stories|topics|news)|subscribe (?:to|now)"
    r"|sign up (?:for|to)|follow us|share this|all rights reserved|download (?:the|our) app|©|copyright (?:©|\d{4}))"
    r"[^\n]{0,160})$",
    re.IGNORECASE | re.MULTILINE,
)
"""A line that a news site sets between paragraphs, and that is a part of other documents."""
_LOOKS_LIKE_A_REFERENCE = re.compile(
    r"https?://|\bdoi\b|\bISBN\b|\bet al\b|\b(?:pp?|vol|no|ed|eds)\.\s*\d|\((?:\w+ ){0,3}(?:1[89]|20)\d\d\w?\)"
    r"|[,.] (?:1[89]|20)\d\d\b\W*$|^[^\W\d_]+, [^\W\d_]\.|\b[Rr]etrieved\b|^[\"“][^\"”]{1,200}[\"”]\.? "
)

_REFERENCES_FOR_CERTAIN = REFERENCE_SECTIONS - {"notes", "footnotes", "sources"}


def words_of(line: str) -> int:
    """Return how many words a line has."""
    return len(WORD.findall(line))


def looks_like_heading(line: str) -> bool:
    """Return whether a line may be a heading: short, without an end mark, and no value."""
    if "\n" in line or ENDED.search(line[-100:]) or BULLET.match(line) or line[0].islower() or is_value(line):
        return False
    return 0 < words_of(line) <= HEADING_WORDS


def is_value(line: str) -> bool:
    """Return whether a line has the form of a value: an address, a price, a cell, or what a label says it is."""
    return _HAS_A_VALUE.search(line) is not None or (
        BEGINS_WITH_A_LABEL.match(line) is not None and not _PART.match(line)
    )


def is_capitals(line: str) -> bool:
    """Return whether a line is many words in capitals that end nowhere."""
    return line.isupper() and words_of(line) >= CAPITALS_WORDS and not ENDED.search(line[-100:])


def is_sentence(line: str) -> bool:
    """Return whether a line is a sentence for certain."""
    return STOPPED.search(line[-100:]) is not None and words_of(line) >= SENTENCE_WORDS


def states_something(line: str) -> bool:
    """Return whether a line is a sentence for certain that neither asks nor leads to what follows."""
    return is_sentence(line) and _SAID.search(line[-100:]) is not None


def looks_like_reference(line: str) -> bool:
    """Return whether a line names a work: its author, its year, its address."""
    return _LOOKS_LIKE_A_REFERENCE.search(line) is not None


def is_entry_of(heading: str, line: str) -> bool:
    """Return whether an item below a heading that names a reference list is an entry: it names a work, or it is no
    sentence where nobody gives that name to a list of anything else.
    """
    return looks_like_reference(line) or (
        heading.casefold().strip(" :#*") in _REFERENCES_FOR_CERTAIN and not is_sentence(line)
    )
