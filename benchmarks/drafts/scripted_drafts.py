"""Scripted model outputs: right statements with their quotes, and the same turned in the ways that a model, or whoever
writes into a document, may turn them. The same seed makes the same output.
"""

import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.drafts.dress import dressed, flipped, typography
from benchmarks.drafts.right_statements import Quoted, RightStatement
from benchmarks.drafts.scripted_replies import reply_with
from benchmarks.drafts.turned_statements import (
    LINKS,
    NOTHINGS,
    ORDERS,
    attribution_dropped,
    comparison_turned,
    date_changed,
    doubt_dropped,
    name_left_out,
    negation_turned,
    number_changed,
    roles_turned,
    word_put_in,
)
from retrieval.documents.context import body_of
from retrieval.domain.documents import Document, Passage, PassageKind
from retrieval.text.words import is_stop_word, tokens
from retrieval.writing.grounding.names import names_in, same_name

PASSAGES_GIVEN = 8
"""To the model, as many as a question brings."""


def _names_of(document: Document) -> set[str]:
    """Return the words of more than two letters that a document writes with a capital letter inside two sentences."""
    counts = Counter(
        name for start, end in body_of(document).sentences for name in set(names_in(document.text[start:end]))
    )
    return {name for name, count in counts.items() if count > 1 and name.isalpha() and len(name) > 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What a model wrote over these `passages`, by label. `text` is its statement; `is_right` says that the sources say
    it.
    """

    kind: str
    reply: str
    text: str
    is_right: bool
    passages: Mapping[str, Passage]
    bad_quotes: bool = False
    """None of its quotes may be found as it was cited."""


class Maker:
    """Makes outputs over documents and their passages."""

    def __init__(
        self, documents: Sequence[Document], passages: Sequence[Passage], statements: Sequence[RightStatement]
    ) -> None:
        self.passages = [passage for passage in passages if passage.kind is PassageKind.BODY]
        self.statements = statements
        self.names = sorted({name for document in documents for name in _names_of(document)})
        self.words = sorted({word for document in documents for word in tokens(document.text) if word.islower()})
        self.kinds: dict[str, Callable[[random.Random, RightStatement], _Turned | None]] = {
            "right": lambda _, statement: _Turned(statement.text),
            "right, unquoted": lambda _, statement: _Turned(statement.text, quotes=()),
            "right, forged id": lambda chance, statement: _Turned(statement.text, label=chance.choice(_FORGED)),
            "right, id of another": lambda _, statement: _Turned(statement.text, label="another"),
            "right, typography": lambda chance, statement: _Turned(
                statement.text, quotes=_each(statement, chance, typography)
            ),
            "right, first letter turned": lambda chance, statement: _Turned(
                statement.text, quotes=_each(statement, chance, flipped)
            ),
            "right, stitched": lambda chance, statement: _stitched(statement, chance),
            "right, dressed": lambda chance, statement: _Turned(dressed(statement.text, chance)),
            "right, reply dressed": lambda chance, statement: _Turned(statement.text, around=chance.choice(_AROUND)),
            "right, capitals quoted": lambda chance, statement: _Turned(
                statement.text, quotes=_each(statement, chance, lambda text, _: text.upper()), bad_quotes=True
            ),
            "right, near-miss quote": lambda chance, statement: _Turned(
                statement.text, quotes=_each(statement, chance, self._one_word_changed), bad_quotes=True
            ),
            "right, fabricated quote": lambda chance, statement: _Turned(
                statement.text, quotes=_each(statement, chance, self._fabricated), bad_quotes=True
            ),
            "number": lambda chance, statement: _wrong(statement, number_changed(statement.text, chance)),
            "date": lambda chance, statement: _wrong(statement, date_changed(statement.text, chance)),
            "negation": lambda chance, statement: _wrong(statement, negation_turned(statement.text, chance)),
            "doubt": lambda chance, statement: _wrong(statement, doubt_dropped(statement.text)),
            "attribution": lambda chance, statement: _wrong(statement, attribution_dropped(statement.text)),
            "comparison": lambda chance, statement: _wrong(statement, comparison_turned(statement.text)),
            "name": lambda chance, statement: _wrong(statement, self._name_changed(statement, chance)),
            "speaker": lambda chance, statement: _wrong(statement, self._speaker_changed(statement.text, chance)),
            "roles": lambda chance, statement: _wrong(statement, roles_turned(statement.text)),
            "turned by hand": lambda _, statement: _wrong(statement, statement.wrong or None),
            "near miss": lambda chance, statement: self._near_miss(statement, chance),
            "fabricated": lambda chance, statement: self._all_fabricated(statement, chance),
            "word put in": lambda chance, statement: _wrong(statement, word_put_in(statement.text, chance)),
            "pronoun": lambda chance, statement: _wrong(statement, name_left_out(statement.text, chance)),
            "order": lambda chance, statement: _Turned(chance.choice(ORDERS), is_right=False),
            "link": lambda chance, statement: _Turned(
                f"{statement.text.rstrip('.')} {chance.choice(LINKS)}.", is_right=False
            ),
            "nothing": lambda chance, statement: _Turned(chance.choice(NOTHINGS), is_right=False),
            "half a reply": lambda chance, statement: _Turned(statement.text, around="half"),
            "huge reply": lambda chance, statement: _Turned(statement.text, around="huge"),
            "wrong types": lambda chance, statement: _Turned(statement.text, around="types"),
        }

    def make(self, seed: int) -> Output:
        """Make the output of a seed. Kinds take turns; a kind that does not fit a statement is tried with another
        statement.
        """
        chance = random.Random(seed)
        kind = list(self.kinds)[seed % len(self.kinds)]
        while True:
            statement = chance.choice(self.statements)
            turned = self.kinds[kind](chance, statement)
            if turned is not None:
                return self._output(kind, turned, statement, chance)

    def _output(self, kind: str, turned: "_Turned", statement: RightStatement, chance: random.Random) -> Output:
        cited = list(dict.fromkeys(self.passage_of(quote) for quote in statement.quotes))
        others = [passage for passage in self.passages if passage not in cited]
        passages = cited + chance.sample(others, PASSAGES_GIVEN - len(cited))
        chance.shuffle(passages)
        labels = {passage: f"P{number}" for number, passage in enumerate(passages, start=1)}
        quotes = [
            {"passage": self._label(quote, turned, labels, chance), "text": quote.text}
            for quote in (statement.quotes if turned.quotes is None else turned.quotes)
        ]
        reply = reply_with({"quotes": quotes, "sentence": turned.text}, turned.around, chance)
        return Output(
            kind=kind,
            reply=reply,
            text=turned.text,
            is_right=turned.is_right,
            passages={label: passage for passage, label in labels.items()},
            bad_quotes=turned.bad_quotes,
        )

    def passage_of(self, quote: Quoted) -> Passage:
        """Return the passage of the quote's document that holds most of it; of a made-up quote, the
        document's first.
        """
        candidates = [passage for passage in self.passages if passage.document == quote.document]
        words = set(tokens(quote.text))
        return max(candidates, key=lambda passage: len(words & set(tokens(passage.text))))

    def _label(self, quote: Quoted, turned: "_Turned", labels: Mapping[Passage, str], chance: random.Random) -> str:
        if turned.label == "another":
            strangers = [label for passage, label in labels.items() if passage.document != quote.document]
            return chance.choice(strangers)
        return turned.label or next(label for passage, label in labels.items() if passage.document == quote.document)

    def _one_word_changed(self, text: str, chance: random.Random) -> str:
        places = [match for match in re.finditer(r"\b[a-z]{4,}\b", text) if not is_stop_word(match.group())]
        if not places:
            return text + " indeed"
        place = chance.choice(places)
        other = chance.choice([word for word in self.words if word != place.group() and len(word) > 3])
        return text[: place.start()] + other + text[place.end() :]

    def _fabricated(self, text: str, chance: random.Random) -> str:
        return " ".join(chance.choice(self.words) for _ in range(max(6, len(text.split()))))

    def _near_miss(self, statement: RightStatement, chance: random.Random) -> "_Turned | None":
        """Change one word in the statement, and make its quote fit."""
        text = self._one_word_changed(statement.text, chance)
        if text == statement.text or text.endswith(" indeed"):
            return None
        return _Turned(
            text, quotes=tuple(Quoted(document=quote.document, text=text) for quote in statement.quotes), is_right=False
        )

    def _all_fabricated(self, statement: RightStatement, chance: random.Random) -> "_Turned":
        verb = chance.choice(["supplied", "attacked", "praised", "sold", "funded", "visited"])
        first, second = chance.sample(self.names, 2)
        text = f"{first} {verb} {second} with {chance.randint(2, 900)} {chance.choice(self.words)}."
        return _Turned(
            text, quotes=tuple(Quoted(document=quote.document, text=text) for quote in statement.quotes), is_right=False
        )

    def _name_changed(self, statement: RightStatement, chance: random.Random) -> str | None:
        known = {name for quote in statement.quotes for name in _names_of(quote.document)} | set(tokens(statement.text))
        own_names = [
            match for match in re.finditer(r"\b[A-Z][a-z]{3,}\b", statement.text) if match.group() in self.names
        ]
        strangers = [name for name in self.names if not any(same_name(name, known_name) for known_name in known)]
        if not own_names or not strangers:
            return None
        place = chance.choice(own_names)
        return statement.text[: place.start()] + chance.choice(strangers) + statement.text[place.end() :]

    def _speaker_changed(self, text: str, chance: random.Random) -> str | None:
        speaker = re.search(r"\b(Kirby|Burns|Cleverly|Stroul|Sullivan|Jean-Pierre|CNN|The Guardian)\b", text)
        if speaker is None:
            return None
        others = [name for name in ("Kirby", "Burns", "Cleverly", "Stroul", "Sullivan", "CNN") if name not in text]
        return text[: speaker.start()] + chance.choice(others) + text[speaker.end() :]


@dataclass(frozen=True, slots=True)
class _Turned:
    text: str
    quotes: tuple[Quoted, ...] | None = None
    label: str = ""
    is_right: bool = True
    around: str = ""
    bad_quotes: bool = False


def _wrong(statement: RightStatement, text: str | None) -> _Turned | None:
    return _Turned(text, is_right=False) if text and text != statement.text else None


def _each(
    statement: RightStatement, chance: random.Random, turn: Callable[[str, random.Random], str]
) -> tuple[Quoted, ...]:
    return tuple(Quoted(document=quote.document, text=turn(quote.text, chance)) for quote in statement.quotes)


# What a model may do to a right statement

_FORGED = ["P0", "P99", "P1; P2", "../../etc/passwd", "⟦P1⟧⟦P2⟧", "", "P1\u202e", "doc:closer-since-invasion", "null"]
_AROUND = [
    "```json\n{}\n```",
    "Here is the answer:\n{}\nI hope it helps.",
    "\ufeff{}\n\n",
    "<think>Let me see.</think>{}",
]


def _stitched(statement: RightStatement, chance: random.Random) -> _Turned | None:
    """Leave out the middle of a quote, where that leaves two pieces of five words and drops one plain word or more."""
    words = statement.quotes[0].text.split()
    if len(words) < 14:
        return None
    first, last = 5, len(words) - 5
    start = chance.randint(first, last - 1)
    end = chance.randint(start + 1, min(last, start + 4))
    pieces = " ".join(words[:start]), " ".join(words[end:])
    text = chance.choice([" … ", " ... ", " [...] ", " "]).join(pieces)
    return _Turned(
        statement.text, quotes=(Quoted(document=statement.quotes[0].document, text=text), *statement.quotes[1:])
    )
