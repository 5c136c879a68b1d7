"""Whether an index is whole: every passage of the manifest has its text, one vector and its words, and nothing else is
seen.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.documents.reading_text import search_hash_of
from retrieval.domain.documents import place_of
from retrieval.errors import StoreError
from retrieval.index.batches import batched
from retrieval.index.stamping import generation_of
from retrieval.ports import DOCUMENTS_AT_ONCE, UNIT_LENGTH_ERROR, Catalogue, CorpusView, Generation, Manifest, Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The parts of an index that were looked at, and each thing that is wrong, in words."""

    documents: int
    passages: int
    problems: tuple[str, ...]


def verify(generation: Generation, stored: Manifest) -> Verified:
    """Look through an index, by what questions are answered from. `stored` is the manifest by the store's rows."""
    view, catalogue = generation.view, generation.catalogue
    problems = list(_manifests(catalogue.manifest(), stored))
    if (name := generation_of(stored)) != generation.name:
        problems.append(f"The corpus version is {generation.name}, and that of what the store holds is {name}.")
    words = dict(catalogue.passage_hashes())
    passages = 0
    for ids in batched(stored, DOCUMENTS_AT_ONCE):
        for row_id, expected, problem in _passages(view, catalogue, ids, stored):
            passages += row_id is not None
            if problem:
                problems.append(problem)
            if row_id is not None and words.pop(row_id, None) != expected:
                problems.append(f"Passage {row_id} is not in the lexical index with its text.")
    problems += [f"The lexical index holds passage {row_id}, which is of no document." for row_id in sorted(words)]
    return Verified(documents=len(stored), passages=passages, problems=tuple(problems))


def _manifests(derived: Manifest, stored: Manifest) -> Iterator[str]:
    for document_id in sorted(derived.keys() | stored.keys()):
        if derived.get(document_id) != stored.get(document_id):
            yield f"Document {document_id!r} is not the same in the store and in the catalogue."


def _passages(
    view: CorpusView, catalogue: Catalogue, ids: Sequence[str], stored: Manifest
) -> Iterator[tuple[str | None, str, str]]:
    """Yield of each passage its row's id, the hash of what is searched of it, and what is wrong with it."""
    for document_id in ids:
        if problem := _of_text(view, catalogue, document_id):
            yield None, "", problem
    rows = view.hashes_of(ids)
    places = catalogue.places(rows.keys())
    found = {passage.id: passage for passage in view.passages_of(ids)}
    vectors, searched = _vectors(view, list(rows)), catalogue.vectors(rows.keys())
    counted: dict[str, int] = dict.fromkeys(ids, 0)
    for row_id, search_hash in rows.items():
        passage, vector = found.get(row_id), vectors.get(row_id)
        if passage is None:
            yield row_id, search_hash, f"Passage {row_id} is not the span of a document that its id says."
            continue
        counted[passage.document.id] += 1
        if search_hash_of(passage) != search_hash:
            yield row_id, search_hash, f"Passage {row_id} has another text than the one that was embedded."
        elif vector is None or abs(float(np.linalg.norm(vector)) - 1.0) > UNIT_LENGTH_ERROR:
            yield row_id, search_hash, f"Passage {row_id} has no vector, or one that is none."
        elif row_id not in searched or not np.array_equal(searched[row_id], vector):
            yield row_id, search_hash, f"Passage {row_id} is searched by another vector than the one that is stored."
        elif places.get(row_id) != place_of(passage):
            yield row_id, search_hash, f"Passage {row_id} stands elsewhere in the catalogue than in the store."
        else:
            yield row_id, search_hash, ""
    for document_id, count in counted.items():
        if count != stored[document_id].passages:
            what = f"Document {document_id!r} has {count} passages in the store, of {stored[document_id].passages}."
            yield None, "", what


def _of_text(view: CorpusView, catalogue: Catalogue, document_id: str) -> str:
    """Return what is wrong with the text of a document, and with what it states; nothing where all is well."""
    try:
        stored, shown = view.documents([document_id]), catalogue.documents([document_id])
    except StoreError as error:
        return error.what
    if document_id not in stored:
        return f"Document {document_id!r} has no text in the store."
    return "" if stored == shown else f"Document {document_id!r} has another text in the catalogue than in the store."


def _vectors(view: CorpusView, ids: Sequence[str]) -> dict[str, Vectors]:
    """Return all vectors that can be read: one that is damaged is looked for in halves of what it is among."""
    try:
        return view.vectors(ids)
    except StoreError:
        half = len(ids) // 2
        return _vectors(view, ids[:half]) | _vectors(view, ids[half:]) if half else {}
