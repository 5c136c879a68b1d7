"""Rows of `traindata` become what the reader learns from: a pair of texts, and what is known about the pair.

A pair is (question, passage) or (statement, quote). Beside the pairs that people wrote or checked there are made ones:

- windows: a long context is cut at sentences to the length that our passages have;
- other passages: the question beside the passage of its source that shares most words with it and lacks the answer;
- sentence out: the sentences that hold the answer are left out of the passage, which stays about the same thing;
- swaps: a name, a number or a word of the question is replaced, so that the passage no longer tells (most of the time).

`HELD_OUT_QA` and `HELD_OUT_NLI` are the sources that no training sees: the second families of the scorecard. Of every
other source a share of the contexts is held back as well (`is_held_back`), to calibrate the decision on.
"""

import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer

from retrieval.sentences import split_sentences

HELD_OUT_QA = frozenset({"selqa_ass", "qed_nq", "hardneg_qed_nq"})
HELD_OUT_NLI = frozenset({"snli_dev", "snli_counterfactual", "breaking_nli", "fool_me_twice"})
HELD_BACK_ONE_IN = 20

SUPPORTS, CONTRADICTS, OPEN = 0, 1, 2
LABELS = {
    "entailment": SUPPORTS, "supported": SUPPORTS,
    "contradiction": CONTRADICTS, "refuted": CONTRADICTS,
    "neutral": OPEN, "not_enough_info": OPEN,
}  # fmt: skip

Row = dict[str, Any]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A pair and its labels; None where nothing is known. `span` counts characters of `second`."""

    kind: str
    first: str
    second: str
    title: str = ""
    answerable: bool | None = None
    span: Span | None = None
    relevant: bool | None = None
    relation: int | None = None
    weight: float = 1.0


def read_rows(file: Path) -> list[Row]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def is_held_back(context: str) -> bool:
    """By the text alone: the same contexts in every run."""
    return sha256(context.encode()).digest()[0] % HELD_BACK_ONE_IN == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """How many rows of a source are used: answerable ones, and made ones of each kind."""

    asked: int
    other_passage: int = 0
    sentence_out: int = 0
    swapped: int = 0


PORTIONS = {
    "squad2_dev_otherhalf": Portion(asked=3000, sentence_out=500, swapped=900),
    "squad2_train_slice": Portion(asked=4200, sentence_out=1000, swapped=1500),
    "squad11_train_slice": Portion(asked=700, sentence_out=150, swapped=200),
    "squad_sample_emptycity": Portion(asked=3200, sentence_out=800, swapped=1300),
    "squadshifts_new_wiki": Portion(asked=5000, sentence_out=1000, swapped=1800),
    "squadshifts_reddit": Portion(asked=3000, other_passage=1500, sentence_out=500, swapped=500),
    "qamr": Portion(asked=2000, swapped=800),
    "fairytaleqa": Portion(asked=1200, other_passage=500, sentence_out=400),
    "policyqa": Portion(asked=800, other_passage=500),
    "covidqa": Portion(asked=900, other_passage=500, sentence_out=400),
    "quac_first": Portion(asked=820, other_passage=300, sentence_out=200),
}
PORTIONS_WITHOUT_SPAN = {
    "boolq": Portion(asked=3200, other_passage=3200),
    "pubmedqa": Portion(asked=900, other_passage=900),
    "qnli_dev": Portion(asked=2100),
}
WRITTEN_TRAPS_TIMES = 3
"""How often the unanswerable questions that people wrote are used, each time with another window."""
HARD_NEGATIVES = 4500
NLI_PORTIONS = {
    "mnli_dev": 8000, "mnli_train_slice": 2900, "vitaminc_real": 9000, "vitaminc_synthetic": 2500,
    "fever_dev": 4500, "fever_symmetric": 1000, "scifact_train": 1259,
}  # fmt: skip
NLI_WORDS = 110

MISSPELT = 0.1
TITLED = 0.35
SWAP_WEIGHT = 0.7
"""A swapped question may still be answered, now and then; it counts for less."""


def training_examples(traindata: Path, seed: int) -> list[Example]:
    """All examples of one pass, in no order."""
    random_ = random.Random(seed)
    rows = [row for row in read_rows(traindata / "qa.jsonl.gz") if row["source"] not in HELD_OUT_QA]
    spanless = [row for row in read_rows(traindata / "qa_nospan.jsonl.gz") if row["source"] not in HELD_OUT_QA]
    held_back_questions = {row["question"] for row in (*rows, *spanless) if is_held_back(row["context"])}
    rows = [row for row in rows if not is_held_back(row["context"])]
    spanless = [row for row in spanless if not is_held_back(row["context"])]
    hard = [
        row
        for row in read_rows(traindata / "qa_hardneg.jsonl.gz")
        if row["source"] not in HELD_OUT_QA
        and row["question"] not in held_back_questions
        and not is_held_back(row["context"])
    ]
    made = [
        *_of_sources(rows, PORTIONS, random_),
        *_of_sources(spanless, PORTIONS_WITHOUT_SPAN, random_),
        *(
            _unanswered(row, "written_trap", random_)
            for row in rows
            if not row["answerable"]
            for _ in range(WRITTEN_TRAPS_TIMES)
        ),
        *(_unanswered(row, "other_passage", random_, relevant=False) for row in _some(hard, HARD_NEGATIVES, random_)),
    ]
    made = [_as_typed(example, random_) for example in made]
    return made + list(_statements(read_rows(traindata / "nli.jsonl.gz"), random_))


def _of_sources(rows: Sequence[Row], portions: dict[str, Portion], random_: random.Random) -> Iterator[Example]:
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_source[row["source"]].append(row)
    for source, portion in portions.items():
        answered = [row for row in by_source[source] if row["answerable"]]
        yield from (_answered(row, random_) for row in _some(answered, portion.asked, random_))
        if source == "qnli_dev":
            unanswered = [row for row in by_source[source] if not row["answerable"]]
            yield from (_unanswered(r, "same_passage", random_) for r in _some(unanswered, portion.asked, random_))
        elsewhere = other_passages(_some(answered, portion.other_passage, random_), answered)
        yield from (_unanswered(row, "other_passage", random_, relevant=False) for row in elsewhere)
        if portion.sentence_out:
            made = (_sentence_out(row, random_) for row in _shuffled(answered, random_))
            yield from islice(filter(None, made), portion.sentence_out)
        if portion.swapped:
            made = (_swapped(row, answered, random_) for row in _shuffled(answered, random_))
            yield from islice(filter(None, made), portion.swapped)


def _some(rows: Sequence[Row], count: int, random_: random.Random) -> list[Row]:
    return random_.sample(list(rows), min(count, len(rows)))


def _shuffled(rows: Sequence[Row], random_: random.Random) -> list[Row]:
    return random_.sample(list(rows), len(rows))


# --- pairs of question and passage ------------------------------------------------------------------------------------


def _answered(row: Row, random_: random.Random) -> Example:
    context = row["context"]
    spans = [(a["start"], a["start"] + len(a["text"])) for a in row.get("answers", ())]
    span = random_.choice(spans) if spans else None
    start, end = window(context, row["question"], random_, keep=span)
    return Example(
        kind="answered",
        first=row["question"],
        second=context[start:end],
        title=_title_of(context, random_),
        answerable=True,
        span=None if span is None else (span[0] - start, span[1] - start),
        relevant=True,
    )


def _unanswered(row: Row, kind: str, random_: random.Random, *, relevant: bool | None = None) -> Example:
    context = row["context"]
    start, end = window(context, row["question"], random_)
    return Example(
        kind=kind,
        first=row["question"],
        second=context[start:end],
        title=_title_of(context, random_),
        answerable=False,
        relevant=relevant,
    )


def window(context: str, question: str, random_: random.Random, keep: Span | None = None) -> Span:
    """A run of whole sentences of 45 to 130 words that holds `keep`, or shares most words with the question."""
    limit = random_.randint(45, 130)
    sentences = split_sentences(context) or [(0, len(context))]
    lengths = [len(context[a:b].split()) for a, b in sentences]
    if sum(lengths) <= limit:
        return sentences[0][0], sentences[-1][1]
    if keep is None:
        asked = set(_words(question))
        shared = [len(asked & set(_words(context[a:b]))) for a, b in sentences]
        first = last = max(range(len(sentences)), key=lambda n: (shared[n], random_.random()))
    else:
        inside = [n for n, (a, b) in enumerate(sentences) if a < keep[1] and b > keep[0]]
        first, last = (inside[0], inside[-1]) if inside else (0, len(sentences) - 1)
    words = sum(lengths[first : last + 1])
    while words < limit and (first > 0 or last < len(sentences) - 1):
        before = first > 0 and (last == len(sentences) - 1 or random_.random() < 0.5)
        first, last = (first - 1, last) if before else (first, last + 1)
        words += lengths[first if before else last]
    start = min(sentences[first][0], keep[0]) if keep else sentences[first][0]
    end = max(sentences[last][1], keep[1]) if keep else sentences[last][1]
    return start, end


def other_passages(asked: Sequence[Row], rows: Sequence[Row]) -> Iterator[Row]:
    """Each question with the context most like it, of its source, that is another and lacks every answer."""
    contexts = list(dict.fromkeys(row["context"] for row in rows))
    if not asked or len(contexts) < 20:
        return
    vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True)
    matrix = vectorizer.fit_transform(contexts)
    place = {context: number for number, context in enumerate(contexts)}
    for row in asked:
        scores = (matrix @ vectorizer.transform([row["question"]]).T).toarray().ravel()
        own = matrix @ matrix[place[row["context"]]].T
        alike = own.toarray().ravel()
        for candidate in scores.argsort()[::-1][:10].tolist():
            text = contexts[candidate]
            # Very like the right one: of the same article, and may answer too.
            told = any(a["text"].casefold() in text.casefold() for a in row.get("answers", ()))
            if alike[candidate] < (0.9 if row.get("answers") else 0.35) and not told and text != row["context"]:
                yield {**row, "context": text, "answers": [], "answerable": False}
                break


def _sentence_out(row: Row, random_: random.Random) -> Example | None:
    """The passage without the sentences that hold the answer."""
    context, answers = row["context"], [a["text"].casefold() for a in row["answers"]]
    sentences = split_sentences(context)
    left = [context[a:b] for a, b in sentences if not any(t in context[a:b].casefold() for t in answers)]
    if not left or len(left) == len(sentences) or sum(len(s.split()) for s in left) < 20:
        return None
    return replace(
        _unanswered({**row, "context": " ".join(left)}, "sentence_out", random_), title=_title_of(context, random_)
    )


# --- swaps: questions made unanswerable -------------------------------------------------------------------------------

_NAME = re.compile(r"\b(?:[A-Z][\w'’.-]*\w|[A-Z]{2,})(?: (?:of |the |de |von )?[A-Z][\w'’.-]*\w)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_QUESTION_WORDS = frozenset(
    "who whom whose what which when where why how in on at for from by to is are was were did do does the a an".split()
)
_OPPOSITES = {
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


def _swapped(row: Row, others: Sequence[Row], random_: random.Random) -> Example | None:
    ways = [_swap_name, _swap_name, _swap_name, _swap_number, _swap_opposite, _swap_opposite, _negate]
    random_.shuffle(ways)
    for way in ways[:3]:
        question = way(row, others, random_)
        if question and question != row["question"]:
            example = _unanswered({**row, "question": question}, "swapped", random_)
            start, end = window(
                row["context"],
                row["question"],
                random_,
                keep=(row["answers"][0]["start"], row["answers"][0]["start"] + len(row["answers"][0]["text"])),
            )
            return replace(example, second=row["context"][start:end], weight=SWAP_WEIGHT)
    return None


def _names(text: str) -> list[str]:
    """Runs of capitalised words; a single one that opens a sentence may be any word, and is no name."""
    found = ((match.group(), text[: match.start()].rstrip()) for match in _NAME.finditer(text))
    return [
        name
        for name, before in found
        if name.split()[0].casefold() not in _QUESTION_WORDS and (" " in name or (before and before[-1] not in '.!?"”'))
    ]


def _swap_name(row: Row, others: Sequence[Row], random_: random.Random) -> str | None:
    """A name of the question, for another of the same passage or of elsewhere."""
    question: str = row["question"]
    context: str = row["context"]
    answers = " ".join(a["text"] for a in row["answers"])
    named = [name for name in _names(question) if name in context and name not in answers]
    if not named:
        return None
    name = random_.choice(named)
    pool = context if random_.random() < 0.5 else random_.choice(others)["context"]
    taken = set(_words(question)) | set(_words(answers))
    fits = [
        other
        for other in _names(pool)
        if not set(_words(other)) & taken and abs(len(other.split()) - len(name.split())) <= 1 and len(other) > 2
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
    words = [w for w in question.split() if w in _OPPOSITES and _OPPOSITES[w] not in _words(row["context"])]
    if not words:
        words = [w for w in question.split() if w in _OPPOSITES]
    if not words:
        return None
    word = random_.choice(words)
    return re.sub(rf"\b{word}\b", _OPPOSITES[word], question, count=1)


def _negate(row: Row, _others: Sequence[Row], random_: random.Random) -> str | None:
    if random_.random() < 0.5 or " not " in row["question"] or "n't" in row["question"]:
        return None
    for pattern, instead in _NEGATED:
        negated, count = pattern.subn(instead, row["question"], count=1)
        if count:
            return negated
    return None


# --- statements and what typing does ----------------------------------------------------------------------------------


def _statements(rows: Sequence[Row], random_: random.Random) -> Iterator[Example]:
    """The statement first and the quote second, as question and passage are."""
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["source"] not in HELD_OUT_NLI and len(row["premise"].split()) <= NLI_WORDS:
            by_source[row["source"]].append(row)
    for source, count in NLI_PORTIONS.items():
        for row in _some(by_source[source], count, random_):
            yield Example(
                kind="statement", first=row["hypothesis"], second=row["premise"], relation=LABELS[row["label"]]
            )


def _as_typed(example: Example, random_: random.Random) -> Example:
    """Some questions without their mark, some with a slip of the keyboard: answerable or not alike."""
    question = example.first
    if random_.random() < 0.2:
        question = question.rstrip(" ?")
    if random_.random() < MISSPELT:
        question = misspell(question, random_)
    return replace(example, first=question)


def misspell(text: str, random_: random.Random) -> str:
    """One slip in one word of five letters or more, or in two."""
    words = text.split(" ")
    long = [n for n, word in enumerate(words) if len(word) >= 5 and word.isalpha()]
    for n in random_.sample(long, min(len(long), random_.choice((1, 1, 2)))):
        word = words[n]
        at = random_.randrange(1, len(word) - 1)
        words[n] = random_.choice(
            (
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + random_.choice("abcdefghijklmnopqrstuvwxyz") + word[at + 1 :],
            )
        )
    return " ".join(words)


def _title_of(context: str, random_: random.Random) -> str:
    """What most of the context's names are, in place of the title that the data lacks; often none."""
    if random_.random() >= TITLED:
        return ""
    names = Counter(_names(context))
    return names.most_common(1)[0][0] if names else ""


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
