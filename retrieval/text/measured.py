"""Quantities of a text: numbers with what they are of, ages, versions, times of day. Only those of one kind can be held
against one another: "12 kg" says nothing of "up to 20 days".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from retrieval.text.grammar import ALL_AUXILIARIES, ALL_PREPOSITIONS, CONJUNCTIONS, PLURALS_WITHOUT_S
from retrieval.text.number_words import FIRST_ORDINALS, SCALES, SHORT_SCALES, WORD_VALUE, number_of
from retrieval.text.units import SECONDS_OF_A_YEAR, UNIT, unit_of
from retrieval.text.words import is_stop_word, stem

AGED = "age"
OF_TIME = "time of day"
OF_YEARS = "calendar year"
_SIGN = r"[$€£¥₹]"
_NUMBER_MEASURED = re.compile(
    rf"(?P<money>{_SIGN}\s?)?(?:(?<![\w.,:/])(?P<digits>\d+(?:,\d{{3}})*+(?:\.\d+)*+)(?P<nth>(?:st|nd|rd|th)\b)?"
    rf"|\b(?P<word>{WORD_VALUE})\b|\b(?P<ordinal>(?a:{'|'.join(FIRST_ORDINALS)}))\b)(?!:\d)"
    rf"(?:\s?(?P<scale>(?:{'|'.join(SCALES)})s?|bn|k|(?-i:M))(?![^\W_]))?+",
    re.IGNORECASE,
)
_UNIT_AFTER = re.compile(rf"[\s-]?(?P<unit>{UNIT})", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\w:.,])(?:(?P<hour>[01]?\d|2[0-4])(?:(?P<colon>[:.])(?P<minute>[0-5]\d))?"
    r"(?:\s?(?P<half>[ap])\.?m\b\.?|(?P<clock>\s?o['’]clock))?|(?P<named>noon|midnight))(?![\w:])",
    re.IGNORECASE,
)
_OLD_AFTER = re.compile(r"[\s-]olds?\b|\sof age\b", re.IGNORECASE)
_AGED_BEFORE = re.compile(
    r"\b(?:aged?|i['’]?m|i am|ages)(?:\s(?:just|only|of|under|over|above|below|from|at least|between))*\s+\Z",
    re.IGNORECASE,
)
_PERHAPS_AGED_BEFORE = re.compile(
    r"\b(?:is|are|be|of|at|turn(?:s|ed)?)\s+(?:(?:at least|over|under|above|below|from)\s+)?\Z", re.IGNORECASE
)
_MORE_BETWEEN = re.compile(r"\s(?:or|and)\s(?:more|fewer|less|over|under)\b", re.IGNORECASE)
_WORD_MEASURED = re.compile(r"[\s-](?P<word>[^\W\d_][\w'’]*)")
_LABEL_BEFORE = re.compile(r"(?<!\w)(?P<label>[^\W\d_]\w*)\s+[v#]?\Z", re.IGNORECASE)
_CHARS_BEFORE_IT = 40
"""The characters before an amount in which is looked for what it is of."""
_MOST_WORDS_AFTER = 2
MOST_YEARS_OF_AGE = Decimal(120)
_FIRST_YEAR, _LAST_YEAR = 1500, 2100
_OF_NO_NOUN = ALL_AUXILIARIES | ALL_PREPOSITIONS | CONJUNCTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredValue:
    """An amount at `start` to `end` of a text, of a `dimension`, "" where it has no unit; `size` is that of its unit.
    `words` are the stems of the words after it, which it may count, with their ends; `counts` is whether it does.
    `is_spelt_out` is whether it is written in words. `label` is the stem of the word before it, which it may number
    ("round 5"). A version has as many numbers as it has dots and one.
    """

    amount: tuple[Decimal, ...]
    dimension: str = ""
    size: Decimal = Decimal(1)
    words: tuple[tuple[str, int], ...] = ()
    label: str = ""
    counts: bool = False
    is_spelt_out: bool = False
    start: int
    end: int

    @property
    def nouns(self) -> frozenset[str]:
        """The stems of what it may count."""
        return frozenset(word for word, _ in self.words)

    @property
    def is_bare(self) -> bool:
        """Whether it stands without a unit, and counts nothing."""
        return not self.dimension and not self.counts

    def is_of_the_kind_of(self, bound: "MeasuredValue") -> bool:
        """Return whether it can be held against the amount of a bound, as far as what stands beside both tells."""
        if self.dimension == AGED:
            may_be_an_age = bound.is_bare and not bound.label and bound.amount <= (MOST_YEARS_OF_AGE,)
            return (
                bound.dimension == AGED or bound.size == SECONDS_OF_A_YEAR or (may_be_an_age and len(bound.amount) == 1)
            )
        if self.dimension or bound.dimension:
            return self.dimension == bound.dimension
        if self.nouns & bound.nouns or (self.label and self.label in {bound.label, *bound.nouns}):
            return True
        if bound.label and bound.label in self.nouns:
            return True
        is_dotted = len(self.amount) > 1
        if not (is_dotted or (self.label and not self.counts)) or bound.is_spelt_out:
            return False
        return bound.is_bare and (not bound.label or (is_dotted and len(bound.amount) > 1))


def measured_in(text: str) -> list[MeasuredValue]:
    """Return the quantities of a text, in order; "one" that is of nothing is a pronoun."""
    times = list(_times_in(text))
    found = [
        quantity
        for quantity in (_quantity(text, match) for match in _NUMBER_MEASURED.finditer(text))
        if (quantity.dimension or quantity.words or text[quantity.start : quantity.end].casefold() != "one")
        and all(quantity.end <= time.start or time.end <= quantity.start for time in times)
    ]
    return sorted([*times, *found], key=lambda quantity: quantity.start)


def _times_in(text: str) -> Iterator[MeasuredValue]:
    for found in _CLOCK.finditer(text):
        if not (found["named"] or found["half"] or found["clock"] or found["colon"] == ":"):
            continue
        hour = int(found["hour"] or (12 if found["named"].casefold() == "noon" else 24))
        if found["half"]:
            hour = hour % 12 + (12 if found["half"].casefold() == "p" else 0)
        minutes = Decimal(hour * 60 + int(found["minute"] or 0))
        yield MeasuredValue(amount=(minutes,), dimension=OF_TIME, start=found.start(), end=found.end())


def _quantity(text: str, found: re.Match[str]) -> MeasuredValue:
    before = text[max(0, found.start() - _CHARS_BEFORE_IT) : found.start()]
    ordinal = (found["ordinal"] or "").casefold()
    is_ordinal = bool(ordinal or found["nth"])
    unit = None if is_ordinal else _UNIT_AFTER.match(text, found.end())
    end = unit.end() if unit else found.end()
    sign = unit["unit"] if unit else (found["money"] or "").strip()
    measure = unit_of(sign) if sign else None
    dimension, size = (measure.dimension, measure.size) if measure else ("", Decimal(1))
    amount = (
        (Decimal(FIRST_ORDINALS.index(ordinal) + 1),) if ordinal else _amount(found, size, is_measured=bool(dimension))
    )
    words = _words_after(text, end)
    counts = is_ordinal or any(_is_plural(word) for word, _ in words)
    if dimension == "duration" and (old := _OLD_AFTER.match(text, end)):
        dimension, size, amount, end = AGED, SECONDS_OF_A_YEAR, (amount[0] / SECONDS_OF_A_YEAR,), old.end()
    elif not dimension and not counts and len(amount) == 1 and _is_aged(before, words):
        dimension, size = AGED, SECONDS_OF_A_YEAR
    elif not dimension and found["digits"] and len(found["digits"]) == 4 and _FIRST_YEAR <= amount[0] <= _LAST_YEAR:
        dimension = OF_YEARS
    label = _LABEL_BEFORE.search(before)
    return MeasuredValue(
        amount=amount,
        dimension=dimension,
        size=size,
        words=tuple((stem(word), stop) for word, stop in words),
        label=stem(label["label"]) if label and not _says_no_noun(label["label"]) else "",
        counts=counts,
        is_spelt_out=bool(found["word"]),
        start=found.start(),
        end=end,
    )


def _amount(found: re.Match[str], size: Decimal, *, is_measured: bool) -> tuple[Decimal, ...]:
    """Return the amount that is written, in the smallest of its units; the numbers of a version one by one."""
    digits, word, scale = found["digits"] or "", (found["word"] or "").casefold(), found["scale"] or ""
    if digits.count(".") <= (1 if is_measured or scale else 0):
        return (number_of(digits, word) * _scale_of(scale) * size,)
    return tuple(map(Decimal, digits.replace(",", "").split(".")))


def _scale_of(word: str) -> int:
    if word in SHORT_SCALES:
        return SHORT_SCALES[word]
    lowered = word.casefold()
    return SCALES.get(lowered.removesuffix("s")) or SHORT_SCALES.get(lowered, 1)


def _is_aged(before: str, words: Sequence[tuple[str, int]]) -> bool:
    return bool(_AGED_BEFORE.search(before) or (not words and _PERHAPS_AGED_BEFORE.search(before)))


def _words_after(text: str, end: int) -> list[tuple[str, int]]:
    """Return the first few words right after an amount that may be what it counts, with their ends."""
    words: list[tuple[str, int]] = []
    if more := _MORE_BETWEEN.match(text, end):
        end = more.end()
    while len(words) < _MOST_WORDS_AFTER and (found := _WORD_MEASURED.match(text, end)):
        if _says_no_noun(found["word"]):
            break
        end = found.end()
        words.append((found["word"], end))
        if _is_plural(found["word"]):
            break
    return words


def _says_no_noun(word: str) -> bool:
    return is_stop_word(word) or word.casefold() in _OF_NO_NOUN


def _is_plural(word: str) -> bool:
    lowered = word.casefold()
    return lowered in PLURALS_WITHOUT_S or (lowered.endswith("s") and not lowered.endswith("ss"))
