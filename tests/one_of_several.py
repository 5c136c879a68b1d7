"""One of several processes over a shared store: it does what it is told, line by line, and says what came of it.

    with OneOfSeveral() as process:
        process.open(url=server.url, corpus=corpus, data=data)
        assert process.do("reload")["added"] == ["a.md"]
        process.do("close")

`python -m tests.one_of_several` is the process itself. Told to reload `stepwise`, it says each step that it comes to,
and goes on when it is told to.
"""

import json
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Self

from retrieval.adapters.chroma.lease import LEASE_SECONDS, ChromaLease
from retrieval.bootstrap import open_footnote, rebuild
from retrieval.domain.answers import Answer
from retrieval.errors import FootnoteError
from retrieval.footnote import Footnote
from retrieval.index.following import following
from retrieval.index.indexing import Progress
from retrieval.index.reloading import OTHERS_READ_ON_SECONDS
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from tests.fakes import WordHashEmbedder

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 300.0
"""Of every wait: spent only where a test fails."""


class OneOfSeveral:
    """The process, from the outside. It may open one store after another: to start it takes longer."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.one_of_several"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self._messages: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def open(
        self,
        *,
        url: str,
        corpus: Path,
        data: Path,
        lease_seconds: float = LEASE_SECONDS,
        others_read_on_seconds: float = OTHERS_READ_ON_SECONDS,
    ) -> None:
        seconds = {"lease_seconds": lease_seconds, "others_read_on_seconds": others_read_on_seconds}
        assert self.do("open", url=url, corpus=str(corpus), data=str(data), **seconds) == {"opened": True}

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        return self._process.pid

    def do(self, what: str, **more: object) -> dict[str, Any]:
        self.tell(what, **more)
        return self.receive()

    def tell(self, what: str, **more: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": what, **more}) + "\n")
        self._process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        return self._messages.get(timeout=PATIENCE_SECONDS)

    def step_to(self, stage: str) -> None:
        """Of a reload that was begun stepwise: up to that stage."""
        while (message := self.receive()).get("stage") != stage:
            assert "stage" in message, message
            self.tell("go on")

    def go_on(self) -> dict[str, Any]:
        """Of a reload that was begun stepwise: to its end."""
        while True:
            self.tell("go on")
            if "stage" not in (message := self.receive()):
                return message

    def until(self, what: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Does it over and over until what it says holds."""
        ends = time.monotonic() + PATIENCE_SECONDS
        while not holds(answer := self.do(what)):
            assert time.monotonic() < ends, answer
            time.sleep(0.05)
        return answer

    def until_it_serves(self, *generations: str) -> None:
        """One of these."""
        self.until("status", lambda answer: answer["generation"] in generations)

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._messages.put(json.loads(line))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()


def serve(options: dict[str, Any]) -> None:
    """One store, until told to close it."""
    settings = RetrievalSettings(
        corpus_dir=Path(options["corpus"]),
        data_dir=Path(options["data"]),
        chroma_url=options["url"],
        reader_model=BASELINE_READER_MODEL,
        database_url=None,
    )
    embedder = WordHashEmbedder()
    with ExitStack() as held:
        footnote = held.enter_context(closing(open_footnote(settings, embedder=embedder)))
        reloading = footnote._reloading
        # As it does by itself, and more often.
        held.enter_context(following(reloading, every_seconds=0.1))
        client, where = reloading.store.client, reloading.store.where  # type: ignore[attr-defined]
        reloading.lease = ChromaLease(client, where, seconds=options["lease_seconds"]).held
        reloading.others_read_on_seconds = options["others_read_on_seconds"]
        reloading.read_on_seconds = 1.0
        say(opened=True)
        for command in commands():
            with said_errors():
                match command["do"]:
                    case "close":
                        break
                    case "ask":
                        say(**asked(footnote, command["question"]))
                    case "search":
                        found = footnote.search(command["query"], limit=50)
                        say(texts=sorted({result.passage.text for result in found}))
                    case "reload":
                        report = footnote.reload(stepping if command.get("stepwise") else lambda _: None)
                        ids = {"added": report.added, "changed": report.changed}
                        say(**ids, embedded=report.passages_embedded, after=report.after)
                    case "rebuild":
                        before = [result.passage.id for result in footnote.search(command["query"], limit=50)]
                        report = rebuild(settings, stepping, embedder=embedder)
                        (change,) = footnote.changes(1)
                        kept = [passage_id for passage_id in before if footnote.records.archive.passage(passage_id)]
                        say(changed=report.changed, what=change.what, before=len(before), kept=len(kept))
                    case "tidy":
                        reloading.tidy()
                        head = reloading.store.head()
                        say(swept=head is not None and head.swept == head.number)
                    case "status":
                        say(generation=footnote.status().generation, store=reloading.generations.current.head.store)
                    case "verify":
                        say(problems=footnote.verify().problems)
    say(closed=True)


def asked(footnote: Footnote, question: str) -> dict[str, Any]:
    """What was quoted, and of which generation it was."""
    given = footnote.ask(question)
    assert given.receipt_id is not None
    quotes: list[str] = []
    if isinstance(given.outcome, Answer):
        quotes = [citation.quote for statement in given.outcome.statements for citation in statement.citations]
    return {"quotes": quotes, "generation": footnote.receipt(given.receipt_id).receipt.conditions.generation}


def stepping(progress: Progress) -> None:
    say(stage=progress.stage, done=progress.done)
    sys.stdin.readline()


def commands() -> Iterator[dict[str, Any]]:
    while line := sys.stdin.readline():
        yield json.loads(line)


@contextmanager
def said_errors() -> Iterator[None]:
    try:
        yield
    except FootnoteError as error:
        say(error=type(error).__name__, what=error.what, remedy=error.remedy)


def say(**message: object) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    for command in commands():
        serve(command)
