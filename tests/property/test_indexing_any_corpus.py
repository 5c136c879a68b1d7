"""Real Chroma and real FTS5 over small corpora of any text; only the embedder is fake, so that it can be counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.adapters.chroma_store import ChromaStore
from retrieval.adapters.fts5_index import Fts5Index
from retrieval.chunking import chunk
from retrieval.domain import PassageKind
from retrieval.reloading import ReloadReport, generation_of, reload
from retrieval.loading import load_corpus
from retrieval.words import content_stems, stems, tokens
from tests.fakes import WordHashEmbedder

CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
SCRAPS = st.sampled_from(
    """Iran denied it. |Kyiv, e.g., did not… |\n\n|\r\n|\nBackground\n|400 drones |伊朗否认。|🛩️ |O'Neil’s |3.5 % |ﷺ |𞤀𞤣
    |ﹰ |n_o |e\u0301 |؟ |𝐃rone """.split("|")
)
TEXTS = st.lists(st.one_of(SCRAPS, st.text(CHARACTERS, max_size=15)), min_size=1, max_size=12).map("".join)
CORPORA = st.lists(TEXTS.filter(str.strip), min_size=1, max_size=4)
# Each example opens a database of its own.
FEW = settings(max_examples=10)


@dataclass
class Index:
    corpus: Path
    store: ChromaStore
    lexical: Fts5Index
    embedder: WordHashEmbedder

    def reload(self) -> ReloadReport:
        return reload(self.corpus, self.store, self.lexical, self.embedder)

    def texts(self) -> dict[str, str]:
        return {passage.id: passage.text for passage in self.store.passages(self.store.passage_ids())}


@contextmanager
def index_over(texts: list[str]) -> Iterator[Index]:
    with TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for number, text in enumerate(texts):
            (corpus / f"{number}.txt").write_bytes(text.encode())
        store = ChromaStore(Path(folder) / "chroma")
        try:
            yield Index(corpus, store, Fts5Index(Path(folder) / "lexical.sqlite3"), WordHashEmbedder())
        finally:
            store.close()


@FEW
@given(CORPORA)
def test_indexing_twice_is_indexing_once(texts: list[str]) -> None:
    with index_over(texts) as index:
        documents = load_corpus(index.corpus).documents
        if not documents:
            return
        first = index.reload()
        held, vectors = index.texts(), len(index.embedder.embedded)
        assert len(first.added) == len(documents)
        assert first.passages_embedded == vectors == len(held)

        second = index.reload()
        assert (second.added, second.changed, second.removed) == ((), (), ())
        assert len(second.unchanged) == len(documents)
        assert second.passages_embedded == 0
        assert len(index.embedder.embedded) == vectors
        assert index.texts() == held

        chunked = [passage for document in documents for passage in chunk(document, index.embedder)]
        assert held == {passage.id: passage.text for passage in chunked if passage.kind is PassageKind.BODY}
        assert index.store.documents() == {document.id: document for document in documents}


@FEW
@given(CORPORA, st.text(max_size=80))
def test_any_question_can_be_searched_and_every_passage_found_by_each_of_its_words(
    texts: list[str], question: str
) -> None:
    with index_over(texts) as index:
        if not load_corpus(index.corpus).documents:
            return
        index.reload()
        passages = index.store.passages(index.store.passage_ids())
        assert index.lexical.size() == len(passages)
        for words in (content_stems(question), stems(question), tokens(question), [question], question.split()):
            assert len(index.lexical.search(words, 100)) <= len(passages)
            assert set(index.lexical.document_frequencies(words)) == set(words)
        for passage in passages:
            for word in set(stems(passage.search_text)):
                assert passage.id in dict(index.lexical.search([word], 100)), word
                assert index.lexical.document_frequencies([word])[word] >= 1, word


@FEW
@given(CORPORA, CORPORA)
def test_a_corpus_that_changed_is_indexed_as_if_it_had_always_been_so(before: list[str], after: list[str]) -> None:
    with index_over(before) as index, index_over(after) as fresh:
        if not load_corpus(index.corpus).documents or not load_corpus(fresh.corpus).documents:
            return
        index.reload()
        for file in index.corpus.iterdir():
            file.unlink()
        for file in fresh.corpus.iterdir():
            (index.corpus / file.name).write_bytes(file.read_bytes())
        index.reload()
        fresh.reload()
        assert index.texts() == fresh.texts()
        assert generation_of(index.store.manifest()) == generation_of(fresh.store.manifest())
        assert index.lexical.generation() == fresh.lexical.generation()
        assert index.lexical.size() == fresh.lexical.size()
        for word in {stem for text in [*before, *after] for stem in stems(text)}:
            found = {passage_id for passage_id, _ in index.lexical.search([word], 100)}
            assert found == {passage_id for passage_id, _ in fresh.lexical.search([word], 100)}
