"""Turns a checkpoint of `training.train_judge` into the file that is shipped beside the reader's, in 7 bits, and notes
it in the reader's description with the temperature that makes its probabilities fit:

    python -m training.export_judge ../shared/traindata judge.pt --model retrieval/adapters/models/reader_model

The temperature is fitted on statements beside evidence that training held back.
"""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession
from tokenizers import Tokenizer
from torch import Tensor

from retrieval.adapters.models.onnx_files import TOKENIZER
from retrieval.adapters.models.onnx_reader import inputs_of_pair
from retrieval.adapters.models.reader_card import JUDGE_NETWORK, READER_DESCRIPTION
from training.examples import LABELS, NO_SUPPORT, SUPPORTS
from training.export_reader import INPUTS, quantised
from training.model import ReaderNetwork, load_network
from training.rows import FIT_SEED, HELD_OUT_NLI, SUPPORT_WORDS, Numbers, Row, is_held_back, read_rows

STATEMENTS = 1500
TEXTS = 200
"""Of statements and evidence, for which channels are evened out."""


def held_back_statements(traindata: Path) -> list[Row]:
    """Return statements beside evidence that no run of training sees, drawn by source as often as there are rows."""
    rows = [row for name in ("nli.jsonl.gz", "support.jsonl.gz") for row in read_rows(traindata / name)]
    kept = [
        row
        for row in rows
        if row["source"] not in HELD_OUT_NLI
        and is_held_back(row["premise"])
        and len(row["premise"].split()) <= SUPPORT_WORDS
    ]
    return random.Random(FIT_SEED).sample(kept, min(len(kept), STATEMENTS))


def inputs_of_rows(rows: Sequence[Row], tokenizer: Tokenizer) -> Iterator[dict[str, NDArray[np.int64]]]:
    for row in rows:
        yield inputs_of_pair(tokenizer.encode(row["hypothesis"], row["premise"]))


def _relation(network: ReaderNetwork, *inputs: Tensor) -> Tensor:
    relation: Tensor = network(*inputs).relation
    return relation


def logits_of(file: Path, rows: Sequence[Row], tokenizer: Tokenizer) -> Numbers:
    """Return the logits of the relations, shape (rows, 3), as the exported network gives them."""
    session = InferenceSession(str(file), providers=["CPUExecutionProvider"])
    return np.array([session.run(["relation"], given)[0][0] for given in inputs_of_rows(rows, tokenizer)])


def fitted_temperature(logits: Numbers, labels: Sequence[int]) -> float:
    """Return what the logits are divided by so that the probability of what is so is highest, over all."""
    target = np.array(labels)

    def loss(temperature: float) -> float:
        scaled = logits / temperature
        each = scaled - np.logaddexp.reduce(scaled, axis=1, keepdims=True)
        others = np.logaddexp.reduce(np.delete(each, SUPPORTS, axis=1), axis=1)
        by_label = np.column_stack([each, others])
        return float(-by_label[np.arange(len(target)), target].mean())

    temperatures: list[float] = np.geomspace(0.3, 5.0, 200).tolist()
    return min(temperatures, key=loss)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("traindata", type=Path, help="the folder of the training data")
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--model", type=Path, required=True, help="the folder of the reader, to write into")
    arguments = parser.parse_args()
    folder: Path = arguments.model
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.no_padding()
    rows = held_back_statements(arguments.traindata)
    file = folder / JUDGE_NETWORK
    network = load_network(arguments.checkpoint)
    quantised(network, _relation, INPUTS, ("relation",), file, even_for=inputs_of_rows(rows[:TEXTS], tokenizer))
    labels = [LABELS[row["label"]] for row in rows]
    logits = logits_of(file, rows, tokenizer)
    temperature = fitted_temperature(logits, labels)
    known = [place for place, label in enumerate(labels) if label != NO_SUPPORT]
    right = [int(logits[place].argmax()) == labels[place] for place in known]
    card = json.loads((folder / READER_DESCRIPTION).read_text(encoding="utf-8"))
    card["sha256"][JUDGE_NETWORK] = sha256(file.read_bytes()).hexdigest()
    card["judge"] = {"temperature": temperature}
    (folder / READER_DESCRIPTION).write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    print(f"{file.stat().st_size} bytes, temperature {temperature:.3f}, right {np.mean(right):.3f} of {len(known)}")


if __name__ == "__main__":
    main()
