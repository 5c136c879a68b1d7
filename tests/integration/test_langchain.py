"""Footnote among LangChain's own: a retriever, a runnable, and callbacks that reach all the way down."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from retrieval.adapters.langchain.runnable import STAGE_EVENT, STATEMENTS_EVENT
from retrieval.adapters.language_models.chat_model import LangChainChatModel
from retrieval.adapters.tracing import SpanHandler, Tracing
from retrieval.answering.ask import Response
from retrieval.bootstrap import open_footnote
from retrieval.domain.answers import Answer, Refusal
from retrieval.domain.inquiry import Inquiry
from retrieval.footnote import Footnote
from retrieval.ports import Message, Role
from retrieval.settings import RetrievalSettings
from retrieval.terminal.json_output import response_as_json
from tests.building import drafting
from tests.conftest import ROOT
from tests.indexes import Index
from tests.integration.conftest import environment

DRONES = "How many drones has Iran provided to Russia since August?"
SAID = "Kirby said that Iran has supplied more than 400 UAVs to Russia since August."
QUOTED = "Since August, Iran has provided Russia with more than 400 UAVs, primarily of the Shahed variety"


class DraftingChatModel(BaseChatModel):
    """A chat model of LangChain's kind that writes one statement, or raises."""

    error: Exception | None = None

    @property
    def _llm_type(self) -> str:
        return "drafting"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **_: Any,
    ) -> ChatResult:
        if self.error is not None:
            raise self.error
        text = drafting((SAID, QUOTED))([Message(Role.USER, str(message.text)) for message in messages])
        usage = {"input_tokens": 11, "output_tokens": 7, "total_tokens": 18}
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text, usage_metadata=usage))])


class Runs(BaseCallbackHandler):
    """The names of the runs that it was told of, with their tags."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.tags: list[list[str]] = []

    def on_chain_start(self, *_: Any, **details: Any) -> None:
        self.begun.append(details["name"])

    def on_chat_model_start(self, *_: Any, **details: Any) -> None:
        self.begun.append("chat model")
        self.tags.append(details["tags"])


@pytest.fixture(scope="module")
def written(
    tmp_path_factory: pytest.TempPathFactory, shipped: Any, corpus_folder: Path, embedder: Any, network: Any
) -> Iterator[Footnote]:
    """The product over the shipped corpus, with a chat model of LangChain's."""
    import shutil

    data = shutil.copytree(shipped.data, tmp_path_factory.mktemp("langchain") / "data")
    settings = RetrievalSettings(
        corpus_dir=corpus_folder, data_dir=data, database_url=None, language_model_judges=False
    )
    model = LangChainChatModel(DraftingChatModel(), "fake:drafting", max_tokens=64)
    with open_footnote(settings, embedder=embedder, reader=network, chat_model=model) as opened:
        yield opened


def texts(asked: Response) -> list[str]:
    assert isinstance(asked.outcome, Answer)
    return [statement.text for statement in asked.outcome.statements]


# The retriever.


async def test_the_retriever_gives_the_same_at_once_and_asynchronously(footnote: Footnote) -> None:
    retriever = footnote.langchain_retriever(limit=3)
    documents = retriever.invoke(DRONES)
    assert await retriever.ainvoke(DRONES) == documents
    assert await retriever.abatch([DRONES, DRONES]) == [documents, documents]
    found = footnote.search(DRONES, limit=3)
    assert [document.id for document in documents] == [result.passage.id for result in found]
    for document, result in zip(documents, found, strict=True):
        span = slice(document.metadata["start"], document.metadata["end"])
        assert result.passage.document.text[span] == document.page_content == result.passage.text
        assert document.metadata["content_hash"] == result.passage.document.content_hash
        assert (document.metadata["score"], document.metadata["dense"]) == (result.score, result.dense)


# The runnable.


async def test_a_runnable_answers_as_footnote_does(footnote: Footnote) -> None:
    runnable: Runnable[str, Response] = footnote.as_runnable()
    expected = footnote.answer(DRONES).outcome
    assert runnable.invoke(DRONES).outcome == expected
    assert (await runnable.ainvoke(DRONES)).outcome == expected
    answered, refused = runnable.batch([DRONES, "Who won the 2022 World Cup?"])
    assert answered.outcome == expected
    assert isinstance(refused.outcome, Refusal)
    assert [response.outcome for response in runnable.stream(DRONES)] == [expected]


def test_it_goes_into_a_chain(footnote: Footnote) -> None:
    chain = (
        footnote.as_runnable()
        | response_as_json
        | (lambda response: response["statements"][0]["citations"][0]["quote"])
    )
    assert "400 UAVs" in chain.invoke(DRONES)


async def test_its_stages_are_told_as_events(footnote: Footnote) -> None:
    stages = [
        dict(event["data"])
        async for event in footnote.as_runnable().astream_events(DRONES, version="v2")
        if event["event"] == "on_custom_event" and event["name"] == STAGE_EVENT
    ]
    search, read = (stage for stage in stages if stage["stage"] in {"search", "read"})
    assert search == {"stage": "search"}
    assert read["stage"] == "read"
    assert read["passages"] >= read["documents"] >= 1


async def test_what_is_written_is_told_as_it_is_checked(written: Footnote) -> None:
    drafts = [
        dict(event["data"])["statements"]
        async for event in written.as_runnable().astream_events(DRONES, version="v2")
        if event["event"] == "on_custom_event" and event["name"] == STATEMENTS_EVENT
    ]
    assert drafts == [[SAID]]


def test_callbacks_and_tags_reach_the_language_model(written: Footnote) -> None:
    runs = Runs()
    asked = written.as_runnable().invoke(DRONES, config={"callbacks": [runs], "tags": ["of-a-test"]})
    assert texts(asked) == [SAID]
    assert runs.begun == ["footnote", "chat model"]
    assert "of-a-test" in runs.tags[0]


# The example in the docs.


@pytest.mark.slow
def test_the_example_in_the_docs_runs(index: Index) -> None:
    index.close()
    page = (ROOT / "docs" / "langchain.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```python\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
    assert len(examples) == 2
    env = environment(CORPUS_DIR=str(index.corpus), DATA_DIR=str(index.data), PYTHONPATH=str(ROOT))
    for example in examples:
        ran = subprocess.run(
            [sys.executable, "-c", example],
            cwd=index.corpus,
            env=env,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        assert "400" in ran.stdout


# Tracing.


@pytest.fixture
def spans() -> Iterator[tuple[SpanHandler, InMemorySpanExporter]]:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    yield SpanHandler(provider.get_tracer("test")), exporter
    provider.shutdown()


def ask_traced(footnote: Footnote, handler: SpanHandler) -> Response:
    answering = replace(footnote._answering, run=Tracing(handler).run)
    return answering.ask(footnote._generations.current, Inquiry(DRONES))


def test_each_stage_is_a_span_below_the_question_and_the_model_below_its_stage(
    written: Footnote, spans: tuple[SpanHandler, InMemorySpanExporter]
) -> None:
    handler, exporter = spans
    ask_traced(written, handler)
    by_name: dict[str, ReadableSpan] = {span.name: span for span in exporter.get_finished_spans()}
    assert {"total", "search", "read", "write", "ground"} <= by_name.keys()
    (chat,) = [span for name, span in by_name.items() if name.startswith("chat ")]
    above = {span.context.span_id: span.name for span in by_name.values() if span.context}
    assert all(by_name[name].parent for name in ("search", "read", "write", "ground"))
    assert {above[span.parent.span_id] for span in by_name.values() if span.parent} == {"total", "write"}
    assert chat.parent is not None
    assert above[chat.parent.span_id] == "write"
    assert chat.attributes is not None
    assert (chat.attributes["gen_ai.usage.input_tokens"], chat.attributes["gen_ai.usage.output_tokens"]) == (11, 7)
    assert not handler._spans, "a span was never ended"


def test_a_span_tells_no_text(written: Footnote, spans: tuple[SpanHandler, InMemorySpanExporter]) -> None:
    handler, exporter = spans
    ask_traced(written, handler)
    exported = "".join(span.to_json() for span in exporter.get_finished_spans())
    assert "drones" not in exported.lower()
    assert "Kirby" not in exported


def test_nor_what_a_provider_said_when_it_failed(
    written: Footnote, spans: tuple[SpanHandler, InMemorySpanExporter]
) -> None:
    handler, exporter = spans
    writer = written._answering.writer
    assert writer is not None
    failing = LangChainChatModel(
        DraftingChatModel(error=RuntimeError("The key sk-canary is not valid.")), "fake:failing", max_tokens=64
    )
    answering = replace(
        written._answering,
        writer=replace(writer, model=replace(writer.model, model=failing)),
        run=Tracing(handler).run,
    )
    asked = answering.ask(written._generations.current, Inquiry(DRONES))
    assert asked.trace is not None
    assert asked.trace.floor is not None
    failed = [span for span in exporter.get_finished_spans() if span.status.status_code is StatusCode.ERROR]
    assert {span.name.split()[0] for span in failed} == {"write", "chat"}
    assert "canary" not in "".join(span.to_json() for span in exporter.get_finished_spans())


def test_where_it_is_not_asked_for_nothing_of_it_is_imported() -> None:
    code = (
        "import sys\nfrom retrieval.adapters.opening import tracing\nimport os\n"
        "with tracing(os.environ): pass\n"
        "print([m for m in sys.modules if m.split('.')[0] in {'langsmith', 'langchain_core', 'opentelemetry'}])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    assert ran.stdout.strip() == "[]"
