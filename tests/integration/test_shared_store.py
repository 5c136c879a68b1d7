"""Several processes on one Chroma server: what one reloads the others serve, and no question fails meanwhile."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.chroma_server import ChromaServer
from tests.one_of_several import OneOfSeveral

DOCUMENTS = 6
BOATS = "How many boats did the keeper count?"


def put(folder: Path, number: int) -> None:
    """A corpus that says in every document which it is."""
    folder.mkdir(exist_ok=True)
    for place in range(DOCUMENTS):
        text = f"Log of quay {place}\n\nThe keeper counted {number} boats at quay {place}."
        (folder / f"{place}.md").write_text(text)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    put(tmp_path / "corpus", 1)
    return tmp_path / "corpus"


@pytest.fixture
def two(chroma: ChromaServer, corpus: Path, tmp_path: Path) -> Iterator[tuple[OneOfSeveral, OneOfSeveral]]:
    """One that has indexed the corpus, and another that serves it."""
    with ExitStack() as running:
        first, second = (
            running.enter_context(
                OneOfSeveral(url=chroma.url, corpus=corpus, data=tmp_path / name, others_read_on_seconds=0.0)
            )
            for name in ("first", "second")
        )
        first.do("reload")
        second.until("status", lambda said: said["generation"] == first.do("status")["generation"])
        yield first, second


def texts(number: int) -> list[str]:
    return [f"The keeper counted {number} boats at quay {place}." for place in range(DOCUMENTS)]


def test_what_one_reloads_the_other_serves(two: tuple[OneOfSeveral, OneOfSeveral], corpus: Path) -> None:
    first, second = two
    put(corpus, 2)
    report = first.do("reload")
    second.until("status", lambda said: said["generation"] == report["after"])
    assert second.do("search", query=BOATS)["texts"] == texts(2)
    assert "2 boats" in second.do("ask", question=BOATS)["quotes"][0]
    assert second.do("verify")["problems"] == []
