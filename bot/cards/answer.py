"""What Discord shows of an outcome: an answer with all its sources, or a refusal that cannot be taken for one.

An answer is its statements, each marked [1] with the sources that it rests on, and below it at once who says so. A
block quote is always a document's own words: a statement that is nothing but its quotes is one, and they are not shown
twice.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, repeat

from bot.escaping import escaped, escaped_pieces, followed_by, label
from bot.limits import LABEL_CHARS, discord_chars
from bot.messages import Button, OutgoingMessage, SourceKey
from bot.packing import QUOTE_CHARS, Entry, block_quote, heading, lines_of, packed
from retrieval.display import one_line, pages_told, provenance
from retrieval.domain import Answer, Citation, Document, FoundPassage, Outcome, Passage, Refusal, Statement
from retrieval.receipts import Today
from retrieval.records import Trace

ANSWER_COLOUR = 0x2F855A
REFUSAL_COLOUR = WARNING_COLOUR = 0xD69E2E
NEUTRAL_COLOUR = 0x4A6FA5

ANSWER_FOOTER = "Block quotes are the documents' own words. Press a number to read one in its place."
NOT_ANSWERED = "**The corpus does not answer this.**"
READ_AS = "Read as:"
PART_NOT_ANSWERED = "**The corpus does not answer this part:**"
NEAREST = "**Nearest passages, which do not answer the question**"
NEAREST_FOOTER = "Press a letter to read a passage in its place."
RECEIPT = "Receipt"
NO_RECEIPT = "No receipt was kept."

EXCERPT_CHARS = 400
"""Shown of a passage that is no citation; its button shows it whole."""
SHORT_TITLE_CHARS = 40
"""Of a title on a button: about what a phone shows of it."""

_JOINED = " … "
"""As retrieval.composing joins the quotes of a statement. Were it another, quotes would be shown twice, never less."""


def asked(shown: Outcome, receipt_id: str | None, trace: Trace | None = None) -> list[OutgoingMessage]:
    """An outcome as it is given, and below it who wrote an answer, where a language model was asked to, and the id of
    its receipt.
    """
    written = trace.in_words if trace and isinstance(shown, Answer) else ""
    receipt = f"{RECEIPT} {receipt_id}" if receipt_id else NO_RECEIPT
    return outcome(shown, below=" · ".join(filter(None, (one_line(written), receipt))))


def so_far(question: str, statements: Sequence[Statement], stage: str) -> OutgoingMessage:
    """While a language model writes on: the statements that have been checked, and the stage that it is at."""
    if not statements:
        return OutgoingMessage(content=stage)
    answer = Answer(question=question, statements=tuple(statements))
    first, *_ = packed(_answer(answer, repeat([])), title=question, colour=NEUTRAL_COLOUR, footer=stage)
    return replace(first, buttons=())


def outcome(
    shown: Outcome, *, above: Iterable[Entry] = (), today: Sequence[Today] = (), below: str = ""
) -> list[OutgoingMessage]:
    """With entries above it, how each source stands `today` where that is given, and plain text below it."""
    standing = chain((lines_of(f"→ {escaped(one.in_words)}") for one in today), repeat([]))
    match shown:
        case Answer():
            entries, footer, colour = _answer(shown, standing), ANSWER_FOOTER, ANSWER_COLOUR
        case Refusal():
            entries, footer, colour = _refusal(shown, standing), NEAREST_FOOTER * bool(shown.nearest), REFUSAL_COLOUR
    footer = " · ".join(filter(None, (footer, below)))
    return packed([*above, *_read_as(shown), *entries], title=shown.question, colour=colour, footer=footer)


def source_line(document: Document, section: str = "", pages: str = "") -> str:
    """Who published a document and when, or that it does not say, and where in it."""
    stated = stated_line(document.publisher, document.date)
    return " · ".join(filter(None, [stated, f"section “{escaped(section)}”" if section.strip() else "", pages]))


def stated_line(publisher: str | None, date: str | None) -> str:
    """Who published it and when, or that it does not say; what cannot be seen says nothing."""
    return escaped(provenance(one_line(publisher or "") or None, one_line(date or "") or None))


def source_button(mark: str, passage: Passage, start: int, end: int) -> Button:
    """Opens characters `start` to `end` of the passage's document in their place."""
    key = SourceKey(mark=mark, passage_id=passage.id, start=start, end=end)
    name = f"{mark} · {label(passage.document.title, SHORT_TITLE_CHARS)}"
    return Button(label=label(name, LABEL_CHARS), does=key)


def leaning(citation: Citation) -> list[str]:
    """The entries of the document's own reference list that a quote points to."""
    return [
        line
        for reference in citation.leans_on
        for line in lines_of(f"↳ leans on \\[{escaped(reference.marker)}\\] {escaped(reference.text)}")
    ]


def found_entry(mark: str, found: FoundPassage, stated: str = "", standing: Sequence[str] = ()) -> Entry:
    """A passage that a search found: an excerpt, and a button that opens it whole."""
    passage = found.passage
    pages = pages_told(passage.document, passage.start, passage.end)
    lines = [
        *heading(f"{mark} ·", passage.document.title),
        *lines_of(source_line(passage.document, passage.section, pages) + stated),
        *block_quote(escaped(label(passage.text, EXCERPT_CHARS))),
        *standing,
    ]
    return Entry(lines=lines, button=source_button(mark, passage, passage.start, passage.end))


def _read_as(shown: Outcome) -> list[Entry]:
    return [Entry(lines=lines_of(f"{READ_AS} {escaped(shown.read_as)}"))] if shown.read_as else []


def _answer(answer: Answer, standing: Iterator[Sequence[str]]) -> Iterator[Entry]:
    numbers = {citation: number for number, citation in enumerate(answer.citations, start=1)}
    shown: set[Citation] = set()
    for statement in answer.statements:
        verbatim = one_line(statement.text) == _JOINED.join(
            one_line(citation.quote) for citation in statement.citations
        )
        said = _verbatim(statement, numbers) if verbatim else _composed(statement, numbers)
        for citation in dict.fromkeys(statement.citations):
            if citation not in shown:
                shown.add(citation)
                source = _source(citation, numbers[citation], quoted=not verbatim)
                yield Entry(lines=[*said, *source.lines, *next(standing)], button=source.button)
                said = []
        if said:
            yield Entry(lines=said)
    if answer.unanswered:
        yield Entry(lines=[line for p in answer.unanswered for line in lines_of(f"{PART_NOT_ANSWERED} {escaped(p)}")])


def _verbatim(statement: Statement, numbers: Mapping[Citation, int]) -> list[str]:
    """Each quote with its own number, so that it can be seen which source says what, and what answers in it in bold;
    without, where they are longer than a line: a bold run might be cut in two.
    """
    bold = _JOINED.join(_numbered(escaped_pieces(one.pieces), numbers[one]) for one in statement.citations)
    if discord_chars(bold) <= QUOTE_CHARS:
        return block_quote(bold)
    return block_quote(_JOINED.join(_numbered(escaped(one.quote), numbers[one]) for one in statement.citations))


def _numbered(markdown: str, number: int) -> str:
    return followed_by(markdown, f"**[{number}]**")


def _composed(statement: Statement, numbers: Mapping[Citation, int]) -> list[str]:
    marks = " ".join(f"**[{numbers[citation]}]**" for citation in dict.fromkeys(statement.citations))
    return lines_of(followed_by(escaped(statement.text), marks))


def _source(citation: Citation, number: int, *, quoted: bool) -> Entry:
    pages = pages_told(citation.document, citation.start, citation.end)
    lines = [
        *heading(f"[{number}]", citation.document.title),
        *lines_of(source_line(citation.document, citation.passage.section, pages)),
        *(block_quote(escaped(citation.quote)) if quoted else ()),
        *leaning(citation),
    ]
    return Entry(lines=lines, button=source_button(str(number), citation.passage, citation.start, citation.end))


def _refusal(refusal: Refusal, standing: Iterator[Sequence[str]]) -> Iterator[Entry]:
    yield Entry(lines=[NOT_ANSWERED, *lines_of(escaped(refusal.explanation))])
    if refusal.nearest:
        yield Entry(lines=[NEAREST])
    for place, found in enumerate(refusal.nearest):
        yield found_entry(_letter(place), found, standing=next(standing))


def _letter(place: int) -> str:
    """A, B, … Z, AA: letters, since numbers mark what answers."""
    return (_letter(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)
