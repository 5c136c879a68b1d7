"""Several processes on one Chroma server: what one reloads the others serve, and no question fails meanwhile."""

import queue
import signal
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Protocol

import pytest

from retrieval.adapters.chroma.rows import document_of, passage_of, searched_of
from retrieval.adapters.chroma.store import ChromaStore
from retrieval.adapters.indexed_corpus import of_its_corpus
from retrieval.bootstrap import open_footnote
from retrieval.errors import IndexMissingError, SettingsError
from retrieval.index.stamping import stamp_of
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from tests.chroma_server import ChromaServer
from tests.fakes import WordHashEmbedder
from tests.integration.test_generations import put
from tests.one_of_several import OneOfSeveral

QUAYS = 6
BOATS = "How many boats did the keeper count?"
LEASE_SECONDS = 4.0


def logs(number: int) -> dict[str, str]:
    """A corpus that says in every document which it is."""
    return {
        f"{place}.md": f"Log of quay {place}\n\nThe keeper counted {number} boats at quay {place}."
        for place in range(QUAYS)
    }


def texts(number: int) -> list[str]:
    return [f"The keeper counted {number} boats at quay {place}." for place in range(QUAYS)]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    put(tmp_path / "corpus", logs(1))
    return tmp_path / "corpus"


class Start(Protocol):
    """Starts a process with that name, with a data folder of its own."""

    def __call__(self, name: str, *, corpus: Path = ..., others_read_on_seconds: float = ...) -> OneOfSeveral: ...


@pytest.fixture(scope="module")
def processes() -> Iterator[list[OneOfSeveral]]:
    """Those that no test uses just now."""
    idle: list[OneOfSeveral] = []
    yield idle
    for process in idle:
        with process:
            """Ended for good."""


@pytest.fixture
def start(chroma: ChromaServer, corpus: Path, tmp_path: Path, processes: list[OneOfSeveral]) -> Iterator[Start]:
    with ExitStack() as ended:

        def started(name: str, *, corpus: Path = corpus, others_read_on_seconds: float = 120.0) -> OneOfSeveral:
            process = processes.pop() if processes else OneOfSeveral()
            ended.callback(end, process, processes)
            process.open(
                url=chroma.url,
                corpus=corpus,
                data=tmp_path / name,
                lease_seconds=LEASE_SECONDS,
                others_read_on_seconds=others_read_on_seconds,
            )
            return process

        yield started


def end(process: OneOfSeveral, processes: list[OneOfSeveral]) -> None:
    """It may be used again, unless a test that failed has left it in the middle of something."""
    if process.is_running:
        process.tell("close")
        with suppress(queue.Empty):
            if process.receive() == {"closed": True}:
                processes.append(process)
                return
    with process:
        """Ended for good."""


def stored(chroma: ChromaServer) -> set[str]:
    """The text of every passage on the server, whether anybody sees it or not."""
    found: set[str] = set()
    with closing(ChromaStore.on_server(chroma.url, None, stamp_of(WordHashEmbedder()), writable=False)) as store:
        held = {
            collection.name: collection.get(include=["metadatas", "documents"])
            for collection in store.client.list_collections()
        }
        for name, passages in held.items():
            if name.startswith("passages"):
                versions = held[name.replace("passages", "documents")]
                rows = zip(versions["metadatas"] or [], versions["documents"] or [], strict=True)
                documents = {searched_of(row): document_of(row, text) for row, text in rows}
                for row in passages["metadatas"] or []:
                    found.add(passage_of(row, documents[searched_of(row)]).text)
    return found


def test_what_one_reloads_the_other_serves_with_words_of_its_own(start: Start, corpus: Path, tmp_path: Path) -> None:
    first, second = start("first"), start("second")
    for number in (1, 2):
        put(corpus, logs(number))
        report = first.do("reload")
        second.until_it_serves(report["after"])
        assert second.do("search", query=BOATS)["texts"] == texts(number)
        assert f"{number} boats" in second.do("ask", question=BOATS)["quotes"][0]
        assert second.do("verify")["problems"] == []
    catalogues = [{file.name for file in (tmp_path / name / "catalogues").iterdir()} for name in ("first", "second")]
    assert catalogues[0] == catalogues[1] != set()


def test_all_that_is_asked_meanwhile_is_answered_from_one_generation_each(start: Start, corpus: Path) -> None:
    first, second = start("first"), start("second")
    generations = {first.do("reload")["after"]: 1}
    second.until_it_serves(*generations)
    seen: set[int] = set()
    for number in (2, 3):
        put(corpus, logs(number))
        first.tell("reload")
        reloaded = False
        while number not in seen:
            found = second.do("search", query=BOATS)["texts"]
            assert found in [texts(version) for version in range(1, number + 1)]
            asked = second.do("ask", question=BOATS)
            if not reloaded and second.do("status")["generation"] not in generations:
                generations[first.receive()["after"]] = number
                reloaded = True
            if reloaded:
                assert f"{generations[asked['generation']]} boats" in asked["quotes"][0]
                seen.add(generations[asked["generation"]])
        assert len(generations) == number
    assert max(seen) == 3


def test_what_was_retired_is_swept_once_the_others_have_had_their_time(
    start: Start, chroma: ChromaServer, corpus: Path
) -> None:
    first, second = start("first"), start("second")
    first.do("reload")
    put(corpus, logs(2))
    report = first.do("reload")
    second.until_it_serves(report["after"])
    assert second.do("tidy") == {"swept": False}
    assert stored(chroma) == {*texts(1), *texts(2)}
    third = start("third", others_read_on_seconds=0.0)
    assert third.do("tidy") == {"swept": True}
    assert stored(chroma) == set(texts(2))
    for process in (first, second, third):
        assert process.do("search", query=BOATS)["texts"] == texts(2)
        assert process.do("verify")["problems"] == []


def test_of_two_reloads_at_once_one_runs_and_the_other_is_told_of_it(start: Start) -> None:
    first, second = start("first"), start("second")
    first.tell("reload", stepwise=True)
    first.step_to("embedding")
    answer = second.do("reload")
    assert answer["error"] == "ReloadUnderWayError"
    assert f"by process {first.pid} on " in answer["what"]
    report = first.go_on()
    assert report["added"]
    assert second.do("reload")["after"] == report["after"]


def test_what_a_killed_reload_has_begun_the_next_one_finishes(start: Start, chroma: ChromaServer, corpus: Path) -> None:
    first, second = start("first"), start("second", others_read_on_seconds=0.0)
    second.until_it_serves(first.do("reload")["after"])
    put(corpus, logs(2))
    first.tell("reload", stepwise=True)
    first.step_to("embedding")
    # Told before the first batch; once more, it is stored.
    first.tell("go on")
    first.step_to("embedding")
    first.kill()
    answer = second.do("reload")
    assert answer["error"] == "ReloadUnderWayError"
    assert f"by process {first.pid} on " in answer["what"]
    assert second.do("search", query=BOATS)["texts"] == texts(1)
    assert stored(chroma) == {*texts(1), *texts(2)}
    report = second.until("reload", lambda answer: "error" not in answer)
    assert (report["changed"], report["embedded"]) == (sorted(logs(2)), 0)
    assert second.do("search", query=BOATS)["texts"] == texts(2) == sorted(stored(chroma))
    assert second.do("verify")["problems"] == []


@pytest.mark.parametrize(
    "stage",
    [
        pytest.param("reading", marks=pytest.mark.slow),
        pytest.param("embedding", marks=pytest.mark.slow),
        "putting it in place",
    ],
)
def test_who_was_stopped_for_longer_than_its_lease_changes_nothing_any_more(
    start: Start, chroma: ChromaServer, corpus: Path, tmp_path: Path, stage: str
) -> None:
    """Neither what is seen nor what is stored, at whatever step it was stopped."""
    other = start("other", others_read_on_seconds=0.0)
    other.do("reload")
    stopped = start("stopped", corpus=tmp_path / "another corpus")
    put(tmp_path / "another corpus", logs(3))
    put(corpus, logs(2))
    stopped.tell("reload", stepwise=True)
    stopped.step_to(stage)
    stopped.signal(signal.SIGSTOP)
    generation = other.until("reload", lambda answer: "error" not in answer)["after"]
    assert stored(chroma) == set(texts(2))
    stopped.signal(signal.SIGCONT)
    answer = stopped.go_on()
    assert answer["error"] == "ReloadUnderWayError"
    assert "another took its place" in answer["what"]
    assert stored(chroma) == set(texts(2))
    stopped.until_it_serves(generation)
    for process in (stopped, other):
        assert process.do("search", query=BOATS)["texts"] == texts(2)
        assert process.do("verify")["problems"] == []


def test_an_index_that_is_built_anew_is_followed_and_no_question_fails(
    start: Start, chroma: ChromaServer, corpus: Path
) -> None:
    building, serving = start("building"), start("serving")
    serving.until_it_serves(building.do("reload")["after"])
    before = serving.do("status")["store"]
    put(corpus, logs(2))
    building.tell("rebuild", query=BOATS)
    stages = 0
    while "stage" in (message := building.receive()):
        assert serving.do("search", query=BOATS)["texts"] == texts(1)
        assert "1 boats" in serving.do("ask", question=BOATS)["quotes"][0]
        building.tell("go on")
        stages += 1
    assert stages
    assert len(message["changed"]) == QUAYS
    assert message["what"] == "rebuild"
    # For buttons and receipts, as any reload does.
    assert message["kept"] == message["before"] > 0

    def follows(status: dict[str, object]) -> bool:
        assert serving.do("search", query=BOATS)["texts"] in (texts(1), texts(2))
        return bool(status["store"] != before)

    serving.until("status", follows)
    assert serving.do("search", query=BOATS)["texts"] == texts(2)
    assert serving.do("verify")["problems"] == []
    assert start("third", others_read_on_seconds=0.0).do("tidy") == {"swept": True}
    assert len(chroma.collections()) == 3
    assert serving.do("search", query=BOATS)["texts"] == texts(2)


def test_who_names_no_corpus_folder_does_not_take_out_what_others_indexed(
    start: Start, chroma: ChromaServer, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that there is by default is not taken for theirs; who has named one once need not again."""
    start("first").do("reload")
    monkeypatch.delenv("CORPUS_DIR", raising=False)
    by_default = RetrievalSettings(
        data_dir=tmp_path / "another", chroma_url=chroma.url, reader_model=BASELINE_READER_MODEL
    )
    with open_footnote(by_default, embedder=WordHashEmbedder()) as footnote:
        for does in (footnote.reload, footnote.preview):
            with pytest.raises(SettingsError, match="no corpus folder was named"):
                does()
        assert len(footnote.documents()) == QUAYS
    named = by_default.model_copy(update={"corpus_dir": corpus})
    with open_footnote(named, embedder=WordHashEmbedder()) as footnote:
        assert footnote.reload().unchanged == QUAYS
    again = of_its_corpus(by_default, named=False)
    with open_footnote(again, embedder=WordHashEmbedder()) as footnote:
        assert footnote.preview().unchanged == QUAYS


def test_who_only_reads_makes_nothing_on_an_empty_server(chroma: ChromaServer, corpus: Path, tmp_path: Path) -> None:
    settings = RetrievalSettings(
        corpus_dir=corpus, data_dir=tmp_path / "data", chroma_url=chroma.url, reader_model=BASELINE_READER_MODEL
    )
    with pytest.raises(IndexMissingError):
        open_footnote(settings, writable=False, embedder=WordHashEmbedder())
    assert chroma.collections() == set()
