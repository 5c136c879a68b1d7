"""The card of an answer: the question, the statements in the words of their sources, and below them who says so.

Each statement is marked [1] with the sources that it rests on. A block quote is always a document's own words; where it
is shortened, "…" says so, and the source's button opens it whole.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.buttons.keys import DeleteKey, FollowUpKey
from bot.cards.cited import source_entries, standing_lines
from bot.cards.colours import ANSWER_COLOUR, AT_WORK_COLOUR
from bot.cards.message import Button, OutgoingMessage
from bot.cards.paging import Entry, lines_of, packed, small
from bot.cards.quote import marks_of, quote_lines, short_quote_lines
from bot.cards.refusal import refusal_messages
from bot.cards.sides import side_entries
from bot.cards.superseded import superseded_entries
from bot.text import card_words, values
from bot.text.markdown import escaped, followed_by
from retrieval import Answer, Citation, Outcome, Refusal, Statement
from retrieval.answering import Today
from retrieval.domain import JOINED, AnswerForm, Trace, authors_of_all
from retrieval.text import one_line

QUESTION_CHARS = 1000
"""The longest question that is shown whole above its answer; it is kept whole in the receipt."""
QUESTION_BEGINNING_CHARS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a card says of how an outcome was given: of how many documents `in_all`, None where that is not known, and
    whether of all that are seen; whether it was asked here, and has buttons for whoever asked; and under which receipt.
    """

    in_all: int | None = None
    is_asked_here: bool = False
    receipt_id: str | None = None
    is_of_all: bool = True


def reply(
    outcome: Outcome,
    receipt_id: str | None,
    trace: Trace | None = None,
    *,
    in_all: int | None = None,
    is_asked_here: bool = False,
    is_of_all: bool = True,
) -> list[OutgoingMessage]:
    """Return an outcome as it is given to whoever asked: below it who wrote an answer, where a language model was asked
    to, and the id of its receipt.
    """
    writer = values.writer_text(trace) if trace and isinstance(outcome, Answer) else ""
    below = " · ".join(filter(None, (one_line(writer), receipt_id or card_words.NO_RECEIPT)))
    given = Given(in_all=in_all, is_asked_here=is_asked_here, receipt_id=receipt_id, is_of_all=is_of_all)
    return outcome_messages(outcome, below=below, given=given)


def at_work(question: str, stage: str, statements: Sequence[Statement] = ()) -> OutgoingMessage:
    """Return what there is while a question is worked on: what was asked; of a language model that writes on, the
    statements that have been checked; and the stage, which is markdown of ours.
    """
    entries: list[Entry] = []
    if statements:
        answer = Answer(question=question, statements=tuple(statements))
        entries = list(_statements(answer, _numbers(answer)))
    return packed(
        entries or [Entry(lines=small(stage))],
        title=_as_title(question),
        colour=AT_WORK_COLOUR,
        footer=stage if entries else "",
    )[0]


def outcome_messages(
    outcome: Outcome,
    *,
    above: Iterable[Entry] = (),
    today: Sequence[Today] = (),
    below: str = "",
    given: Given = Given(),
) -> list[OutgoingMessage]:
    """Return an outcome with entries above it, how each source stands `today` where that is given, and plain text below
    it.
    """
    title = _as_title(outcome.question)
    head = [*above, *_read_as(outcome)]
    standings = [standing_lines(values.today_text(standing)) for standing in today]
    if isinstance(outcome, Refusal):
        return refusal_messages(
            outcome,
            title=title,
            above=head,
            below=below,
            standings=standings,
            in_all=given.in_all,
            receipt_id=given.receipt_id,
            is_asked_here=given.is_asked_here,
            is_of_all=given.is_of_all,
        )
    documents = len({citation.document for citation in outcome.citations})
    of_documents = card_words.rests_on(documents, given.in_all, is_verbatim=all(map(_is_verbatim, outcome.statements)))
    return packed(
        [*head, *_answer(outcome, dict(zip(outcome.citations, standings, strict=False)))],
        title=title,
        colour=ANSWER_COLOUR,
        footer=" · ".join(filter(None, (of_documents, escaped(below) if below else ""))),
        buttons=_buttons(given),
    )


def _as_title(question: str) -> str:
    """Return a question as the title of its answer: of one with a log or a mail beside it, how it begins."""
    if len(question) <= QUESTION_CHARS:
        return question
    return f"{question[:QUESTION_BEGINNING_CHARS].rstrip()} …"


def _read_as(outcome: Outcome) -> list[Entry]:
    if not outcome.read_as:
        return []
    return [Entry(lines=small(card_words.READ_AS.format(question=escaped(outcome.read_as))), joins=True)]


def _buttons(given: Given) -> tuple[Button, ...]:
    if not given.is_asked_here:
        return ()
    delete = Button(label=card_words.DELETE, does=DeleteKey())
    if given.receipt_id is None:
        return (delete,)
    follow_up = FollowUpKey(receipt_id=given.receipt_id)
    return (Button(label=card_words.FOLLOW_UP, does=follow_up, stands_out=True), delete)


def _answer(answer: Answer, standings: Mapping[Citation, Sequence[str]]) -> Iterator[Entry]:
    numbers = _numbers(answer)
    if form := _form(answer):
        yield Entry(lines=small(form))
    if answer.sides:
        yield from side_entries(answer, numbers)
    yield from superseded_entries(answer, numbers)
    yield from _statements(answer, numbers)
    for part in answer.unanswered:
        yield Entry(lines=lines_of(card_words.PART_NOT_ANSWERED.format(part=escaped(part))))
    yield from source_entries(answer.citations, standings)


def _form(answer: Answer) -> str:
    match answer.form:
        case AnswerForm.LISTING:
            return card_words.ALL_FOUND.format(count=len(answer.statements))
        case AnswerForm.DOCUMENTS:
            return card_words.OF_ALL_DOCUMENTS.format(count=len(answer.statements), in_all=answer.in_all)
        case AnswerForm.ABOUT:
            return card_words.ABOUT_IT
        case AnswerForm.AUTHORED:
            by = ", ".join(authors_of_all(citation.document.authors for citation in answer.citations))
            return card_words.written_by(escaped(by), len(answer.statements), answer.in_all) if by else ""
        case _:
            return ""


def _numbers(answer: Answer) -> dict[Citation, int]:
    return {citation: number for number, citation in enumerate(answer.citations, start=1)}


def _statements(answer: Answer, numbers: Mapping[Citation, int]) -> Iterator[Entry]:
    """Yield the statements but for those that a side has said already. Those of one line stand close together."""
    in_sides = {telling.citation for side in answer.sides for telling in side.tellings}
    is_close = False
    for statement in answer.statements:
        if in_sides.issuperset(statement.citations) and _is_verbatim(statement):
            continue
        lines = _statement(statement, numbers)
        yield Entry(lines=lines, joins=is_close and len(lines) == 1)
        is_close = len(lines) == 1


def _statement(statement: Statement, numbers: Mapping[Citation, int]) -> list[str]:
    if _is_verbatim(statement):
        return short_quote_lines(statement.citations, numbers)
    marks = marks_of(statement.citations, numbers)
    composed = lines_of(followed_by(escaped(statement.text), marks))
    quotes = [line for citation in dict.fromkeys(statement.citations) for line in quote_lines([citation], numbers)]
    return [*composed, *quotes]


def _is_verbatim(statement: Statement) -> bool:
    """Return whether a statement is nothing but its quotes: they are not shown twice."""
    return one_line(statement.text) == JOINED.join(one_line(citation.quote) for citation in statement.citations)
