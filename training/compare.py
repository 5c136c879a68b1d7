"""Compares checkpoints before any of them is exported, mostly on pairs that no training saw:

    python -m training.compare ../shared/traindata old.pt new.pt old.pt+new.pt --tokenizer FOLDER --pairs kept.jsonl

`old.pt+new.pt` is the mean of both. Asked are questions of held-back contexts: of SQuAD 2.0 with the passage that
answers and with one that people wrote them to look answerable beside, of BoolQ with their passage and with another; the
relations of statements; and the pairs of files that `training.documentation` wrote over folders that no run has learnt
from. AUROC is of the answerable logit, of the relevance, and of both as `reader.json` weighs them; "kept" is the share
of what answers that is above nine tenths, and four fifths, of what does not.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import f1_score, roc_auc_score
from tokenizers import Tokenizer

from retrieval.adapters.models.onnx_files import TOKENIZER
from retrieval.adapters.models.reader_card import READER_DESCRIPTION, READER_FOLDER
from training.batches import PAIR_TOKENS, batch_of, encode
from training.examples import LABELS, NO_SUPPORT, Example, window
from training.hard_passages import read_examples
from training.model import ReaderNetwork, load_network, save_mean
from training.rows import FIT_SEED, Numbers, Row, is_held_back, read_rows

PAIRS_OF_A_KIND = 150
STATEMENTS = 600
TOLD_APART = "vitaminc_real"
"""The source of the statements. Training draws from all its rows, so that some may have been seen, by old and new
alike: this tells whether relations are unlearnt."""
PAIRS_AT_ONCE = 24


def held_back_pairs(traindata: Path) -> dict[str, list[Example]]:
    """Return pairs by what they try: traps, boolq and relations."""
    random_ = random.Random(FIT_SEED)
    qa = [row for row in read_rows(traindata / "qa.jsonl.gz") if row["source"] == "squad2_dev_otherhalf"]
    boolq = [row for row in read_rows(traindata / "qa_nospan.jsonl.gz") if row["source"] == "boolq"]
    statements = [row for row in read_rows(traindata / "nli.jsonl.gz") if row["source"] == TOLD_APART]
    asked = _some([row for row in boolq if is_held_back(row["context"])], random_)
    others = [*asked[1:], asked[0]]
    return {
        "traps": [
            _pair(row["question"], row["context"], answers, random_)
            for answers in (True, False)
            for row in _some([r for r in qa if r["answerable"] is answers and is_held_back(r["context"])], random_)
        ],
        "boolq": [
            _pair(row["question"], of["context"], row is of, random_)
            for row, other in zip(asked, others, strict=True)
            for of in (row, other)
        ],
        "relations": [
            Example(kind="statement", first=row["hypothesis"], second=row["premise"], relation=LABELS[row["label"]])
            for row in random_.sample(statements, STATEMENTS)
        ],
    }


def _some(rows: Sequence[Row], random_: random.Random) -> list[Row]:
    return random_.sample(list(rows), min(len(rows), PAIRS_OF_A_KIND))


def _pair(question: str, context: str, answers: bool, random_: random.Random) -> Example:
    start, end = window(context, question, random_)
    return Example(kind="held_back", first=question, second=context[start:end], answerable=answers)


def logits(network: ReaderNetwork, tokenizer: Tokenizer, examples: Sequence[Example]) -> tuple[Numbers, Numbers]:
    """Return the answerable and relevance logits of the pairs, shape (pairs, 2), and their relations, (pairs, 3)."""
    encoded = list(encode(tokenizer, examples))
    by_length = sorted(range(len(encoded)), key=lambda place: len(encoded[place].ids))
    of_pairs, of_relations = np.zeros((len(encoded), 2)), np.zeros((len(encoded), 3))
    for first in range(0, len(by_length), PAIRS_AT_ONCE):
        places = by_length[first : first + PAIRS_AT_ONCE]
        batch = batch_of([encoded[place] for place in places])
        with torch.no_grad():
            heads = network(batch.input_ids, batch.attention_mask, batch.token_type_ids)
        of_pairs[places] = torch.stack([heads.answerable, heads.relevance], dim=1).numpy()
        of_relations[places] = heads.relation.numpy()
    return of_pairs, of_relations


def figures(examples: Sequence[Example], of_pairs: Numbers, weights: Mapping[str, float]) -> dict[str, float]:
    """Return how well the logits tell the pairs that answer from those that do not."""
    answers = np.array([bool(example.answerable) for example in examples])
    both = weights["answerable"] * of_pairs[:, 0] + weights["relevance"] * of_pairs[:, 1]
    ranks = {"answerable": of_pairs[:, 0], "relevance": of_pairs[:, 1], "both": both}
    probability = 1 / (1 + np.exp(-both - weights["intercept"]))
    return {
        **{f"auroc_{name}": round(float(roc_auc_score(answers, scores)), 4) for name, scores in ranks.items()},
        **{
            f"kept_above_{share}": round(float((both[answers] > np.quantile(both[~answers], share)).mean()), 4)
            for share in (0.9, 0.8)
        },
        "probability_where_answered": round(float(probability[answers].mean()), 4),
        "probability_elsewhere": round(float(probability[~answers].mean()), 4),
    }


def macro_f1(examples: Sequence[Example], of_relations: Numbers) -> float:
    """Return the mean F1 of the relations; a statement known only not to be supported is left out."""
    known = [place for place, example in enumerate(examples) if example.relation != NO_SUPPORT]
    truth = [examples[place].relation for place in known]
    return round(float(f1_score(truth, of_relations[known].argmax(axis=1), average="macro")), 4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("traindata", type=Path, help="the folder of the training data")
    parser.add_argument("checkpoints", nargs="+", help="files of `training.train_reader`; joined by +, their mean")
    parser.add_argument("--tokenizer", type=Path, default=READER_FOLDER, help="the folder of a reader")
    parser.add_argument("--pairs", type=Path, nargs="*", default=[], help="files of pairs, to tell apart as well")
    arguments = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(arguments.tokenizer / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.enable_truncation(PAIR_TOKENS, strategy="only_second")
    weights = json.loads((arguments.tokenizer / READER_DESCRIPTION).read_text(encoding="utf-8"))["passage"]
    tried = held_back_pairs(arguments.traindata) | {file.stem: read_examples(file) for file in arguments.pairs}
    for named in arguments.checkpoints:
        with tempfile.TemporaryDirectory() as folder:
            mean = Path(folder) / "mean.pt"
            save_mean([Path(file) for file in named.split("+")], mean)
            network = load_network(mean)
        for what, examples in tried.items():
            of_pairs, of_relations = logits(network, tokenizer, examples)
            found = {"macro_f1": macro_f1(examples, of_relations)} if what == "relations" else None
            print(json.dumps({named: {what: found or figures(examples, of_pairs, weights)}}), flush=True)


if __name__ == "__main__":
    main()
