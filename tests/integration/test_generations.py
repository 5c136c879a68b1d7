"""Two generations at once: whoever began to read goes on with the corpus as it was, to the letter, through a reload."""

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from retrieval.adapters.sqlite.fts5_index import Fts5Index
from retrieval.answering.retriever import HybridRetriever
from retrieval.domain.documents import Passage, PassagePlace
from retrieval.index.reloading import ReloadReport
from retrieval.index.titles import CurrentTitles
from retrieval.index.verifying import verify
from retrieval.ports import Catalogue
from tests.fakes import WordHashEmbedder
from tests.indexes import Index, rows_in, seen_by

QUESTIONS = ["Did Iran deny supplying drones?", "Who counted the boats at the quay?", "What rises in a warm oven?"]
OLD = {
    "denial.md": "Denial\n\nIran denied supplying drones to Russia.",
    "log.md": "The log\n\nThe keeper counted the boats at the quay.",
    "bread.md": "Bread\n\nBread rises in a warm oven.",
    "stays.md": "Stays\n\nKyiv did not believe it.",
}
SOME = OLD | {"denial.md": "Denial\n\nIran confirmed supplying drones to Russia.", "new.md": "New\n\nRain rises."}
del SOME["bread.md"]
ALL = {name: f"{text} Nobody asked the pilot about the drones, the boats or the oven." for name, text in OLD.items()}
NONE = {f"other {name}": text.upper() for name, text in OLD.items()}
PATIENCE_SECONDS = 300.0


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    put(tmp_path / "corpus", OLD)
    with Index.open(tmp_path / "data", tmp_path / "corpus", WordHashEmbedder()) as opened:
        opened.reload()
        # Whoever reads here reads for as long as a test does: to wait for them is tried in test_reload_gives_way.py.
        opened.generations.give_way_seconds = 0.0
        yield opened


def put(folder: Path, texts: dict[str, str]) -> None:
    """The folder holds these files, and no others."""
    folder.mkdir(exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    for name, text in texts.items():
        (folder / name).write_text(text)


def holds_no_more_than_is_seen(index: Index) -> bool:
    rows = rows_in(index.data)
    return rows.passages == index.view.passage_ids() and len(rows.versions) == len(index.view.manifest())


def reload_until_the_flip(index: Index, pool: ThreadPoolExecutor) -> "Future[ReloadReport]":
    """A reload that has flipped, and is not done for as long as somebody reads on."""
    before, reload = index.head, pool.submit(index.reload)
    while index.head == before and not reload.done():
        threading.Event().wait(0.01)
    return reload


@pytest.mark.parametrize("after", [SOME, ALL, NONE], ids=["some changed", "all changed", "none is left"])
def test_who_began_before_a_flip_reads_the_old_corpus_to_the_end(index: Index, after: dict[str, str]) -> None:
    put(index.corpus, after)
    with ThreadPoolExecutor(max_workers=1) as pool, ExitStack() as reading:
        old = reading.enter_context(index.generations.lent())
        before = seen_by(old, QUESTIONS)
        reload = reload_until_the_flip(index, pool)
        with index.generations.lent() as new:
            assert {document.path for document in new.view.documents().values()} == after.keys()
            assert seen_by(new, QUESTIONS) != before
        assert seen_by(old, QUESTIONS) == before
        assert not reload.done()
        assert not holds_no_more_than_is_seen(index)
        reading.close()
        reload.result(PATIENCE_SECONDS)
    assert holds_no_more_than_is_seen(index)
    assert index.footnote.verify().problems == ()


def test_what_is_built_on_another_is_as_if_it_were_built_alone(index: Index, tmp_path: Path) -> None:
    for texts in (SOME, ALL, OLD, NONE, SOME):
        put(index.corpus, texts)
        index.reload()
        with Index.open(tmp_path / f"fresh {index.head.number}", index.corpus, WordHashEmbedder()) as fresh:
            fresh.reload()
            assert seen_by(index.generations.current, QUESTIONS) == seen_by(fresh.generations.current, QUESTIONS)


def test_a_sweep_does_not_take_from_who_reads_longer_than_is_waited(index: Index) -> None:
    index.footnote._reloading.read_on_seconds = 0.0
    with index.generations.lent() as old:
        before = seen_by(old, QUESTIONS)
        for texts in (ALL, SOME, NONE):
            put(index.corpus, texts)
            index.reload()
            assert seen_by(old, QUESTIONS) == before
    assert not holds_no_more_than_is_seen(index)
    index.reload()
    assert holds_no_more_than_is_seen(index)
    assert index.footnote.verify().problems == ()


class Meddled:
    """A catalogue with whose places something happens when they are looked up."""

    def __init__(
        self, catalogue: Catalogue, meddle: Callable[[dict[str, PassagePlace]], dict[str, PassagePlace]]
    ) -> None:
        self._catalogue, self._meddle = catalogue, meddle

    def __getattr__(self, name: str) -> object:
        return getattr(self._catalogue, name)

    def places(self, ids: Collection[str]) -> dict[str, PassagePlace]:
        return self._meddle(self._catalogue.places(ids))


def test_a_reload_between_a_search_and_reading_changes_nothing_of_what_is_found(index: Index) -> None:
    def reloaded(places: dict[str, PassagePlace]) -> dict[str, PassagePlace]:
        index.reload()
        return places

    index.footnote._reloading.read_on_seconds = 0.0
    with index.generations.lent() as old:
        retriever = HybridRetriever(generation=old, embedder=index.embedder)
        found = [retriever.retrieve(question, limit=3) for question in QUESTIONS]
        assert isinstance(old.catalogue, Fts5Index)
        with closing(Fts5Index(old.catalogue.file)) as unread:
            between = replace(old, catalogue=cast("Catalogue", Meddled(unread, reloaded)))
            retriever = HybridRetriever(generation=between, embedder=index.embedder)
            put(index.corpus, ALL)
            assert [retriever.retrieve(question, limit=3) for question in QUESTIONS] == found
    retriever = HybridRetriever(generation=index.generations.current, embedder=index.embedder)
    assert all("Nobody asked" in near.passage.document.text for near in retriever.retrieve(QUESTIONS[0], limit=3))


def test_a_place_that_is_not_the_one_in_the_store_is_told(index: Index) -> None:
    def shortened(places: dict[str, PassagePlace]) -> dict[str, PassagePlace]:
        return {passage_id: place._replace(end=place.end - 1) for passage_id, place in places.items()}

    stored = dict(index.store.manifest(index.head.number))
    meddled = replace(index.generations.current, catalogue=cast("Catalogue", Meddled(index.lexical, shortened)))
    problems = verify(meddled, stored).problems
    assert len(problems) == len(OLD)
    assert all("stands elsewhere" in problem for problem in problems)


def test_a_version_that_came_back_while_it_was_still_read_is_whole(index: Index) -> None:
    index.footnote._reloading.read_on_seconds = 0.0
    with index.generations.lent() as old:
        before = seen_by(old, QUESTIONS)
        put(index.corpus, ALL)
        index.reload()
        put(index.corpus, OLD)
        report = index.reload()
        assert report.passages_embedded == 0
        assert seen_by(old, QUESTIONS) == before == seen_by(index.generations.current, QUESTIONS)
    put(index.corpus, SOME)
    index.reload()
    assert holds_no_more_than_is_seen(index)
    assert index.footnote.verify().problems == ()


def test_what_is_retired_is_handed_on_once_nobody_reads_it_and_before_it_goes(index: Index) -> None:
    handed: list[Passage] = []
    lingering: list[set[str]] = []

    def retire(passages: Sequence[Passage]) -> None:
        handed.extend(passages)
        lingering.append({passage.id for passage in passages} & rows_in(index.data).passages)

    old = {passage.id: passage for passage in index.view.passages(index.view.passage_ids())}
    index.footnote._reloading.retire = retire
    put(index.corpus, SOME)
    with ThreadPoolExecutor(max_workers=1) as pool, ExitStack() as reading:
        reading.enter_context(index.generations.lent())
        reload = reload_until_the_flip(index, pool)
        assert handed == []
        reading.close()
        reload.result(PATIENCE_SECONDS)
    gone = old.keys() - index.view.passage_ids()
    assert {passage.id: passage for passage in handed} == {i: old[i] for i in gone}
    assert set().union(*lingering) == gone
    assert rows_in(index.data).passages.isdisjoint(gone)


def test_who_has_nothing_to_clear_up_does_not_keep_others_from_reloading(index: Index) -> None:
    """Processes look every minute, each of them; whoever wants to reload would find the lease taken."""
    taken: list[bool] = []

    @contextmanager
    def lease() -> Iterator[Callable[[], None]]:
        taken.append(True)
        yield lambda: None

    reloading = index.footnote._reloading
    put(index.corpus, ALL)
    reloading.others_read_on_seconds = 3600.0
    index.reload()
    reloading.lease = lease
    reloading.tidy()
    assert taken == []
    assert not holds_no_more_than_is_seen(index)
    reloading.others_read_on_seconds = 0.0
    reloading.tidy()
    assert taken == [True]
    assert holds_no_more_than_is_seen(index)
    reloading.tidy()
    assert taken == [True]


def test_a_reload_that_nobody_asked_for_is_logged_where_it_changed_something(index: Index) -> None:
    before = index.footnote.changes(10)
    index.footnote.reload(who="the folder", log_unchanged=False)
    assert index.footnote.changes(10) == before
    put(index.corpus, SOME)
    index.footnote.reload(who="the folder", log_unchanged=False)
    (change, *others) = index.footnote.changes(10)
    assert (change.who, change.added, change.removed) == ("the folder", ("new.md",), ("bread.md",))
    assert others == before
    index.footnote.reload(who="somebody")
    assert index.footnote.changes(1)[0].who == "somebody"


def test_all_that_one_call_says_is_of_one_generation(index: Index) -> None:
    """While the corpus changes several times, and several threads read it."""

    def corpus_of(number: int) -> dict[str, str]:
        return {f"{place}.md": f"Boats\n\nThe keeper counted boats for the time {number}." for place in range(5)}

    def read_on() -> set[str]:
        found = [result.passage.text for result in index.footnote.search("How many boats?", limit=20)]
        texts = [document.text for document in index.footnote.documents()]
        assert len(found) == len(texts) == 5
        assert len(set(found)) == len(set(texts)) == 1
        return {text[-2:] for text in found}

    put(index.corpus, corpus_of(0))
    index.reload()
    seen: set[str] = set()
    done = threading.Event()

    def read_until_done() -> set[str]:
        found: set[str] = set()
        while not done.is_set():
            found |= read_on()
        return found

    with ThreadPoolExecutor(max_workers=2) as pool:
        readers = [pool.submit(read_until_done) for _ in range(2)]
        try:
            for number in range(1, 5):
                put(index.corpus, corpus_of(number))
                index.reload()
        finally:
            done.set()
        for reader in readers:
            seen |= reader.result(PATIENCE_SECONDS)
    assert seen
    assert read_on() == {"4."}
    assert holds_no_more_than_is_seen(index)


def test_titles_are_made_once_a_flip(index: Index) -> None:
    current = CurrentTitles()
    before = current.of(index.generations.current)
    assert current.of(index.generations.current) is before
    assert before.find("bread") is not None

    put(index.corpus, SOME)
    index.reload()

    after = current.of(index.generations.current)
    assert after.find("bread") is None
    assert after.find("new") is not None


def test_a_name_that_is_not_of_what_the_store_holds_is_told(index: Index) -> None:
    served = index.generations.current
    stored = dict(index.store.manifest(index.head.number))
    (problem,) = verify(replace(served, head=replace(served.head, generation="0" * 12)), stored).problems
    assert served.name in problem
