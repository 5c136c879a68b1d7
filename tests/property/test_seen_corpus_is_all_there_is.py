"""Nobody is shown, nor can tell, what they do not see: to a viewer a corpus is, to the last figure, what it would be if
the documents outside of their scope were not there. Real Chroma and real FTS5; only the embedder is fake.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from retrieval.domain.documents import Document
from retrieval.domain.filters import SourceFilter
from retrieval.domain.scope import EVERYTHING, MAIN_COLLECTION, SEES_NOTHING, Scope, Viewer
from retrieval.errors import UnknownDocumentError
from retrieval.seen_corpus import SeenCorpus
from tests.examples import few
from tests.fakes import WordHashEmbedder
from tests.indexes import Index

SEEN = (MAIN_COLLECTION, "open")
HIDDEN = ("secret", "vault", "Open")
SENTENCES = st.sampled_from(
    """Iran delivered 400 drones to Russia in August.|The minister denied that any drones were delivered.
    |Bread rises in a warm oven for an hour.|The quorfle budget is 30 euros.|The quorfle budget is 25 euros a month.
    |A zibbet means a small gate.|Drones, drones and more drones came.|Deliveries of bread stopped in May.
    |To reset the router, hold the button for ten seconds.|Kyiv said that the router was delivered.
    |The ministre dronez spelled everything differently.|伊朗否认。|See clause 4.2 of the statute.""".split("|")
)
TITLES = st.sampled_from(["Drones", "Bread", "Quorfle", "The router", "Zibbets of the vault", "drones"])
PUBLISHERS = st.sampled_from(["", "The Herald", "Quorfle Press"])
QUESTIONS = (
    "How many drones were delivered to Russia?",
    "Did the minister deny that drones were delivered?",
    "What is the quorfle budget?",
    "What is a zibbet?",
    "How do I reset the router?",
    "how meny dronez were deliverd",
    "quorfel budjet",
    "Which documents are there?",
    "List all that was delivered",
    "Compare bread and drones",
    "What is the capital of Mongolia?",
    "clause 4.2",
    "minister",
)


QUOTES = (
    "Iran delivered 400 drones to Russia in August.",
    "Iran delivered 900 drones to Russia in August.",
    "The quorfle budget is 30 euros a month.",
    "A zibbet means a large gate.",
    "Nobody said this of the moon.",
)
NARROWINGS = (SourceFilter(publisher="quorfle"), SourceFilter(documents=["document-0", "document-1", "document-2"]))


class File(NamedTuple):
    """A file of a corpus."""

    collection: str
    title: str
    publisher: str
    text: str


FILES = st.builds(
    File,
    st.sampled_from([*SEEN, *HIDDEN]),
    TITLES,
    PUBLISHERS,
    st.lists(SENTENCES.map(str.strip), min_size=1, max_size=6).map(" ".join),
)
VIEWER = Viewer(scope=Scope.of(SEEN), guild_id=1)


@contextmanager
def index_of(folder: Path, files: Sequence[tuple[int, File]]) -> Iterator[Index]:
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    for number, file in files:
        place = corpus if file.collection == MAIN_COLLECTION else corpus / file.collection
        place.mkdir(exist_ok=True)
        stated = f"title: {file.title}\n" + (f"publisher: {file.publisher}\n" if file.publisher else "")
        # By its id alone nobody can tell where a document lies.
        text = f"---\nid: document-{number}\n{stated}---\n{file.text}\n"
        (place / f"{number}.md").write_text(text, encoding="utf-8")
    with Index.open(folder / "data", corpus, WordHashEmbedder()) as index:
        index.reload()
        yield index


def told_by(corpus: SeenCorpus, everything: Sequence[Document], passage_ids: Sequence[str]) -> dict[str, object]:
    """All that the corpus says to whoever asks, names and guesses."""
    titles = corpus.titles()
    typed = ["", "d", "dro", "quor", "open/", "zibet", *(document.title for document in everything)]
    return {
        "asked": {question: _told(corpus, question) for question in QUESTIONS},
        "found": {question: corpus.search(question, limit=20) for question in QUESTIONS},
        "narrowed": [corpus.search("delivered", narrowing=each) for each in NARROWINGS],
        "quoted": {quote: corpus.check_quote(quote) for quote in QUOTES},
        "listed": corpus.list_documents(),
        "whole": corpus.documents(),
        "collections": corpus.collections(),
        "version": corpus.version(),
        "titles": titles.documents,
        "named": {name: titles.find(name) for document in everything for name in (document.id, document.title)},
        "by key": {document.id: titles.find(document.summary.key) for document in everything},
        "suggested": {text: titles.holding(text, 5) for text in typed},
        "near": {text: titles.nearest(text, 5) for text in typed if text},
        "opened": {document.id: _opened(corpus, document.id) for document in everything},
        "passages": {passage_id: corpus.passage(passage_id) for passage_id in passage_ids},
        "kept": {passage_id: _kept(corpus, passage_id) for passage_id in passage_ids},
        "limited": {each.id: corpus.answer("What was delivered?", documents=[each.id]).outcome for each in everything},
    }


def _told(corpus: SeenCorpus, question: str) -> object:
    response = corpus.ask(question)
    assert response.receipt_id is not None
    receipt = corpus.records.receipts.find(response.receipt_id)
    return (
        response.outcome,
        response.probability,
        replace(receipt, id="", asked_at=receipt.asked_at.min, timings_ms={}, origin=None),
    )


def _kept(corpus: SeenCorpus, passage_id: str) -> object:
    kept = corpus.kept_source(passage_id, 0, 4)
    return kept and replace(kept, kept_at=kept.kept_at.min)


def _opened(corpus: SeenCorpus, document_id: str) -> object:
    try:
        return corpus.document(document_id)
    except UnknownDocumentError as error:
        return str(error)


# An example takes a second, and a smaller one that fails would be looked for for minutes.
@settings(few(4, elsewhere=40), phases=[Phase.explicit, Phase.generate])
@given(st.lists(FILES, min_size=3, max_size=8))
def test_what_is_outside_of_a_scope_changes_nothing_in_it(files: list[File]) -> None:
    numbered = list(enumerate(files))
    seen = [(number, file) for number, file in numbered if file.collection in SEEN]
    if not seen:
        return
    with TemporaryDirectory() as folder, ExitStack() as opened:
        whole = opened.enter_context(index_of(Path(folder) / "whole", numbered))
        pruned = opened.enter_context(index_of(Path(folder) / "pruned", seen))
        everything, passage_ids = whole.footnote.documents(), sorted(whole.view.passage_ids())
        for_viewer = told_by(whole.footnote.seen_by(VIEWER), everything, passage_ids)
        assert for_viewer == told_by(pruned.footnote, everything, passage_ids)
        everywhere = Viewer(scope=EVERYTHING, guild_id=1)
        assert whole.footnote.seen_by(everywhere).list_documents() == whole.footnote.list_documents()
        nothing = whole.footnote.seen_by(Viewer(scope=SEES_NOTHING, guild_id=1))
        assert (nothing.list_documents(), nothing.search("drones"), nothing.collections()) == ((), (), {})
        assert not any(nothing.titles().holding("", 5))
