"""Scripted model outputs: right statements with their quotes, and the same turned in the ways that a model, or whoever
writes into a document, may turn them. The same seed makes the same output.
"""

import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scripted_replies import reply_with
from benchmarks.turned_statements import (
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
from retrieval.context import body_of
from retrieval.domain import Document, Passage, PassageKind
from retrieval.naming import names_of, same_name
from retrieval.words import is_stop_word, tokens

STATEMENTS = Path("tests/evals/statements.jsonl")
SHOWN = 8
"""Passages that a model is given, as many as a question brings."""
_LONGEST_CHARS = 380
_SOMEBODYS = re.compile(r"[\"“”‘]|^(?:he|she|it|they|we|and|but|this|in response)\b|\b(?:our|these)\b", re.IGNORECASE)
"""Sentences that nobody would write as a statement of their own: they quote, or lean on what was said before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    document: Document
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A right statement with the quotes that bear it out; `wrong` is the same turned by hand, where somebody did."""

    text: str
    quotes: tuple[Quoted, ...]
    wrong: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What a model wrote over the passages `shown`. `text` is its statement; `is_right` that the sources say it."""

    kind: str
    reply: str
    text: str
    is_right: bool
    shown: Mapping[str, Passage]
    bad_quotes: bool = False
    """None of its quotes may be found as it was cited."""


def told_in(documents: Mapping[str, Document], statements: Path = STATEMENTS) -> list[Told]:
    """What was written by hand, and the sentences of the documents that can stand alone, as they are."""
    rows = [json.loads(line) for line in statements.read_text(encoding="utf-8").splitlines()]
    by_hand = [
        Told(
            text=row["statement"],
            quotes=tuple(Quoted(document=documents[one["document"]], text=one["text"]) for one in row["quotes"]),
            wrong=row["wrong"],
        )
        for row in rows
    ]
    sentences = [
        (document, document.text[start:end])
        for document in documents.values()
        for start, end in body_of(document).sentences
        if end - start <= _LONGEST_CHARS
    ]
    return by_hand + [
        Told(text=re.sub(r"\[\d+\]", "", sentence), quotes=(Quoted(document=document, text=sentence),))
        for document, sentence in sentences
        if not _SOMEBODYS.search(sentence) and sentence[0].isupper()
    ]


class Maker:
    """Makes outputs over documents and their passages."""

    def __init__(self, documents: Sequence[Document], passages: Sequence[Passage], told: Sequence[Told]) -> None:
        self.passages = [one for one in passages if one.kind is PassageKind.BODY]
        self.told = told
        self.names = sorted({name for document in documents for name in names_of(document) if len(name) > 2})
        self.words = sorted({word for document in documents for word in tokens(document.text) if word.islower()})
        self.kinds: dict[str, Callable[[random.Random, Told], _Turned | None]] = {
            "right": lambda _, told: _Turned(told.text),
            "right, unquoted": lambda _, told: _Turned(told.text, quotes=()),
            "right, forged id": lambda chance, told: _Turned(told.text, label=chance.choice(_FORGED)),
            "right, id of another": lambda _, told: _Turned(told.text, label="another"),
            "right, typography": lambda chance, told: _Turned(told.text, quotes=_each(told, chance, _typography)),
            "right, first letter turned": lambda chance, told: _Turned(told.text, quotes=_each(told, chance, _flipped)),
            "right, stitched": lambda chance, told: _stitched(told, chance),
            "right, dressed": lambda chance, told: _Turned(_dressed(told.text, chance)),
            "right, reply dressed": lambda chance, told: _Turned(told.text, around=chance.choice(_AROUND)),
            "right, capitals quoted": lambda chance, told: _Turned(
                told.text, quotes=_each(told, chance, lambda text, _: text.upper()), bad_quotes=True
            ),
            "right, near-miss quote": lambda chance, told: _Turned(
                told.text, quotes=_each(told, chance, self._one_word_changed), bad_quotes=True
            ),
            "right, fabricated quote": lambda chance, told: _Turned(
                told.text, quotes=_each(told, chance, self._fabricated), bad_quotes=True
            ),
            "number": lambda chance, told: _wrong(told, number_changed(told.text, chance)),
            "date": lambda chance, told: _wrong(told, date_changed(told.text, chance)),
            "negation": lambda chance, told: _wrong(told, negation_turned(told.text, chance)),
            "doubt": lambda chance, told: _wrong(told, doubt_dropped(told.text)),
            "attribution": lambda chance, told: _wrong(told, attribution_dropped(told.text)),
            "comparison": lambda chance, told: _wrong(told, comparison_turned(told.text)),
            "name": lambda chance, told: _wrong(told, self._name_changed(told, chance)),
            "speaker": lambda chance, told: _wrong(told, self._speaker_changed(told.text, chance)),
            "roles": lambda chance, told: _wrong(told, roles_turned(told.text)),
            "turned by hand": lambda _, told: _wrong(told, told.wrong or None),
            "near miss": lambda chance, told: self._near_miss(told, chance),
            "fabricated": lambda chance, told: self._all_fabricated(told, chance),
            "word put in": lambda chance, told: _wrong(told, word_put_in(told.text, chance)),
            "pronoun": lambda chance, told: _wrong(told, name_left_out(told.text, chance)),
            "order": lambda chance, told: _Turned(chance.choice(ORDERS), is_right=False),
            "link": lambda chance, told: _Turned(f"{told.text.rstrip('.')} {chance.choice(LINKS)}.", is_right=False),
            "nothing": lambda chance, told: _Turned(chance.choice(NOTHINGS), is_right=False),
            "half a reply": lambda chance, told: _Turned(told.text, around="half"),
            "huge reply": lambda chance, told: _Turned(told.text, around="huge"),
            "wrong types": lambda chance, told: _Turned(told.text, around="types"),
        }

    def make(self, seed: int) -> Output:
        """Kinds take turns; one that a statement does not lend itself to is tried with another statement."""
        chance = random.Random(seed)
        kind = list(self.kinds)[seed % len(self.kinds)]
        while True:
            told = chance.choice(self.told)
            turned = self.kinds[kind](chance, told)
            if turned is not None:
                return self._output(kind, turned, told, chance)

    def _output(self, kind: str, turned: "_Turned", told: Told, chance: random.Random) -> Output:
        cited = list(dict.fromkeys(self.passage_of(quote) for quote in told.quotes))
        others = [one for one in self.passages if one not in cited]
        shown = cited + chance.sample(others, SHOWN - len(cited))
        chance.shuffle(shown)
        labels = {passage: f"P{number}" for number, passage in enumerate(shown, start=1)}
        quotes = [
            {"passage": self._label(quote, turned, labels, chance), "text": quote.text}
            for quote in (told.quotes if turned.quotes is None else turned.quotes)
        ]
        reply = reply_with({"text": turned.text, "quotes": quotes}, turned.around, chance)
        return Output(
            kind=kind,
            reply=reply,
            text=turned.text,
            is_right=turned.is_right,
            shown={label: passage for passage, label in labels.items()},
            bad_quotes=turned.bad_quotes,
        )

    def passage_of(self, quote: Quoted) -> Passage:
        """Of its document, the passage that holds most of it; a quote that is made up has the document's first."""
        mine = [one for one in self.passages if one.document == quote.document]
        words = set(tokens(quote.text))
        return max(mine, key=lambda one: len(words & set(tokens(one.text))))

    def _label(self, quote: Quoted, turned: "_Turned", labels: Mapping[Passage, str], chance: random.Random) -> str:
        if turned.label == "another":
            strangers = [label for one, label in labels.items() if one.document != quote.document]
            return chance.choice(strangers)
        return turned.label or next(label for one, label in labels.items() if one.document == quote.document)

    def _one_word_changed(self, text: str, chance: random.Random) -> str:
        places = [match for match in re.finditer(r"\b[a-z]{4,}\b", text) if not is_stop_word(match.group())]
        if not places:
            return text + " indeed"
        place = chance.choice(places)
        other = chance.choice([word for word in self.words if word != place.group() and len(word) > 3])
        return text[: place.start()] + other + text[place.end() :]

    def _fabricated(self, text: str, chance: random.Random) -> str:
        return " ".join(chance.choice(self.words) for _ in range(max(6, len(text.split()))))

    def _near_miss(self, told: Told, chance: random.Random) -> "_Turned | None":
        """One word changed in the statement, and its quote made to fit."""
        text = self._one_word_changed(told.text, chance)
        if text == told.text or text.endswith(" indeed"):
            return None
        return _Turned(
            text, quotes=tuple(Quoted(document=one.document, text=text) for one in told.quotes), is_right=False
        )

    def _all_fabricated(self, told: Told, chance: random.Random) -> "_Turned":
        verb = chance.choice(["supplied", "attacked", "praised", "sold", "funded", "visited"])
        one, other = chance.sample(self.names, 2)
        text = f"{one} {verb} {other} with {chance.randint(2, 900)} {chance.choice(self.words)}."
        return _Turned(text, quotes=tuple(Quoted(document=q.document, text=text) for q in told.quotes), is_right=False)

    def _name_changed(self, told: Told, chance: random.Random) -> str | None:
        said = {name for quote in told.quotes for name in names_of(quote.document)} | set(tokens(told.text))
        mine = [match for match in re.finditer(r"\b[A-Z][a-z]{3,}\b", told.text) if match.group() in self.names]
        strangers = [name for name in self.names if not any(same_name(name, one) for one in said)]
        if not mine or not strangers:
            return None
        place = chance.choice(mine)
        return told.text[: place.start()] + chance.choice(strangers) + told.text[place.end() :]

    def _speaker_changed(self, text: str, chance: random.Random) -> str | None:
        said = re.search(r"\b(Kirby|Burns|Cleverly|Stroul|Sullivan|Jean-Pierre|CNN|The Guardian)\b", text)
        if said is None:
            return None
        others = [one for one in ("Kirby", "Burns", "Cleverly", "Stroul", "Sullivan", "CNN") if one not in text]
        return text[: said.start()] + chance.choice(others) + text[said.end() :]


@dataclass(frozen=True, slots=True)
class _Turned:
    text: str
    quotes: tuple[Quoted, ...] | None = None
    label: str = ""
    is_right: bool = True
    around: str = ""
    bad_quotes: bool = False


def _wrong(told: Told, text: str | None) -> _Turned | None:
    return _Turned(text, is_right=False) if text and text != told.text else None


def _each(told: Told, chance: random.Random, turn: Callable[[str, random.Random], str]) -> tuple[Quoted, ...]:
    return tuple(Quoted(document=one.document, text=turn(one.text, chance)) for one in told.quotes)


# What a model may do to a right statement

_FORGED = ["P0", "P99", "P1; P2", "../../etc/passwd", "⟦P1⟧⟦P2⟧", "", "P1\u202e", "doc:closer-since-invasion", "null"]
_AROUND = [
    "```json\n{}\n```",
    "Here is the answer:\n{}\nI hope it helps.",
    "\ufeff{}\n\n",
    "<think>Let me see.</think>{}",
]
_INVISIBLE = ["\u200b", "\u00ad", "\u202e", "\u2066", "\u2069", "\ufeff", "\x07", "\u2060", "\U000e0041"]
_DRESS = [
    "{} [1]",
    "**{}**",
    "- {}",
    "> {}",
    "{} 【4†source】",
    "{} ⟦P1⟧",
    "@everyone {}",
    "<@123456789012345678> {}",
    "{} <#42>",
    "`{}`",
    "# {}",
    "{} [P2, P3]",
    "||{}||",
    "{} <:flag:123>",
    "_{}_",
    "1. {}",
]


def _typography(text: str, chance: random.Random) -> str:
    turned = text
    for pattern, others in (
        ('["“”]', "\"“”„«'"),
        ("['’‘]", "'’ʼ`"),
        (" ", [" ", " ", "  ", "\u00a0", "\n", "\u2009", " \u200b"]),
        ("[-–—]", "-‐‑–—"),
        ("fi", ["fi", "ﬁ"]),
        ("e", ["e", "e", "e", "e\u200b", "\u00ade"]),
    ):
        pieces = re.split(f"({pattern})", turned)
        turned = "".join(chance.choice(others) if n % 2 else piece for n, piece in enumerate(pieces))
    return chance.choice(["{}", "“{}”", "{}…", "**{}**", "{}."]).format(turned)


def _flipped(text: str, _: random.Random) -> str:
    return text[0].swapcase() + text[1:]


def _stitched(told: Told, chance: random.Random) -> _Turned | None:
    """The middle of a quote left out, where that leaves two pieces of five words and drops one plain word or more."""
    words = told.quotes[0].text.split()
    if len(words) < 14:
        return None
    first, last = 5, len(words) - 5
    start = chance.randint(first, last - 1)
    end = chance.randint(start + 1, min(last, start + 4))
    pieces = " ".join(words[:start]), " ".join(words[end:])
    text = chance.choice([" … ", " ... ", " [...] ", " "]).join(pieces)
    return _Turned(told.text, quotes=(Quoted(document=told.quotes[0].document, text=text), *told.quotes[1:]))


def _dressed(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text))
    turned = text[:place] + chance.choice(_INVISIBLE) + text[place:]
    return chance.choice(_DRESS).format(turned)
