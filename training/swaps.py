"""Questions made unanswerable: a name, a number or a word of the question is replaced, so that the passage no longer
tells (most of the time).
"""

import random
import re
from collections.abc import Sequence

from training.rows import Row

_CAPITALISED_NAME = re.compile(r"\b(?:[A-Z][\w'’.-]*\w|[A-Z]{2,})(?: (?:of |the |de |von )?[A-Z][\w'’.-]*\w)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_QUESTION_WORDS = frozenset(
    "who whom whose what which when where why how in on at for from by to is are was were did do does the a an".split()
)
OPPOSITES = {
    a: b
    for pair in """
        first_last before_after increase_decrease increased_decreased most_least largest_smallest more_less
        highest_lowest oldest_youngest earliest_latest began_ended start_end started_stopped north_south
        east_west northern_southern eastern_western won_lost win_lose gain_lose gained_lost higher_lower
        larger_smaller older_younger early_late earlier_later male_female men_women mother_father
        son_daughter brother_sister wife_husband king_queen buy_sell bought_sold accepted_rejected
        allowed_banned allow_forbid public_private good_bad best_worst same_different support_oppose
        supported_opposed major_minor maximum_minimum beginning_end strong_weak stronger_weaker
        positive_negative above_below inside_outside internal_external new_old majority_minority common_rare
        easy_difficult built_destroyed created_destroyed joined_left entered_left opened_closed open_close
        rise_fall rose_fell cause_prevent caused_prevented shortest_longest short_long fewer_more hot_cold
        rich_poor attack_defend attacked_defended upper_lower richest_poorest fastest_slowest enemy_ally
        enemies_allies import_export imported_exported
    """.split()
    for a, b in (pair.split("_"), pair.split("_")[::-1])
}
_NEGATED = (
    (re.compile(r"\b(was|were|is|are|did|does|could|would|has|have|had)(?= \w)"), r"\1n't"),
    (re.compile(r"\b(used|known|called|made|found|considered|located)\b"), r"never \1"),
)


def swapped_question(row: Row, others: Sequence[Row], random_: random.Random) -> str | None:
    """Return another question about `row`'s passage; names may come from `others`. None where nothing can
    be replaced.
    """
    ways = [_swap_name, _swap_name, _swap_name, _swap_number, _swap_opposite, _swap_opposite, _negate]
    random_.shuffle(ways)
    for way in ways[:3]:
        question = way(row, others, random_)
        if question and question != row["question"]:
            return question
    return None


def names_of(text: str) -> list[str]:
    """Return the runs of capitalised words. A single one that opens a sentence may be any word, and is no name."""
    found = ((match.group(), text[: match.start()].rstrip()) for match in _CAPITALISED_NAME.finditer(text))
    return [
        name
        for name, before in found
        if name.split()[0].casefold() not in _QUESTION_WORDS and (" " in name or (before and before[-1] not in '.!?"”'))
    ]


def _swap_name(row: Row, others: Sequence[Row], random_: random.Random) -> str | None:
    """Replace a name of the question by another of the same passage or of elsewhere."""
    question: str = row["question"]
    context: str = row["context"]
    answers = " ".join(a["text"] for a in row["answers"])
    named = [name for name in names_of(question) if name in context and name not in answers]
    if not named:
        return None
    name = random_.choice(named)
    pool = context if random_.random() < 0.5 else random_.choice(others)["context"]
    taken = set(words_of(question)) | set(words_of(answers))
    fits = [
        other
        for other in names_of(pool)
        if not set(words_of(other)) & taken and abs(len(other.split()) - len(name.split())) <= 1 and len(other) > 2
    ]
    return question.replace(name, random_.choice(fits)) if fits else None


def _swap_number(row: Row, _others: Sequence[Row], random_: random.Random) -> str | None:
    question: str = row["question"]
    context: str = row["context"]
    numbers = _NUMBER.findall(question)
    if not numbers:
        return None
    number = random_.choice(numbers)
    answers = " ".join(a["text"] for a in row["answers"])
    fits = [n for n in _NUMBER.findall(context) if len(n) == len(number) and n != number and n not in answers]
    if fits and random_.random() < 0.6:
        return question.replace(number, random_.choice(fits))
    if number.isdigit():
        return question.replace(number, str(max(1, int(number) + random_.choice((-20, -10, -3, -1, 1, 2, 5, 10, 30)))))
    return None


def _swap_opposite(row: Row, _others: Sequence[Row], random_: random.Random) -> str | None:
    question: str = row["question"]
    words = [w for w in question.split() if w in OPPOSITES and OPPOSITES[w] not in words_of(row["context"])]
    if not words:
        words = [w for w in question.split() if w in OPPOSITES]
    if not words:
        return None
    word = random_.choice(words)
    return re.sub(rf"\b{word}\b", OPPOSITES[word], question, count=1)


def _negate(row: Row, _others: Sequence[Row], random_: random.Random) -> str | None:
    if random_.random() < 0.5 or " not " in row["question"] or "n't" in row["question"]:
        return None
    for pattern, instead in _NEGATED:
        negated, count = pattern.subn(instead, row["question"], count=1)
        if count:
            return negated
    return None


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
