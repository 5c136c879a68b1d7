"""Kills what brings an index up to date, and looks at what is left and what the next one makes of it."""

import json
import multiprocessing
import random
import shutil
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import numpy as np

from retrieval.bootstrap import rebuild
from retrieval.domain.documents import Passage
from retrieval.index.indexing import EMBEDDED_AT_ONCE, Progress
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from tests.fakes import WordHashEmbedder
from tests.indexes import Index, chroma_in, rows_in, seen_by
from tests.integration.killed.steps import Step, Steps, ToldEmbedder, hash_of

_PROCESSES, _LOOKING = threading.Lock(), threading.Lock()
"""Each for one thread at a time: the library asks of all processes how they ended whenever one is started, and what
one has been told, another waits for in vain; and two kills are enough to have one run while another is looked at.
"""
Moment = TypeVar("Moment", Step, float)
Found = TypeVar("Found")
QUESTIONS = ["Who counted the boats at the quay?", "What rises in a warm oven?"]
_DAYS = [
    f"On day {day} the keeper counted the boats at the quay and wrote their number down, as on every other day. "
    f"The wind came from the north, and no vessel left before noon. Pilot {day} had been called away to the lighthouse "
    "on the other side of the sound, where the lamp had gone out in the night and nobody was there to light it again."
    for day in range(6)
]
_LOG = "\n\n".join(["The harbour log", *_DAYS])
_OLD = {
    "edited.md": _LOG,
    "stated.md": "---\npublisher: The harbour\n---\nThe pilots\n\nNine pilots live on the island.",
    "renamed.md": "The oven\n\nBread rises in a warm oven.",
    "removed.md": "The ferry\n\nThe ferry to the island was sold.",
    "broken.md": "The lamp\n\nThe lamp was lit with oil.",
    "stays.md": "The bell\n\nThe bell was cast in Bergen.",
}
_GOODS = (
    "anchors apples axes barley bells books boots bowls bricks butter candles canvas cards chains chalk cheese "
    "clocks coal cocoa combs copper cord cotton cups dates drums figs flax flour flutes forks glass gloves glue "
    "grain hats hemp honey hooks hops horns ink iron ivory jars jute kettles keys knives lace lamps lead lemons "
    "lenses linen locks looms maps marble masts mirrors nails needles nets nuts oats oil onions oranges paint "
    "paper pears pepper pins pipes pitch plates "
).split()
CRATES = 2 * EMBEDDED_AT_ONCE + 2
"""Told of in one document, a passage each: more than are embedded and written together, twice."""


NEVER = Step("none has that name")
"""All steps are written down, and none is the last."""


def put_old(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in _OLD.items():
        (folder / name).write_text(text)


def put_new(folder: Path, crates: int = CRATES) -> None:
    """One of each: added (many), changed in one sentence, differing in what is stated, renamed, removed, unreadable."""
    draw = random.Random(3)
    sentences = (f"Crate {n} holds {', '.join(draw.sample(_GOODS, 32))}." for n in range(crates))
    (folder / "added.md").write_text("\n\n".join(["The crates", *sentences]))
    (folder / "too.md").write_text("The quay\n\nThe quay is built of stone.")
    (folder / "edited.md").write_text(_LOG.replace("Pilot 3 ", "Pilot 3 of the port "))
    (folder / "stated.md").write_text(_OLD["stated.md"].replace("The harbour", "The island"))
    (folder / "renamed.md").rename(folder / "anew.md")
    (folder / "removed.md").unlink()
    (folder / "broken.md").write_bytes(b"\xff")


def _settings(corpus: Path, data: Path) -> RetrievalSettings:
    return RetrievalSettings(corpus_dir=corpus, data_dir=data, reader_model=BASELINE_READER_MODEL)


def _reload(corpus: Path, data: Path, embedder: WordHashEmbedder) -> None:
    with Index.open(data, corpus, embedder) as index:
        index.reload()


class _StoppedError(Exception):
    pass


def _reload_and_stop(corpus: Path, data: Path, embedder: WordHashEmbedder) -> None:
    """And then another, of what is not there any more when the next one comes; it stops just before its flip."""

    def stop(progress: Progress) -> None:
        if progress.stage == "putting it in place":
            raise _StoppedError

    _reload(corpus, data, embedder)
    (corpus / "stays.md").write_text("The bell\n\nThe bell was melted down.")
    (corpus / "never.md").write_text("The crane\n\nThe crane lifts what is heavy.")
    with Index.open(data, corpus, embedder) as index, suppress(_StoppedError):
        index.footnote.reload(stop)
    (corpus / "never.md").unlink()
    put_old(corpus)


def _rebuild(corpus: Path, data: Path, embedder: WordHashEmbedder) -> None:
    rebuild(_settings(corpus, data), embedder=embedder)


def _run(case: "Case", corpus: Path, data: Path, log: Path, last: Step | None, begun: Connection) -> None:
    steps = Steps(data, log, last)
    if last is not None:
        steps.watch()
    begun.send(None)
    case.does(corpus, data, ToldEmbedder(steps))
    steps.step()


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is killed: in a process of its own it brings the index in `data` to the corpus as it is now."""

    name: str
    does: Callable[[Path, Path, WordHashEmbedder], None]
    comes_after: Callable[[Path, Path, WordHashEmbedder], None] | None
    """What was done with the corpus as it was; None where there is no index yet."""
    shown_by: str = "flip: modify"
    """The step from which on the new corpus is served."""
    begins_again: bool = False
    """Whether what a killed one has embedded is thrown away."""


CASES = {
    case.name: case
    for case in (
        Case(name="a reload", does=_reload, comes_after=_reload),
        Case(name="a reload after one that stopped", does=_reload, comes_after=_reload_and_stop),
        Case(name="the first index", does=_reload, comes_after=None),
        Case(name="a rebuild", does=_rebuild, comes_after=_reload, shown_by="swap: rename .new", begins_again=True),
    )
}


@dataclass(frozen=True, kw_only=True)
class Left:
    """What a killed process left, and what was made of it. `wrong` is all that should not be."""

    case: str
    killed: str
    served: str
    verified: bool
    stored: int
    """Of the passages that it had to embed, those whose vectors were stored."""
    embedded: int
    """By the next one."""
    dropped: int
    """Passages that the next one found stored and dropped."""
    wrong: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Undisturbed:
    """A folder to copy an index from that is to be reloaded, and what comes of that where nothing goes wrong."""

    case: Case
    folder: Path
    old: Mapping[str, object]
    new: Mapping[str, object]
    gone: Mapping[str, Passage]
    hashes: Collection[str]
    """Of what it embeds."""
    steps: Sequence[str]
    seconds: float

    @classmethod
    def of(cls, case: Case, folder: Path, crates: int = CRATES) -> "Undisturbed":
        corpus, data = folder / "corpus", folder / "data"
        put_old(corpus)
        if case.comes_after is not None:
            case.comes_after(corpus, data, WordHashEmbedder())
        put_new(corpus, crates)
        with Index.open(_copy(data, folder / "before"), corpus, WordHashEmbedder()) as index:
            old, before = seen(index), index.view.passages(index.view.passage_ids())
        run = _Run(case, corpus, _copy(data, folder / "after"), folder / "log", last=NEVER)
        assert run.ended() == 0
        began, timed = time.perf_counter(), _Run(case, corpus, _copy(data, folder / "timed"), folder / "no log")
        assert timed.ended() == 0
        seconds = time.perf_counter() - began
        with Index.open(folder / "alone", _as_if_alone(case, corpus), WordHashEmbedder()) as index:
            index.reload()
            new, after = seen(index), index.view.passage_ids()
        with Index.open(folder / "after", corpus, WordHashEmbedder()) as index:
            assert seen(index) == new
        return cls(
            case=case,
            folder=folder,
            old=old,
            new=new,
            gone={passage.id: passage for passage in before if passage.id not in after},
            hashes=run.embedded,
            steps=run.steps,
            seconds=seconds,
        )

    def killed_at(self, step: Step) -> Left | None:
        """None where it ended without that step: what lies about from before differs a little from run to run."""
        with self._copied() as (data, log):
            run = _Run(self.case, self.folder / "corpus", data, log, last=step)
            ended = run.ended()
            if ended == 0:
                return None
            assert ended == -signal.SIGKILL, f"before {step} it ended with {ended}, after {run.steps[-1:]}"
            with _LOOKING:
                return self._left(data, run.steps[-1])

    def killed_after(self, seconds: float) -> Left:
        with self._copied() as (data, log):
            run = _Run(self.case, self.folder / "corpus", data, log)
            run.kill(after=seconds)
            with _LOOKING:
                return self._left(data, "a random moment")

    @contextmanager
    def _copied(self) -> Iterator[tuple[Path, Path]]:
        # Beside the corpus folder, as what it was copied from: a data folder notes where that is from itself.
        with TemporaryDirectory(dir=self.folder) as data, TemporaryDirectory(dir=self.folder) as log:
            Path(data).rmdir()
            yield _copy(self.folder / "data", Path(data)), Path(log) / "log"
            Path(data).mkdir(exist_ok=True)

    def _left(self, data: Path, killed: str) -> Left:
        wrong: list[str] = []
        embedder, corpus = WordHashEmbedder(), self.folder / "corpus"
        with Index.open(data, corpus, embedder) as index:
            served = self._named(seen(index))
            wrong += index.footnote.verify().problems
            verified = not wrong
            held = rows_in(data).passages
            stored = _hashes_in(index) & set(self.hashes)
        embedder.embedded.clear()
        self.case.does(corpus, data, embedder)
        embedded = [hash_of(text) for text in embedder.embedded]
        with Index.open(data, corpus, embedder) as index:
            if (now := self._named(seen(index))) != "new":
                wrong.append(f"the next one made it {now}")
            wrong += index.footnote.verify().problems
            wrong += self._left_over(index)
            dropped = len(held - rows_in(data).passages)
        if served == "neither":
            wrong.append("what was served was neither the old corpus nor the new one")
        missing = set(self.hashes) - (set() if self.case.begins_again else stored)
        # What begins again has what a catalogue holds by now.
        if sorted(embedded) != sorted(missing) and not (self.case.begins_again and set(embedded) < missing):
            wrong.append(f"embedded again: {len(embedded)} where {len(missing)} were missing")
        return Left(
            case=self.case.name,
            killed=killed,
            served=served,
            verified=verified,
            stored=len(stored),
            embedded=len(embedded),
            dropped=dropped,
            wrong=tuple(wrong),
        )

    def _named(self, seen: Mapping[str, object]) -> str:
        return "old" if seen == self.old else "new" if seen == self.new else "neither"

    def _left_over(self, index: Index) -> Iterator[str]:
        rows = rows_in(index.data)
        if rows.passages != index.view.passage_ids() or len(rows.versions) != len(index.view.manifest()):
            yield "rows that nobody sees are left"
        names = {path.name for path in index.data.rglob("*")}
        if others := sorted(name for name in names if name.endswith((".building", ".new", ".old"))):
            yield f"left over: {', '.join(others)}"
        for passage in self.gone.values():
            kept = index.footnote.records.archive.passage(passage.id)
            if kept is None or kept.passage != passage:
                yield f"passage {passage.id} was not kept"


class _Run:
    """A process that does what is to be killed, from when it has begun. `last` is the step that it is killed before;
    without one, nothing watches it.
    """

    def __init__(self, case: Case, corpus: Path, data: Path, log: Path, *, last: Step | None = None) -> None:
        self._log = log
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        begun, begins = context.Pipe(duplex=False)
        self._process = context.Process(target=_run, args=(case, corpus, data, log, last, begins))
        with _PROCESSES:
            self._process.start()
        begins.close()
        # It says so once, and holds its end until it ends.
        self._life = begun
        self._wait()

    def ended(self) -> int | None:
        """With that exit code; of a signal, its number below zero."""
        self._wait()
        with _PROCESSES:
            self._process.join()
        self._life.close()
        return self._process.exitcode

    def kill(self, *, after: float) -> None:
        self._life.poll(after)
        self._process.kill()
        self.ended()

    def _wait(self) -> None:
        with suppress(EOFError):
            self._life.recv()

    @property
    def steps(self) -> list[str]:
        return [entry["step"] for entry in self._entries() if "step" in entry]

    @property
    def embedded(self) -> list[str]:
        """Hashes of what was embedded."""
        return [search_hash for entry in self._entries() for search_hash in entry.get("embedded", ())]

    def _entries(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._log.read_text().splitlines()] if self._log.exists() else []


def seen(index: Index) -> dict[str, object]:
    """As `seen_by`, with all vectors in place of the nearest: of many that are much alike, a graph finds some."""
    seen = seen_by(index.generations.current, QUESTIONS)
    vectors = index.view.vectors(index.view.passage_ids())
    seen["nearest"] = {i: np.round(vectors[i], 5).tolist() for i in sorted(vectors)}
    return seen


def _copy(data: Path, to: Path) -> Path:
    if data.exists():
        shutil.copytree(data, to)
    return to


def _hashes_in(index: Index) -> set[str]:
    """Of all passages that are stored, seen or not."""
    found: set[str] = set()
    with chroma_in(index.data) as client:
        for collection in client.list_collections():
            if collection.name.startswith("passages"):
                rows = client.get_collection(collection.name, embedding_function=None).get(include=["metadatas"])
                found |= {str(row["search_hash"]) for row in rows["metadatas"] or []}
    return found


def _as_if_alone(case: Case, corpus: Path) -> Path:
    """A corpus that comes to the same, built alone: in its last good version what cannot be read any more."""
    alone = Path(shutil.copytree(corpus, corpus.with_name("alone corpus")))
    if case.comes_after is not None:
        (alone / "broken.md").write_text(_OLD["broken.md"])
    return alone


def at_every_step(undisturbed: Undisturbed) -> list[Left]:
    counts: Counter[str] = Counter()
    steps = []
    for name in undisturbed.steps:
        steps.append(Step(name, counts[name]))
        counts[name] += 1
    return [left for left in _two_at_a_time(undisturbed.killed_at, steps) if left is not None]


def at_steps(undisturbed: Undisturbed, names: Collection[str]) -> list[Left]:
    """Where each of that name comes first, in the order in which they come."""
    steps = [Step(name) for name in sorted(names, key=undisturbed.steps.index)]
    return [left for left in _two_at_a_time(undisturbed.killed_at, steps) if left is not None]


def at_random(undisturbed: Undisturbed, times: int, seed: int = 7) -> list[Left]:
    """At moments drawn evenly over the time that it takes where nobody kills it."""
    draw = random.Random(seed)
    return _two_at_a_time(undisturbed.killed_after, [draw.uniform(0, undisturbed.seconds) for _ in range(times)])


def _two_at_a_time(kill: Callable[[Moment], Found], at: Sequence[Moment]) -> list[Found]:
    """One is looked at while another runs into its end."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(kill, at))
