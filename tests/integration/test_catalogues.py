"""The catalogues of a data folder, over a real store: derived from it, and there again when they are lost."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from retrieval.adapters.chroma.store import ChromaStore
from retrieval.adapters.chroma.view import ChromaView
from retrieval.adapters.sqlite.catalogue_file import CATALOGUE_SCHEMA, vectors_of
from retrieval.adapters.sqlite.catalogues import KEPT_SECONDS, Catalogues
from retrieval.adapters.sqlite.fts5_index import Fts5Index
from retrieval.documents.reading_text import search_hash_of
from retrieval.domain.documents import Passage, place_of
from retrieval.domain.heads import entries_of
from retrieval.domain.scope import Scope
from retrieval.errors import StoreError, StoreUnwritableError
from retrieval.index.stamping import stamp_of
from retrieval.ports import Head, Manifest, Turnover
from retrieval.text.words import stems
from tests.building import passage_of
from tests.fakes import WordHashEmbedder
from tests.faults import FAULT
from tests.indexes import indexed

STAMP = stamp_of(WordHashEmbedder())
DRONES = passage_of("Iran has provided drones.", document_id="drones", section="Weapons › Drones")
DENIAL = passage_of("Iran denied it.", document_id="denial")
BREAD = passage_of("Bread rises in a warm oven.", document_id="bread")
DENIED_AGAIN = passage_of("On Monday, Iran denied it once more.", document_id="denial")
NOBODY = 65534


class Watched(ChromaStore):
    """A store that says of which documents passages were asked for."""

    asked: Collection[str] = ()
    fails = False

    def view(self, manifest: Manifest) -> ChromaView:
        self.asked = set(manifest)
        return super().view(manifest)

    def turnover(self, since: int, number: int) -> Turnover:
        if self.fails:
            raise StoreError(FAULT, what="The store is gone.", remedy="Look for it.")
        return super().turnover(since, number)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Watched]:
    opened = ChromaStore.in_folder(tmp_path / "chroma", STAMP)
    yield Watched(opened._client, STAMP)
    opened.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "catalogues"


@pytest.fixture
def catalogues(folder: Path) -> Catalogues:
    return Catalogues(folder)


def finds(index: Fts5Index, *passages: Passage) -> bool:
    """Whether it holds these passages, with the documents that they are, and no others."""
    held = dict(index.passage_hashes())
    listed = {i: (e.indexed_hash, e.passages) for i, e in index.manifest().items()}
    found = all(passage.id in dict(index.search(stems(passage.text), 10)) for passage in passages)
    placed = index.places(held.keys() | {"nobody"}) == {passage.id: place_of(passage) for passage in passages}
    return (
        held == {passage.id: search_hash_of(passage) for passage in passages}
        and found
        and placed
        and listed == {passage.document.id: (passage.document.indexed_hash, 1) for passage in passages}
    )


def flipped(
    catalogues: Catalogues, store: ChromaStore, number: int, *passages: Passage, removed: Collection[str] = ()
) -> tuple[Head, Fts5Index]:
    head = indexed(store, number, passages, removed)
    return head, catalogues.of(head, store)


def test_documents_are_looked_up_together_as_they_are_one_by_one(catalogues: Catalogues, store: Watched) -> None:
    _, index = flipped(catalogues, store, 1, DRONES, DENIAL, BREAD)
    for manifest in (index.manifest(), index.within(Scope.of(["another"])).manifest()):
        for ids in ({"drones", "bread", "unknown"}, set[str](), {'it\'s \\ "one"'}):
            one_by_one = {document_id: manifest[document_id] for document_id in ids if document_id in manifest}
            assert entries_of(manifest, ids) == entries_of(dict(manifest), ids) == one_by_one
    assert entries_of(index.manifest(), ["bread"]).keys() == {"bread"}


def test_who_published_and_wrote_documents_is_found_by_what_they_state(catalogues: Catalogues, store: Watched) -> None:
    stated: dict[str, dict[str, Any]] = {
        "news/a": {"publisher": "The Harbour Post", "extra": {"Author": "Ada Brook, Ben Ford", "by-election": "no"}},
        "news/b": {"publisher": "The Harbour Post"},
        "c": {"extra": {"written by": '["Ada Brook"]', "note": "Ben Ford"}},
        "d": {},
    }
    passages = [
        Passage(document=replace(BREAD.document, id=i, path=f"{i}.md", **facts), start=0, end=5)
        for i, facts in stated.items()
    ]
    _, index = flipped(catalogues, store, 1, *passages)
    assert index.publishers() == {"The Harbour Post"}
    assert index.writers() == {"Ada Brook, Ben Ford", '["Ada Brook"]'}
    assert index.stating(["The Harbour Post"], ['["Ada Brook"]']) == ["c", "news/a", "news/b"]
    assert index.stating([], ["Ada Brook, Ben Ford", "Ben Ford", "no"]) == ["news/a"]
    assert index.stating([], []) == []
    scoped = index.within(Scope.of(["main"]))
    assert not scoped.publishers()
    assert scoped.writers() == {'["Ada Brook"]'}
    assert scoped.stating(["The Harbour Post"], ['["Ada Brook"]']) == ["c"]


def test_it_is_read_again_and_not_built_again(catalogues: Catalogues, store: Watched) -> None:
    head, first = flipped(catalogues, store, 1, DRONES, DENIAL)
    inode = first.file.stat().st_ino
    again = catalogues.of(head, store)
    assert again.file.stat().st_ino == inode
    assert finds(again, DRONES, DENIAL)


def test_the_next_is_built_from_the_last_and_what_differs_alone(
    catalogues: Catalogues, store: Watched, folder: Path
) -> None:
    _, first = flipped(catalogues, store, 1, DRONES, DENIAL, BREAD)
    _, second = flipped(catalogues, store, 2, DENIED_AGAIN, removed=["bread"])
    assert store.asked == {"denial"}
    assert finds(second, DRONES, DENIED_AGAIN)
    assert finds(first, DRONES, DENIAL, BREAD)
    assert second.document_frequencies(["iran", "bread", "monday"]) == {"iran": 2, "bread": 0, "monday": 1}
    assert len(list(folder.glob("*.sqlite3"))) == len(list(folder.glob("*.vectors"))) == 2


def test_a_head_to_come_has_one_that_nobody_opens_until_it_is_finished(catalogues: Catalogues, store: Watched) -> None:
    head, first = flipped(catalogues, store, 1, DRONES)
    to_come = Head(number=2, store=store.name, flip="to-come", generation="", stamp=STAMP)
    with catalogues.build(to_come, store) as building:
        assert finds(building.complete(), DRONES)
        assert catalogues.of(head, store).file == first.file
    assert not building.file.exists()
    with catalogues.build(to_come, store) as building:
        building.complete()
        building.finish()
    assert not building.file.exists()
    assert finds(catalogues.of(to_come, store), DRONES)


def delete(file: Path) -> None:
    file.unlink()


def damage(file: Path) -> None:
    file.write_bytes(b"this is no database" * 100)


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def stem_by_other_rules(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()


def take_back_a_version(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(f"PRAGMA user_version = {CATALOGUE_SCHEMA - 1000}")
        for column in ("section", "begins", "ends"):
            connection.execute(f"ALTER TABLE passages DROP COLUMN {column}")
    connection.close()


def leave_unfinished(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("DELETE FROM head")
    connection.close()


LOSSES = [delete, damage, cut_short, empty, stem_by_other_rules, take_back_a_version, leave_unfinished]


@pytest.mark.parametrize("lose", LOSSES)
@pytest.mark.parametrize("number", [1, 2])
def test_one_that_is_lost_comes_back_as_it_was(catalogues: Catalogues, store: Watched, lose: type, number: int) -> None:
    head, _ = flipped(catalogues, store, 1, DRONES, DENIAL, BREAD)
    expected = [DRONES, DENIAL, BREAD]
    if number == 2:
        head, _ = flipped(catalogues, store, 2, DENIED_AGAIN, removed=["bread"])
        expected = [DRONES, DENIED_AGAIN]
    lose(catalogues.of(head, store).file)
    assert finds(catalogues.of(head, store), *expected)


def test_a_log_left_by_a_kill_is_not_played_into_it(catalogues: Catalogues, store: Watched) -> None:
    """SQLite plays a log that lies beside a database into it, whichever database that is by then."""
    head, first = flipped(catalogues, store, 1, DRONES, DENIAL)
    writing = sqlite3.connect(shutil.copyfile(first.file, first.file.with_name("killed")))
    writing.execute("PRAGMA journal_mode = WAL")
    writing.execute("PRAGMA wal_autocheckpoint = 0")
    with writing:
        writing.execute("DELETE FROM passages")
    logs = {path.name: path.read_bytes() for path in first.file.parent.glob("killed-*")}
    assert logs
    writing.close()
    for name, content in logs.items():
        first.file.with_name(name.replace("killed", first.file.name)).write_bytes(content)
    assert finds(catalogues.of(head, store), DRONES, DENIAL)
    _, second = flipped(catalogues, store, 2, BREAD)
    assert finds(second, DRONES, DENIAL, BREAD)


def test_the_last_is_not_built_on_where_what_it_lacks_is_swept(
    catalogues: Catalogues, store: Watched, folder: Path
) -> None:
    """What was retired and swept since is not known to the store: that catalogue would show it for ever."""
    flipped(catalogues, store, 1, DRONES, DENIAL)
    head, second = flipped(catalogues, store, 2, BREAD, removed=["denial"])
    store.sweep(2)
    second.file.unlink()
    swept = Head(number=2, store=store.name, flip=head.flip, generation="", stamp=STAMP, swept=2)
    assert finds(catalogues.of(swept, store), DRONES, BREAD)


def test_one_of_another_store_is_not_built_on(catalogues: Catalogues, store: Watched, tmp_path: Path) -> None:
    flipped(catalogues, store, 1, DRONES, DENIAL)
    other = ChromaStore.in_folder(tmp_path / "another", STAMP)
    for number in (1, 2):
        head = indexed(other, number, [BREAD])
        named_apart = Head(number=number, store=other.name, flip=f"other-{number}", generation="", stamp=head.stamp)
        assert finds(catalogues.of(named_apart, other), BREAD)
    other.close()


def test_a_build_that_fails_leaves_nothing_behind(catalogues: Catalogues, store: Watched, folder: Path) -> None:
    _, first = flipped(catalogues, store, 1, DRONES)
    store.fails = True
    to_come = Head(number=2, store=store.name, flip="to-come", generation="", stamp=STAMP)
    with pytest.raises(StoreError, match="The store is gone"), catalogues.build(to_come, store) as building:
        building.complete()
    assert set(folder.iterdir()) == {first.file, vectors_of(first.file)}
    assert finds(first, DRONES)


def test_what_a_process_that_died_was_building_is_cleared_away(
    catalogues: Catalogues, store: Watched, folder: Path
) -> None:
    flipped(catalogues, store, 1, DRONES)
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left, at_work = folder / f"flip-2.{dead.pid}.building", folder / f"flip-2.{os.getppid()}.building"
    left.write_bytes(b"half of it")
    at_work.write_bytes(b"half of it")
    flipped(catalogues, store, 2, BREAD)
    assert not left.exists()
    assert at_work.exists()


def test_old_ones_are_cleared_away_and_young_ones_left_for_who_reads_them(
    catalogues: Catalogues, store: Watched, folder: Path
) -> None:
    files = [flipped(catalogues, store, number, DRONES, removed=["nobody"])[1].file for number in (1, 2, 3)]
    for file in files[:2]:
        old = file.stat().st_mtime - KEPT_SECONDS - 60
        os.utime(file, (old, old))
    flipped(catalogues, store, 4, BREAD)
    assert {file for file in files if file.exists()} == {files[2]}


def test_a_damaged_page_is_an_error_that_names_the_file(catalogues: Catalogues, store: Watched) -> None:
    _, index = flipped(catalogues, store, 1, *(passage_of(f"Drone {n}.", document_id=str(n)) for n in range(3)))
    content = index.file.read_bytes()
    index.file.write_bytes(content[:4096] + bytes(len(content) - 4096))
    with pytest.raises(StoreError, match="lexical index") as caught:
        Fts5Index(index.file).search(["drone"], 10)
    assert str(index.file) in caught.value.remedy


def test_one_that_is_not_there_is_an_error_once_it_is_read(folder: Path) -> None:
    with pytest.raises(StoreError, match="lexical index"):
        Fts5Index(folder / "nowhere.sqlite3").size()


def test_a_folder_that_is_none_is_an_error(catalogues: Catalogues, store: Watched, folder: Path) -> None:
    folder.write_text("a file")
    with pytest.raises(StoreUnwritableError, match="cannot be written") as caught:
        catalogues.of(indexed(store, 1, [DRONES]), store)
    assert "DATA_DIR" in caught.value.remedy


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """A folder that this process may read and not write, though it be root's."""
    root = os.geteuid() == 0
    folder.chmod(0o555)
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


def test_where_nothing_can_be_written_one_that_is_there_is_read_and_none_is_built(store: Watched) -> None:
    with TemporaryDirectory() as outside:
        # The folders of tests are their owner's alone.
        Path(outside).chmod(0o755)
        folder = Path(outside) / "catalogues"
        catalogues = Catalogues(folder)
        head, index = flipped(catalogues, store, 1, DRONES)
        index.file.chmod(0o644)
        to_come = Head(number=2, store=store.name, flip="to-come", generation="", stamp=STAMP)
        with unwritable(folder):
            assert finds(catalogues.of(head, store), DRONES)
            with (
                pytest.raises(StoreUnwritableError, match="cannot be written") as caught,
                catalogues.build(to_come, store),
            ):
                pass
        assert "DATA_DIR" in caught.value.remedy
        shutil.rmtree(folder)
