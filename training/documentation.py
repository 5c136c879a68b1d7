"""Pairs of a question and a passage of documentation: questions made of headings, in the forms in which people ask.

    python -m training.documentation DOCS DOCS … --out documentation.jsonl

Each folder of Markdown is an index of its own, and what the product's own search finds for a question is read as the
product reads it. The passages of the section under the heading answer; the nearest of other sections do not, unless
their own headings have most of the question's words: whether those answer is not known, and they are left out. A
heading that is a question is asked as it stands, and its section's first sentence is the answer's place.

Half of the passages are without their section's heading, whether they answer or not: that a heading has the words of
the question tells little where people write one and ask otherwise.
"""

import argparse
import random
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from retrieval.answering.answer_spans import header_of
from retrieval.documents.blocks import SECTIONS_BETWEEN
from retrieval.documents.reading_text import reading_text_of
from retrieval.domain.documents import FoundPassage, Passage
from retrieval.text.sentences import split_sentences
from training.examples import Example
from training.hard_passages import as_typed_in_chat, searching, write_examples
from training.headings import LONGEST_HEADING, headings_of, question_of
from training.rows import FIT_SEED

FILES_OF_A_FOLDER = 260
CHARACTERS_OF_A_FOLDER = 500_000
FOUND = 12
HARD_ONES = 2
WITHOUT_HEADING = 0.5
LIKE_THE_QUESTION = 0.6
"""The share of a question's words from which on another section's heading is taken for the same thing."""
LESS_SURE = 0.6
"""The weight of a passage of another section: it may answer too."""
ENDINGS = {".md", ".mdx", ".markdown"}
_WORD = re.compile(r"[a-z0-9]+(?:['’-][a-z0-9]+)*")
_QUESTION_MARKS = re.compile(r"^(?:Q\s*\d*\s*[:.)]|\d+[.)])\s*", re.IGNORECASE)
_COMMON = frozenset(
    """a an and are as at be by can do does for from have how i if in is it its me my of on or our that the their there
    to what when where which who why will with you your about should""".split()
)
_NAMELESS = frozenset(
    """introduction overview summary notes note example examples conclusion resources links references changelog more
    next see usage prerequisites background history contents faq faqs other general misc miscellaneous arguments returns
    syntax rules options yields description parameters result resulting code""".split()
)
HOW_TO = (
    "How do I {}?", "How do I {}?", "How can I {}?", "How to {}?", "how to {}", "how can i {}", "Can I {}?",
    "Is it possible to {}?", "What do I have to do to {}?", "I want to {}. How?", "I'd like to {}, how do I do that?",
    "Is there a way to {}?", "I'm new to this. How do I {}?", "need help to {}", "What is the best way to {}?",
)  # fmt: skip
ABOUT = (
    "What is {}?", "What about {}?", "Where can I read about {}?", "How does {} work?", "What should I know about {}?",
    "{}?", "Tell me about {}", "what does it say about {}", "{}", "Is there anything on {}?", "question about {}",
    "I was wondering about {}. How is that done here?",
)  # fmt: skip


def questions_of(heading: str, vocabulary: Mapping[str, int], random_: random.Random) -> list[str]:
    """Return questions that the section under a heading answers, at most two; none where it says too little."""
    heading = _QUESTION_MARKS.sub("", heading).strip()
    words = _WORD.findall(heading.lower())
    if not words or len(heading) > LONGEST_HEADING or set(words) <= _NAMELESS | _COMMON:
        return []
    if heading.endswith("?"):
        return [as_typed_in_chat(heading, random_)]
    made = question_of(heading, vocabulary)
    if made and made.startswith("How do I "):
        act = made.removeprefix("How do I ").rstrip("?")
        return [as_typed_in_chat(form.format(act), random_) for form in random_.sample(HOW_TO, 2)]
    if len(words) < 2 or words[0] in _COMMON or words[0][0].isdigit() or re.search(r"[(){}<>=/_@.]", heading):
        return []
    thing = heading if re.search(r"[a-z][A-Z]|[A-Z]{2}", heading) else heading[0].lower() + heading[1:]
    return [as_typed_in_chat(form.format(thing), random_) for form in random_.sample(ABOUT, 1)]


def documentation_pairs(documents: Path, most_headings: int, random_: random.Random) -> Iterator[Example]:
    """Yield the examples of one folder of documentation, of so many of its headings at most."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        texts = _copied(documents, corpus, random_)
        vocabulary = Counter(word for text in texts for word in _WORD.findall(text.lower()))
        headings = sorted({heading for text in texts for _, heading in headings_of(text)})
        asking = [heading for heading in headings if heading.endswith("?")]
        others = [heading for heading in headings if not heading.endswith("?")]
        random_.shuffle(asking)
        random_.shuffle(others)
        with searching(corpus, Path(folder)) as retriever:
            used = 0
            for heading in (*asking, *others):
                questions = questions_of(heading, vocabulary, random_)
                used += bool(questions)
                if used > most_headings:
                    return
                for question in questions:
                    yield from _examples_of(heading, question, retriever.retrieve(question, limit=FOUND), random_)


def _copied(documents: Path, corpus: Path, random_: random.Random) -> list[str]:
    files = sorted(file for file in documents.rglob("*") if file.suffix in ENDINGS)
    random_.shuffle(files)
    texts: list[str] = []
    for file in files[:FILES_OF_A_FOLDER]:
        if sum(map(len, texts)) > CHARACTERS_OF_A_FOLDER:
            break
        texts.append(file.read_text(encoding="utf-8", errors="replace"))
        (corpus / file.relative_to(documents)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, corpus / file.relative_to(documents))
    return texts


def _examples_of(
    heading: str, question: str, found: Sequence[FoundPassage], random_: random.Random
) -> Iterator[Example]:
    asked = _content(question)
    own = [near.passage for near in found if _path(near.passage)[-1] == heading]
    if not asked or not own:
        return
    begins = min((passage for passage in own if passage.document.id == own[0].document.id), key=lambda own: own.start)
    yield _pair(question, begins, random_, answers=True, asks=heading.endswith("?"))
    hard_ones = 0
    for near in found:
        passage = near.passage
        alike = len(asked & _content(f"{passage.section} {passage.document.title}")) / len(asked)
        if heading not in _path(passage) and alike < LIKE_THE_QUESTION and hard_ones < HARD_ONES:
            hard_ones += 1
            yield _pair(question, passage, random_, answers=False, asks=False)


def _path(passage: Passage) -> list[str]:
    """Return the headings that a passage stands under, the nearest last."""
    return passage.section.split(SECTIONS_BETWEEN)


def _content(text: str) -> set[str]:
    return {word.rstrip("s") for word in _WORD.findall(text.lower())} - _COMMON


def _pair(question: str, passage: Passage, random_: random.Random, *, answers: bool, asks: bool) -> Example:
    text = reading_text_of(passage).text
    first = next(iter(split_sentences(text)), None)
    is_place = answers and asks and first is not None and not text[slice(*first)].rstrip().endswith((":", "?"))
    return Example(
        kind="documentation" if answers else "hard_passage",
        first=question,
        second=text,
        title=passage.document.title if random_.random() < WITHOUT_HEADING else header_of(passage),
        answerable=answers,
        span=first if is_place else None,
        relevant=answers,
        weight=1.0 if answers else LESS_SURE,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documentation", type=Path, nargs="+", help="folders of Markdown files")
    parser.add_argument("--headings", type=int, default=180, help="how many headings of a folder are asked about")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    arguments = parser.parse_args()
    random_ = random.Random(FIT_SEED)
    examples: list[Example] = []
    for folder in arguments.documentation:
        examples += documentation_pairs(folder, arguments.headings, random_)
        print(f"{folder.name}: {len(examples)} examples so far", flush=True)
        write_examples(examples, arguments.out)


if __name__ == "__main__":
    main()
