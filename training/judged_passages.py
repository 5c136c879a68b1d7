"""Pairs of questions and of what the search finds for them, judged passage by passage.

    python -m training.judged_passages JUDGED.jsonl --out judged.jsonl

`JUDGED.jsonl` holds a question a line, with the passages that the product's own search found for it: `question`;
`passages`, each with its `text` as read, `header` and `title`; `answers`: for the place of each passage that answers,
the spans of its sentences that do, or of a run of words; `maybe`: the places of passages of which it is not sure. What
is neither does not answer, and looks as if it did: the search found it. What is not sure is left out.

A third of the passages are without the headings that they stand under.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypedDict

from training.examples import Example
from training.hard_passages import as_typed_in_chat, write_examples
from training.rows import FIT_SEED

TITLE_ALONE = 0.35


class JudgedPassage(TypedDict):
    """A passage that was found: its text as it is read, and what it stands under."""

    text: str
    header: str
    title: str


class JudgedQuestion(TypedDict):
    """A question with what was found for it. `answers` has places of `passages` as text, for it comes from JSON."""

    question: str
    passages: Sequence[JudgedPassage]
    answers: dict[str, Sequence[tuple[int, int]]]
    maybe: Sequence[int]


def judged_questions(file: Path) -> Iterator[JudgedQuestion]:
    """Yield the questions of a file. Raises ValueError where what is judged is not there: a passage, or words of it."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row: JudgedQuestion = json.loads(line)
        found = row["passages"]
        for place, spans in row["answers"].items():
            if not int(place) < len(found):
                raise ValueError(f"{row['question']!r} has no passage {place}")
            if not spans or any(not 0 <= start < end <= len(found[int(place)]["text"]) for start, end in spans):
                raise ValueError(f"{row['question']!r}: what answers does not stand in passage {place}")
        yield row


def judged_pairs(rows: Iterator[JudgedQuestion], random_: random.Random) -> Iterator[Example]:
    """Yield an example for each passage of which it is known whether it answers."""
    for row in rows:
        question = as_typed_in_chat(row["question"], random_)
        for place, passage in enumerate(row["passages"]):
            title = passage["title"] if random_.random() < TITLE_ALONE else passage["header"]
            spans = row["answers"].get(str(place), ())
            if place not in row["maybe"]:
                yield Example(
                    kind="answered" if spans else "hard_passage",
                    first=question,
                    second=passage["text"],
                    title=title,
                    answerable=bool(spans),
                    within=tuple((start, end) for start, end in spans),
                    relevant=bool(spans),
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("judged", type=Path, help="the file of judged questions")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    arguments = parser.parse_args()
    write_examples(list(judged_pairs(judged_questions(arguments.judged), random.Random(FIT_SEED))), arguments.out)


if __name__ == "__main__":
    main()
