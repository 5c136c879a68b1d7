"""What a language model that judges its own draft adds to the local checks, if it errs as often as such judges do.

    python -m benchmarks.model_judge --out benchmarks/results/model_judge.json

The 640 statements of `tests/evals/grounding`, each drafted above its quotes by a scripted model and put through the
product's own writing: prompt, reply, grounding, prompt for verdicts, verdicts; once with a judge that supports
everything, and once with one that supports nothing. A verdict decides on its own sentence alone, so that what comes of
a judge that errs is drawn from these two, its verdicts right as often as is assumed below, by chance from seeds and
regardless of which statements are hard. Of each domain: how many right sentences are shown and how many wrong ones let
through, by the local checks alone, by both, and with some of the local doubts overruled.
"""

import json
import random
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from benchmarks.drafts.replies import fenced_in, scripted_writer
from benchmarks.grounding import Remembering
from benchmarks.result import options, publish
from retrieval.adapters.models.onnx_embedder import OnnxEmbedder
from retrieval.adapters.models.onnx_reader import OnnxReader
from retrieval.documents.chunking import chunk
from retrieval.documents.loading import load_corpus
from retrieval.domain.documents import Passage
from retrieval.domain.inquiry import Inquiry
from retrieval.domain.records import ModelCheck
from retrieval.domain.verdicts import FateKind, Flaw
from retrieval.ports import Message
from retrieval.writing.judgements import JUDGEMENT_SCHEMA

STATEMENTS = Path("tests/evals/grounding")
_SHOWN = {FateKind.KEPT, FateKind.CITED}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedJudge:
    """How often a judge's verdict is right: on sentences that are not borne out, and on those that are."""

    finds_wrong: float
    finds_right: float

    def supports(self, sentence: str, seed: int, *, is_right: bool) -> bool:
        chance = random.Random(f"{seed} {sentence}").random()
        return chance < self.finds_right if is_right else chance >= self.finds_wrong


JUDGES = {
    "finds 0.77 of the wrong and 0.87 of the right": ScriptedJudge(finds_wrong=0.77, finds_right=0.87),
    "finds 0.65 of the wrong and 0.85 of the right": ScriptedJudge(finds_wrong=0.65, finds_right=0.85),
    "supports everything": ScriptedJudge(finds_wrong=0.0, finds_right=1.0),
    "never errs": ScriptedJudge(finds_wrong=1.0, finds_right=1.0),
}
"""The first two are assumed from what is published of large models as judges of hard claims (LLM-AggreFact: balanced
accuracies of about 0.75 to 0.8), and not measured here. The others are the bounds: a judge that adds nothing, and one
that cannot be better."""
SEEDS = 50
READERS_DOUBT = frozenset({Flaw.NOT_SUPPORTED, Flaw.CONTRADICTED})
OVERRULED = {
    "no local doubt is overruled": frozenset[Flaw](),
    "the reader's doubt is overruled": READERS_DOUBT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A statement with its quotes, and whether they bear it out."""

    domain: str
    document: str
    quotes: tuple[str, ...]
    statement: str
    is_right: bool


@dataclass(slots=True, kw_only=True)
class DraftsAndVerdicts:
    """The script of a model that drafts a row, and whose verdicts all support what is shown, or none does."""

    row: Row | None = None
    supports: bool = True

    def __call__(self, messages: Sequence[Message], schema: Mapping[str, object] | None) -> str:
        if schema == JUDGEMENT_SCHEMA:
            verdicts: list[dict[str, object]] = [
                {
                    "sentence": label,
                    "not_borne_out": [],
                    "verdict": "supported" if self.supports else "not_supported",
                }
                for label in fenced_in(messages, "sentence")
            ]
            return json.dumps({"verdicts": verdicts})
        assert self.row
        label = next(iter(fenced_in(messages, "passage")))
        quotes = [{"passage": label, "text": quote} for quote in self.row.quotes]
        point = {"quotes": quotes, "side": "none", "sentence": self.row.statement}
        return json.dumps({"points": [point], "told": "all", "not_told": []})


def rows_in(folder: Path) -> list[Row]:
    """Return the statements of each domain."""
    return [
        Row(
            domain=file.parent.name,
            document=Path(row["document"]).stem,
            quotes=tuple(row["quotes"]),
            statement=row["statement"],
            is_right=row["right"],
        )
        for file in sorted(folder.glob("*/statements.jsonl"))
        for row in map(json.loads, file.read_text(encoding="utf-8").splitlines())
    ]


def passages_of(folder: Path, counter: OnnxEmbedder) -> dict[tuple[str, str], list[Passage]]:
    """Return the passages of each document, by domain and name."""
    return {
        (domain.name, Path(document.id).stem): list(chunk(document, counter))
        for domain in sorted(folder.iterdir())
        if domain.is_dir()
        for document in load_corpus(domain).documents
    }


class Bench:
    """The product's writing over these statements."""

    def __init__(self, folder: Path) -> None:
        self._embedder = OnnxEmbedder()
        self.reader = OnnxReader()
        self._judge = Remembering(self.reader)
        self.rows = rows_in(folder)
        self._passages = passages_of(folder, self._embedder)
        self._script = DraftsAndVerdicts()

    def shown(self, *, supports: bool | None, overruled: frozenset[Flaw] = frozenset()) -> list[bool]:
        """Return whether the sentence of each row is shown, where the model's verdicts support everything, or nothing;
        or None are asked for.
        """
        self._script.supports = bool(supports)
        writer = scripted_writer(self._script, self._embedder, judges=supports is not None, overruled=overruled)
        shown = []
        for row in self.rows:
            self._script.row = row
            with writer.calls_for(0) as calls:
                trace = writer.compose(
                    Inquiry(row.statement),
                    self._passages[row.domain, row.document],
                    self._judge,
                    calls,
                    stage=lambda _: nullcontext(),
                ).trace
            assert trace.check in {None, ModelCheck.JUDGED}
            shown.append(any(fate.kind in _SHOWN for fate in trace.fates))
        return shown

    def with_judge(self, judge: ScriptedJudge, by_verdict: Mapping[bool, Sequence[bool]], seeds: int) -> list[float]:
        """Return how often the sentence of each row is shown, by what comes of each verdict on it."""
        return [
            mean(
                by_verdict[judge.supports(row.statement, seed, is_right=row.is_right)][number] for seed in range(seeds)
            )
            for number, row in enumerate(self.rows)
        ]

    def table(self, shown: Sequence[float]) -> dict[str, object]:
        """Return how many right sentences were shown and wrong ones let through, in all and of each domain."""

        def of(domain: str | None) -> dict[str, float]:
            def total(amounts: Sequence[float], *, is_right: bool) -> float:
                rows = zip(self.rows, amounts, strict=True)
                return round(sum(a for row, a in rows if row.is_right is is_right and domain in {None, row.domain}), 1)

            made = [1] * len(shown)
            return {
                "right": total(made, is_right=True),
                "right_shown": total(shown, is_right=True),
                "wrong": total(made, is_right=False),
                "wrong_let_through": total(shown, is_right=False),
            }

        return {"all": of(None), "by_domain": {domain: of(domain) for domain in sorted({r.domain for r in self.rows})}}


def main() -> None:
    arguments = options(__doc__, repeats=SEEDS)
    bench = Bench(STATEMENTS)
    measured: dict[str, object] = {
        "reader_weights_sha256": bench.reader.weights_sha256,
        "statements": len(bench.rows),
        "seeds": arguments.repeats,
        "the local checks alone": bench.table(bench.shown(supports=None)),
    }
    for what, overruled in OVERRULED.items():
        by_verdict = {says: bench.shown(supports=says, overruled=overruled) for says in (True, False)}
        measured[what] = {
            name: bench.table(bench.with_judge(judge, by_verdict, arguments.repeats)) for name, judge in JUDGES.items()
        }
    publish(measured, ("onnxruntime", "tokenizers"), arguments.out)


if __name__ == "__main__":
    main()
