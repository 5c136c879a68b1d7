"""Kills a reload before what is done to any file of the data folder, by whichever library, at sizes where Chroma has
rewritten its graph meanwhile: `traced.c`, loaded before all else, counts and kills.
"""

import random
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from retrieval.bootstrap import open_footnote
from retrieval.errors import FootnoteError
from retrieval.settings import BASELINE_READER_MODEL, RetrievalSettings
from tests.fakes import WordHashEmbedder
from tests.indexes import Index
from tests.integration.killed.warm import Warm

PASSAGES_A_DOCUMENT = 20
AT_RANDOM, ENDED = "a random moment", "nowhere: it had ended"
TIMED_EVERY = 20
_SOURCE = Path(__file__).with_name("traced.c")
_NAMED_ANEW = re.compile(r"[0-9a-f]{32}|\d{2,}")
"""What differs in the names of files from flip to flip and from process to process."""


def compiler() -> str | None:
    return shutil.which("gcc") or shutil.which("cc")


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a killed reload left. `finished` is whether the next one did, `wrong` is all that should not be."""

    passages: int
    killed: str
    served: str
    finished: bool
    wrong: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Traced:
    """An index of a part of a corpus, in a folder to be copied, and what a reload of the whole does to its files."""

    passages: int
    folder: Path
    warm: Warm
    old: Mapping[str, object]
    new: Mapping[str, object]
    steps: Sequence[str]

    @classmethod
    @contextmanager
    def of(cls, passages: int, folder: Path) -> Iterator["Traced"]:
        """`passages` is how many the corpus has in the end."""
        command = compiler()
        assert command is not None
        library = folder / "traced.so"
        subprocess.run([command, "-shared", "-fPIC", "-o", library, _SOURCE, "-ldl", "-lpthread"], check=True)
        corpus, before, after = folder / "corpus", folder / "before", folder / "after"
        _put(corpus, range(passages // PASSAGES_A_DOCUMENT // 2), "then")
        with Index.open(before, corpus, WordHashEmbedder()) as index:
            index.reload()
        old = _seen(before, corpus)
        # One goes, some change, and as many come as there were.
        _put(corpus, range(1, passages // PASSAGES_A_DOCUMENT), "now")
        (corpus / "0.md").unlink()
        shutil.copytree(before, after)
        log = folder / "log"
        with Warm.begun(library) as warm:
            assert warm.reload(after, corpus, traced=_traced(after, log)) == 0
            yield cls(
                passages=passages,
                folder=folder,
                warm=warm,
                old=old,
                new=_seen(after, corpus),
                steps=[named(line) for line in log.read_text().splitlines()],
            )

    def moments(self, most: int | None = None) -> list[int]:
        """What to be killed before, at the most so many: the first step of each kind beside the kinds that were there
        by then; whatever makes, renames, cuts off or removes a file, with the first write to each file after it; and
        then all else. Of those that there is no room for, some evenly apart.
        """
        kinds: set[str] = set()
        changes = 0
        first: dict[tuple[int, str], int] = {}
        after_change: dict[tuple[int, str], int] = {}
        for place, step in enumerate(self.steps):
            kinds.add(step)
            first.setdefault((len(kinds), step), place)
            changes += not step.startswith("write ")
            after_change.setdefault((changes, step), place)
        chosen: list[int] = []
        for places in (first.values(), after_change.values(), range(len(self.steps))):
            left = sorted(set(places) - set(chosen))
            chosen += left if most is None else _evenly(left, most - len(chosen))
        return chosen

    def killed_before(self, place: int) -> Found:
        """`place` is that of a step in `steps`. Another process may take some steps more or less, so that it is known
        by its number among the steps of its kind; one that does not come is said to have ended.
        """
        log = self.folder / f"log {place}"
        number = [_kind(step) for step in self.steps[:place]].count(_kind(self.steps[place]))

        def kill(data: Path) -> str:
            what, end = _kind(self.steps[place])
            last = {"TRACED_WHAT": what, "TRACED_END": end, "TRACED_LAST": str(number)}
            ended = self.warm.reload(data, self.folder / "corpus", traced=_traced(data, log) | last)
            assert ended in (0, -signal.SIGKILL), ended
            return named(log.read_text().splitlines()[-1]) if ended else ENDED

        return self._found(kill)

    def killed_after(self, seconds: float) -> Found:
        """Where it has ended by then, nothing is killed, and that is said."""

        def kill(data: Path) -> str:
            ended = self.warm.reload(data, self.folder / "corpus", after=seconds)
            assert ended in (0, -signal.SIGKILL), ended
            return AT_RANDOM if ended else ENDED

        return self._found(kill)

    def at_random(self, times: int, seed: int = 7) -> Iterator[Found]:
        """At moments drawn evenly over the time that it takes where nobody kills it, until so many were killed. What
        else runs on the machine comes and goes, so that time is taken anew now and then.
        """
        draw = random.Random(seed)
        drawn = killed = 0
        while killed < times:
            if drawn % TIMED_EVERY == 0:
                seconds = self._seconds()
            drawn += 1
            found = self.killed_after(draw.uniform(0, seconds))
            killed += found.killed == AT_RANDOM
            yield found

    def _seconds(self) -> float:
        with self._copied() as data:
            began = time.perf_counter()
            assert self.warm.reload(data, self.folder / "corpus") == 0
            return time.perf_counter() - began

    def _found(self, kill: Callable[[Path], str]) -> Found:
        wrong: list[str] = []
        with self._copied() as data:
            killed = kill(data)
            served = self._served(data, wrong)
            if served == "neither":
                wrong.append("what was served was neither the old corpus nor the new one")
            try:
                with Index.open(data, self.folder / "corpus", WordHashEmbedder()) as index:
                    index.reload()
            except FootnoteError as error:
                wrong.append(f"the next one: {error}")
            if (now := self._served(data, wrong)) != "new":
                wrong.append(f"the next one made it {now}")
        return Found(passages=self.passages, killed=killed, served=served, finished=now == "new", wrong=tuple(wrong))

    @contextmanager
    def _copied(self) -> Iterator[Path]:
        # Beside the corpus, as what it was copied from: a data folder notes where that is from itself.
        data = Path(shutil.copytree(self.folder / "before", self.folder / "data"))
        try:
            yield data
        finally:
            shutil.rmtree(data)

    def _served(self, data: Path, wrong: list[str]) -> str:
        """To whoever only reads."""
        try:
            seen = _seen(data, self.folder / "corpus")
        except FootnoteError as error:
            wrong.append(str(error))
            return "neither"
        wrong += seen["problems"]  # type: ignore[arg-type]
        return self._named(seen)

    def _named(self, seen: Mapping[str, object]) -> str:
        return "old" if seen == self.old else "new" if seen == self.new else "neither"


def named(step: str) -> str:
    """Without what differs from flip to flip and process to process in the names of files."""
    return _NAMED_ANEW.sub("…", step)


def _evenly(some: Sequence[int], room: int) -> list[int]:
    return [some[place * len(some) // room] for place in range(room)] if room < len(some) else list(some)


def _kind(step: str) -> tuple[str, str]:
    """Returns what is done, and how the name of the file ends that it is done to."""
    what, _, name = step.partition(" ")
    return what, name.rpartition("…")[2]


def _traced(data: Path, log: Path) -> dict[str, str]:
    """What `traced.c` goes by."""
    log.unlink(missing_ok=True)
    return {"TRACED_FOLDER": str(data), "TRACED_LOG": str(log)}


def _put(corpus: Path, numbers: range, when: str) -> None:
    corpus.mkdir(exist_ok=True)
    for number in numbers:
        moment = when if number % 5 == 0 else "then"
        lines = [f"Crate {number} of {place} was {moment} put ashore. " + _goods(number, place) for place in range(20)]
        (corpus / f"{number}.md").write_text("\n\n".join([f"Of {number}", *lines]))


def _goods(number: int, place: int) -> str:
    """Enough words that each stands in a passage of its own."""
    draw = random.Random(number * 1000 + place)
    words = (
        "apples",
        "barley",
        "bells",
        "copper",
        "flax",
        "glass",
        "honey",
        "iron",
        "lemons",
        "marble",
        "oats",
        "pears",
    )
    return f"It held {', '.join(draw.choices(words, k=36))}."


def _seen(data: Path, corpus: Path) -> dict[str, object]:
    settings = RetrievalSettings(corpus_dir=corpus, data_dir=data, reader_model=BASELINE_READER_MODEL)
    with open_footnote(settings, writable=False, embedder=WordHashEmbedder()) as footnote:
        verified = footnote.verify()
        return {
            "generation": footnote.status().generation,
            "passages": verified.passages,
            "problems": list(verified.problems),
            "found": [
                (result.passage.id, result.dense)
                for result in footnote.search("Where is the copper and the honey?", limit=20)
            ],
        }
