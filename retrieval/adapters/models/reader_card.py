"""The packaged reader by its description: which files it has, that they are those it was made of, and what its logits
mean. None of them is loaded.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from retrieval.adapters.models.onnx_files import TOKENIZER, OnnxFiles
from retrieval.domain.readings import INTERCEPT, Calibration, Clues
from retrieval.settings import Strictness

READER_FOLDER = Path(__file__).parent / "reader_model"
READER_DESCRIPTION = "reader.json"
READER_FORMAT = "footnote-reader/1"
READER_NETWORK = "reader.onnx"
JUDGE_NETWORK = "judge.onnx"
"""The network that judges support. A folder without one judges by the reader's own, which then has that output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderCard:
    """`reader.json`: what the files are, and how their logits become probabilities."""

    files: OnnxFiles
    sha256: Mapping[str, str]
    """By the name of each file."""
    temperature: float
    """What the judge's logits are divided by."""
    passage: Mapping[str, float]
    calibration: Calibration
    with_search: Calibration | None
    embedding_models: frozenset[str]


_EVIDENCE = ("intercept", "answerable", "relevance")


def read_reader_card(folder: Path = READER_FOLDER) -> ReaderCard:
    """Return what a folder holds. Raises ModelError where a file is missing, altered or made for another version."""
    files = OnnxFiles(folder=folder, model="reader", packaged=READER_FOLDER.name, setting="READER_MODEL")
    with files.description(READER_DESCRIPTION, READER_FORMAT) as stored:
        searched = stored.get("with_search")
        temperature = float(stored.get("judge", {}).get("temperature", 1.0))
        if not temperature > 0:
            raise ValueError("the judge's temperature is not above 0")
        card = ReaderCard(
            files=files,
            sha256={name: str(stored["sha256"][name]) for name in (READER_NETWORK, TOKENIZER)}
            | {name: str(digest) for name, digest in stored["sha256"].items() if name == JUDGE_NETWORK},
            temperature=temperature,
            passage={name: float(stored["passage"][name]) for name in _EVIDENCE},
            calibration=_calibration(stored["calibration"]),
            with_search=_calibration(searched) if searched else None,
            embedding_models=frozenset(map(str, searched["embedding_models"])) if searched else frozenset(),
        )
    files.check(card.sha256)
    return card


def _calibration(stored: Mapping[str, Any]) -> Calibration:
    clues = {name: float(weight) for name, weight in stored.get("clues", {}).items()}
    wanted = {INTERCEPT, *(field.name for field in fields(Clues))}
    if clues and clues.keys() != wanted:
        raise ValueError(f"its clues are not {', '.join(sorted(wanted))}")
    return Calibration(
        intercept=float(stored["intercept"]),
        best=float(stored["best"]),
        second=float(stored["second"]),
        clues=clues,
        thresholds={strictness: float(stored["thresholds"][strictness]) for strictness in Strictness},
    )
