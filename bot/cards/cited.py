"""The sources of a card, below what they say: one section a document, with the button that opens it at its quotes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from string import ascii_uppercase

from bot.buttons.keys import SourceKey
from bot.cards.message import Button
from bot.cards.paging import Entry, block_quote, lines_of, small, titled
from bot.text import card_words, values
from bot.text.discord_limits import CUSTOM_ID_CHARS
from bot.text.markdown import escaped, label
from retrieval import Citation, Document, DocumentSummary, FoundPassage
from retrieval.documents import shown_text
from retrieval.text import one_line, reference_name

EXCERPT_CHARS = 400
"""The characters shown of a passage that a search found. Its button shows it whole."""
NEAR_EXCERPT_CHARS = 80
"""The characters shown of a passage that is near: two lines of small print on a phone."""
SECTION_CHARS = 40
"""The longest name of a section that is shown whole in small print."""

NEAR_TITLE_CHARS = 66
"""The longest title of a passage that is near that is shown whole: two lines of a phone. The source has it whole."""

Numbered = Sequence[tuple[int, Citation]]


def source_entries(
    citations: Sequence[Citation],
    standings: Mapping[Citation, Sequence[str]] | None = None,
    *,
    number_from: int = 1,
) -> list[Entry]:
    """Return a section for each document that is cited, in order, below a thin line; what is told of how its quotes
    stand today is below its title.
    """
    ids = ids_of_one_title(citation.document for citation in citations)
    entries: list[Entry] = []
    for cited, key in _groups(citations, number_from):
        (_, first), *_ = cited
        document = first.document
        marks = " ".join(f"**[{number}]**" for number, _ in cited)
        told = dict.fromkeys(line for _, citation in cited for line in (standings or {}).get(citation, ()))
        entries.append(
            Entry(
                lines=[
                    *titled(marks, document.title, first.link),
                    *small(_small_print(cited, ids.get(document.id, ""))),
                    *told,
                ],
                button=Button(label=card_words.READ_IT, does=key),
                divided=not entries,
            )
        )
    return entries


def letter(place: int) -> str:
    """Return A, B, …, of the few passages that are near: letters, since numbers mark what answers."""
    return ascii_uppercase[place]


def found_entry(mark: str, found: FoundPassage, *others: str) -> Entry:
    """Return a passage that a search found: an excerpt, and a button that opens it whole."""
    passage = found.passage
    place = values.pages_text(passage.document, passage.start, passage.end)
    facts = [stated_line(passage.document), _section(passage.section), place, *others]
    lines = [
        *titled(f"**{mark}**", passage.document.title, found.link),
        *small(" · ".join(filter(None, facts))),
        *block_quote(escaped(_excerpt(found, EXCERPT_CHARS))),
    ]
    return Entry(lines=lines, button=_found_button(mark, found))


def near_entry(mark: str, found: FoundPassage, fact: str, standing: Sequence[str] = ()) -> Entry:
    """Return a passage that is near a question and may not answer it: a title, and in small print a fact of it, where
    there is one, and its beginning.
    """
    excerpt = escaped(_excerpt(found, NEAR_EXCERPT_CHARS))
    lines = [
        *titled(f"**{mark}**", label(found.passage.document.title, NEAR_TITLE_CHARS), found.link),
        *small(" · ".join(filter(None, [fact, excerpt]))),
        *standing,
    ]
    return Entry(lines=lines, button=_found_button(mark, found))


def ids_of_one_title(documents: Iterable[Document]) -> dict[str, str]:
    """Return how the ids of those documents are shown whose title another of them has: it does not tell them apart."""
    ids: dict[str, set[str]] = {}
    for document in documents:
        ids.setdefault(one_line(document.title), set()).add(document.id)
    return {document_id: escaped(document_id) for alike in ids.values() if len(alike) > 1 for document_id in alike}


def stated_line(document: Document | DocumentSummary, *, says_both: bool = False) -> str:
    """Return what kind of document it is, who wrote it, who published it and when; of what it does not state, the date
    alone, or with `says_both` the publisher too.
    """
    kind, publisher, date = (one_line(text or "") for text in (document.kind, document.publisher, document.date))
    facts = [escaped(text) if text else "" for text in (kind, publisher, date)]
    if says_both and not publisher and not date:
        facts[2] = card_words.NOTHING_STATED
    else:
        facts[1] = facts[1] or (card_words.NO_PUBLISHER if says_both else "")
        facts[2] = facts[2] or card_words.NO_DATE
    if document.authors:
        facts.insert(1, card_words.BY.format(names=escaped(", ".join(map(one_line, document.authors)))))
    return " · ".join(filter(None, facts))


def place_line(citation: Citation) -> str:
    """Return on which page of its document a quote stands, or else under which heading; empty where it says neither."""
    return values.pages_text(citation.document, citation.start, citation.end) or _section(citation.passage.section)


def leaning(citations: Iterable[Citation]) -> list[str]:
    """Return the entries of their document's own reference list that quotes point to, in full."""
    references = dict.fromkeys(reference for citation in citations for reference in citation.leans_on)
    return [
        line
        for reference in references
        for line in small(f"\\[{escaped(reference.marker)}\\] {escaped(reference.text)}")
    ]


def _small_print(cited: Numbered, document_id: str) -> str:
    _, first = cited[0]
    after = _after(cited)
    # Of two that take a line each, what a quote goes by tells more than a heading; the source itself has both.
    place = values.pages_text(first.document, first.start, first.end) if after else place_line(first)
    return " · ".join(filter(None, [stated_line(first.document), place, document_id, after]))


def _after(cited: Numbered) -> str:
    """Return what the quotes of a document go by, by the first of its references."""
    references = [reference for _, citation in cited for reference in citation.leans_on]
    names = list(dict.fromkeys(reference_name(reference.text) or reference.marker for reference in references))
    return card_words.after(escaped(names[0]), len(names) - 1) if names else ""


def _section(name: str) -> str:
    return card_words.SECTION.format(name=escaped(label(name, SECTION_CHARS))) if one_line(name) else ""


def _groups(citations: Sequence[Citation], number_from: int) -> list[tuple[Numbered, SourceKey]]:
    """Return the citations with their numbers, those of one document together as far as one button holds their
    spans.
    """
    groups: list[tuple[list[tuple[int, Citation]], SourceKey]] = []
    open_groups: dict[Document, int] = {}
    for number, citation in enumerate(citations, start=number_from):
        place = open_groups.get(citation.document)
        if place is not None:
            cited, key = groups[place]
            span = (citation.start, citation.end)
            wider = key if span in key.spans else replace(key, others=(*key.others, span))
            if len(wider.custom_id) <= CUSTOM_ID_CHARS:
                groups[place] = ([*cited, (number, citation)], wider)
                continue
        open_groups[citation.document] = len(groups)
        key = SourceKey(mark=str(number), passage_id=citation.passage.id, start=citation.start, end=citation.end)
        groups.append(([(number, citation)], key))
    return [(tuple(cited), key) for cited, key in groups]


def _found_button(mark: str, found: FoundPassage) -> Button:
    passage = found.passage
    key = SourceKey(mark=mark, passage_id=passage.id, start=passage.start, end=passage.end)
    return Button(label=card_words.READ_IT, does=key)


def _excerpt(found: FoundPassage, most: int) -> str:
    passage = found.passage
    return label(shown_text(passage.document, passage.start, passage.end), most)


def standing_lines(in_words: str) -> list[str]:
    """Return how a source stands today, below its title."""
    return lines_of(f"→ {escaped(in_words)}")
