"""Runs the benchmarks with small sizes, and prints one table of ratios.

    make bench PEERS=peers/bin/python

Some ten minutes on two cores. Where no peers are given, these are left out, and that is said. Each figure is a ratio to
a floor or a peer in the same run; the benchmarks by themselves (`benchmarks/README.md`) take larger sizes.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.result import Goal, goals_of, publish

OUT = Path(__file__).parent / "results" / "bench.json"
Result = Mapping[str, Any]


def of_asking(result: Result) -> list[Goal]:
    return [
        Goal("a warm question, to the two models alone", result["asking"]["to_floor_ratio_median"], most=1.25),
        Goal("indexing 400 documents, to the model alone", result["indexing_made"]["to_floor_ratio_median"], most=1.25),
        Goal("indexing the shipped corpus, to the model alone", result["indexing"]["to_floor_ratio_median"]),
    ]


def of_sizes(result: Result) -> list[Goal]:
    last = result["sizes"][-1]
    share = last["one_in_a_hundred_changed"]["less_nothing_changed_to_embedding_ratio"]
    return [
        Goal("nothing changed, to hashing the files", last["nothing_changed"]["ratio_median"], most=1.5),
        Goal("1% changed less nothing changed, to embedding alone", share, most=1.3),
    ]


def of_reloading(result: Result) -> list[Goal]:
    return [Goal("95th percentile of questions during a reload, to idle", result["p95_ratio"], most=3)]


BENCHMARKS = (
    ("ask_and_index", ("--repeats", "3"), of_asking),
    ("at_size", ("--documents", "4000"), of_sizes),
    ("during_reload", ("--documents", "100"), of_reloading),
)
PEERS_OPTIONS = ("--documents", "100")


def measured(name: str, options: Sequence[str], folder: Path) -> Result:
    out = folder / f"{name}.json"
    command = [sys.executable, "-m", f"benchmarks.{name}", *options, "--out", str(out)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    result: Result = json.loads(out.read_text(encoding="utf-8"))
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", help="the Python of an environment with the peers; without it they are left out")
    parser.add_argument("--out", type=Path, default=OUT, help="the JSON file to write")
    arguments = parser.parse_args()
    rows: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, options, goals in BENCHMARKS:
            rows += ({"benchmark": name, **row} for row in goals_of(goals(measured(name, options, Path(folder)))))
        if arguments.peers:
            found = measured("peers", (*PEERS_OPTIONS, "--peers", arguments.peers), Path(folder))
            rows += ({"benchmark": "peers", **row} for row in found["ratios"])
        else:
            print("The peers are left out: no --peers was given (make bench PEERS=PYTHON).", file=sys.stderr)
    publish({"ratios": rows}, ("chromadb", "onnxruntime"), arguments.out)
    print()
    for row in rows:
        print(f"{row['benchmark']:14} {row['what']:58} {row['ratio']:>7} {row['goal']:>8}  {row['met']}")


if __name__ == "__main__":
    main()
