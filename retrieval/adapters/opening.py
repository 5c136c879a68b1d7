"""The opening of what settings name: the embedding model, the reader, a language model, and the tracer of where time
goes.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from retrieval.adapters.sql.records_on_demand import Records
from retrieval.adapters.tracers import to_collector, to_langsmith
from retrieval.answering.stopwatch import Run
from retrieval.ports import ChatModel, Embedder, Reader, TokenCounter
from retrieval.settings import DEFAULT_EMBEDDING_MODEL, DEFAULT_READER_MODEL, RetrievalSettings
from retrieval.writing.prompts import load_prompts
from retrieval.writing.retrying import CircuitBreaker, TriedModel
from retrieval.writing.token_counts import max_output_tokens

if TYPE_CHECKING:
    from retrieval.writing.writer import Writer


def embedder_of(settings: RetrievalSettings) -> Embedder:
    """Return the packaged model, or another that sentence-transformers loads: its libraries take seconds to import.
    Raises ModelError.
    """
    if settings.embedding_model == DEFAULT_EMBEDDING_MODEL:
        from retrieval.adapters.models.onnx_embedder import OnnxEmbedder

        return OnnxEmbedder()
    from retrieval.adapters.models.sentence_transformer_embedder import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(settings.embedding_model)


def chat_model_of(settings: RetrievalSettings) -> ChatModel | None:
    """Return the language model, which the caller closes, where one is to write. Raises SettingsError and
    ModelError.
    """
    if settings.language_model is None:
        return None
    from retrieval.adapters.language_models.chat_model import open_chat_model

    key = settings.language_model_api_key
    return open_chat_model(
        settings.language_model,
        api_key=key.get_secret_value() if key else None,
        base_url=settings.language_model_base_url,
        max_tokens=max_output_tokens(settings.language_model_question_tokens),
    )


def writer_of(settings: RetrievalSettings, chat_model: ChatModel, counter: TokenCounter, records: Records) -> "Writer":
    """Return what writes answers with a language model. Raises PromptError."""
    # The form of a draft is made when it is imported, which an answer without a model does without.
    from retrieval.writing.writer import Writer

    return Writer(
        model=TriedModel(model=chat_model, breaker=CircuitBreaker()),
        prompts=load_prompts(),
        counter=counter,
        ledger=lambda: records.tokens,
        timeout_seconds=settings.language_model_timeout_seconds,
        question_tokens=settings.language_model_question_tokens,
        daily_tokens=settings.language_model_daily_tokens,
        judges=settings.language_model_judges,
    )


@contextmanager
def tracing(environment: Mapping[str, str]) -> Iterator[Run]:
    """Trace as the variables of LangSmith and OpenTelemetry say. Where none is set, neither is imported."""
    if not (to_collector(environment) or to_langsmith(environment)):
        yield nullcontext
        return
    from retrieval.adapters.tracing import Tracing, langsmith, open_telemetry

    with ExitStack() as held:
        handler = None
        if to_langsmith(environment):
            held.callback(langsmith())
        if to_collector(environment):
            handler, close = open_telemetry(environment)
            held.callback(close)
        yield Tracing(handler).run


def reader_of(name: str, embedding_model: str) -> Reader:
    from retrieval.adapters.models.onnx_reader import OnnxReader
    from retrieval.adapters.models.reader_card import READER_DESCRIPTION, READER_FOLDER

    folder = READER_FOLDER if name == DEFAULT_READER_MODEL else Path(name)
    if name == DEFAULT_READER_MODEL or (folder / READER_DESCRIPTION).is_file():
        return OnnxReader(folder, embedding_model=embedding_model)
    from retrieval.adapters.models.transformers_reader import TransformersReader

    return TransformersReader(name)
