"""Whose words a question asks for: what another says, or the document by itself, is no answer to "according to the
port authority" or "in the view of the union".
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from retrieval.answering.authorship import names_author, written_by
from retrieval.answering.choosing import sentence_of
from retrieval.answering.deciding import likelier_of, probability_of_answer
from retrieval.answering.judged import JudgedPart
from retrieval.answering.reading_parts import read_part
from retrieval.answering.retriever import HybridRetriever
from retrieval.answering.speakers import are_people, speaker_of
from retrieval.documents.blocks import SECTIONS_BETWEEN
from retrieval.documents.context import body_of
from retrieval.domain.documents import DocumentSummary, FoundPassage
from retrieval.domain.readings import Reading
from retrieval.ports import Reader
from retrieval.text.people import leans_on
from retrieval.text.phrases import NounPhrase, phrases_of
from retrieval.text.words import content_stems, is_stop_word, tokens

_OPINION_OF_SOMEBODY = r"(?:view|opinion|eyes|words|judge?ment|estimation|account|telling)"
_WORDS_THAT_ASK = r"(?:how|what|when|where|which|who|why|is|are|was|were|do|does|did|has|have|can|may|must)"
_AFTER_A_SPEAKER = rf"(?=\s{{0,3}}(?:[,;:?!)]|\.?\s{{0,3}}\Z)|\s{{1,3}}{_WORDS_THAT_ASK}\b)"
_SAID_BY_WHOM = re.compile(
    rf"(?:,\s{{0,3}})?\b(?:according\s++to|in\s++the\s++{_OPINION_OF_SOMEBODY}\s++of)\s++(?P<whose>[^\s,;:?!()][^,;:?!()]{{1,79}}?){_AFTER_A_SPEAKER}(?:\s{{0,3}},)?"
    rf"|(?:,\s{{0,3}})?\bin\s++(?P<owner>[^\s,;:?!()][^,;:?!()]{{1,79}}?)(?:['’]s|(?<=s)['’])\s++{_OPINION_OF_SOMEBODY}\b(?:\s{{0,3}},)?",
    re.IGNORECASE,
)
_ASKS_WHAT_IS_SAID = re.compile(
    r"\b(?:[Dd]o|[Dd]oes|[Dd]id|[Hh]as|[Hh]ave)\s+(?P<whose>(?:[\w.’'-]+\s+){1,7}?)"
    r"(?P<verb>(?P<says>say|said|claim(?:ed)?)|write|written|argued?|think|thought|recommend(?:ed)?|suggest(?:ed)?|advised?)\b"
)
_ABOUT = re.compile(r"\s+(?:about|on|of)\s", re.IGNORECASE)
_OF_WHOEVER_WROTE = frozenset("author creator designer developer editor maintainer maker manufacturer writer".split())
"""The roles of those whose words a document as a whole may be, whether or not it names them."""
_OF_SOMEBODY_KNOWN = frozenset({"", "the", "our", "my", "your", "their", "his", "her"})
"""What stands before a noun that means somebody in particular."""
_OF_ANY = frozenset("all any both few many most no one other others several some two various".split())
_OF_A_STATEMENT = frozenset(
    """account answer argument comment demand letter note opinion perspective position reaction remark reply report
    response speech stance statement testimony view viewpoint""".split()
)
_SENTENCES_BEFORE = 2
"""The sentences before one that leans on them in which its speaker is named."""
_SPEAKER_BEFORE = re.compile(r"\W*(?P<name>[^\W\d_][^:.!?\n]{1,60}):")
_SAYS_ON = re.compile(
    r"\b(?:it|they)\s+(?:also\s+)?(?:added|said|says?|expects?|estimates?|warns|warned)\b", re.IGNORECASE
)
LETTERS_OF_A_FORM = 4
"""The fewest letters that two forms of a name share: "Russia", "Russian"."""
MOST_OTHERS = 3
LEAST_ALIKE = 0.75
"""How alike two words are of which one is the other with a slip or two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOf:
    """Somebody whose words a question asks for, as it names them. `bare` is the question without them. It is not
    `of_words` where it asks what they think, advise or the like: of whom no document is, that is told in any words.
    """

    speaker: NounPhrase
    bare: str
    of_words: bool = True

    @property
    def name(self) -> str:
        """How they are named, with their article."""
        return f"{self.speaker.determiner} {self.speaker.text}".strip()

    @property
    def words(self) -> list[str]:
        """The stems that tell them: of somebody with several names, the last."""
        stems = content_stems(self.speaker.text)
        return stems if are_people(self.speaker.text) or not self.speaker.may_be_a_person else stems[-1:]

    def is_named_in(self, text: str) -> bool:
        """Return whether a text names them."""
        said = content_stems(text)
        return all(any(_is_form_of(word, other) for other in said) for word in self.words)

    def is_(self, teller: str) -> bool:
        """Return whether somebody who is named so may be them."""
        named = content_stems(teller)
        return self.is_named_in(teller) or (bool(named) and set(named) <= set(content_stems(self.speaker.text)))


def asked_of(question: str) -> AskedOf | None:
    """Return whose words a question asks for; None where it asks for nobody's, or for a document's: "according to the
    handbook".
    """
    if found := _SAID_BY_WHOM.search(question):
        bare = f"{question[: found.start()].rstrip()} {question[found.end() :].lstrip()}".strip(" ?")
        return _asked_of(found["whose"] or found["owner"], f"{bare[:1].upper()}{bare[1:]}?")
    if found := _ASKS_WHAT_IS_SAID.search(question):
        before, after = question[: found.start()].strip(), question[found.end() :]
        is_said_about = before.casefold() == "what" and _ABOUT.match(after)
        asks = f"{question[: found.start('whose')]}the text {found['verb']}"
        bare = f"{'What is said' if is_said_about else asks}{after}"
        return _asked_of(found["whose"], bare, of_words=found["says"] is not None, whole=True)
    return None


def _asked_of(whose: str, bare: str, *, of_words: bool = True, whole: bool = False) -> AskedOf | None:
    """Return the somebody that a phrase begins with, or is as a whole; None where it is nobody in particular: "several
    governments", "experts".
    """
    speaker = next(iter(phrases_of(whose)), None)
    if speaker is None or not tokens(bare) or not content_stems(speaker.text):
        return None
    begins, rest = whose[: speaker.start].strip().casefold(), whose[speaker.end :].strip()
    is_one_of_many = not speaker.determiner and " " not in speaker.text and speaker.is_plural
    is_vague = begins not in _OF_SOMEBODY_KNOWN or tokens(speaker.text)[0].casefold() in _OF_ANY or is_one_of_many
    wrote = any(word.casefold().removesuffix("s") in _OF_WHOEVER_WROTE for word in tokens(speaker.text))
    is_somebody = are_people(speaker.text) or speaker.may_be_a_person
    if not is_somebody or is_vague or wrote or (whole and rest):
        return None
    return AskedOf(speaker=speaker, bare=bare, of_words=of_words)


def by_whom_is_asked(
    judged: JudgedPart,
    read: Sequence[FoundPassage],
    retriever: HybridRetriever,
    reader: Reader,
    documents: Collection[str] | None,
) -> JudgedPart:
    """Return the part with the readings of what those say whose words it asks for, in the documents that are theirs
    too; what others say has the probability 0, and the likely ones of them are named. `read` is what was read for it,
    `documents` (ids) what may be searched.
    """
    whose = asked_of(judged.part.asked)
    if whose is None:
        return judged
    bare = replace(judged.part, asked=whose.bare, found_by=whose.bare, read_as=whose.bare)
    theirs = [each for each in _documents_of(whose, retriever) if documents is None or each in documents]
    if not (theirs or whose.of_words):
        return judged
    of_theirs = retriever.retrieve(whose.bare, limit=len(read), documents=theirs) if theirs else ()
    # What is theirs names them nowhere: it is read by itself, for the question without their name.
    theirs_alone = [each for each in read_part(bare, of_theirs or read, reader) if is_said_by(whose, each)]
    likely = likelier_of(judged.readings, theirs_alone)
    tellings = [is_said_by(whose, each) for each in likely]
    are_found = any(
        is_theirs and probability_of_answer([each], judged.calibration) >= judged.threshold
        for each, is_theirs in zip(likely, tellings, strict=True)
    )
    said = [
        each
        if is_theirs or not (are_found or is_said_by_another(whose, each))
        else replace(each, answer_probability=0.0)
        for each, is_theirs in zip(likely, tellings, strict=True)
    ]
    others = [
        _teller_of(reading)
        for reading, kept in sorted(zip(likely, said, strict=True), key=lambda pair: -pair[0].answer_probability)
        if not kept.answer_probability and probability_of_answer([reading], judged.calibration) >= judged.threshold
    ]
    return replace(
        judged,
        found=tuple(dict.fromkeys([*judged.found, *of_theirs])),
        readings=tuple(sorted(said, key=lambda reading: (-reading.answer_probability, reading.start))),
        asked_of=whose.name,
        said_by=tuple(dict.fromkeys(others))[:MOST_OTHERS],
    )


def _documents_of(whose: AskedOf, retriever: HybridRetriever) -> list[str]:
    """Return the ids of the documents that they wrote or published: of a hundred thousand, few names are looked at."""
    catalogue = retriever.generation.catalogue
    publishers = list(filter(whose.is_named_in, catalogue.publishers()))
    writers = [each for each in catalogue.writers() if names_author(each, whose.speaker.text)]
    return catalogue.stating(publishers, writers)


def _is_theirs(whose: AskedOf, document: DocumentSummary) -> bool:
    """Return whether they wrote or published a document."""
    publisher = document.publisher
    return bool(written_by(whose.speaker.text, [document])) or (publisher is not None and whose.is_named_in(publisher))


def is_said_by(whose: AskedOf, reading: Reading) -> bool:
    """Return whether they say what a reading holds: its sentence or the one that it goes on from names them and nobody
    else as who says it, or what it stands under is a statement of theirs, or the document is.
    """
    document = reading.passage.document
    body = body_of(document)
    place = body.place_of(reading.start)
    block = body.blocks[place]
    sentence = sentence_of(reading)
    if (teller := speaker_of(sentence)) is not None:
        return whose.is_(teller) or _is_theirs(whose, document.summary)
    first = next(at for at in range(place + 1) if body.blocks[at] is block)
    before = [document.text[slice(*body.sentences[at])] for at in range(max(first, place - _SENTENCES_BEFORE), place)]
    goes_on = leans_on(sentence) is not None or _SAYS_ON.search(sentence) is not None
    leads = [document.text[start:end] for start, end in block.leads]
    label = _SPEAKER_BEFORE.match(document.text, block.start, block.end)
    return (
        whose.is_named_in(sentence)
        or (goes_on and any(map(whose.is_named_in, before)))
        or any(map(whose.is_named_in, leads))
        or (label is not None and whose.is_named_in(label["name"]))
        or any(_is_of_them(whose, heading) for heading in block.section.split(SECTIONS_BETWEEN))
        or whose.is_named_in(document.title)
        or _is_theirs(whose, document.summary)
    )


def is_said_by_another(whose: AskedOf, reading: Reading) -> bool:
    """Return whether somebody else says what a reading holds that they are not told to say (`is_said_by`): its sentence
    names who does, or nothing in its passage names them. Where one is named and the other told by what they are, both
    may be one.
    """
    teller = speaker_of(sentence_of(reading))
    if teller is not None and are_people(teller) == are_people(whose.speaker.text):
        return not any(_is_alike(one, other) for one in content_stems(teller) for other in content_stems(whose.name))
    near = content_stems(f"{reading.passage.document.title} {reading.passage.text}")
    return not all(any(_is_form_of(word, other) or _is_alike(word, other) for other in near) for word in whose.words)


def _is_alike(word: str, other: str) -> bool:
    """Return whether one word may be the other with a slip or two."""
    return SequenceMatcher(None, word, other).ratio() >= LEAST_ALIKE


def _is_of_them(whose: AskedOf, heading: str) -> bool:
    """Return whether a heading says that what stands under it is said by them: "Statement of the insurers"."""
    others = [word for word in tokens(heading) if not is_stop_word(word) and not whose.is_named_in(word)]
    rest = {word.casefold().removesuffix("s") for word in others} - {"s"}
    return whose.is_named_in(heading) and rest <= _OF_A_STATEMENT | set(map(str.casefold, tokens(whose.speaker.text)))


def _teller_of(reading: Reading) -> str:
    """Return who says what a reading holds: as the sentence names them, else the title of its document."""
    return speaker_of(sentence_of(reading)) or f"“{reading.passage.document.title}”"


def _is_form_of(word: str, other: str) -> bool:
    """Return whether two stems are of one name: those of "Russia" and "Russian" are."""
    short, long = sorted((word, other), key=len)
    return word == other or (len(short) > LETTERS_OF_A_FORM and long.startswith(short[:-1]))
