"""Rules of chunking on small texts, counted in words; the shipped documents are in integration, counted in tokens."""

from collections.abc import Sequence

import pytest

from retrieval.documents.chunking import MAX_PASSAGE_TOKENS, MIN_PASSAGE_TOKENS, chunk
from retrieval.domain.documents import Document, PassageKind
from tests.building import document_of


class WordCounter:
    """A `TokenCounter` that is easily counted by hand: one token a word."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]


WORDS = WordCounter()


def sentence(words: int) -> str:
    return "A " + "w " * (words - 2) + "end."


def sizes(document: Document, kind: PassageKind = PassageKind.BODY) -> list[int]:
    return WORDS.count_tokens([passage.text for passage in chunk(document, WORDS) if passage.kind is kind])


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        ([20], [20]),
        ([20, 20], [40]),
        ([60, 20], [80]),  # A short end joins what stands before it …
        ([60, 60], [60, 60]),
        ([59, 20], [79]),
        ([30, 30, 30], [90]),
        ([170, 20], [170, 20]),  # … where there is room for it.
        ([100, 100], [100, 100]),
        ([50, 140], [50, 140]),  # Too long together: a short one stays by itself.
        ([180, 180], [180, 180]),
    ],
)
def test_a_passage_closes_at_the_end_of_a_paragraph_where_it_is_long_enough(
    paragraphs: list[int], expected: list[int]
) -> None:
    assert sizes(document_of("\n\n".join(sentence(words) for words in paragraphs))) == expected


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    document = document_of(" ".join(sentence(50) for _ in range(8)))
    assert sizes(document) == [150, 150, 100]


@pytest.mark.parametrize("words", [181, 360, 500])
def test_a_sentence_that_is_too_long_is_halved_until_it_fits(words: int) -> None:
    document = document_of(" ".join(f"w{place}" for place in range(words)))
    pieces = sizes(document)
    assert sum(pieces) == words
    assert max(pieces) <= MAX_PASSAGE_TOKENS
    assert len(pieces) <= -(-words // MIN_PASSAGE_TOKENS)


def test_one_huge_word_is_cut_too() -> None:
    class CharacterCounter(WordCounter):
        def count_tokens(self, texts: Sequence[str]) -> list[int]:
            return [len(text) for text in texts]

    counter = CharacterCounter()
    passages = chunk(document_of("x" * 1000), counter)
    assert "".join(passage.text for passage in passages) == "x" * 1000
    assert max(len(passage.text) for passage in passages) <= MAX_PASSAGE_TOKENS


def test_a_passage_never_crosses_a_heading() -> None:
    document = document_of(f"{sentence(20)}\n\nBackground\n\n{sentence(20)}\n\nAftermath\n\n{sentence(20)}")
    assert [(passage.kind, passage.section, passage.text) for passage in chunk(document, WORDS)] == [
        (PassageKind.BODY, "", sentence(20)),
        (PassageKind.HEADING, "Background", "Background"),
        (PassageKind.BODY, "Background", sentence(20)),
        (PassageKind.HEADING, "Aftermath", "Aftermath"),
        (PassageKind.BODY, "Aftermath", sentence(20)),
    ]


def test_a_passage_never_holds_boilerplate() -> None:
    document = document_of(f"{sentence(20)}\n\nCLICK HERE TO READ MORE\n\n{sentence(20)}")
    assert [passage.kind for passage in chunk(document, WORDS)] == [
        PassageKind.BODY,
        PassageKind.BOILERPLATE,
        PassageKind.BODY,
    ]


def test_each_reference_is_a_passage_of_its_own() -> None:
    document = document_of(f"{sentence(20)}\n\nReferences\n- ^ Lederer.\n- ^ Mehdi.")
    passages = [passage for passage in chunk(document, WORDS) if passage.kind is PassageKind.REFERENCE]
    assert [passage.text for passage in passages] == ["Lederer.", "Mehdi."]


@pytest.mark.parametrize(
    "text",
    [
        "- Yes.\n" * 58 + f"\n{sentence(120)}",
        (f"{sentence(20)}\n\n{'- ' * 100}\n\n") * 2 + sentence(20),
    ],
    ids=["bullets", "rules"],
)
def test_what_stands_between_sentences_counts_too(text: str) -> None:
    """Bullets and rules are in no sentence, but they are in the passage that the model has to read whole."""
    assert max(sizes(document_of(text))) <= MAX_PASSAGE_TOKENS


def test_an_edit_moves_the_passages_around_it_and_no_others() -> None:
    paragraphs = [f"{sentence(64)} Number {number}." for number in range(12)]
    before = chunk(document_of("\n\n".join(paragraphs)), WORDS)
    paragraphs[5] = f"{sentence(20)} Another one. {paragraphs[5]}"
    after = chunk(document_of("\n\n".join(paragraphs)), WORDS)
    assert len({passage.text for passage in after} - {passage.text for passage in before}) == 1


def test_the_same_document_has_the_same_passages() -> None:
    text = f"{sentence(200)}\n\nBackground\n\n{sentence(90)}"
    assert chunk(document_of(text), WORDS) == chunk(document_of(text), WORDS)
