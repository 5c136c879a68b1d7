"""Sentences, layout and chunking hold for any text at all: exact spans, in order, nothing lost and nothing twice."""

import re
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import assume, example, given
from hypothesis import strategies as st

from retrieval.documents.body import body_sentences_between, layout_of, markers_in, references_of
from retrieval.documents.chunking import MAX_PASSAGE_TOKENS, chunk
from retrieval.domain.documents import Document, Passage, PassageKind
from retrieval.text.sentences import MAX_SENTENCE_CHARS, split_sentences
from tests.building import body_sentences
from tests.examples import few
from tests.fakes import WordHashEmbedder

MARKS = """. ... ! ? … 。 , ; : “ ” " ' ’ ( ) [1] [24][25] [^1] [note 1] - * • # ## 1. ^ --- ``` === |""".split()
WORDS = (
    "the Mr. U.S. e.g. No. 5 3.5 1,000 Iran denied it. References Background 伊朗否认。 👩\u200d🚀 🛩️ é e\u0301".split()
)
RIGHT_TO_LEFT = ["\u202e", "\u200fعربي\u200e"]
SPACES = ["\n", "\r\n", "\n\n", "\r", " ", "\t", "\u00a0", "\u3000", "\x0c", "\x0b", "\x1c", "\x85", "\u2028"]
LONG = ["x" * 700, "word " * 150, "a, " * 250, "- item\n" * 70, "- " * 90, "See also", "CLICK HERE TO READ MORE"]
SCRAPS = st.sampled_from([*MARKS, *WORDS, *RIGHT_TO_LEFT, *SPACES, *LONG])
TEXTS = st.one_of(st.text(), st.lists(st.one_of(SCRAPS, SCRAPS, st.text(max_size=8)), max_size=40).map("".join))
LINES = st.sampled_from(
    """References
## See also
Background
A heading of some words
[1] Somebody, Something
2. Somebody, Something, 2022
^ Somebody, Something.
- an item of a list
The ministry said so.
The ministry said on Tuesday that it had not supplied any drones
to Russia, and that it knew nothing of what others had said of it
and went on without an end
CLICK HERE TO READ ALL OF THE STORY
Sign up for our newsletter.
Key: value
1. A clause
2. Another clause
    set in
You need:
Which ports are open?
pump.restart(wait=5)
Notes
| a | b |
---
```
""".split("\n")
)
DOCUMENTS = st.builds(
    lambda text, title: Document(id="any", title=title, text=text),
    TEXTS.filter(str.strip),
    st.one_of(st.just("Background"), TEXTS.filter(str.strip).map(lambda text: text[:80]).filter(str.strip)),
)
COUNTER = WordHashEmbedder()


def assert_in_order_and_disjoint(spans: Sequence[tuple[int, int]], start: int, end: int) -> None:
    for first, second in pairwise(spans):
        assert first[1] <= second[0]
    assert all(start <= a < b <= end for a, b in spans)


@given(TEXTS)
def test_sentences_cover_every_character_once(text: str) -> None:
    spans = split_sentences(text)
    assert_in_order_and_disjoint(spans, 0, len(text))
    assert "".join("".join(text[start:end] for start, end in spans).split()) == "".join(text.split())


@given(TEXTS)
@example("x" * 500 + "  " + "y" * 500)
def test_a_sentence_fits_a_screen_and_has_no_white_space_around_it(text: str) -> None:
    for start, end in split_sentences(text):
        assert end - start <= MAX_SENTENCE_CHARS
        assert not text[start].isspace()
        assert not text[end - 1].isspace()


@given(TEXTS, st.integers(0, 200), st.integers(0, 200))
def test_sentences_of_a_part_lie_in_it_and_cover_it(text: str, bound: int, other: int) -> None:
    start, end = sorted((min(bound, len(text)), min(other, len(text))))
    spans = split_sentences(text, start, end)
    assert_in_order_and_disjoint(spans, start, end)
    assert "".join("".join(text[a:b] for a, b in spans).split()) == "".join(text[start:end].split())


@given(DOCUMENTS)
def test_blocks_are_in_order_and_disjoint_and_hold_their_sentences(document: Document) -> None:
    blocks = layout_of(document)
    assert_in_order_and_disjoint([(block.start, block.end) for block in blocks], 0, len(document.text))
    for block in blocks:
        assert_in_order_and_disjoint(block.sentences, block.start, block.end)
        inside = "".join(document.text[start:end] for start, end in block.sentences)
        assert "".join(inside.split()) == "".join(document.text[block.start : block.end].split())


@few(100)
@given(
    beginning=st.sampled_from(["It began. ", "References\n\n", "It began.\n\nSee also\n\n", ""]),
    part=st.one_of(st.lists(LINES, min_size=1, max_size=12).map("\n".join), TEXTS),
    times=st.sampled_from([1, 2, 3, 1_000]),
    place=st.integers(0, 30_000),
    chars=st.integers(1, 1_000),
)
@example(beginning="It began.\n\nSee also\n\nOther.\n\n", part="History\n\nIt went on.", times=1, place=41, chars=9)
def test_body_sentences_between_two_places_are_those_of_the_whole_document(
    beginning: str, part: str, times: int, place: int, chars: int
) -> None:
    text = (beginning + f"{part}\n" * times)[:30_000]
    assume(text.strip())
    document = Document(id="any", title="Background", text=text)
    start = place % len(text)
    reached = [span for span in body_sentences(document) if span[0] < start + chars and span[1] > start]
    assert body_sentences_between(document, start, start + chars) == reached


@given(DOCUMENTS)
@example(Document(id="any", title="Background", text="One.\n\n```\nlower case\n```\n"))
def test_no_word_is_lost_but_marks_of_lists(document: Document) -> None:
    """Bullets, numbers of items, rules and the line that opens a fence are not text; every other letter is."""
    lines = [line for line in document.text.splitlines() if not line.strip().startswith("```")]
    written = [character for line in lines for character in line if character.isalpha()]
    kept = [
        character
        for block in layout_of(document)
        for character in document.text[block.start : block.end]
        if character.isalpha()
    ]
    remaining = iter(kept)
    assert all(character in remaining for character in written)  # In order: what is written is a subsequence.


@given(DOCUMENTS)
def test_every_document_has_body_text_unless_it_is_all_rules(document: Document) -> None:
    blocks = layout_of(document)
    assert not blocks or any(block.kind is PassageKind.BODY for block in blocks)


@given(DOCUMENTS)
def test_a_reference_is_a_part_of_its_entry(document: Document) -> None:
    entries = [block for block in layout_of(document) if block.kind is PassageKind.REFERENCE]
    references = references_of(document)
    assert len(references) <= len(entries)
    for marker, reference in references.items():
        assert reference.marker == marker
        assert any(block.start <= reference.start < reference.end == block.end for block in entries)


@given(TEXTS)
def test_markers_stand_in_the_text(text: str) -> None:
    found = markers_in(text)
    assert len(found) == len(set(found))
    assert all(f"[{marker}]" in text or f"[^{marker}]" in text for marker in found)


def body(passages: Sequence[Passage]) -> list[Passage]:
    return [passage for passage in passages if passage.kind is PassageKind.BODY]


@given(DOCUMENTS)
def test_a_passage_is_a_slice_of_its_document(document: Document) -> None:
    passages = chunk(document, COUNTER)
    assert_in_order_and_disjoint([(passage.start, passage.end) for passage in passages], 0, len(document.text))
    assert all(document.text[passage.start : passage.end] == passage.text for passage in passages)


@given(DOCUMENTS)
def test_every_body_sentence_is_in_the_passages_once(document: Document) -> None:
    """A sentence that is too long for one passage is in several, a piece in each."""
    covering: dict[tuple[int, int], list[tuple[int, int]]] = {span: [] for span in body_sentences(document)}
    for passage in body(chunk(document, COUNTER)):
        for (start, end), pieces in covering.items():
            if start < passage.end and end > passage.start:
                pieces.append((max(start, passage.start), min(end, passage.end)))
    for (start, end), pieces in covering.items():
        assert_in_order_and_disjoint(pieces, start, end)
        whole = "".join(document.text[a:b] for a, b in pieces)
        assert "".join(whole.split()) == "".join(document.text[start:end].split())


@given(DOCUMENTS)
def test_a_passage_is_of_one_kind_and_one_section(document: Document) -> None:
    blocks = layout_of(document)
    for passage in chunk(document, COUNTER):
        inside = [block for block in blocks if block.start < passage.end and block.end > passage.start]
        assert {(block.kind, block.section) for block in inside} == {(passage.kind, passage.section)}


@given(DOCUMENTS)
@example(Document(id="any", title="A", text="- Yes.\n" * 58 + "\n" + "w " * 119 + "end."))
def test_a_body_passage_is_read_whole_by_the_model(document: Document) -> None:
    """Nothing of it is beyond the model's last token, but for a single character that takes more."""
    for passage in body(chunk(document, COUNTER)):
        (tokens,) = COUNTER.count_tokens([passage.text])
        assert tokens <= MAX_PASSAGE_TOKENS or len(passage.text) == 1


@given(DOCUMENTS)
def test_ids_are_the_same_every_time_and_no_two_are(document: Document) -> None:
    again = Document(id=document.id, title=document.title, text=document.text)
    ids = [passage.id for passage in chunk(document, COUNTER)]
    assert ids == [passage.id for passage in chunk(again, WordHashEmbedder())]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[0-9a-f]{20}", passage_id) for passage_id in ids)
