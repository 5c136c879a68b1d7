"""Where time goes, told over a network: to an OTLP collector and to a LangSmith on loopback, by the real command."""

import json
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import takewhile
from pathlib import Path

import grpc
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import (
    TraceServiceServicer,
    add_TraceServiceServicer_to_server,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from retrieval.adapters.tracing import FLUSH_SECONDS, open_telemetry
from tests.chat_models import KEY, needs
from tests.conftest import ROOT, Shipped
from tests.integration.conftest import Ran, environment, run
from tests.integration.test_terminal_language_model import drafts
from tests.integration.test_writing import DRONES, SAID
from tests.model_server import says, serving
from tests.wires import OPENAI

ASK = ("ask", "--json")
OF_LANGSMITH = "made-up-langsmith-key"
BATCHES = {
    "use_multipart_endpoint": True,
    "scale_up_qsize_trigger": 1000,
    "scale_up_nthreads_limit": 1,
    "size_limit": 100,
    "size_limit_bytes": 1_000_000,
}
"""As LangSmith describes itself."""
STAGES = {"total", "search", "read", "write", "ground"}


class Collector(TraceServiceServicer):
    """Takes every span, or fails as it is told."""

    def __init__(self, fails: grpc.StatusCode | None = None) -> None:
        self.fails = fails
        self.requests: list[ExportTraceServiceRequest] = []

    def Export(  # noqa: N802 as the protocol names it
        self, request: ExportTraceServiceRequest, context: grpc.ServicerContext
    ) -> ExportTraceServiceResponse:
        self.requests.append(request)
        if self.fails is not None:
            context.abort(self.fails, "as it was told")
        return ExportTraceServiceResponse()

    def spans(self) -> list[Span]:
        return [
            span
            for request in self.requests
            for of_resource in request.resource_spans
            for of_scope in of_resource.scope_spans
            for span in of_scope.spans
        ]


@contextmanager
def collecting(collector: Collector) -> Iterator[str]:
    """Its address."""
    server = grpc.server(ThreadPoolExecutor(2))
    add_TraceServiceServicer_to_server(collector, server)  # type: ignore[no-untyped-call]
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop(None).wait()


class LangSmith(ThreadingHTTPServer):
    """Takes every run. `requests` are (path, headers, body)."""

    daemon_threads = True

    def __init__(self) -> None:
        self.requests: list[tuple[str, Mapping[str, str], bytes]] = []
        requests = self.requests

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(json.dumps({"version": "0", "batch_ingest_config": BATCHES}).encode())

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                requests.append((self.path, dict(self.headers), body))
                self._answer(b"{}")

            def _answer(self, content: bytes) -> None:
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Nothing."""

        super().__init__(("127.0.0.1", 0), Handler)


@contextmanager
def langsmith() -> Iterator[LangSmith]:
    server = LangSmith()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def silent() -> Iterator[str]:
    """The address of one that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@pytest.fixture(scope="module")
def data(shipped: Shipped, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy, since receipts are written into it."""
    return shutil.copytree(shipped.data, tmp_path_factory.mktemp("tracing") / "data")


def ask(data: Path, **env: str) -> Ran:
    return run(*ASK, "--data", str(data), DRONES, env=env)


def ask_a_model(data: Path, **env: str) -> Ran:
    """With a language model on loopback that writes the answer."""
    with serving(OPENAI, says(drafts)) as server:
        model = {"LANGUAGE_MODEL": "openai:a-model", "LANGUAGE_MODEL_BASE_URL": server.url}
        return ask(data, LANGUAGE_MODEL_API_KEY=KEY, **model, **env)


def to_langsmith(endpoint: str) -> dict[str, str]:
    on = {"LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "true"}
    return {**on, "LANGSMITH_ENDPOINT": endpoint, "LANGSMITH_API_KEY": OF_LANGSMITH}


def stage_of(span: Span, by_id: Mapping[bytes, Span]) -> str:
    """Return which of the stages it is part of: steps of LangChain's own lie between."""
    while span.name not in STAGES:
        span = by_id[span.parent_span_id]
    return span.name


# Told.


@pytest.mark.slow
@needs(OPENAI)
def test_the_spans_of_a_question_reach_the_collector_before_the_process_ends(data: Path) -> None:
    collector = Collector()
    with collecting(collector) as endpoint:
        asked = ask_a_model(data, OTEL_EXPORTER_OTLP_ENDPOINT=endpoint, OTEL_SERVICE_NAME="desk")
    assert asked.returncode == 0, asked.stderr
    assert asked.stderr == ""
    assert [statement["text"] for statement in json.loads(asked.stdout)["statements"]] == [SAID]
    spans = collector.spans()
    names = {span.name for span in spans}
    assert names >= STAGES
    above = {span.span_id: span.name for span in spans}
    assert {span.name for span in spans if not span.parent_span_id} == {"total"}
    assert {above[span.parent_span_id] for span in spans if span.name in STAGES - {"total"}} == {"total"}
    by_id = {span.span_id: span for span in spans}
    # One call writes the draft, and one judges it.
    assert sorted(stage_of(span, by_id) for span in spans if span.name.startswith("chat ")) == ["ground", "write"]
    assert all(span.start_time_unix_nano <= span.end_time_unix_nano for span in spans)
    assert len({span.trace_id for span in spans}) == 1
    (resource,) = {str(span.resource) for request in collector.requests for span in request.resource_spans}
    assert 'string_value: "desk"' in resource
    wire = b"".join(request.SerializeToString() for request in collector.requests)
    for text in (DRONES, "drones", SAID, "Kirby", "UAVs", KEY):
        assert text.encode() not in wire


@needs(OPENAI)
@pytest.mark.slow
def test_the_runs_of_a_question_reach_langsmith_before_the_process_ends(data: Path) -> None:
    with langsmith() as server:
        asked = ask_a_model(data, **to_langsmith(f"http://127.0.0.1:{server.server_port}"))
    assert asked.returncode == 0, asked.stderr
    assert asked.stderr == ""
    assert {headers.get("x-api-key", headers.get("X-Api-Key")) for _, headers, _ in server.requests} == {OF_LANGSMITH}
    bodies = b"".join(body for _, _, body in server.requests)
    for name in STAGES:
        assert f'"name":"{name}"'.encode() in bodies
    # Prompts and replies are told there, and no key.
    assert b"Kirby" in bodies
    assert KEY.encode() not in bodies


@pytest.mark.slow
def test_where_it_is_off_nobody_is_told(data: Path) -> None:
    with langsmith() as server:
        off = to_langsmith(f"http://127.0.0.1:{server.server_port}") | {
            "LANGSMITH_TRACING": "false",
            "LANGCHAIN_TRACING_V2": "false",
        }
        asked = ask(data, OTEL_EXPORTER_OTLP_ENDPOINT=" ", **off)
    assert asked.returncode == 0
    assert asked.stderr == ""
    assert server.requests == []


# Away.

AWAY = "http://127.0.0.1:1"


@pytest.mark.parametrize("how", ["away", "silent"])
@pytest.mark.slow
def test_neither_holds_anybody_up_that_does_not_answer(how: str, data: Path) -> None:
    with silent() as nobody:
        endpoint = AWAY if how == "away" else nobody
        env = {"OTEL_EXPORTER_OTLP_ENDPOINT": endpoint} | to_langsmith(endpoint)
        arguments = (*ASK, "--data", str(data), DRONES)
        with subprocess.Popen(
            [sys.executable, "-m", "retrieval", *arguments],
            cwd=ROOT,
            env=environment(**env),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            # Until the brace that ends it: the answer is there.
            lines = list(takewhile(lambda line: line != "}\n", process.stdout))
            began = time.monotonic()
            _, stderr = process.communicate(timeout=300)
            waited = time.monotonic() - began
    assert process.returncode == 0
    assert json.loads("".join([*lines, "}"]))["statements"]
    # One after the other, and seconds more for a busy machine: LangSmith's client by itself takes longer alone.
    assert waited < 2 * FLUSH_SECONDS + 6
    if how == "away":
        assert " traces to 127.0.0.1:1" in stderr
        assert "warning: LangSmith: " in stderr
    assert "Traceback" not in stderr
    assert all(line.startswith(("warning: ", "ERROR: ")) for line in stderr.splitlines()), stderr
    for secret in (OF_LANGSMITH[:5], "API Key", DRONES):
        assert secret not in stderr


@pytest.mark.parametrize("how", ["fails", "silent"])
@pytest.mark.slow
def test_a_collector_is_given_up_at_the_end_however_much_is_left(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each batch takes the library ten seconds, and there are four."""
    with collecting(Collector(grpc.StatusCode.UNAVAILABLE)) as failing, silent() as nobody:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", failing if how == "fails" else nobody)
        handler, close = open_telemetry({})
        for _ in range(2000):
            handler._tracer.start_span("read").end()
        began = time.monotonic()
        close()
        # Ten seconds short of what the library would take.
        assert time.monotonic() - began < 30
