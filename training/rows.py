"""Which rows of `traindata` the reader learns from: of which sources, how many, and which contexts are kept for later.

`HELD_OUT_QA` and `HELD_OUT_NLI` are the sources that no training sees: the second families of the scorecard. Of every
other source a share of the contexts is held back as well (`is_held_back`), to calibrate the decision on.
"""

import gzip
import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Row = dict[str, Any]
Numbers = NDArray[np.float64]

HELD_OUT_QA = frozenset({"selqa_ass", "qed_nq", "hardneg_qed_nq"})
HELD_OUT_NLI = frozenset({"snli_dev", "snli_counterfactual", "breaking_nli", "fool_me_twice"})
HELD_BACK_ONE_IN = 20
FIT_SEED = 20261121
"""What the fits draw by."""


def read_rows(file: Path) -> list[Row]:
    """Return the rows of a file of gzipped JSON lines."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def is_held_back(context: str) -> bool:
    """Return whether a context is held back from training. It depends on the text alone: the same contexts are in every
    run.
    """
    return sha256(context.encode()).digest()[0] % HELD_BACK_ONE_IN == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """How many rows of a source are used: answerable ones, and made ones of each kind."""

    asked: int
    other_passage: int = 0
    sentence_out: int = 0
    swapped: int = 0


PORTIONS = {
    "squad2_dev_otherhalf": Portion(asked=2000, other_passage=500, sentence_out=400, swapped=700),
    "squad2_train_slice": Portion(asked=2700, other_passage=700, sentence_out=700, swapped=1000),
    "squad11_train_slice": Portion(asked=500, sentence_out=100, swapped=150),
    "squad_sample_emptycity": Portion(asked=2200, other_passage=600, sentence_out=500, swapped=800),
    "squadshifts_new_wiki": Portion(asked=3000, other_passage=800, sentence_out=600, swapped=1000),
    "squadshifts_reddit": Portion(asked=2000, other_passage=1000, sentence_out=300, swapped=300),
    "qamr": Portion(asked=1200, swapped=400),
    "fairytaleqa": Portion(asked=1000, other_passage=500, sentence_out=200),
    "policyqa": Portion(asked=800, other_passage=600),
    "covidqa": Portion(asked=700, other_passage=400, sentence_out=200),
    "quac_first": Portion(asked=820, other_passage=600, sentence_out=200),
}
PORTIONS_WITHOUT_SPAN = {
    "boolq": Portion(asked=3500, other_passage=3500),
    "pubmedqa": Portion(asked=900, other_passage=900),
    "qnli_dev": Portion(asked=1200),
}
WRITTEN_TRAPS_TIMES = 3
"""How often the unanswerable questions that people wrote are used, each time with another window."""
HARD_NEGATIVES = 4000
NLI_PORTIONS = {
    "mnli_dev": 17000, "mnli_train_slice": 2900, "vitaminc_real": 12000, "vitaminc_synthetic": 2000,
    "fever_dev": 4000, "fever_symmetric": 1000, "scifact_train": 1259,
}  # fmt: skip
TESTED_CLAIMS = frozenset(
    {
        "Adult tissue-resident macrophages possess a self-renewing capacity.",
        "Obesity decreases life quality.",
        "There is no association between HNF4A mutations and diabetes risks.",
    }
)
"""Claims of `scifact_train` that stand among SciFact's validation and test claims as well; no training sees them."""
NLI_WORDS = 110
SUPPORT_PORTIONS = {
    "factcg_doc": 2060, "wice_train": 374, "conjnli_adversarial": 5000, "negation_nli_mnli": 1500,
    "negation_nli_snli": 1499, "negation_nli_rte": 1495, "help": 3000, "cannot_wikifactcheck": 1500,
}  # fmt: skip
"""Of `support.jsonl.gz`, which the shipped reader has not seen: `--support` draws these too."""
SUPPORT_WORDS = 190
"""The most words of the evidence of one: what fits the tokens that a pair has."""
