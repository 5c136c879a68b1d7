"""What comes of drafts that quote first, over corpora of five kinds: the shipped articles, and software documentation,
rules, a policy and a story that were written for it.

    python -m benchmarks.quoting --out benchmarks/results/quoting.json

Drafts are made from seeds (`benchmarks.drafts.scripted_quotes`). Whatever comes out, each quote is compared with its
document, and no quote that was changed or made up may come out at all; of those that stand, what is not shown is
counted by why. Their sentences are drawn by chance: hardly one is what its quotes say.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.drafts.scripted_quotes import QuotedDraft, QuotingMaker
from benchmarks.grounding import assert_verbatim
from benchmarks.result import options, publish
from retrieval.documents.loading import load_corpus
from retrieval.domain.verdicts import FateKind, Flaw
from retrieval.writing.grounding.grounding import Grounded, Grounding

OUTPUTS = 22_400
OTHER_CORPORA = Path("tests/evals/corpora")
_NOT_SHOWN_FOR_A_REASON = {Flaw.SAID_ALREADY, Flaw.ONE_TOO_MANY, Flaw.ORDERS, Flaw.LEANS}


def makers(corpus: Path, others: Path = OTHER_CORPORA) -> dict[str, QuotingMaker]:
    """Return what makes drafts over each corpus, by its name."""
    folders = {"articles": corpus, **{folder.name: folder for folder in sorted(others.iterdir()) if folder.is_dir()}}
    return {name: QuotingMaker(load_corpus(folder).documents) for name, folder in folders.items()}


def grounded_of(draft: QuotedDraft) -> Grounded:
    grounding = Grounding.of(draft.passages, None, draft.question)
    grounding.take(draft.points)
    return grounding.grounded


def outcomes_of(draft: QuotedDraft, grounded: Grounded) -> Iterator[str]:
    """Yield what became of each point. Raises AssertionError where a quote that does not stand came out, where what
    came out is not its document's, and where one that stands is lost without a reason.
    """
    assert_verbatim(grounded)
    for point, fate in zip(draft.points, grounded.fates, strict=True):
        quotes_alone = fate.kind in {FateKind.QUOTED, FateKind.REPAIRED}
        assert not (draft.stands is False and quotes_alone), (draft, fate)
        if draft.stands and point.quotes and fate.kind is FateKind.DROPPED:
            assert _NOT_SHOWN_FOR_A_REASON.intersection(fate.flaws), (draft, fate)
        why = Flaw.SAID_ALREADY if Flaw.SAID_ALREADY in fate.flaws else next(iter(fate.flaws), None)
        yield f"dropped, {why}".replace("_", " ") if fate.kind is FateKind.DROPPED else str(fate.kind)


def measured_over(maker: QuotingMaker, outputs: int) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in maker.kinds}
    for seed in range(outputs):
        draft = maker.make(seed)
        counts[draft.kind].update(outcomes_of(draft, grounded_of(draft)))
    return {kind: dict(count) for kind, count in counts.items()}


def main() -> None:
    arguments = options(__doc__, repeats=1)
    over = makers(arguments.corpus)
    outputs = OUTPUTS // len(over)
    measured = {name: measured_over(maker, outputs) for name, maker in over.items()}
    publish({"outputs_a_corpus": outputs, "points_by_corpus_and_kind": measured}, (), arguments.out)


if __name__ == "__main__":
    main()
