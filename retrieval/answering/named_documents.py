"""What something is about by its name: the opening of the document or the section that is called so."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from retrieval.answering.looking_up import telling_within
from retrieval.documents.blocks import last_heading_of
from retrieval.documents.context import body_of
from retrieval.domain.documents import Document, FoundPassage, Passage
from retrieval.domain.readings import Reading
from retrieval.text.words import content_stems, stem, tokens

MOST_CALLED_SO = 3
"""The most documents that are shown where they are called so alike; of more, the name tells none from another."""
_DESCRIBES = frozenset("about abstract description introduction overview purpose summary".split())
"""What a section that says what its document is about is called by."""
_AFTER_A_NAME = re.compile(r"[()|:–—]|\s-\s")
"""What stands between a name and what is said of it, in a title: "Pakr: packs folders", "Version 2.4 (12 May)"."""
_OF_SOMETHING = re.compile(r"\s(?:about|at|by|for|from|in|of|on|to|with)\s", re.IGNORECASE)
_DESCRIBES_BY_STEM = frozenset(map(stem, _DESCRIBES))


class _Called(NamedTuple):
    """A document, or a section of it, that bears a name, and how many other words its title or heading has. Of two that
    have as few, the title comes before the heading. `is_it` is whether what is called so is that and not something of
    it: the navigation course is a course, and the rules of a club are no club.
    """

    others: int
    is_section: bool
    document: Document
    section: str
    is_it: bool


def opening_of(
    name: str, found: Sequence[FoundPassage], passages_of: Callable[[str], Sequence[Passage]]
) -> list[Reading]:
    """Return the first sentences that tell something of the documents, or of the section, among those found whose title
    or heading has all words of a name and the fewest others: of a document, those of the section that describes it,
    where it has one. None where nothing is called so, or too many are. `passages_of` gives a document's, by id.
    """
    called = sorted(_called(name, found), key=lambda each: each[:2])
    same = list(takewhile(lambda each: each[:2] == called[0][:2], called))
    if len(same) > MOST_CALLED_SO:
        return []
    openings = []
    for each in same:
        opening = _opening(each, sorted(passages_of(each.document.id), key=lambda passage: passage.start))
        if opening and (each.is_it or _speaks_of(opening, name)):
            openings.append(opening)
    return openings


def documents_called(name: str, found: Sequence[FoundPassage], *, exactly: bool = False) -> list[Document]:
    """Return the documents among those found whose title or file name has all words of a name and the fewest others, or
    none, where that is asked for; none where too many have as few.
    """
    called = sorted((each for each in _called(name, found) if not each.is_section), key=lambda each: each.others)
    same = list(takewhile(lambda each: each.others == called[0].others, called))
    if len(same) > MOST_CALLED_SO or (exactly and same and same[0].others):
        return []
    return [each.document for each in same]


def _called(name: str, found: Sequence[FoundPassage]) -> Iterator[_Called]:
    """Yield what bears the name: documents by title or by the name of their file, sections by heading, each once."""
    wanted = set(content_stems(name))
    seen: set[tuple[str, str]] = set()
    for passage in (near.passage for near in found):
        document = passage.document
        file_name = document.path.rpartition("/")[2].partition(".")[0]
        for section, names in (
            ("", [document.title, file_name]),
            (passage.section, [last_heading_of(passage.section)]),
        ):
            parts = [part for each in names for part in (each, *_AFTER_A_NAME.split(each))]
            having = [part for part in parts if wanted and wanted <= set(content_stems(part))]
            if having and (document.id, section) not in seen:
                seen.add((document.id, section))
                closest = min(having, key=lambda part: len(content_stems(part)))
                others = len(set(content_stems(closest)) - wanted)
                yield _Called(others, bool(section), document, section, is_it=_kind_of(closest) in wanted)


def _kind_of(name: str) -> str:
    """Return the stem of the word that says what something of that name is: "minutes" of "Minutes of the board"."""
    return next(reversed(content_stems(_OF_SOMETHING.split(name)[0])), "")


def _opening(called: _Called, passages: Sequence[Passage]) -> Reading | None:
    told = [reading for passage in passages for reading in telling_within(passage)]
    if called.is_section:
        return next((reading for reading in told if _section_of(reading) == called.section), None)
    describing = (reading for reading in told if _describes(_section_of(reading), called.document.title))
    return next(describing, told[0] if told else None)


def _speaks_of(opening: Reading, name: str) -> bool:
    """Return whether the first sentence says the name, or stands where the whole is described."""
    said = opening.passage.document.text[opening.start : opening.end]
    is_description = _describes(_section_of(opening), opening.passage.document.title)
    return is_description or set(content_stems(name)) <= set(content_stems(said))


def _section_of(reading: Reading) -> str:
    body = body_of(reading.passage.document)
    return body.blocks[body.place_of(reading.start)].section


def _describes(section: str, title: str) -> bool:
    """Return whether a section is called by what describes the whole: "Overview", "About the course"."""
    heading = last_heading_of(section)
    is_called_so = not _DESCRIBES.isdisjoint(word.casefold() for word in tokens(heading))
    return is_called_so and set(content_stems(heading)) <= {*_DESCRIBES_BY_STEM, *content_stems(title)}
