"""Rows of `traindata` become what the reader learns from: a pair of texts, and what is known about the pair.

A pair is (question, passage) or (statement, quote). Beside the pairs that people wrote or checked there are made ones:

- windows: a long context is cut at sentences to the length that our passages have;
- other passages: the question beside the passage of its source that shares most words with it and lacks the answer;
- sentence out: the sentences that hold the answer are left out of the passage, which stays about the same thing;
- swaps (`training/swaps.py`): a word of the question is replaced, so that the passage no longer tells;
- other words (`training/paraphrase.py`): words of the question are replaced, and the passage tells, or not, as before.

`training/rows.py` says which rows are used.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer

from retrieval.text.sentences import split_sentences
from training.misspelling import misspell
from training.paraphrase import Thesaurus, put_otherwise
from training.rows import (
    HARD_NEGATIVES,
    HELD_OUT_NLI,
    HELD_OUT_QA,
    NLI_PORTIONS,
    NLI_WORDS,
    PORTIONS,
    PORTIONS_WITHOUT_SPAN,
    SUPPORT_PORTIONS,
    SUPPORT_WORDS,
    TESTED_CLAIMS,
    WRITTEN_TRAPS_TIMES,
    Portion,
    Row,
    is_held_back,
    read_rows,
)
from training.swaps import names_of, swapped_question, words_of

SUPPORTS, CONTRADICTS, OPEN, NO_SUPPORT = 0, 1, 2, 3
"""`NO_SUPPORT` is what contradicts or leaves open, and it is not known which."""
LABELS = {
    "entailment": SUPPORTS, "supported": SUPPORTS,
    "contradiction": CONTRADICTS, "refuted": CONTRADICTS,
    "neutral": OPEN, "not_enough_info": OPEN,
    "not_supported": NO_SUPPORT,
}  # fmt: skip

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A pair and its labels; None where nothing is known. Spans count characters of `second`; `within`: sentences."""

    kind: str
    first: str
    second: str
    title: str = ""
    answerable: bool | None = None
    span: Span | None = None
    within: tuple[Span, ...] = ()
    relevant: bool | None = None
    relation: int | None = None
    weight: float = 1.0


MISSPELT = 0.1
TITLED = 0.35
LESS_SURE = 0.7
"""The weight of what may, now and then, be wrong: a swapped question may still be answered, one put in other words may
mean another thing."""


def training_examples(
    traindata: Path, thesaurus: Thesaurus, seed: int, reworded: float, *, support: bool = False
) -> list[Example]:
    """Return all examples of one pass, in no order. Of the questions a share `reworded` is put in other words; with
    `support`, statements beside longer and harder evidence are among them.
    """
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
    made = [_as_typed(_in_other_words(example, reworded, thesaurus, random_), random_) for example in made]
    made += _statements(read_rows(traindata / "nli.jsonl.gz"), NLI_PORTIONS, NLI_WORDS, random_)
    if support:
        made += _statements(read_rows(traindata / "support.jsonl.gz"), SUPPORT_PORTIONS, SUPPORT_WORDS, random_)
    return made


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
    spans = [(answer["start"], answer["start"] + len(answer["text"])) for answer in row.get("answers", ())]
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
    """Return the span of a run of whole sentences, of 45 to 130 words, that holds `keep`, or shares most words with the
    question.
    """
    limit = random_.randint(45, 130)
    sentences = split_sentences(context) or [(0, len(context))]
    lengths = [len(context[start:end].split()) for start, end in sentences]
    if sum(lengths) <= limit:
        return sentences[0][0], sentences[-1][1]
    if keep is None:
        asked = set(words_of(question))
        shared = [len(asked & set(words_of(context[start:end]))) for start, end in sentences]
        first = last = max(range(len(sentences)), key=lambda n: (shared[n], random_.random()))
    else:
        inside = [n for n, (start, end) in enumerate(sentences) if start < keep[1] and end > keep[0]]
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
    """Yield each question with the context most like it, of its source, that is another and lacks every answer."""
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
            answers_too = any(answer["text"].casefold() in text.casefold() for answer in row.get("answers", ()))
            if alike[candidate] < (0.9 if row.get("answers") else 0.35) and not answers_too and text != row["context"]:
                yield {**row, "context": text, "answers": [], "answerable": False}
                break


def _sentence_out(row: Row, random_: random.Random) -> Example | None:
    """Return the passage without the sentences that hold the answer; None where too little is left."""
    context, answers = row["context"], [answer["text"].casefold() for answer in row["answers"]]
    sentences = split_sentences(context)
    left = [
        context[start:end]
        for start, end in sentences
        if not any(answer in context[start:end].casefold() for answer in answers)
    ]
    if not left or len(left) == len(sentences) or sum(len(s.split()) for s in left) < 20:
        return None
    return replace(
        _unanswered({**row, "context": " ".join(left)}, "sentence_out", random_), title=_title_of(context, random_)
    )


def _swapped(row: Row, others: Sequence[Row], random_: random.Random) -> Example | None:
    question = swapped_question(row, others, random_)
    if question is None:
        return None
    context, answer = row["context"], row["answers"][0]
    start, end = window(
        context, row["question"], random_, keep=(answer["start"], answer["start"] + len(answer["text"]))
    )
    return Example(
        kind="swapped",
        first=question,
        second=context[start:end],
        title=_title_of(context, random_),
        answerable=False,
        weight=LESS_SURE,
    )


# --- statements and what typing does ----------------------------------------------------------------------------------


def _statements(
    rows: Sequence[Row], portions: Mapping[str, int], most_words: int, random_: random.Random
) -> Iterator[Example]:
    """Yield pairs of statement and quote: the statement stands first, as the question does."""
    by_source: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        tested = row["source"] in HELD_OUT_NLI or row["hypothesis"] in TESTED_CLAIMS
        if not tested and len(row["premise"].split()) <= most_words:
            by_source[row["source"]].append(row)
    for source, count in portions.items():
        for row in _some(by_source[source], count, random_):
            yield Example(
                kind="statement", first=row["hypothesis"], second=row["premise"], relation=LABELS[row["label"]]
            )


def _in_other_words(example: Example, share: float, thesaurus: Thesaurus, random_: random.Random) -> Example:
    """Reword some questions, answerable or not alike: unusual words alone shall tell nothing."""
    if example.kind == "swapped" or random_.random() >= share:
        return example
    question = put_otherwise(example.first, example.second, thesaurus, random_)
    return example if question is None else replace(example, first=question, weight=LESS_SURE)


def _as_typed(example: Example, random_: random.Random) -> Example:
    """Take the question mark from some questions and misspell some, answerable or not alike."""
    question = example.first
    if random_.random() < 0.2:
        question = question.rstrip(" ?")
    if random_.random() < MISSPELT:
        question = misspell(question, random_)
    return replace(example, first=question)


def _title_of(context: str, random_: random.Random) -> str:
    """Return the commonest name of the context, in place of the title that the data lacks; often none."""
    if random_.random() >= TITLED:
        return ""
    names = Counter(names_of(context))
    return names.most_common(1)[0][0] if names else ""
