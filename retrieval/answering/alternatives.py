"""Which of several rows of a table, or of several ways under labels of their own, a question means."""

import math
import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass, replace

from retrieval.answering.choosing import place_of_reading, sentence_of
from retrieval.documents.blocks import Form
from retrieval.documents.context import Body, body_of
from retrieval.documents.nested_items import row_of_items
from retrieval.domain.readings import Reading
from retrieval.text.calendar import named_in
from retrieval.text.identifiers import coined_in
from retrieval.text.words import content_stems, stem, tokens

MOST_WORDS_OF_A_LABEL = 8
FEWEST_SHARED_BY_ALIKE = 2
"""The words of a question, beside coined ones, that sentences which say the same of it have in common."""
_ONE_WAY = re.compile(r"[\W_]*(?:with|without|on|in|using|for|from|via|by|as|if|when)\b", re.IGNORECASE)
_LABEL_BY_FORM = re.compile(r"(?:\*\*|__)[^*_\n]{1,80}(?:\*\*|__):?$")
"""All of a line in bold."""
_LABEL_AND_VALUE = re.compile(r"[\W_]*([^:\n]{1,80}):[*_]*\s+(\S.*)", re.DOTALL)
_DAYS_AND_REST = re.compile(r"[\W_]*([^\W\d_][^\d:\n]{1,40}?)[*_]*\s+((?:\d|closed\b).*)", re.DOTALL | re.IGNORECASE)
_NAME_AND_MORE = re.compile(
    r"[\W_]*((?:[^\W\d_a-z][\w.'’-]*\s+)(?:(?:of|de|van|von|the)\s+)*[^\W\d_a-z][\w.'’-]*(?:\s+[^\W\d_a-z][\w.'’-]*)*)"
    r"[*_]*(?:,\s|\s\(|\s[–—-]\s)\s*\S"
)
"""How an item begins that is about somebody or something with a name of several words: "Ada Brook, 52, pilot"."""
_BETWEEN_NAMES = re.compile(r"\s(?:and|or)\s|[,/&|]")


def of_the_rows_meant(
    readings: Sequence[Reading], asked: Collection[str], days: frozenset[str] = frozenset()
) -> list[Reading]:
    """Return the readings; of a table, or of items that each have items of their own, only those of the rows that have
    most of the words asked about, and of two that have as many not what stands in a row of another name. Rows are alike
    in all but these, so a reader cannot tell one from another: what is likeliest of such a row is as likely as the
    likeliest of its passage.
    """
    tables: dict[tuple[str, Hashable], list[_InRow]] = defaultdict(list)
    others: list[Reading] = []
    for reading in readings:
        if found := _in_its_row(reading, asked, days):
            tables[(reading.passage.document.id, found.table)].append(found)
        else:
            others.append(reading)
    for found_in in tables.values():
        most = max(found.shared for found in found_in)
        for found in found_in:
            likely = found.likely
            of_passage = [other for other in found_in if other.reading.passage.id == found.reading.passage.id]
            of_row = [other for other in of_passage if other.row == found.row]
            if most[0] and max(other.shared for other in of_row) != most:
                likely = 0.0
            elif most[0] and likely == max(other.likely for other in of_row):
                likely = max(other.likely for other in of_passage)
            others.append(replace(found.reading, answer_probability=likely))
    return others


@dataclass(frozen=True, slots=True, kw_only=True)
class _InRow:
    """A reading in a row, which begins at `row`, of a table of its document. `shared` is how many of the words that are
    asked about the row has, and whether it is called by such words alone, or the reading is what it is called.
    """

    reading: Reading
    table: Hashable
    row: int
    shared: tuple[int, bool]

    @property
    def likely(self) -> float:
        return self.reading.answer_probability


def _in_its_row(reading: Reading, asked: Collection[str], days: frozenset[str]) -> _InRow | None:
    """Return a reading in its row: that of a table, or an item with those below it; None where it stands in none."""
    body = body_of(reading.passage.document)
    place = body.place_of(reading.start)
    block = body.blocks[place]
    text = body.text_of(place)
    table: Hashable
    if block.form is Form.ROW:
        # A row may begin with the mark between its cells.
        name, table = text.strip(" |").partition("|")[0], block.head or body.sentences[place]
    elif items := row_of_items(body, place):
        block = body.blocks[items[0]]
        name, text = body.text_of(items[0]), "\n".join(map(body.text_of, items))
        table = block.section, block.leads
    else:
        return None
    called = set(content_stems(name))
    is_called = bool(called) and (called.issubset(asked) or not days.isdisjoint(named_in(name)))
    is_its_name = reading.end <= body.document.text.index(name, block.start) + len(name)
    shared = len(set(asked).intersection(content_stems(text))) + len(days & named_in(text))
    return _InRow(reading=reading, table=table, row=block.start, shared=(shared, is_called or is_its_name))


def of_the_names_meant(readings: Sequence[Reading], question: str) -> list[Reading]:
    """Return the readings; of sentences of a passage that say the same of what is asked but each of another coined word
    only those with one that is asked about. Such a sentence is as likely as the likeliest of them: a reader hardly
    tells one such word from another.
    """
    names = frozenset(coined_in(question))
    if not names:
        return list(readings)
    asked = frozenset(content_stems(question)) - {stem(name) for name in names}
    alike: dict[tuple[str, frozenset[str]], list[Reading]] = defaultdict(list)
    for reading in readings:
        shared = asked.intersection(content_stems(sentence_of(reading)))
        if len(shared) >= FEWEST_SHARED_BY_ALIKE and coined_in(sentence_of(reading)):
            alike[reading.passage.id, shared].append(reading)
    instead: dict[tuple[str, int], float] = {}
    for sentences in alike.values():
        meant = [not names.isdisjoint(coined_in(sentence_of(reading))) for reading in sentences]
        likeliest = max(reading.answer_probability for reading in sentences)
        if any(meant):
            places = map(place_of_reading, sentences)
            instead |= {place: likeliest * is_meant for place, is_meant in zip(places, meant, strict=True)}
    return [
        replace(reading, answer_probability=instead.get(place_of_reading(reading), reading.answer_probability))
        for reading in readings
    ]


def of_the_labels_meant(readings: Sequence[Reading], question: str) -> list[Reading]:
    """Return the readings; where a section tells several ways, each under its label ("On Windows:", "With a
    container:"), or several items of a list or short lines begin with one ("Saturday: 8:00 to 14:00", "Ada Brook,
    pilot"), only those under a label whose words are all asked about. Such a way is as likely as that any of them
    answers: what stands under the labels is alike, and a reader does not tell one from another.
    """
    ways: dict[tuple[str, str, tuple[tuple[int, int], ...] | None], list[tuple[Reading, str]]] = defaultdict(list)
    asked, days = frozenset(content_stems(question)), named_in(question)
    for reading in readings:
        document, section = reading.passage.document, reading.passage.section
        if label := _label_of(reading):
            ways[(document.id, section, None)].append((reading, label))
        elif label := _label_in(reading, asked):
            body = body_of(document)
            ways[(document.id, section, body.blocks[body.place_of(reading.start)].leads)].append((reading, label))
    instead: dict[tuple[str, int], float] = {}
    for labelled in ways.values():
        said = {label: _words_meant(label, asked) or days & named_in(label) for _, label in labelled}
        # "With a key" says less than "without a key".
        meant = {
            label for label, words in said.items() if words and not any(words < others for others in said.values())
        }
        others = {label for _, label in labelled} - meant
        if not (meant and others):
            continue
        none_answers = math.prod(1.0 - reading.answer_probability for reading, _ in labelled)
        best = max((way for way in labelled if way[1] in meant), key=lambda way: way[0].answer_probability)[0]
        instead |= {place_of_reading(reading): 0.0 for reading, label in labelled if label in others}
        instead[place_of_reading(best)] = 1.0 - none_answers
    return [
        replace(reading, answer_probability=instead.get(place_of_reading(reading), reading.answer_probability))
        for reading in readings
    ]


def _label_of(reading: Reading) -> str | None:
    """Return the label that a reading stands under, or that it is itself; None where there is none."""
    document = reading.passage.document
    body = body_of(document)
    place = body.place_of(reading.start)
    leads = body.blocks[place].leads
    for start, end in (body.sentences[place], *leads[-1:]):
        label = document.text[start:end].strip()
        is_title_of_tab = document.text[start - 1 : start] + document.text[end : end + 1] in {'""', "''"}
        if len(tokens(label)) <= MOST_WORDS_OF_A_LABEL and (
            is_title_of_tab
            or _LABEL_BY_FORM.match(label)
            or (label.rstrip("*_").endswith(":") and _ONE_WAY.match(label))
        ):
            return label
    return None


def _label_in(reading: Reading, asked: Collection[str]) -> str | None:
    """Return the label that the item of a list begins with, or a line among such lines, which a reading is of; None
    where it has none, and where what the line says after its label has words that are asked about: it may be a message
    after its author's name.
    """
    body = body_of(reading.passage.document)
    place = body.place_of(reading.start)
    is_item = body.blocks[place].form is Form.ITEM
    text = body.text_of(place)
    found = _LABEL_AND_VALUE.match(text) or _days_and_hours(text) or (is_item and _NAME_AND_MORE.match(text))
    if not found or len(tokens(found[1])) > MOST_WORDS_OF_A_LABEL:
        return None
    if is_item:
        return found[1]
    is_one_of_several = any(_is_labelled_line(body, near) for near in (place - 1, place + 1))
    is_meant_by_it = set(asked).isdisjoint(content_stems(found[2]))
    return found[1] if _is_labelled_line(body, place) and is_one_of_several and is_meant_by_it else None


def _days_and_hours(line: str) -> re.Match[str] | None:
    """Return the days that a line begins with and what it says of them ("Sun 09:00–17:00"); None where it is none."""
    found = _DAYS_AND_REST.match(line)
    return found if found and named_in(found[1]) else None


def _is_labelled_line(body: Body, place: int) -> bool:
    """Return whether a sentence is a line of its own with something short after a label: "Arrival: from 14:00"."""
    if not 0 <= place < len(body.blocks):
        return False
    text, block = body.text_of(place), body.blocks[place]
    found = _LABEL_AND_VALUE.match(text) or _days_and_hours(text)
    is_line = block.form is Form.PROSE and len(block.sentences) == 1
    return is_line and found is not None and len(tokens(found[2])) <= MOST_WORDS_OF_A_LABEL


def _words_meant(label: str, asked: Collection[str]) -> set[str]:
    """Return the words of a label, or of the names in it, that are all asked about; none where it is not meant."""
    names = [set(content_stems(name)) for name in _BETWEEN_NAMES.split(label)]
    return {word for name in names if name <= set(asked) for word in name}
