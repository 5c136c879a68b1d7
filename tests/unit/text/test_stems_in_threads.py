"""Many threads stem at once: whoever asks, searches and reloads does."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from retrieval.domain.documents import Document
from retrieval.text import words

THREADS = 8


@pytest.fixture
def threads_that_take_turns_often() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def vocabulary(corpus: dict[str, Document]) -> list[str]:
    text = " ".join(document.text for document in corpus.values())
    return sorted(set(words.tokens(text)))


@pytest.mark.usefixtures("threads_that_take_turns_often")
def test_threads_find_the_stems_that_one_finds_alone(vocabulary: list[str]) -> None:
    alone = [words._stem(word) for word in vocabulary]
    begin = Barrier(THREADS)

    def stem_all(thread: int) -> list[str]:
        begin.wait()
        first = thread * len(vocabulary) // THREADS
        turned = [*range(first, len(vocabulary)), *range(first)]
        stems = {n: words._stem(vocabulary[n]) for n in turned}
        return [stems[n] for n in range(len(vocabulary))]

    with ThreadPoolExecutor(THREADS) as threads:
        found = list(threads.map(stem_all, range(THREADS)))

    wrong = {
        word: stem
        for stems in found
        for word, stem, right in zip(vocabulary, stems, alone, strict=True)
        if stem != right
    }
    assert wrong == {}


def test_each_thread_has_a_stemmer_of_its_own() -> None:
    begin = Barrier(THREADS)

    def own(_: int) -> object:
        begin.wait()
        return words._STEMMERS.english

    with ThreadPoolExecutor(THREADS) as threads:
        stemmers = list(threads.map(own, range(THREADS)))

    assert len({id(stemmer) for stemmer in (*stemmers, words._STEMMERS.english)}) == THREADS + 1


@pytest.mark.parametrize("chars", [words.LONGEST_WORD_CHARS + 1, 5_000_000], ids=["one too long", "a document"])
def test_a_token_that_is_no_word_is_not_remembered(chars: int) -> None:
    kept = words._kept_stem.cache_info().currsize

    assert words.stem("x" * chars) == "x" * chars

    assert words._kept_stem.cache_info().currsize == kept
