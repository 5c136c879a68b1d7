"""Which readings are superseded by others, as the documents themselves say or their dates and versions tell: what is in
force is shown first, and the rest is named and no side of a disagreement.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from retrieval.answering.choosing import (
    SHARE_OF_THE_BEST,
    place_of_reading,
    sentence_of,
    span_of_sentence,
    value_of_reading,
    words_shared,
)
from retrieval.answering.rows_meant import calls_the_row
from retrieval.documents.blocks import SECTIONS_BETWEEN
from retrieval.documents.context import body_of
from retrieval.documents.replacing import (
    Notice,
    changes,
    is_list_of_corrections,
    note_of_withdrawal,
    notices_of,
)
from retrieval.documents.taking_back import is_note
from retrieval.documents.versions import name_of, version_of_document, version_of_section
from retrieval.domain.answers import Supersession
from retrieval.domain.documents import Document, Passage
from retrieval.domain.readings import Reading, Relation
from retrieval.text.orders import orders_or_asks

LEAST_SHARE_OF_A_SUCCESSOR = 0.25
"""How likely what took the place of a statement must be, of that, to be shown although it would not be by itself. Its
words and the documents' own say that it is about the same."""

_FIGURES_OF_A_NAME = re.compile(r"\d+")
_BEFORE_A_VERSION = re.compile(
    r"\b(?:before|until|till|prior\s+to|up\s+to)\s+(?:[^\W\d_]+\s+){0,2}(\d+)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outdated:
    """A reading that is superseded, and `how`; `by` is what stands in its place, None where none was found; `said_in`
    are the passage and the span of what says so, and `versions` what the headings tell of both.
    """

    reading: Reading
    how: Supersession
    by: Reading | None = None
    said_in: tuple[Passage, int, int] | None = None
    versions: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """Readings with what is in force before what it took the place of, the side that each takes, and those of them that
    are superseded.
    """

    readings: Sequence[Reading]
    stances: Sequence[Relation] | None
    outdated: Sequence[Outdated]


def in_succession(
    readings: Sequence[Reading],
    stances: Sequence[Relation] | None,
    *,
    others: Sequence[Reading],
    passages: Sequence[Passage],
    question: str,
    asked: Collection[str],
) -> Succession:
    """Return the succession of readings: what took the place of one comes right before it. Where that is not among
    them, the likeliest of the `others` that may have is. What the question names by its date or version stays where it
    is. `passages` are all that were found: their documents may say what replaces what. `asked` are its stems.
    """
    known = {place_of_reading(reading): stance for reading, stance in zip(readings, stances or (), strict=False)}
    finding = _Finding(passages=passages, asked=asked, stances=known)
    order, outdated = list(readings), []
    shown = set(map(place_of_reading, readings))
    unseen = [
        reading
        for reading in others
        if place_of_reading(reading) not in shown and not orders_or_asks(sentence_of(reading))
    ]
    for reading in readings:
        found = finding.outdated(reading, readings)
        if (found is None or found.by is None) and not any(finding.excludes(other, reading) for other in readings):
            found = finding.outdated(reading, unseen, is_unseen=True) or found
        if found is not None:
            outdated.append(found)
    old = {place_of_reading(each.reading) for each in outdated}
    for each in outdated:
        new = each.by
        if new is None:
            new = next(
                (
                    other
                    for other in order
                    if place_of_reading(other) not in old and finding.excludes(other, each.reading)
                ),
                None,
            )
        if new is None or place_of_reading(new) in old or _asks_for_it(question, each.reading, new):
            continue
        at = order.index(each.reading)
        if new not in order:
            order.insert(at, new)
        elif order.index(new) > at:
            order.remove(new)
            order.insert(at, new)
    # What was not found in answer to the question is no successor of what the question names.
    outdated = [replace(each, by=None) if each.by and each.by not in order else each for each in outdated]
    kept = [each for each in outdated if each.by or each.said_in]
    sides = None if stances is None else [known.get(place_of_reading(reading), Relation.OPEN) for reading in order]
    return Succession(readings=order, stances=sides, outdated=kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    """What was found for a question, by which it is told what is superseded."""

    passages: Sequence[Passage]
    asked: Collection[str]
    stances: dict[tuple[str, int], Relation]

    def outdated(self, old: Reading, others: Sequence[Reading], *, is_unseen: bool = False) -> Outdated | None:
        """Return how a reading is superseded, and by which of others; None where it is not. Of those unseen, by what
        took its place alone.
        """
        new = [
            other
            for other in others
            if self._may_succeed(other, old, is_unseen=is_unseen) and not self._holds_no_longer(other)
        ]
        if note := _note_on(old):
            by = new[0] if new else None
            return Outdated(reading=old, how=Supersession.WITHDRAWN, by=by, said_in=(old.passage, *note))
        for passage, notice, replacing in self._notices_on(old):
            named = [each for each in new if each.passage.document.id in replacing]
            if named or notice.is_whole:
                said_in = (replace(passage, section=notice.section), notice.start, notice.end)
                by = named[0] if named else None
                return Outdated(reading=old, how=Supersession.REPLACED, by=by, said_in=said_in)
        for each in new:
            if _is_changed_by(old, each):
                said_in = (each.passage, *span_of_sentence(each))
                return Outdated(reading=old, how=Supersession.REPLACED, by=each, said_in=said_in)
        newer = [(each, versions) for each in new if (versions := _versions_in_order(old, each))]
        if not newer:
            return None
        by, versions = newer[0]
        for each, others_versions in newer[1:]:
            if _versions_in_order(by, each):
                by, versions = each, others_versions
        return Outdated(reading=old, how=Supersession.OLDER, by=by, versions=versions)

    def _holds_no_longer(self, reading: Reading) -> bool:
        """Return whether a text says of a reading that it is withdrawn, or that all of its document is replaced."""
        return _note_on(reading) is not None or any(notice.is_whole for _, notice, _ in self._notices_on(reading))

    def excludes(self, new: Reading, old: Reading) -> bool:
        """Return whether one reading gives another value than the other of the same kind, or says no to its yes. What
        a row is called is in both.
        """
        if not all(calls_the_row(*pair) for pair in ((new, old), (old, new))):
            return False
        mine, other = value_of_reading(new), value_of_reading(old)
        if mine and other:
            return mine.is_of_the_kind_of(other) and not mine.agrees_with(other)
        stances = {self.stances.get(place_of_reading(each), Relation.OPEN) for each in (new, old)}
        return stances == {Relation.SUPPORTS, Relation.CONTRADICTS}

    def _may_succeed(self, new: Reading, old: Reading, *, is_unseen: bool) -> bool:
        """Return whether a reading may say today what another said: something else of the same."""
        if place_of_reading(new) == place_of_reading(old):
            return False
        words = len(words_shared(old, self.asked))
        is_about_it = bool(words) and len(words_shared(new, self.asked)) >= SHARE_OF_THE_BEST * words
        if not is_unseen:
            return self.excludes(new, old)
        is_likely = new.answer_probability >= LEAST_SHARE_OF_A_SUCCESSOR * old.answer_probability
        has_value = value_of_reading(old) is not None
        return is_about_it and is_likely and (self.excludes(new, old) if has_value else words > 1)

    def _notices_on(self, old: Reading) -> Iterator[tuple[Passage, Notice, set[str]]]:
        """Yield each notice by which the document of a reading is replaced, with a passage of the document that has it,
        and the ids of the documents that take its place.
        """
        document = old.passage.document
        by_id = {passage.document.id: passage for passage in (*self.passages, old.passage)}
        for notice in notices_of(document):
            if notice.is_replaced and _is_within(old.passage.section, notice.section):
                replacing = {
                    id_
                    for id_, passage in by_id.items()
                    if id_ != document.id and _is_named(notice.names, passage.document)
                }
                yield old.passage, notice, replacing
        for id_, passage in by_id.items():
            if id_ == document.id:
                continue
            for notice in notices_of(passage.document):
                if not notice.is_replaced and _is_named(notice.names, document):
                    yield passage, notice, {id_}


def _is_within(section: str, of_notice: str) -> bool:
    return not of_notice or section == of_notice or section.startswith(f"{of_notice}{SECTIONS_BETWEEN}")


def _note_on(reading: Reading) -> tuple[int, int] | None:
    """Return where a note says that the sentence of a reading holds no longer: in it, or right after it."""
    body = body_of(reading.passage.document)
    place = body.place_of(reading.start)
    for near in (place, place + 1):
        if near == place or (body.is_together(place, near) and is_note(body.text_of(near))):
            note = note_of_withdrawal(body.text_of(near))
            if note:
                start, _ = body.sentences[near]
                return start + note[0], start + note[1]
    return None


def _is_changed_by(old: Reading, new: Reading) -> bool:
    """Return whether the sentence of a reading, or what leads to it, changes what an older one says: it names its
    section, or takes effect on a day, or stands in a list of corrections to its document.
    """
    document, other = new.passage.document, old.passage.document
    if document.id == other.id:
        return False
    if is_list_of_corrections(document.title) and not is_list_of_corrections(other.title):
        return bool(name_of(document.title) & name_of(other.title))
    changed = changes(sentence_of(new))
    if changed is None:
        return False
    section, name = changed
    if section:
        is_there = any(
            section in _FIGURES_OF_A_NAME.findall(part) for part in old.passage.section.split(SECTIONS_BETWEEN)
        )
        return is_there and (not name or _is_named(name, other))
    return bool(document.date) and bool(other.date) and str(document.date) > str(other.date)


def _versions_in_order(old: Reading, new: Reading) -> tuple[str, str] | None:
    """Return what the headings tell of the versions of two readings, where the first is of the older of two of one
    text; None where it is not, or cannot be told.
    """
    document, other = old.passage.document, new.passage.document
    if document.id == other.id:
        older = version_of_section(document, old.passage.section)
        newer = version_of_section(other, new.passage.section)
    else:
        older, newer = version_of_document(document), version_of_document(other)
    return (older.told, newer.told) if older and newer and newer.is_newer_than(older) else None


def _is_named(name: str, document: Document) -> bool:
    """Return whether a name, as "the rules of 2 May 2019", may be of a document: all its words are of that title, or
    the other way round, and it has no other figures.
    """
    words, title = name_of(name), name_of(document.title)
    if not words or not (words <= title or (title and title <= words)):
        return False
    figures = set(map(int, _FIGURES_OF_A_NAME.findall(name)))
    own = set(map(int, _FIGURES_OF_A_NAME.findall(f"{document.title} {document.date or ''}")))
    return not figures or figures <= own or (title <= words and own <= figures)


def _figures_of(reading: Reading) -> set[str]:
    """Return the figures by which a question may name the version that a reading is of."""
    document = reading.passage.document
    return set(_FIGURES_OF_A_NAME.findall(f"{document.title} {document.date or ''} {reading.passage.section}"))


def _asks_for_it(question: str, old: Reading, new: Reading) -> bool:
    """Return whether a question names the version of the older of two readings, and not that of the newer, or asks for
    what was before the newer.
    """
    before = {found[1] for found in _BEFORE_A_VERSION.finditer(question)} & _figures_of(new)
    return bool(before or set(_FIGURES_OF_A_NAME.findall(question)) & (_figures_of(old) - _figures_of(new)))
