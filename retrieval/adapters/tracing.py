"""Where time goes, reported to LangSmith or OpenTelemetry by LangChain's callbacks: a run for each stage of a question,
and the language model's own run below the stage that it writes in.

To OpenTelemetry no text is sent: names, times and tokens alone. LangSmith is sent what LangChain reports of a language
model's runs, prompts and replies included.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Timer
from typing import Any
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler, CallbackManager
from langchain_core.outputs import ChatGeneration, LLMResult
from langchain_core.runnables.config import ensure_config, patch_config, var_child_runnable_config
from langchain_core.tracers.langchain import get_client
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, StatusCode, Tracer, set_span_in_context

FLUSH_SECONDS = 3
"""The longest that an answer waits for its trace to be sent."""


class SpanHandler(BaseCallbackHandler):
    """Makes a span of each run, below the span of the run's parent."""

    run_inline = True

    def __init__(self, tracer: Tracer) -> None:
        self._tracer = tracer
        self._spans: dict[UUID, Span] = {}

    def on_chain_start(
        self,
        serialized: dict[str, Any] | None,
        inputs: dict[str, Any],
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        **details: Any,  # noqa: ANN401 as the library declares it
    ) -> None:
        self._begin(str(details.get("name") or "chain"), run_id, parent_run_id)

    def on_chat_model_start(
        self,
        serialized: dict[str, Any] | None,
        messages: list[list[Any]],
        *,
        run_id: UUID,
        parent_run_id: UUID | None = None,
        metadata: dict[str, Any] | None = None,
        **details: Any,  # noqa: ANN401
    ) -> None:
        name = str((metadata or {}).get("ls_model_name") or "model")
        span = self._begin(f"chat {name}", run_id, parent_run_id)
        span.set_attributes({"gen_ai.operation.name": "chat", "gen_ai.request.model": name})

    def on_chain_end(self, outputs: dict[str, Any], *, run_id: UUID, **_: Any) -> None:  # noqa: ANN401
        self._end(run_id)

    def on_llm_end(self, response: LLMResult, *, run_id: UUID, **_: Any) -> None:  # noqa: ANN401
        for generation in (generation for generations in response.generations for generation in generations):
            used = generation.message.usage_metadata if isinstance(generation, ChatGeneration) else None  # type: ignore[attr-defined]
            if used and (span := self._spans.get(run_id)):
                tokens = {"input": used["input_tokens"], "output": used["output_tokens"]}
                span.set_attributes({f"gen_ai.usage.{way}_tokens": count for way, count in tokens.items()})
        self._end(run_id)

    def on_chain_error(self, error: BaseException, *, run_id: UUID, **_: Any) -> None:  # noqa: ANN401
        self._end(run_id, error)

    def on_llm_error(self, error: BaseException, *, run_id: UUID, **_: Any) -> None:  # noqa: ANN401
        self._end(run_id, error)

    def _begin(self, name: str, run_id: UUID, parent_run_id: UUID | None) -> Span:
        parent = self._spans.get(parent_run_id) if parent_run_id else None
        span = self._tracer.start_span(name, context=set_span_in_context(parent) if parent else None)
        self._spans[run_id] = span
        return span

    def _end(self, run_id: UUID, error: BaseException | None = None) -> None:
        span = self._spans.pop(run_id, None)
        if span is None:
            return
        if error is not None:
            # The trace holds the error's type and not its words: a provider's words may repeat a key.
            span.set_status(StatusCode.ERROR, type(error).__name__)
        span.end()


class Tracing:
    """Opens runs. Where a question is asked within a run of LangChain's own, they are below that."""

    def __init__(self, handler: SpanHandler | None = None) -> None:
        self._handler = handler

    @contextmanager
    def run(self, name: str) -> Iterator[None]:
        config = ensure_config()
        manager = CallbackManager.configure(inheritable_callbacks=config["callbacks"])
        if self._handler is not None and self._handler not in manager.handlers:
            manager.add_handler(self._handler)
        run = manager.on_chain_start({}, {}, name=name)
        before = var_child_runnable_config.set(patch_config(config, callbacks=run.get_child()))
        try:
            yield
        except BaseException as error:
            run.on_chain_error(error)
            raise
        else:
            run.on_chain_end({})
        finally:
            var_child_runnable_config.reset(before)


def open_telemetry(environment: Mapping[str, str]) -> tuple[SpanHandler, Callable[[], None]]:
    """Return a handler that exports by OTLP over gRPC, as OpenTelemetry's own variables say, and a function to call at
    the end: it sends what is left, for `FLUSH_SECONDS` at most.
    """
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

    exporter = OTLPSpanExporter()
    service = environment.get("OTEL_SERVICE_NAME") or "footnote"
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: service}))
    provider.add_span_processor(BatchSpanProcessor(exporter))

    def close() -> None:
        # The library by itself tries for ten seconds, and that batch after batch.
        give_up = Timer(FLUSH_SECONDS, exporter.shutdown)
        give_up.daemon = True
        give_up.start()
        provider.shutdown()
        give_up.cancel()

    return SpanHandler(provider.get_tracer("footnote")), close


def langsmith() -> Callable[[], None]:
    """Return a function to call at the end: it waits until LangChain has sent all to LangSmith, for `FLUSH_SECONDS` at
    most.
    """
    logger = logging.getLogger("langsmith.client")
    if not any(isinstance(log_filter, _OnOneLine) for log_filter in logger.filters):
        logger.addFilter(_OnOneLine())
    client = get_client()
    return lambda: client.flush(timeout=FLUSH_SECONDS)


class _OnOneLine(logging.Filter):
    """Shortens what LangSmith's client logs where it fails: without its key and ids, and not twice in a row."""

    def __init__(self) -> None:
        super().__init__()
        self._last = ""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage().partition("\n")[0].partition(". ")[0]
        is_repeated, self._last = message == self._last, message
        record.msg, record.args = f"LangSmith: {message}", ()
        return not is_repeated
