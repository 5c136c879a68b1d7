"""Real Chroma and real FTS5 over small corpora of any text; only the embedder is fake, so that it can be counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from retrieval.documents.chunking import chunk
from retrieval.documents.loading import load_corpus
from retrieval.documents.reading_text import search_text_of
from retrieval.domain.documents import PassageKind
from retrieval.index.stamping import generation_of
from retrieval.text.words import content_stems, stems, tokens
from tests.examples import few
from tests.fakes import WordHashEmbedder
from tests.indexes import Index, rows_in

CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
SCRAPS = st.sampled_from(
    """Iran denied it. |Kyiv, e.g., did not… |\n\n|\r\n|\nBackground\n|400 drones |伊朗否认。|🛩️ |O'Neil’s |3.5 % |ﷺ |𞤀𞤣
    |ﹰ |n_o |e\u0301 |؟ |𝐃rone """.split("|")
)
TEXTS = st.lists(st.one_of(SCRAPS, st.text(CHARACTERS, max_size=15)), min_size=1, max_size=12).map("".join)
CORPORA = st.lists(TEXTS.filter(str.strip), min_size=1, max_size=4)
# Each example opens a database of its own.
FEW = few(5, elsewhere=20)


@contextmanager
def index_over(texts: list[str]) -> Iterator[tuple[Index, WordHashEmbedder]]:
    with TemporaryDirectory() as folder:
        corpus, embedder = Path(folder) / "corpus", WordHashEmbedder()
        corpus.mkdir()
        for number, text in enumerate(texts):
            (corpus / f"{number}.txt").write_bytes(text.encode())
        with Index.open(Path(folder) / "data", corpus, embedder) as index:
            yield index, embedder


def texts_of(index: Index) -> dict[str, str]:
    return {passage.id: passage.text for passage in index.view.passages(index.view.passage_ids())}


@FEW
@given(CORPORA)
def test_indexing_twice_is_indexing_once(texts: list[str]) -> None:
    with index_over(texts) as (index, embedder):
        documents = load_corpus(index.corpus).documents
        if not documents:
            return
        first = index.reload()
        held, vectors = texts_of(index), len(embedder.embedded)
        assert len(first.added) == len(documents)
        assert first.passages_embedded == vectors == len(set(embedder.embedded))
        assert first.passages_embedded + first.passages_reused == len(held)

        second = index.reload()
        assert (second.added, second.changed, second.renamed, second.removed) == ((), (), (), ())
        assert second.unchanged == len(documents)
        assert second.passages_embedded == 0
        assert len(embedder.embedded) == vectors
        assert texts_of(index) == held

        chunked = [passage for document in documents for passage in chunk(document, embedder)]
        assert held == {passage.id: passage.text for passage in chunked if passage.kind is PassageKind.BODY}
        assert index.view.documents() == {document.id: document for document in documents}


@FEW
@given(CORPORA, st.text(max_size=80))
def test_any_question_can_be_searched_and_every_passage_found_by_each_of_its_words(
    texts: list[str], question: str
) -> None:
    with index_over(texts) as (index, _):
        if not load_corpus(index.corpus).documents:
            return
        index.reload()
        passages = index.view.passages(index.view.passage_ids())
        assert index.lexical.size() == len(passages)
        for words in (content_stems(question), stems(question), tokens(question), [question], question.split()):
            assert len(index.lexical.search(words, 100)) <= len(passages)
            assert set(index.lexical.document_frequencies(words)) == set(words)
        for passage in passages:
            for word in set(stems(search_text_of(passage))):
                assert passage.id in dict(index.lexical.search([word], 100)), word
                assert index.lexical.document_frequencies([word])[word] >= 1, word


@FEW
@given(CORPORA, CORPORA)
def test_a_corpus_that_changed_is_indexed_as_if_it_had_always_been_so(before: list[str], after: list[str]) -> None:
    with index_over(before) as (index, _), index_over(after) as (fresh, _):
        if not load_corpus(index.corpus).documents or not load_corpus(fresh.corpus).documents:
            return
        index.reload()
        for file in index.corpus.iterdir():
            file.unlink()
        for file in fresh.corpus.iterdir():
            (index.corpus / file.name).write_bytes(file.read_bytes())
        index.reload()
        fresh.reload()
        assert texts_of(index) == texts_of(fresh)
        assert dict(index.view.manifest()) == dict(fresh.view.manifest())
        assert index.head.generation == fresh.head.generation == generation_of(fresh.view.manifest())
        assert rows_in(index.data) == rows_in(fresh.data)
        assert index.lexical.size() == fresh.lexical.size()
        for word in {stem for text in [*before, *after] for stem in stems(text)}:
            assert index.lexical.search([word], 100) == fresh.lexical.search([word], 100)
