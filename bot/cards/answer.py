"""The card of an outcome: an answer with all its sources, or a refusal that cannot be taken for one.

An answer is its statements, each marked [1] with the sources that it rests on, and below it at once who says so. A
block quote is always a document's own words: a statement that is nothing but its quotes is one, and they are not shown
twice.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, repeat

from bot.buttons.keys import SourceKey
from bot.cards.message import Button, OutgoingMessage
from bot.cards.paging import Entry, block_quote, heading, lines_of, packed
from bot.cards.quote import quote_lines
from bot.text import words
from bot.text.discord_limits import LABEL_CHARS
from bot.text.explaining import explanation
from bot.text.markdown import escaped, followed_by, label
from retrieval import Answer, Citation, Document, FoundPassage, Outcome, Passage, Refusal, Statement
from retrieval.answering import Today
from retrieval.documents import shown_text
from retrieval.domain import JOINED, AnswerForm, Stance, Telling, Trace
from retrieval.text import one_line, page_range, provenance

ANSWER_COLOUR = 0x2F855A
REFUSAL_COLOUR = WARNING_COLOUR = 0xD69E2E
NEUTRAL_COLOUR = 0x4A6FA5

EXCERPT_CHARS = 400
"""The characters shown of a passage that is no citation. Its button shows it whole."""
QUESTION_CHARS = 1000
"""The longest question that is shown whole above its answer; it is kept whole in the receipt."""
QUESTION_BEGINNING_CHARS = 200
SHORT_TITLE_CHARS = 40
"""The longest title on a button: about what a phone shows of it."""
_FORMS = {
    AnswerForm.LISTING: words.ALL_FOUND,
    AnswerForm.DOCUMENTS: words.OF_ALL_DOCUMENTS,
    AnswerForm.ABOUT: words.ABOUT_IT,
}


def reply(outcome: Outcome, receipt_id: str | None, trace: Trace | None = None) -> list[OutgoingMessage]:
    """Return an outcome as it is given, and below it who wrote an answer, where a language model was asked to, and the
    id of its receipt.
    """
    writer = trace.in_words if trace and isinstance(outcome, Answer) else ""
    receipt = words.RECEIPT_ID.format(receipt_id=receipt_id) if receipt_id else words.NO_RECEIPT
    return outcome_messages(outcome, below=" · ".join(filter(None, (one_line(writer), receipt))))


def partial_reply(question: str, statements: Sequence[Statement], stage: str) -> OutgoingMessage:
    """Return what there is while a language model writes on: the statements that have been checked, and the stage that
    it is at.
    """
    if not statements:
        return OutgoingMessage(content=stage)
    answer = Answer(question=question, statements=tuple(statements))
    first, *_ = packed(_answer(answer, repeat([])), title=_as_title(question), colour=NEUTRAL_COLOUR, footer=stage)
    return replace(first, buttons=())


def outcome_messages(
    outcome: Outcome, *, above: Iterable[Entry] = (), today: Sequence[Today] = (), below: str = ""
) -> list[OutgoingMessage]:
    """Return an outcome with entries above it, how each source stands `today` where that is given, and plain text below
    it.
    """
    standings = chain((lines_of(f"→ {escaped(standing.in_words)}") for standing in today), repeat([]))
    match outcome:
        case Answer():
            entries, footer, colour = _answer(outcome, standings), words.ANSWER_FOOTER, ANSWER_COLOUR
        case Refusal():
            entries, colour = _refusal(outcome, standings), REFUSAL_COLOUR
            footer = words.NEAREST_FOOTER if outcome.nearest else ""
    footer = " · ".join(filter(None, (footer, below)))
    return packed(
        [*above, *_read_as(outcome), *entries], title=_as_title(outcome.question), colour=colour, footer=footer
    )


def _as_title(question: str) -> str:
    """Return a question as the title of its answer: of one with a log or a mail beside it, how it begins."""
    if len(question) <= QUESTION_CHARS:
        return question
    return f"{question[:QUESTION_BEGINNING_CHARS].rstrip()} …"


def source_line(document: Document, section: str = "", *others: str) -> str:
    """Return who published a document and when, as far as it says so, and where in it; it may be empty."""
    stated = stated_line(document.publisher, document.date)
    place = words.SECTION.format(name=escaped(section)) if section.strip() else ""
    return " · ".join(filter(None, [stated, place, *others]))


def stated_line(publisher: str | None, date: str | None) -> str:
    """Return who published it and when; empty where neither is stated, and what cannot be seen states nothing."""
    stated = provenance(publisher, date)
    return escaped(stated) if stated else ""


def source_button(mark: str, passage: Passage, start: int, end: int) -> Button:
    """Return the button that opens characters `start` to `end` of the passage's document in their place."""
    key = SourceKey(mark=mark, passage_id=passage.id, start=start, end=end)
    name = f"{mark} · {label(passage.document.title, SHORT_TITLE_CHARS)}"
    return Button(label=label(name, LABEL_CHARS), does=key)


def leaning(citation: Citation) -> list[str]:
    """Return the entries of the document's own reference list that a quote points to."""
    return [
        line
        for reference in citation.leans_on
        for line in lines_of(words.LEANS_ON.format(marker=escaped(reference.marker), reference=escaped(reference.text)))
    ]


def found_entry(mark: str, found: FoundPassage, stated: str = "", standing: Sequence[str] = ()) -> Entry:
    """Return a passage that a search found: an excerpt, and a button that opens it whole."""
    passage = found.passage
    pages = page_range(passage.document, passage.start, passage.end)
    lines = [
        *heading(f"{mark} ·", passage.document.title, found.link),
        *lines_of(source_line(passage.document, passage.section, pages, stated)),
        *block_quote(escaped(label(shown_text(passage.document, passage.start, passage.end), EXCERPT_CHARS))),
        *standing,
    ]
    return Entry(lines=lines, button=source_button(mark, passage, passage.start, passage.end))


def _read_as(outcome: Outcome) -> list[Entry]:
    if not outcome.read_as:
        return []
    return [Entry(lines=lines_of(words.READ_AS.format(question=escaped(outcome.read_as))))]


def _answer(answer: Answer, standings: Iterator[Sequence[str]]) -> Iterator[Entry]:
    numbers = {citation: number for number, citation in enumerate(answer.citations, start=1)}
    with_source: set[Citation] = set()
    ids = _ids_of_one_title(citation.document for citation in numbers)
    if form := _FORMS.get(answer.form):
        yield Entry(lines=[form.format(count=len(answer.statements), in_all=answer.in_all)])
    if answer.sides:
        yield Entry(lines=[words.THEY_DISAGREE, *_sides(answer, numbers)])
    for statement in answer.statements:
        verbatim = one_line(statement.text) == JOINED.join(one_line(citation.quote) for citation in statement.citations)
        lines = quote_lines(statement.citations, numbers) if verbatim else _composed(statement, numbers)
        for citation in dict.fromkeys(statement.citations):
            if citation not in with_source:
                with_source.add(citation)
                source = _source(citation, numbers[citation], ids, quoted=not verbatim)
                yield Entry(lines=[*lines, *source.lines, *next(standings)], button=source.button)
                lines = []
        if lines:
            yield Entry(lines=lines)
    for citation, number in numbers.items():
        # Of those who take a side, some are in no statement.
        if citation not in with_source:
            source = _source(citation, number, ids, quoted=True)
            yield Entry(lines=[*source.lines, *next(standings)], button=source.button)
    if answer.unanswered:
        parts = [words.PART_NOT_ANSWERED.format(part=escaped(part)) for part in answer.unanswered]
        yield Entry(lines=[line for part in parts for line in lines_of(part)])


def _sides(answer: Answer, numbers: Mapping[Citation, int]) -> Iterator[str]:
    """Yield the lines that say what each side says, and who says it."""
    for side in answer.sides:
        stances = {Stance.YES: words.YES, Stance.NO: words.NO}
        same = words.SAME_ORIGIN.format(origins=side.origins) if side.origins < len(side.tellings) else ""
        newest = words.NEWEST_SIDE if side is answer.newest_side else ""
        yield from heading("", stances.get(side.stance, side.value))
        yield from lines_of("; ".join(_telling(telling, numbers) for telling in side.tellings) + same + newest)


def _telling(telling: Telling, numbers: Mapping[Citation, int]) -> str:
    document = telling.citation.document
    stated = stated_line(document.publisher, document.date)
    title = f"{escaped(document.title)} ({stated})" if stated else escaped(document.title)
    source = followed_by(title, f"**[{numbers[telling.citation]}]**")
    return words.SPEAKER_IN.format(speaker=escaped(telling.speaker), source=source) if telling.speaker else source


def _composed(statement: Statement, numbers: Mapping[Citation, int]) -> list[str]:
    marks = " ".join(f"**[{numbers[citation]}]**" for citation in dict.fromkeys(statement.citations))
    return lines_of(followed_by(escaped(statement.text), marks))


def _ids_of_one_title(documents: Iterable[Document]) -> dict[str, str]:
    """Return how the ids of those documents are shown whose title another of them has: it does not tell them apart."""
    ids: dict[str, set[str]] = {}
    for document in documents:
        ids.setdefault(one_line(document.title), set()).add(document.id)
    return {document_id: escaped(document_id) for alike in ids.values() if len(alike) > 1 for document_id in alike}


def _source(citation: Citation, number: int, ids: Mapping[str, str], *, quoted: bool) -> Entry:
    pages = page_range(citation.document, citation.start, citation.end)
    lines = [
        *heading(f"[{number}]", citation.document.title, citation.link),
        *lines_of(source_line(citation.document, citation.passage.section, pages, ids.get(citation.document.id, ""))),
        *(quote_lines([replace(citation, emphasis=())], {}) if quoted else ()),
        *leaning(citation),
    ]
    return Entry(lines=lines, button=source_button(str(number), citation.passage, citation.start, citation.end))


def _refusal(refusal: Refusal, standings: Iterator[Sequence[str]]) -> Iterator[Entry]:
    headline = words.NOT_LOOKED_UP if refusal.reason.is_before_search else words.NOT_ANSWERED
    yield Entry(lines=[headline, *lines_of(explanation(refusal))])
    if refusal.nearest:
        yield Entry(lines=[words.NEAREST_PASSAGES])
    ids = _ids_of_one_title(found.passage.document for found in refusal.nearest)
    for place, found in enumerate(refusal.nearest):
        yield found_entry(_letter(place), found, ids.get(found.passage.document.id, ""), standing=next(standings))


def _letter(place: int) -> str:
    """Return A, B, … Z, AA: letters, since numbers mark what answers."""
    return (_letter(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)
