"""The key of a provider of language models, which thirty failures repeat, by each provider's own library: in no answer,
message, log or record.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.cards import answer as answer_pages
from retrieval.bootstrap import open_footnote
from retrieval.console import PlainConsole
from retrieval.domain.inquiry import Listener
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from retrieval.terminal import answer_view
from retrieval.terminal.json_output import receipt_as_json, response_as_json
from tests.chat_models import KEY, needs
from tests.fakes import WordHashEmbedder
from tests.model_server import End, Handler, Reply, Wire, fails, half_a_body, says, says_nothing, sends, serving
from tests.wires import WIRES

QUESTION = "What did Iran deny?"
STATUSES = (
    301,
    307,
    400,
    401,
    402,
    403,
    404,
    405,
    408,
    409,
    413,
    415,
    418,
    422,
    429,
    451,
    500,
    501,
    502,
    503,
    504,
    529,
)

LATER = {"retry-after": "3600"}
"""So that nobody tries again."""
TRIED_AGAIN = {"asks to wait", "half a body", "breaks off"}
"""Until the time is up."""


def _points_to(handler: Handler, _: object) -> None:
    handler.send(302, KEY.encode(), {"location": f"http://127.0.0.1:9/{KEY}"})


def _breaks_off(handler: Handler, _: object) -> None:
    handler.close_connection = True


ENDS = {"declines": End.DECLINED, "withheld": End.WITHHELD}
FAILURES: Mapping[str, Reply] = {
    **{f"HTTP {status}": fails(status, message=f"Wrong key: {KEY}.", headers=LATER) for status in STATUSES},
    "asks to wait": fails(429, message=KEY, headers={"retry-after": KEY}),
    "points elsewhere": _points_to,
    "a page": sends(f"<html>{KEY}</html>".encode(), "text/html"),
    "no JSON": sends(f'{{"error": "{KEY}'.encode()),
    "another object": sends(json.dumps({"key": KEY}).encode()),
    "half a body": half_a_body,
    "breaks off": _breaks_off,
    "nothing": says_nothing,
    "no draft": says(KEY),
    "a draft of it": says(json.dumps({"points": [{"sentence": KEY, "quotes": [KEY]}], "not_told": KEY})),
    **{name: says(KEY, end) for name, end in ENDS.items()},
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "a.md").write_text("A title\n\nIran denied supplying drones. It said so on Monday.")
    with open_footnote(_settings(folder), embedder=WordHashEmbedder()) as footnote:
        footnote.reload()
    return folder


def _settings(
    folder: Path, provider: str | None = None, url: str | None = None, seconds: float = 1
) -> RetrievalSettings:
    return RetrievalSettings(
        corpus_dir=folder / "corpus",
        data_dir=folder / "data",
        reader_model=BASELINE_READER_MODEL,
        language_model=provider and f"{provider}:a-model",
        language_model_base_url=url,
        language_model_api_key=SecretStr(KEY) if url else None,
        language_model_timeout_seconds=seconds,
    )


def test_there_are_thirty() -> None:
    assert len(FAILURES) >= 30


def _each_failure_by_each_wire() -> Iterator[Any]:
    """All are slow but one wire of each failure, in turn. Not each provider declines in each way."""
    for number, failure in enumerate(FAILURES):
        wires = [wire for wire in WIRES if failure not in ENDS or ENDS[failure] in wire.declines]
        for wire in wires:
            is_its_turn = wire is wires[number % len(wires)]
            marks = [needs(wire)] if is_its_turn else [needs(wire), pytest.mark.slow]
            yield pytest.param(wire, failure, id=f"{wire.provider}-{failure}", marks=marks)


@pytest.mark.parametrize(("wire", "failure"), [*_each_failure_by_each_wire()])
def test_the_key_is_told_nowhere(
    wire: Wire, failure: str, data: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    console = PlainConsole(width=200)
    seconds = 1 if failure in TRIED_AGAIN else 60
    with (
        serving(wire, FAILURES[failure]) as server,
        open_footnote(_settings(data, wire.provider, server.url, seconds), embedder=WordHashEmbedder()) as footnote,
        console.capture() as printed,
    ):
        asked = footnote.ask(QUESTION, listener=Listener(on_statements=lambda *_: None))
        assert asked.receipt_id is not None
        replay = footnote.receipt(asked.receipt_id)
        console.print(answer_view.render_response(asked))
        console.print(answer_view.render_receipt(replay.receipt, replay.today))
    # Of a second nothing may be left by the time that it is asked.
    assert {request.key for request in server.asked} == {KEY} or failure in TRIED_AGAIN
    outputs = [
        printed.get(),
        json.dumps(response_as_json(asked)),
        json.dumps(receipt_as_json(replay.receipt, replay.today)),
        repr(answer_pages.reply(asked.outcome, asked.receipt_id, asked.trace)),
        *capfd.readouterr(),
        # Of what libraries log, nothing below a warning is let through.
        *(
            logging.Formatter().format(record)
            for record in caplog.records
            if record.name.startswith(("retrieval", "bot")) or record.levelno >= logging.WARNING
        ),
    ]
    assert [text for text in outputs if KEY in text] == []
    files = [file for file in data.rglob("*") if file.is_file()]
    assert [file for file in files if KEY.encode() in file.read_bytes()] == []
