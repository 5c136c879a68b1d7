"""What grounding does to scripted model outputs, and how long it takes beside the reader's judgement alone.

    python -m benchmarks.grounding --out benchmarks/results/grounding.json

Of each kind of output: how many were made, and of how many the sentence was shown above its quotes, was its quotes and
was shown as these, was left out and its quotes shown alone, or the point dropped; with the reader's judgement and
without. Of a right sentence, what is not shown is lost, but for its quotes; of a wrong one, what is shown is let
through. Whatever comes out, each quote is compared with its document. Outputs are made from seeds
(`benchmarks.drafts`), and those let through are kept by theirs.
"""

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.drafts.right_statements import right_statements_in
from benchmarks.drafts.scripted_drafts import Maker, Output
from benchmarks.result import milliseconds, options, publish
from retrieval.adapters.models.onnx_embedder import OnnxEmbedder
from retrieval.adapters.models.onnx_reader import OnnxReader
from retrieval.documents.chunking import chunk
from retrieval.documents.loading import load_corpus
from retrieval.domain.documents import Passage
from retrieval.domain.readings import Relation
from retrieval.domain.verdicts import FateKind, QuoteClass
from retrieval.errors import DraftError
from retrieval.ports import SupportJudge
from retrieval.writing.draft_reader import draft_of
from retrieval.writing.drafts import Draft, DraftPoint, DraftQuote
from retrieval.writing.grounding.grounding import Grounded, Grounding, ground

OUTPUTS_JUDGED = 22_400
"""700 of each of the 32 kinds."""
TUNED_ON = 3_200
"""The rules were made by looking at what came of the seeds below."""
KINDS_OF_STATEMENTS = 26
"""Those that hold statements, right or wrong, before orders, links and replies that are none."""
OUTPUTS_UNJUDGED = 6_400
STATEMENTS_A_DRAFT = 6
_KEPT_SEEDS = 40
_ABOVE = (FateKind.KEPT, FateKind.CITED)
"""Where a sentence stands above its quotes."""


class Remembering:
    """A `SupportJudge` that judges a pair once: the same pairs come up in many outputs."""

    def __init__(self, judge: SupportJudge) -> None:
        self._judge = judge
        self._known: dict[tuple[str, str], Mapping[Relation, float]] = {}

    def relations(self, pairs: Sequence[tuple[str, str]]) -> list[Mapping[Relation, float]]:
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self._known]
        self._known.update(zip(new, self._judge.relations(new), strict=True))
        return [self._known[pair] for pair in pairs]


def maker_of(corpus: Path) -> Maker:
    documents = {document.id: document for document in load_corpus(corpus).documents}
    counter = OnnxEmbedder()
    passages = [passage for document in documents.values() for passage in chunk(document, counter)]
    return Maker(list(documents.values()), passages, right_statements_in(documents))


def verdict(output: Output, judge: SupportJudge | None) -> str:
    """Return the outcome of the output's point, "unreadable", or "quote forged" where a bad quote was taken for a
    good one. Raises AssertionError where a quote that comes out is not its document's.
    """
    try:
        grounded = ground(draft_of(output.reply), output.passages, judge)
    except DraftError:
        return "unreadable"
    assert_verbatim(grounded)
    if not grounded.fates:
        return FateKind.DROPPED
    if output.bad_quotes and set(grounded.fates[0].quotes) & {QuoteClass.VERIFIED, QuoteClass.MISATTRIBUTED}:
        return "quote forged"
    return grounded.fates[0].kind


def assert_verbatim(grounded: Grounded) -> None:
    """Assert the promise for whatever came out: each citation is a span of its document, within its passage."""
    for statement in grounded.statements:
        assert statement.citations
        for citation in statement.citations:
            assert citation.quote == citation.document.text[citation.start : citation.end]
            assert citation.passage.start <= citation.start < citation.end <= citation.passage.end


def rates(maker: Maker, outputs: int, judge: SupportJudge | None) -> dict[str, object]:
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in maker.kinds}
    held_out: Counter[str] = Counter()
    let_through: dict[str, list[int]] = {}
    for seed in range(outputs):
        output = maker.make(seed)
        outcome = verdict(output, judge)
        counts[output.kind][outcome] += 1
        is_shown = outcome in ({*_ABOVE, FateKind.QUOTED} if output.is_right else _ABOVE)
        if (is_shown and not output.is_right) or outcome == "quote forged":
            let_through.setdefault(output.kind, []).append(seed)
        if seed >= TUNED_ON and list(maker.kinds).index(output.kind) < KINDS_OF_STATEMENTS:
            held_out[f"{'right' if output.is_right else 'wrong'}, {'shown' if is_shown else 'not shown'}"] += 1
    return {
        "held_out": {"from_seed": TUNED_ON, **dict(sorted(held_out.items()))},
        "by_kind": {kind: {"made": count.total(), **count} for kind, count in counts.items()},
        "let_through_seeds": {kind: seeds[:_KEPT_SEEDS] for kind, seeds in let_through.items()},
    }


def table(by_kind: Mapping[str, Mapping[str, int]]) -> str:
    """Return what `rates` gives by kind as the Markdown table of `docs/evaluation.md`."""
    rows = [["kind of output", "made", "sentence shown", "it is its quote", "quotes alone", "dropped or unreadable"]]
    for kind, counts in by_kind.items():
        shown = [
            sum(counts.get(above, 0) for above in _ABOVE),
            counts.get(FateKind.QUOTED, 0),
            counts.get(FateKind.REPAIRED, 0),
        ]
        rows.append([kind, *map(str, (counts["made"], *shown, counts["made"] - sum(shown)))])
    rows.insert(1, ["---"] * len(rows[0]))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def latency(maker: Maker, repeats: int) -> dict[str, object]:
    """Time the grounding of six right statements written by hand, over the passages of their documents, in turn with
    the judgement of the same six pairs alone. Where the reply is streamed, five are grounded before it ends, and the
    last one is left.
    """
    judge = OnnxReader()
    judge.load()
    by_hand = [statement for statement in maker.statements if statement.wrong]
    grounding: list[float] = []
    alone: list[float] = []
    lexical: list[float] = []
    last: list[float] = []
    for turn in range(repeats):
        statements = [by_hand[(turn * STATEMENTS_A_DRAFT + n) % len(by_hand)] for n in range(STATEMENTS_A_DRAFT)]
        cited = list(dict.fromkeys(maker.passage_of(quote) for statement in statements for quote in statement.quotes))
        others = [passage for passage in maker.passages if passage not in cited]
        given = [*cited, *others[: max(0, 10 - len(cited))]]
        passages = {f"P{n}": passage for n, passage in enumerate(given, start=1)}
        draft = Draft(
            points=tuple(
                DraftPoint(
                    sentence=statement.text,
                    quotes=tuple(
                        DraftQuote(passage=_label(passages, quote.document.id), text=quote.text)
                        for quote in statement.quotes
                    ),
                )
                for statement in statements
            )
        )
        pairs = [(" ".join(quote.text for quote in statement.quotes), statement.text) for statement in statements]
        lexical.append(milliseconds(lambda: ground(draft, passages, None)))  # noqa: B023
        grounding.append(milliseconds(lambda: ground(draft, passages, judge)))  # noqa: B023
        alone.append(milliseconds(lambda: judge.relations(pairs)))  # noqa: B023
        streamed = Grounding.of(passages, judge)
        streamed.take(draft.points[:-1])
        last.append(milliseconds(lambda: streamed.take(draft.points[-1:])))  # noqa: B023
    return {
        "statements": STATEMENTS_A_DRAFT,
        "repeats": repeats,
        "grounding_fastest_ms": round(min(grounding), 1),
        "without_judgement_fastest_ms": round(min(lexical), 1),
        "judgement_alone_fastest_ms": round(min(alone), 1),
        "grounding_median_ms": round(statistics.median(grounding), 1),
        "last_of_a_stream_fastest_ms": round(min(last), 1),
        "last_of_a_stream_median_ms": round(statistics.median(last), 1),
        "grounding_p95_ms": round(statistics.quantiles(grounding, n=20)[-1], 1),
        "without_judgement_median_ms": round(statistics.median(lexical), 1),
        "judgement_alone_median_ms": round(statistics.median(alone), 1),
        "to_judgement_alone_ratio_median": round(
            statistics.median(
                with_grounding / judgement for with_grounding, judgement in zip(grounding, alone, strict=True)
            ),
            2,
        ),
    }


def _label(passages: Mapping[str, Passage], document_id: str) -> str:
    return next(label for label, passage in passages.items() if passage.document.id == document_id)


def main() -> None:
    arguments = options(__doc__, repeats=40)
    maker = maker_of(arguments.corpus)
    reader = OnnxReader()
    measured = {
        "reader_weights_sha256": reader.weights_sha256,
        "seeds": {"with_judgement": [0, OUTPUTS_JUDGED], "without_judgement": [0, OUTPUTS_UNJUDGED]},
        "latency": latency(maker, arguments.repeats),
        "without_judgement": rates(maker, OUTPUTS_UNJUDGED, None),
        "with_judgement": rates(maker, OUTPUTS_JUDGED, Remembering(reader)),
    }
    publish(measured, ("onnxruntime", "tokenizers"), arguments.out)


if __name__ == "__main__":
    main()
