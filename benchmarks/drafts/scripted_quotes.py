"""Scripted drafts of several points that quote first, over any corpus: quotes that stand, however they were cut and
set, and quotes that do not. The same seed makes the same draft.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.drafts.dress import flipped, typography
from retrieval.documents.context import body_of
from retrieval.domain.documents import Document, Passage
from retrieval.text.words import content_stems, tokens
from retrieval.writing.drafts import DraftPoint, DraftQuote, PointSide

FEWEST_WORDS = 5
"""The fewest words of a sentence that is quoted: fewer stand in several places."""
MOST_POINTS = 4
_MARKS = re.compile(r"\*\*|`|(?<!\w)_|_(?!\w)")
_LOOK_ALIKES = str.maketrans("aceopxyABEHKMOPCTX", "асеорхуАВЕНКМОРСТХ")
_GREEK = str.maketrans("abdegiklmnoprstu", "αβδεγικλμνοπρστυ")
_OTHER_WORDS = "zeppelins quinces harpsichords marmots bishops turnips gondolas walruses".split()

_Sentence = tuple[Document, str]
_Turn = Callable[[str, random.Random], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedDraft:
    """A draft over passages, by label, that somebody asked a question of. `stands` says of its quotes that all or none
    of them stand; None of what may or may not.
    """

    kind: str
    question: str
    points: tuple[DraftPoint, ...]
    passages: dict[str, Passage]
    stands: bool | None


class QuotingMaker:
    """Makes drafts over the documents of a corpus."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._passages = {
            f"P{number}": Passage(document=document, start=0, end=len(document.text))
            for number, document in enumerate(documents, start=1)
        }
        self._labels = {passage.document.id: label for label, passage in self._passages.items()}
        self._sentences: list[_Sentence] = [
            (document, document.text[start:end])
            for document in documents
            for start, end in body_of(document).sentences
            if len(tokens(document.text[start:end])) >= FEWEST_WORDS
        ]
        self.kinds: dict[str, tuple[bool | None, Callable[[random.Random], list[DraftPoint]]]] = {
            "only quotes": (True, lambda chance: self._points(chance, lambda text, _: text)),
            "quotes with sentences": (True, lambda chance: self._points(chance, lambda text, _: text, says=True)),
            "typography": (True, lambda chance: self._points(chance, typography)),
            "without marks": (True, lambda chance: self._points(chance, lambda text, _: _MARKS.sub("", text))),
            "first letter turned": (None, lambda chance: self._points(chance, flipped)),
            "cut anywhere": (None, lambda chance: self._points(chance, _cut)),
            "the same ten times": (True, self._ten_times),
            "two documents in one quote": (None, self._of_two),
            "only sentences": (False, lambda chance: self._points(chance, None, says=True)),
            "the question": (None, self._asked),
            "one word changed": (False, lambda chance: self._points(chance, _one_word_changed)),
            "one word put in": (False, lambda chance: self._points(chance, _one_word_put_in)),
            "look-alike letters": (False, lambda chance: self._points(chance, lambda text, _: _in(_LOOK_ALIKES, text))),
            "another script": (False, lambda chance: self._points(chance, lambda text, _: _in(_GREEK, text))),
            "made up": (False, lambda chance: self._points(chance, _made_up)),
        }

    def make(self, seed: int) -> QuotedDraft:
        """Make the draft of a seed. Kinds take turns."""
        chance = random.Random(seed)
        kind = list(self.kinds)[seed % len(self.kinds)]
        stands, make = self.kinds[kind]
        points = make(chance)
        # A question with a word of each quote: none is left out for having nothing to do with it.
        words = [max(tokens(quote.text), key=len, default="") for point in points for quote in point.quotes]
        question = points[0].sentence if kind == "the question" else f"What is said of {', '.join(words)}?"
        return QuotedDraft(
            kind=kind, question=question or "", points=tuple(points), passages=self._passages, stands=stands
        )

    def _points(self, chance: random.Random, turn: _Turn | None, *, says: bool = False) -> list[DraftPoint]:
        return [
            DraftPoint(
                quotes=tuple(self._quote(chance, turn) for _ in range(chance.randint(1, 3))) if turn else (),
                side=chance.choice(list(PointSide)),
                sentence=chance.choice(self._sentences)[1] if says else None,
            )
            for _ in range(chance.randint(1, MOST_POINTS))
        ]

    def _quote(self, chance: random.Random, turn: _Turn) -> DraftQuote:
        document, sentence = chance.choice(self._sentences)
        label = chance.choice([self._labels[document.id], *self._passages, "P99", ""])
        return DraftQuote(passage=label, text=turn(sentence, chance))

    def _ten_times(self, chance: random.Random) -> list[DraftPoint]:
        quote = self._quote(chance, lambda text, _: text)
        return [DraftPoint(quotes=(quote,) * 10)] * 10

    def _of_two(self, chance: random.Random) -> list[DraftPoint]:
        (_, first), (_, second) = chance.sample(self._sentences, 2)
        text = f"{_half(first)} … {_half(second)}"
        return [DraftPoint(quotes=(DraftQuote(passage="P1", text=text),))]

    def _asked(self, chance: random.Random) -> list[DraftPoint]:
        _, sentence = chance.choice(self._sentences)
        question = f"Is it so that {sentence.rstrip('.!?')}?"
        return [DraftPoint(quotes=(DraftQuote(passage="P1", text=question),), sentence=question)]


def _in(table: dict[int, int], text: str) -> str:
    return f"{text} ".translate(table).strip() if text.translate(table) != text else "ни слова такого там нет"


def _cut(text: str, chance: random.Random) -> str:
    start, end = sorted(chance.sample(range(len(text) + 1), 2))
    return text[start:end]


def _half(text: str) -> str:
    words = text.split()
    return " ".join(words[: (len(words) + 1) // 2])


def _one_word_changed(text: str, chance: random.Random) -> str:
    words = text.split()
    places = [place for place, word in enumerate(words) if content_stems(word)]
    words[chance.choice(places or [0])] = chance.choice(_OTHER_WORDS)
    return " ".join(words)


def _one_word_put_in(text: str, chance: random.Random) -> str:
    words = text.split()
    words.insert(chance.randrange(1, len(words)) if len(words) > 1 else 1, chance.choice(_OTHER_WORDS))
    return " ".join(words)


def _made_up(_: str, chance: random.Random) -> str:
    return " ".join(chance.choice(_OTHER_WORDS) for _ in range(chance.randint(FEWEST_WORDS, 12)))
