"""What a reload embeds: what it has no vector of yet, once."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from retrieval.documents.reading_text import search_text_of
from tests.fakes import WordHashEmbedder
from tests.indexes import Index

DAYS = [
    f"On day {day} the keeper counted the boats at the quay and wrote their number down, as on every other day. "
    f"The wind came from the north, and no vessel left before noon. Pilot {day} had been called away to the lighthouse "
    "on the other side of the sound, where the lamp had gone out in the night and nobody was there to light it again."
    for day in range(6)
]
LOG = "\n\n".join(["The harbour log", *DAYS])


@pytest.fixture
def embedder() -> WordHashEmbedder:
    return WordHashEmbedder()


@pytest.fixture
def index(tmp_path: Path, embedder: WordHashEmbedder) -> Iterator[Index]:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "log.md").write_text(f"---\npublisher: The harbour\n---\n{LOG}")
    with Index.open(tmp_path / "data", tmp_path / "corpus", embedder) as opened:
        assert opened.reload().passages_embedded == len(DAYS)
        embedder.embedded.clear()
        yield opened


def each_has_the_vector_of_its_text(index: Index) -> bool:
    passages = index.view.passages(index.view.passage_ids())
    stored = index.view.vectors([passage.id for passage in passages])
    fresh = WordHashEmbedder().embed([search_text_of(passage) for passage in passages])
    return len(passages) == len(stored) and np.allclose([stored[passage.id] for passage in passages], fresh, atol=1e-5)


def test_a_rename_embeds_nothing(index: Index, embedder: WordHashEmbedder) -> None:
    (index.corpus / "log.md").rename(index.corpus / "renamed.md")
    report = index.reload()
    assert report.renamed == (("log.md", "renamed.md"),)
    assert (report.passages_embedded, report.passages_reused, embedder.embedded) == (0, len(DAYS), [])
    assert index.view.documents().keys() == {"renamed.md"}
    assert each_has_the_vector_of_its_text(index)


def test_but_where_the_title_is_the_files_name(index: Index, embedder: WordHashEmbedder) -> None:
    """The title is searched too."""
    (index.corpus / "untitled.txt").write_text("No vessel left before noon.")
    index.reload()
    embedder.embedded.clear()
    (index.corpus / "untitled.txt").rename(index.corpus / "renamed.txt")
    report = index.reload()
    assert report.renamed == (("untitled.txt", "renamed.txt"),)
    assert embedder.embedded == ["renamed\nNo vessel left before noon."]
    assert each_has_the_vector_of_its_text(index)


def test_what_is_only_stated_embeds_nothing(index: Index, embedder: WordHashEmbedder) -> None:
    (index.corpus / "log.md").write_text(f"---\npublisher: Another\ndate: 1844-02-02\n---\n{LOG}")
    report = index.reload()
    assert report.changed == ("log.md",)
    assert (report.passages_embedded, embedder.embedded) == (0, [])
    assert index.view.documents()["log.md"].publisher == "Another"
    assert each_has_the_vector_of_its_text(index)


@pytest.mark.parametrize("day", range(len(DAYS)))
def test_an_edit_to_one_sentence_embeds_the_passage_that_it_stands_in(
    index: Index, embedder: WordHashEmbedder, day: int
) -> None:
    (index.corpus / "log.md").write_text(LOG.replace(f"Pilot {day} ", f"Pilot {day} of the port "))
    report = index.reload()
    (text,) = embedder.embedded
    assert f"Pilot {day} of the port" in text
    assert (report.passages_embedded, report.passages_reused) == (1, len(DAYS) - 1)
    assert each_has_the_vector_of_its_text(index)


def test_another_title_embeds_all(index: Index, embedder: WordHashEmbedder) -> None:
    (index.corpus / "log.md").write_text(f"---\ntitle: Another title\n---\n{LOG}")
    assert index.reload().passages_embedded == len(embedder.embedded) == len(DAYS)
    assert each_has_the_vector_of_its_text(index)


def test_a_text_that_two_documents_of_one_title_share_is_embedded_once(
    index: Index, embedder: WordHashEmbedder
) -> None:
    (index.corpus / "copy.md").write_text(LOG)
    report = index.reload()
    assert (report.added, report.passages_embedded, report.passages_reused) == (("copy.md",), 0, len(DAYS))
    rows = [{"id": f"row {n}", "title": "Row", "text": f"Boat {n % 3} left."} for n in range(200)]
    (index.corpus / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert index.footnote.preview().passages_to_embed == 3
    report = index.reload()
    assert (report.passages_embedded, report.passages_reused) == (3, 197)
    assert sorted(embedder.embedded) == [f"Row\nBoat {n} left." for n in range(3)]
    assert each_has_the_vector_of_its_text(index)


def test_what_came_back_before_it_was_forgotten_is_embedded_anew_and_right(
    index: Index, embedder: WordHashEmbedder
) -> None:
    """A reload sweeps what it retired: a vector is kept for as long as a passage has it."""
    (index.corpus / "log.md").write_text(f"---\ntitle: Another title\n---\n{LOG}")
    index.reload()
    (index.corpus / "log.md").write_text(f"---\npublisher: The harbour\n---\n{LOG}")
    report = index.reload()
    assert report.changed == ("log.md",)
    assert report.passages_embedded == len(DAYS)
    assert each_has_the_vector_of_its_text(index)
