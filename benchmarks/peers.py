"""Footnote beside LangChain, LlamaIndex, txtai and Haystack: indexing, reloads and searches over the same texts.

    python -m venv peers && peers/bin/pip install -r benchmarks/requirements-peers.txt
    python -m benchmarks.peers --peers peers/bin/python --out benchmarks/results/peers.json
    python -m benchmarks.peers --peers peers/bin/python --made --documents 20000

Each system runs in a process of its own over a corpus of its own, made from one seed, and is measured in CPU seconds
of that process, all threads. The floor is the model alone over the same texts, with nothing stored. Systems that do not
tell what has changed have no figure for that. Goals: three times the documents a CPU second of the best peer with the
same weights, and 1.25 times the floor; with nothing changed 1.5 times hashing the files; with one document in a hundred
changed 1.3 times embedding these alone, and what a reload with nothing changed takes.

With `--made` no model runs: vectors are drawn from the hash of each text, in Footnote and in the peers that tell what
has changed alike, so that what is not embedding can be compared over many documents.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.at_size import MadeVectors, change, file_of, make_corpus, read_and_hash, settings_of
from benchmarks.result import Goal, cpu_milliseconds, goals_of, publish
from retrieval.adapters.models.embedder_card import EMBEDDER_FOLDER
from retrieval.bootstrap import open_footnote
from retrieval.documents.folder import SETTLED_SECONDS

PROGRAM = ("-m", "benchmarks.peer_systems")
CHECKOUT = Path(__file__).parents[1]
REQUIREMENTS = Path(__file__).with_name("requirements-peers.txt")
PEERS = (
    *(("langchain", "int8"), ("llamaindex", "int8"), ("txtai", "int8"), ("haystack", "int8")),
    *(("langchain", "float"), ("llamaindex", "float")),
)
PEERS_MADE = (("langchain", "made"), ("llamaindex", "made"))
TELL_WHAT_CHANGED = frozenset({"footnote", "langchain", "llamaindex"})
QUESTIONS = tuple(f"What does report {number} say of its number?" for number in range(20))
REPEATS = 3
Measured = dict[str, float]


class Driven:
    """A system in a process of its own, told what to do line by line."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def do(self, line: str) -> Measured:
        """Return the CPU seconds of it (`cpu`), the seconds (`wall`), and how many texts it embedded."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        for told in self._process.stdout:
            if told.startswith("{"):
                measured: Measured = json.loads(told)
                return measured
        raise SystemExit(f"{self._process.args!r} ended with {self._process.wait()}")


@contextmanager
def driven(command: Sequence[str], corpus: Path, data: Path) -> Iterator[Driven]:
    command = [*command, "--corpus", str(corpus), "--data", str(data)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT) as process:
        yield Driven(process)
        assert process.stdin
        process.stdin.close()


def serve(corpus: Path, data: Path, *, made: bool) -> None:
    """Do as `peer_systems` does, with Footnote."""
    with open_footnote(settings_of(corpus, data), embedder=MadeVectors() if made else None) as footnote:
        footnote.load()
        footnote.embedder.embed(["the model has run once before the clock starts"])
        for line in sys.stdin:
            command, _, question = line.rstrip("\n").partition(" ")
            began, cpu, embedded = time.perf_counter(), time.process_time(), 1
            if command == "reload":
                embedded = footnote.reload().passages_embedded
            else:
                footnote.search(question, limit=10)
            spent = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - began}
            print(json.dumps({**spent, "embedded": embedded}), flush=True)


def measure(name: str, command: Sequence[str], folder: Path, documents: int) -> Measured:
    """Return CPU seconds: of the first index, of reloads, and of a search."""
    corpus = folder / "corpus"
    make_corpus(corpus, range(documents))
    time.sleep(SETTLED_SECONDS)
    measured: Measured = {}
    with driven(command, corpus, folder / "data") as system:
        first = system.do("reload")
        measured |= {"index": first["cpu"], "index_seconds": first["wall"], "passages": first["embedded"]}
        measured["search"] = median(system.do(f"search {question}")["cpu"] for question in QUESTIONS)
        if name in TELL_WHAT_CHANGED:
            measured["nothing_changed_first"] = system.do("reload")["cpu"]
            floors, reloads = [], []
            for _ in range(REPEATS):
                reloads.append(system.do("reload")["cpu"])
                floors.append(cpu_milliseconds(lambda: read_and_hash(corpus)) / 1000)
            measured |= {"nothing_changed": median(reloads), "read_and_hash": median(floors)}
            change(corpus, documents, 1)
            changed = system.do("reload")
            measured |= {"changed": changed["cpu"], "changed_passages": changed["embedded"]}
    return {what: round(value, 5) for what, value in measured.items()}


def embedding_alone(peers: str, folder: Path, documents: int) -> Measured:
    """Return the CPU seconds of the model alone over all documents, over those that are changed, and of a question."""
    everything, changed = folder / "corpus", folder / "changed"
    make_corpus(everything, range(documents))
    drawn = [file for file in everything.rglob("*.txt") if file.is_file()]
    before = {file: file.read_bytes() for file in drawn}
    change(everything, documents, 1)
    for number in range(documents):
        file = file_of(everything, number)
        if file.read_bytes() != before[file]:
            changed.mkdir(exist_ok=True)
            (changed / file.name).write_bytes(file.read_bytes())
    with driven(peer_command(peers, "floor", "int8"), everything, folder / "data") as floor:
        whole = floor.do("reload")["cpu"]
        search = median(floor.do(f"search {question}")["cpu"] for question in QUESTIONS)
    with driven(peer_command(peers, "floor", "int8"), changed, folder / "data") as floor:
        return {"index": round(whole, 5), "changed": round(floor.do("reload")["cpu"], 5), "search": round(search, 5)}


def peer_command(peers: str, name: str, weights: str) -> list[str]:
    return [peers, *PROGRAM, name, weights, "--model", str(EMBEDDER_FOLDER)]


def goals(ours: Measured, floor: Measured, peers: Mapping[str, Measured]) -> list[Goal]:
    """Return the ratios that count."""
    same = {name: peer for name, peer in peers.items() if name.endswith("int8")}

    def best(what: str, among: Mapping[str, Measured]) -> float:
        return min(peer[what] for peer in among.values() if what in peer)

    embedding = ours["changed"] - ours["nothing_changed"]
    return [
        Goal("documents a CPU second, to the best peer, same weights", best("index", same) / ours["index"], least=3),
        Goal("documents a CPU second, to the best peer, any weights", best("index", peers) / ours["index"]),
        Goal("indexing, to the model alone", ours["index"] / floor["index"], most=1.25),
        Goal("nothing changed, to hashing the files", ours["nothing_changed"] / ours["read_and_hash"], most=1.5),
        Goal("nothing changed, best peer to Footnote", best("nothing_changed", peers) / ours["nothing_changed"]),
        Goal("1% changed less nothing changed, to embedding alone", embedding / floor["changed"], most=1.3),
        Goal("1% changed, best peer with the same weights to Footnote", best("changed", same) / ours["changed"]),
        Goal("a search, to embedding the question", ours["search"] / floor["search"]),
        Goal("a search, best peer with the same weights to Footnote", best("search", same) / ours["search"]),
    ]


def goals_without_model(ours: Measured, peers: Mapping[str, Measured]) -> list[Goal]:
    """Return the ratios where no model ran, of the best peer to Footnote."""
    return [
        Goal(f"{words}, best peer to Footnote", min(peer[what] for peer in peers.values()) / ours[what])
        for what, words in (("index", "indexing"), ("nothing_changed", "nothing changed"), ("changed", "1% changed"))
    ] + [Goal("nothing changed, to hashing the files", ours["nothing_changed"] / ours["read_and_hash"], most=1.5)]


def run(peers: str, documents: int, out: Path | None, *, made: bool) -> None:
    told = subprocess.run([peers, "-m", "pip", "freeze"], check=True, capture_output=True, text=True).stdout
    versions = {name.lower() for name in told.split()}
    wanted = [line for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    names = {name.partition("==")[0] for name in versions}
    if missing := [line for line in wanted if line.partition("==")[0].lower() not in names]:
        raise SystemExit(f"{peers} lacks {', '.join(missing)}: install {REQUIREMENTS} there.")
    measured: dict[str, Measured] = {}
    with tempfile.TemporaryDirectory() as folder:
        own = [sys.executable, "-m", "benchmarks.peers", "--serve", *(["--made"] if made else [])]
        measured["footnote"] = measure("footnote", own, Path(folder) / "footnote", documents)
        if not made:
            measured["model alone"] = embedding_alone(peers, Path(folder) / "floor", documents)
        for name, weights in PEERS_MADE if made else PEERS:
            command = peer_command(peers, name, weights)
            measured[f"{name} {weights}"] = measure(name, command, Path(folder) / name / weights, documents)
    others = {name: of for name, of in measured.items() if name not in ("footnote", "model alone")}
    ours = measured["footnote"]
    found = goals_of(goals_without_model(ours, others) if made else goals(ours, measured["model alone"], others))
    result = {"documents": documents, "peers": wanted, "cpu_seconds": measured, "ratios": found}
    publish(result, ("chromadb", "onnxruntime"), out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", help="the Python of an environment with the peers")
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--out", type=Path, help="the JSON file to write")
    parser.add_argument("--made", action="store_true", help="draw the vectors from the texts' hashes: no model runs")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--corpus", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve(arguments.corpus, arguments.data, made=arguments.made)
    elif not arguments.peers:
        parser.error(f"--peers is missing: the Python of an environment that has {REQUIREMENTS}")
    else:
        run(arguments.peers, arguments.documents, arguments.out, made=arguments.made)


if __name__ == "__main__":
    main()
