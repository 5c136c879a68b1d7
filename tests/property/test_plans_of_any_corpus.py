"""What a plan says of any manifest and any folder, and that the reload that follows does it."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from retrieval.domain.documents import Document
from retrieval.errors import DocumentError
from retrieval.index.differing import plan_of_differing
from retrieval.index.planning import file_of, is_of_unreadable, plan
from retrieval.ports import Manifest, Version
from tests.examples import few
from tests.fakes import WordHashEmbedder
from tests.faults import FAULT
from tests.indexes import Index, rows_in

# Few of each, and paths among the ids, so that they meet.
NAMES = st.sampled_from(["a.md", "b.md", "c/a.md", "rows.jsonl:1", "rows.jsonl:2", "d"])
DOCUMENTS = st.builds(
    Document,
    id=NAMES,
    title=st.sampled_from(["A title", "Another"]),
    text=st.sampled_from(["Iran denied it.", "Kyiv did not.", "Bread rises."]),
    publisher=st.sampled_from([None, "CNN"]),
    path=NAMES,
)


def a_corpus(documents: Sequence[Document]) -> bool:
    """An id stands once, and at a path stands one document."""
    return all(len({getattr(document, name) for document in documents}) == len(documents) for name in ("id", "path"))


CORPORA = st.lists(DOCUMENTS, max_size=5).filter(a_corpus)
PATHS = st.lists(st.sampled_from(["a.md", "b.md", "c/a.md", "rows.jsonl", "rows.jsonl:1"]), max_size=2, unique=True)


def manifest_of(documents: Sequence[Document]) -> Manifest:
    return {document.id: Version(document=document, passages=1).entry for document in documents}


@given(CORPORA, CORPORA, PATHS)
def test_every_document_of_then_and_now_is_told_once(
    before: list[Document], now: list[Document], paths: list[str]
) -> None:
    manifest, read = manifest_of(before), {document.id: document for document in now}
    # What claims the id of a document whose own file cannot be read is an error of its own: `unit/test_planning.py`.
    claimed = [i for i in read.keys() & manifest if file_of(read[i].path) != file_of(manifest[i].path)]
    assume(not any(is_of_unreadable(manifest[i].path, paths) for i in claimed))
    errors = [DocumentError(path, FAULT, what=f"{path} is empty.", remedy="") for path in paths]
    planned = plan([*now, *errors], manifest)
    new, changed, removed, kept = (set(ids) for ids in (planned.new, planned.changed, planned.removed, planned.kept))
    assert list(planned.unreadable) == errors

    # Of what was there, and of what was read, each is one of these.
    unchanged = {i for i in read.keys() & manifest.keys() if read[i].record_hash == manifest[i].record_hash}
    assert planned.unchanged == len(unchanged)
    assert sorted([*changed, *unchanged, *removed, *kept]) == sorted(manifest)
    assert sorted([*new, *changed, *unchanged]) == sorted(read)
    assert planned.read == len(read)
    for i, entry in planned.written.items():
        assert (entry.path, entry.record_hash) == (read[i].path, read[i].record_hash)
        assert entry.embeds is (i in new or manifest[i].indexed_hash != read[i].indexed_hash)

    # Nothing is kept but what cannot be read, and that always is.
    files = {path.partition(":")[0] if path.startswith("rows") else path for path in paths}
    for i in removed | kept:
        path = manifest[i].path
        assert (i in kept) is (path in paths or (path.startswith("rows.jsonl") and "rows.jsonl" in paths))
        assert i in removed or path.partition(":")[0] in files

    # Another name is told of a removed and a new document of one text, each once, and of all that can be paired.
    assert len({i for i, _ in planned.renamed}) == len({i for _, i in planned.renamed}) == len(planned.renamed)
    for old, other in planned.renamed:
        assert old in removed
        assert other in new
        assert manifest[old].content_hash == read[other].content_hash
    assert {manifest[i].content_hash for i in planned.diff.removed}.isdisjoint(
        read[i].content_hash for i in planned.diff.added
    )
    for i, (old_path, path) in planned.moved.items():
        assert not planned.changed[i].embeds
        assert (old_path, path) == (manifest[i].path, read[i].path)
        assert old_path != path

    # Of each text, all but one are told to have it too.
    assert len(planned.same_text) == len({i for _, i in planned.same_text}) == len(now) - len({d.text for d in now})
    assert all(read[first].text == read[i].text for first, i in planned.same_text)

    # And told by one name or the other, never by both.
    assert sorted([*planned.diff.added, *(i for _, i in planned.renamed)]) == sorted(new)
    assert sorted([*planned.diff.removed, *(i for i, _ in planned.renamed)]) == sorted(removed)
    assert sorted([*planned.diff.changed, *planned.moved]) == sorted(changed)
    assert planned.changes_anything is bool(new or changed or removed)


@given(CORPORA.flatmap(lambda corpus: st.tuples(st.just(corpus), st.permutations(corpus))), CORPORA)
def test_what_is_done_does_not_depend_on_the_order_of_reading(
    orders: tuple[list[Document], list[Document]], before: list[Document]
) -> None:
    planned = plan(orders[0], manifest_of(before))
    other = plan(orders[1], manifest_of(before[::-1]))
    assert (planned.new, planned.changed, planned.moved, planned.unchanged) == (
        other.new,
        other.changed,
        other.moved,
        other.unchanged,
    )
    assert planned.removed == other.removed
    assert len(planned.renamed) == len(other.renamed)


TEXTS = st.sampled_from([f"Boat {number} sank." for number in range(8)])
MANY_TEXTS = st.lists(st.builds(replace, DOCUMENTS, text=TEXTS), max_size=5).filter(a_corpus)


@st.composite
def edited(draw: st.DrawFn, before: Sequence[Document]) -> list[Document]:
    """A corpus of which some documents are as they were, and others have another text, title, publisher, path or id, or
    are gone.
    """
    now: list[Document] = []
    for document in before:
        what = draw(st.sampled_from(["nothing", "text", "title", "publisher", "path", "id", "gone"]))
        if what in {"nothing", "gone"}:
            now += [document] if what == "nothing" else []
        elif what == "text":
            now.append(replace(document, text=draw(TEXTS)))
        else:
            now.append(replace(document, **{what: getattr(draw(DOCUMENTS), what)}))
    return now


BEFORE_AND_NOW = MANY_TEXTS.flatmap(lambda before: st.tuples(st.just(before), edited(before))).filter(
    lambda corpora: a_corpus(corpora[1])
)


@settings(max_examples=500)
@given(BEFORE_AND_NOW, MANY_TEXTS, st.sets(NAMES))
def test_a_plan_over_what_differs_is_the_plan_over_all_or_none(
    corpora: tuple[list[Document], list[Document]], added: list[Document], touched: set[str]
) -> None:
    """Files that were `touched` hold what they held. That there is one is tested with real files, by kind of change."""
    now = [*corpora[1], *(each for each in added if a_corpus([*corpora[1], each]))][:6]
    assume(a_corpus(now))
    before, now = (sorted(corpus, key=lambda document: document.path) for corpus in (corpora[0], now))
    manifest = manifest_of(sorted(before, key=lambda document: document.id))
    settled = plan([document.outline for document in before], manifest).settles
    assert settled is not None
    held_before, held_now = ({document.path: document for document in corpus} for corpus in (before, now))
    written = {path for path in {*held_before, *held_now} if held_before.get(path) != held_now.get(path)}
    files = {file_of(path) for path in touched | written}
    planned = plan_of_differing(
        [document.outline for document in now if file_of(document.path) in files],
        {document.id: document.outline for document in before if file_of(document.path) in files},
        manifest,
        settled,
        lambda hashes: [(each.content_hash, each.id) for each in before if each.content_hash in hashes],
    )
    assert planned in (None, plan([document.outline for document in now], manifest))


@dataclass(frozen=True)
class Written:
    """A file of a corpus folder. `stated` are lines of front matter."""

    stated: tuple[str, ...]
    body: bytes

    @property
    def content(self) -> bytes:
        front = "".join(f"{line}\n" for line in self.stated)
        return (f"---\n{front}---\n".encode() if self.stated else b"") + self.body


BODIES = [
    b"A title\n\nIran denied it. Kyiv did not believe it.",
    b"A title\n\nBread rises in a warm oven.",
    "Hors d’œuvre: 3,5 % — été.\n\n".encode() + b"The keeper on duty counted the boats at the quay, each day. " * 40,
    b"A title\n\n" + b"The keeper on duty counted the boats at the quay, each day.\n\n" * 40,
    b"\xff",
    b"",
]
FILES = st.dictionaries(
    st.sampled_from(["a.md", "b.txt", "c/a.md", "d.md"]),
    st.builds(
        Written,
        stated=st.lists(
            st.sampled_from(["id: fixed", "id: a.md", "title: Told", "publisher: CNN"]), max_size=2, unique=True
        ).map(tuple),
        body=st.sampled_from(BODIES),
    ),
    min_size=1,
)
ROWS = st.lists(st.sampled_from(["Iran denied it.", "Bread rises.", None]), max_size=3)


def put(folder: Path, files: dict[str, Written], rows: list[str | None]) -> None:
    """The folder holds these files, and no others."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, written in {**files, "z.md": Written((), b"Always here.")}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(written.content)
    lines = [json.dumps({"id": f"row {n}", "text": text}) if text else "no JSON" for n, text in enumerate(rows)]
    if lines:
        (folder / "rows.jsonl").write_text("\n".join(lines))


@few(6, elsewhere=24)
@given(FILES, ROWS, FILES, ROWS)
def test_the_plan_and_the_report_of_the_reload_that_follows_agree(
    before: dict[str, Written], rows_before: list[str | None], now: dict[str, Written], rows_now: list[str | None]
) -> None:
    with TemporaryDirectory() as outside:
        folder, embedder = Path(outside) / "corpus", WordHashEmbedder()
        put(folder, before, rows_before)
        with Index.open(Path(outside) / "data", folder, embedder) as index:
            for files, rows in ((before, rows_before), (now, rows_now)):
                put(folder, files, rows)
                preview, embedded = index.footnote.preview(), len(embedder.embedded)
                indexed = searched(index)
                report = index.reload()
                unreadable = {"unreadable": told(report.unreadable)}
                assert report.lists | unreadable == preview.lists | {"unreadable": told(preview.unreadable)}
                assert report.unchanged == preview.unchanged
                assert report.passages_embedded == preview.passages_to_embed == len(embedder.embedded) - embedded
                assert (report.after == report.before) is (searched(index) == indexed)
                assert index.footnote.verify().problems == ()
                assert rows_in(index.data).passages == index.view.passage_ids()
                assert not index.footnote.preview().changes_anything


def searched(index: Index) -> dict[str, str]:
    """What is searched of each document, by its hash."""
    return {i: entry.indexed_hash for i, entry in index.view.manifest().items()}


def told(unreadable: Sequence[DocumentError]) -> list[tuple[str, str]]:
    return [(error.path, error.what) for error in unreadable]
