"""What settings name, opened: the embedding model, the reader, a language model, and where it is told how time goes."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path

from retrieval.answering import Run
from retrieval.ports import ChatModel, Embedder, Reader, TokenCounter
from retrieval.prompts import load_prompts
from retrieval.recording import Records
from retrieval.settings import DEFAULT_READER_MODEL, RetrievalSettings
from retrieval.trying import CircuitBreaker, TriedModel
from retrieval.writing import Writer, max_output_tokens


def embedder_of(settings: RetrievalSettings) -> Embedder:
    from retrieval.adapters.sentence_transformer_embedder import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(settings.embedding_model)


def writer_of(
    settings: RetrievalSettings, chat_model: ChatModel | None, counter: TokenCounter, records: Records
) -> Writer | None:
    """Where a language model is to write. Raises SettingsError, ModelError and PromptError."""
    question_tokens = settings.language_model_question_tokens
    if chat_model is None:
        if settings.language_model is None:
            return None
        from retrieval.adapters.chat_model import open_chat_model

        key = settings.language_model_api_key
        chat_model = open_chat_model(
            settings.language_model,
            api_key=key.get_secret_value() if key else None,
            base_url=settings.language_model_base_url,
            max_tokens=max_output_tokens(question_tokens),
        )
    return Writer(
        model=TriedModel(model=chat_model, breaker=CircuitBreaker()),
        prompts=load_prompts(),
        counter=counter,
        ledger=lambda: records.tokens,
        timeout_seconds=settings.language_model_timeout_seconds,
        question_tokens=question_tokens,
        daily_tokens=settings.language_model_daily_tokens,
    )


@contextmanager
def tracing(environment: Mapping[str, str]) -> Iterator[Run]:
    """By the variables of LangSmith and OpenTelemetry; where none is set, nothing of either is imported."""
    to_collector = bool(environment.get("OTEL_EXPORTER_OTLP_ENDPOINT", "").strip())
    to_langsmith = environment.get("LANGSMITH_TRACING", environment.get("LANGCHAIN_TRACING_V2", "")).lower() == "true"
    if not (to_collector or to_langsmith):
        yield nullcontext
        return
    from retrieval.adapters.tracing import Tracing, langsmith, open_telemetry

    with ExitStack() as held:
        handler = None
        if to_langsmith:
            held.callback(langsmith())
        if to_collector:
            handler, close = open_telemetry(environment)
            held.callback(close)
        yield Tracing(handler).run


def reader_of(name: str) -> Reader:
    from retrieval.adapters.onnx_reader import DESCRIPTION, FOLDER, OnnxReader

    folder = FOLDER if name == DEFAULT_READER_MODEL else Path(name)
    if name == DEFAULT_READER_MODEL or (folder / DESCRIPTION).is_file():
        return OnnxReader(folder)
    from retrieval.adapters.transformers_reader import TransformersReader

    return TransformersReader(name)
