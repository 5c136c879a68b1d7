"""Checking against the sources: of what is called borne out, or contradicted, how much is so? On claims of Wikipedia
with the pages that they cite (WiCE), and sentences of written summaries with their article (QAGS).

A claim is held against its own evidence: nothing is searched for. A claim that its evidence supports in part is not
borne out. No row says that a claim is contradicted: a contradiction is wrong where the claim is supported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.scorecard.data import Show, Where, hashes, json_lines, reading, sampled
from benchmarks.scorecard.measures import estimate, mean
from benchmarks.scorecard.report import Scorecard, Section, conditions
from retrieval.answering.checking import checked_against, judge_of
from retrieval.bootstrap import open_footnote
from retrieval.domain.checked_text import ClaimStanding
from retrieval.domain.documents import Document, FoundPassage, Passage
from retrieval.ports import SupportJudge
from retrieval.settings import RetrievalSettings

CHECKING_NOT_FITTED = (
    "Nothing is fitted or chosen on these claims: the thresholds of checking were chosen on the odd rows of"
    " tests/evals/statements.jsonl."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencedClaim:
    """A claim with the text that it is held against, and whether that supports all of it, as people say."""

    source: str
    claim: str
    evidence: str
    supported: bool


def read(evaldata: Path) -> tuple[tuple[Path, ...], tuple[EvidencedClaim, ...]]:
    """Return the files, and their claims. Raises EvaluationDataError."""
    wice, qags = evaldata / "support" / "wice_dev.jsonl", evaldata / "support" / "qags.jsonl"
    claims: list[EvidencedClaim] = []
    with reading(wice, "--evaldata"):
        claims += [
            EvidencedClaim(
                source="wice",
                claim=str(row["claim"]),
                evidence="\n\n".join(map(str, row["evidence"])),
                supported=row["label"] == "supported",
            )
            for row in json_lines(wice)
        ]
    with reading(qags, "--evaldata"):
        claims += [
            EvidencedClaim(
                source="qags",
                claim=str(row["sentence"]),
                evidence=str(row["article"]),
                supported=bool(row["supported"]),
            )
            for row in json_lines(qags)
        ]
    return (wice, qags), tuple(claims)


def score(settings: RetrievalSettings, where: Where, show: Show) -> Scorecard:
    """Measure the checking of claims. Raises ModelError where the reader does not judge support."""
    files, claims = read(where.evaldata)
    drawn = sampled(claims, where.limit)
    # Nothing is indexed: the reader is opened as the product opens it.
    with (
        TemporaryDirectory() as folder,
        open_footnote(settings.model_copy(update={"data_dir": Path(folder)})) as footnote,
    ):
        metrics = measure(judge_of(footnote.reader), drawn, show)
        return Scorecard(
            suite="checking",
            measured_on={
                "claims": len(drawn),
                "supported_claims": sum(claim.supported for claim in drawn),
                "sampled": where.limit is not None,
                "sha256": hashes(files),
            },
            not_fitted=CHECKING_NOT_FITTED,
            conditions=conditions(footnote, settings),
            metrics=metrics,
        )


def measure(judge: SupportJudge, claims: Sequence[EvidencedClaim], show: Show) -> Mapping[str, Section]:
    """Return the metrics over each source."""
    standings: list[ClaimStanding] = []
    for number, claim in enumerate(claims):
        show("checking", number, len(claims))
        document = Document(id=f"evidence-{number}", title="Evidence", text=claim.evidence)
        passage = Passage(document=document, start=0, end=len(document.text))
        found = [FoundPassage(passage=passage, score=1.0, dense=1.0, lexical=1.0)]
        standings.append(checked_against(claim.claim, found, judge).standing)
    return {
        source: _measured(
            [claim.supported for claim in claims if claim.source == source],
            [standing for claim, standing in zip(claims, standings, strict=True) if claim.source == source],
        )
        for source in dict.fromkeys(claim.source for claim in claims)
    }


def _measured(supported: Sequence[bool], standings: Sequence[ClaimStanding]) -> Section:
    borne_out = [standing is ClaimStanding.BORNE_OUT for standing in standings]
    contradicted = [standing is ClaimStanding.CONTRADICTED for standing in standings]
    unsupported = [not each for each in supported]
    size = len(supported)
    return {
        "claims": size,
        "borne_out": sum(borne_out),
        "borne_out_and_supported": estimate(mean(supported, borne_out), size),
        "supported_that_are_borne_out": estimate(mean(borne_out, supported), size),
        "not_supported_that_are_borne_out": estimate(mean(borne_out, unsupported), size),
        "contradicted": sum(contradicted),
        "contradicted_and_not_supported": estimate(mean(unsupported, contradicted), size),
    }
