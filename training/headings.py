"""Makes questions of the headings of a folder of Markdown documentation, with the documents to ask them of.

    python -m training.headings DOCUMENTATION --out FOLDER

"How to pair a pump" and "Pairing a pump" become "How do I pair a pump?"; a heading that asks is taken as it is. Of half
of the documents with such headings each is asked about where it stands ("answered"), its heading taken out of the text
every second time, and always where it asks; the other half is left out of `FOLDER/corpus`, and asked about all the same
("left out"). A third is put as people type: without capitals and question mark. `FOLDER/questions.jsonl` has a row a
question: `question`, `kind`, `document` and the `section` that answers.

Other sections may answer too, and a heading may make a poor question: what is measured so compares two ways to decide,
and says little about either alone.
"""

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.text.orders import orders

QUESTIONS_OF_A_KIND = 45
QUESTIONS_OF_A_DOCUMENT = 2
CHARACTERS = 900_000
"""Of documents at most: what fits an index of some thousand passages."""
SECTION_CHARS = (120, 6000)
LONGEST_HEADING = 90
FEWEST_WORDS = 3
TYPED_IN_CHAT = 1 / 3
SEED = 5
_HEADING = re.compile(r"#{1,4}[ \t]+(.+?)[ \t#]*")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"\{#.*?\}|<[^>]+>|[`*_]")
_HOW_TO = re.compile(r"how to (.+)", re.IGNORECASE)
_ING = re.compile(r"[a-z]+ing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section whose heading, in line `line` of its document, makes a question."""

    document: str
    line: int
    question: str
    text: str

    @property
    def asks(self) -> bool:
        """Return whether its heading is a question itself."""
        return not self.question.startswith("How do I ")


def question_of(heading: str, vocabulary: Mapping[str, int]) -> str | None:
    """Return the question that a heading answers; None of one that makes none. `vocabulary` counts the words of all
    documents: by it "configuring" is told to be of "configure".
    """
    words = heading.split()
    if len(words) < FEWEST_WORDS or len(heading) > LONGEST_HEADING:
        return None
    if heading.endswith("?"):
        return heading
    if how_to := _HOW_TO.match(heading):
        return f"How do I {how_to[1][0].lower()}{how_to[1][1:]}?"
    first = words[0].casefold()
    if _ING.fullmatch(first):
        verb = _verb_of(first, vocabulary)
        return f"How do I {' '.join([verb, *words[1:]])}?" if verb else None
    return f"How do I {' '.join([first, *words[1:]])}?" if words[0][0].isupper() and orders(f"{heading}.") else None


def _verb_of(participle: str, vocabulary: Mapping[str, int]) -> str | None:
    stem = participle.removesuffix("ing")
    doubled = stem[:-1] if len(stem) > FEWEST_WORDS and stem[-1] == stem[-2] else stem
    verb = max((stem, f"{stem}e", doubled), key=lambda word: vocabulary.get(word, 0))
    return verb if vocabulary.get(verb, 0) > 1 else None


def headings_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line of each heading of a document, from 0, and its words without markup."""
    is_code = False
    for number, line in enumerate(text.split("\n")):
        is_code ^= bool(_FENCE.match(line))
        if not is_code and (found := _HEADING.fullmatch(line)):
            yield number, _MARKS.sub("", _LINK.sub(r"\1", found[1])).strip()


def sections_of(document: str, text: str, vocabulary: Mapping[str, int]) -> Iterator[Section]:
    """Yield the sections of a document whose headings make questions."""
    lines, headings = text.split("\n"), list(headings_of(text))
    for place, (number, heading) in enumerate(headings):
        end = headings[place + 1][0] if place + 1 < len(headings) else len(lines)
        body = "\n".join(lines[number + 1 : end]).strip()
        question = question_of(heading, vocabulary)
        if question and SECTION_CHARS[0] < len(body) < SECTION_CHARS[1]:
            yield Section(document=document, line=number, question=question, text=body)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documentation", type=Path, help="a folder of Markdown files")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write")
    arguments = parser.parse_args()
    random_ = random.Random(SEED)
    documents = _documents(arguments.documentation, random_)
    vocabulary = Counter(word for text in documents.values() for word in re.findall(r"[a-z]+", text.lower()))
    sections = {name: list(sections_of(name, text, vocabulary)) for name, text in documents.items()}
    named = [name for name, found in sections.items() if found]
    random_.shuffle(named)
    kept, left_out = named[: len(named) // 2], named[len(named) // 2 :][:QUESTIONS_OF_A_KIND]
    rows: list[tuple[str, Section]] = []
    for name in kept:
        chosen = random_.sample(sections[name], min(len(sections[name]), QUESTIONS_OF_A_DOCUMENT))
        chosen = chosen[: QUESTIONS_OF_A_KIND - len(rows)]
        rows += [("answered", section) for section in chosen]
        taken_out = [each for each in chosen if each.asks or random_.random() < 1 / 2]
        documents[name] = _without(documents[name], taken_out)
    rows += [("left out", random_.choice(sections[name])) for name in left_out]
    corpus: Path = arguments.out / "corpus"
    for name in documents.keys() - set(left_out):
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (corpus / name).write_text(documents[name], encoding="utf-8")
    lines = [json.dumps(_row(kind, section, random_), ensure_ascii=False) for kind, section in rows]
    (arguments.out / "questions.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(f"{len(documents) - len(left_out)} documents, {Counter(kind for kind, _ in rows)}")


def _documents(folder: Path, random_: random.Random) -> dict[str, str]:
    files = sorted(file for ending in ("*.md", "*.mdx") for file in folder.rglob(ending))
    random_.shuffle(files)
    documents: dict[str, str] = {}
    for file in files:
        if sum(map(len, documents.values())) > CHARACTERS:
            break
        documents[file.relative_to(folder).as_posix()] = file.read_text(encoding="utf-8", errors="replace")
    return documents


def _without(text: str, sections: Sequence[Section]) -> str:
    lines = text.split("\n")
    for section in sections:
        lines[section.line] = ""
    return "\n".join(lines)


def _row(kind: str, section: Section, random_: random.Random) -> dict[str, object]:
    question = section.question
    if random_.random() < TYPED_IN_CHAT:
        question = question.rstrip("?").lower()
    return {"question": question, "kind": kind, "document": section.document, "section": section.text}


if __name__ == "__main__":
    main()
