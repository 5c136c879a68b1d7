"""Questions of people over the documents of their community: who is answered, rightly, and where answers are lost.

A community is a folder with `corpus/` and questions: `questions.jsonl` beside it, or a file of its name elsewhere.
`tests/evals/communities/README.md` describes the rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.scorecard.data import (
    Half,
    Show,
    Where,
    files_of,
    half_answerable,
    hashes,
    indexed,
    json_lines,
    malformed,
    reading,
)
from benchmarks.scorecard.losses import Must, Stage, stage_of
from benchmarks.scorecard.measures import estimate, mean
from benchmarks.scorecard.replies import Reply, reply_to
from benchmarks.scorecard.report import Scorecard, Section, conditions, times
from retrieval.answering.ask import READ
from retrieval.answering.deciding import in_turn
from retrieval.domain.answers import Answer, Refusal
from retrieval.domain.documents import FoundPassage
from retrieval.errors import EmptyCorpusError
from retrieval.footnote import Footnote
from retrieval.settings import RetrievalSettings

COMMUNITY_QUESTIONS = Path("tests/evals/communities")
"""Our own questions, where a community has none beside its documents."""
COMMUNITY_NOT_FITTED = (
    "Nothing is fitted on these questions; the untouched half of our own was not looked at while rules were made."
)
PLACES = (1, 5, 10)
MOST_SHOWN_CHARS = 300
"""Of a statement in the JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityQuestion:
    """`half` is None where the questions are not halved: then they belong to each half."""

    id: str
    text: str
    answerable: bool
    must: Must
    half: Half | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """`corpus` is its folder of documents, `file` its questions."""

    name: str
    corpus: Path
    file: Path
    questions: tuple[CommunityQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What came of one question. `reply` is None where nothing could be indexed; `place` is that of the first passage
    that holds the answer among those read, from 1; `lost` is None where the answer was given, or none was to be.
    """

    community: str
    question: CommunityQuestion
    reply: Reply | None
    place: int | None
    lost: Stage | None

    @property
    def answered(self) -> bool:
        return self.reply is not None and self.reply.answered

    @property
    def shown(self) -> int:
        """Return how many statements were shown."""
        return len(self.reply.statements) if self.reply and self.answered else 0

    @property
    def right(self) -> bool:
        return self.question.answerable and self.answered and self.lost is None

    @property
    def right_at_first(self) -> bool:
        """Return whether the first statement shown is right by itself."""
        return self.right and self.reply is not None and self.question.must.shown_by(self.reply.statements[:1])


def read(where: Where) -> tuple[Community, ...]:
    """Return the communities that have questions, by name: the folder itself where it holds `corpus/`, else all below.

    Raises EvaluationDataError.
    """
    data = where.communities or where.evaldata / "communities"
    alone = (data / "corpus").is_dir()
    folders = [data] if alone else [found.parent for found in files_of(data, "*/corpus", "--data")]
    files = {folder: _questions_file(folder, where.questions) for folder in folders}
    present = {folder: file for folder, file in files.items() if alone or file.is_file()}
    if not present:
        raise malformed(data, "no community in it has questions", "--questions")
    if len(set(present.values())) < len(present):
        raise malformed(data, f"{where.questions} is one file, and it holds {len(present)} communities", "--data")
    return tuple(_community(folder, file, where) for folder, file in present.items())


def score(settings: RetrievalSettings, where: Where, show: Show) -> Scorecard:
    communities = read(where)
    rows: list[Row] = []
    sizes: dict[str, dict[str, int]] = {}
    measured_with: Mapping[str, object] = {}
    for community in communities:
        of_community = settings.model_copy(update={"corpus_dir": community.corpus})
        sizes[community.name] = {"files": sum(path.is_file() for path in community.corpus.rglob("*"))}
        try:
            suite = f"community/{community.name}"
            with indexed(of_community, suite, None, where, show, all_readable=False) as footnote:
                status = footnote.status()
                sizes[community.name] |= {"documents": status.documents, "passages": status.passages}
                rows += measure(footnote, community, show)
                measured_with = conditions(footnote, settings)
        except EmptyCorpusError:
            sizes[community.name] |= {"documents": 0, "passages": 0}
            rows += [_nothing_indexed(community.name, question) for question in community.questions]
    return Scorecard(
        suite="community",
        measured_on={
            "communities": len(communities),
            "answerable_questions": sum(row.question.answerable for row in rows),
            "unanswerable_questions": sum(not row.question.answerable for row in rows),
            "half": str(where.half),
            "sampled": where.limit is not None,
            "sha256": {community.name: next(iter(hashes([community.file]).values())) for community in communities},
        },
        not_fitted=COMMUNITY_NOT_FITTED,
        conditions=measured_with,
        metrics=summary(rows, sizes),
        details={"questions": [_told(row) for row in rows]},
    )


def measure(footnote: Footnote, community: Community, show: Show) -> Iterator[Row]:
    """Ask all questions of the community, over its index."""
    store = footnote.retriever.generation.view
    texts = [passage.text for passage in store.passages(store.passage_ids())]
    for number, question in enumerate(community.questions):
        show(f"asking {community.name}", number, len(community.questions))
        reply = reply_to(footnote, question.text)
        found = _read_passages(reply) or footnote.search(question.text, limit=READ)
        place = question.must.place_in(found) if question.answerable else None
        lost = None
        if question.answerable:
            has_passage = place is not None or any(map(question.must.held_by, texts))
            lost = stage_of(question.must, reply, place, indexed=has_passage)
        yield Row(community=community.name, question=question, reply=reply, place=place, lost=lost)


def summary(rows: Sequence[Row], sizes: Mapping[str, Mapping[str, int]]) -> dict[str, Section]:
    """Return the metrics over all communities, if there are several, and of each, with the `sizes` of its corpus."""
    sections: dict[str, Section] = {"all communities": _section(rows)} if len(sizes) > 1 else {}
    for name, size in sizes.items():
        sections[name] = {**size, **_section([row for row in rows if row.community == name])}
    timings = [row.reply.asked.timings_ms for row in rows if row.reply]
    return {**sections, "time": times(timings)} if timings else sections


def _section(rows: Sequence[Row]) -> Section:
    answerable = [row.question.answerable for row in rows]
    answered = [row.answered for row in rows]
    shares = {
        "right": mean([row.right for row in rows], answerable),
        "first_statement_right": mean([row.right_at_first for row in rows], answerable),
        "wrong_or_unhelpful": mean([row.answered and not row.right for row in rows], answerable),
        "refused_needlessly": mean([not row.answered for row in rows], answerable),
        "unanswerable_refused": mean(
            [not row.answered for row in rows], [not is_answerable for is_answerable in answerable]
        ),
        "statements_shown_an_answer": mean([row.shown for row in rows], answered),
        **{
            f"answer_in_the_best_{count}": mean(
                [row.place is not None and row.place <= count for row in rows], answerable
            )
            for count in PLACES
        },
    }
    return {
        "answerable_questions": sum(answerable),
        "unanswerable_questions": len(rows) - sum(answerable),
        **{name: estimate(statistic, len(rows)) for name, statistic in shares.items()},
        **{f"lost_in_{stage}": sum(row.lost is stage for row in rows) for stage in Stage},
    }


def _read_passages(reply: Reply) -> tuple[FoundPassage, ...]:
    """Return what was read for the parts of the question in turn, each passage once."""
    found = in_turn([judged.found for judged in reply.asked.judged])
    return tuple({found_passage.passage.id: found_passage for found_passage in found}.values())


def _nothing_indexed(community: str, question: CommunityQuestion) -> Row:
    lost = Stage.INDEX if question.answerable else None
    return Row(community=community, question=question, reply=None, place=None, lost=lost)


def _told(row: Row) -> dict[str, object]:
    """Return a row of the JSON: what was asked, what came of it, and where it was lost."""
    outcome = row.reply.asked.outcome if row.reply else None
    match outcome:
        case Answer(statements=statements):
            came: dict[str, object] = {"shown": [statement.text[:MOST_SHOWN_CHARS] for statement in statements]}
        case Refusal(reason=reason):
            came = {"refused": str(reason)}
        case None:
            came = {"refused": "nothing_indexed"}
    return {
        "community": row.community,
        "id": row.question.id,
        "question": row.question.text,
        "answerable": row.question.answerable,
        "right": row.right if row.question.answerable else not row.answered,
        "first_right": row.right_at_first,
        "lost": row.lost and str(row.lost),
        "place": row.place,
        "probability": row.reply and row.reply.asked.probability,
        **came,
    }


def _questions_file(folder: Path, given: Path | None) -> Path:
    if given is not None:
        return given / f"{folder.resolve().name}.jsonl" if given.is_dir() else given
    beside = folder / "questions.jsonl"
    return beside if beside.is_file() else COMMUNITY_QUESTIONS / f"{folder.resolve().name}.jsonl"


def _community(folder: Path, file: Path, where: Where) -> Community:
    with reading(file, "--questions"):
        questions = [_question(row) for row in json_lines(file)]
    chosen = [
        question
        for question in questions
        if Half.ALL in (where.half, question.half or Half.ALL) or question.half is where.half
    ]
    if not chosen:
        raise malformed(file, f"it holds no questions of the half {str(where.half)!r}", "--questions")
    return Community(
        name=folder.resolve().name,
        corpus=folder / "corpus",
        file=file,
        questions=half_answerable(chosen, where.limit, lambda question: question.answerable),
    )


def _question(row: Mapping[str, Any]) -> CommunityQuestion:
    must = Must(tuple((string,) if isinstance(string, str) else tuple(string) for string in row["must"]))
    answerable = bool(row["answerable"])
    if answerable and not (must.groups and all(must.groups) and all(map(all, must.groups))):
        raise ValueError(f"{row['id']} is answerable, and says not what an answer must hold")
    half = Half(row["half"]) if "half" in row else None
    return CommunityQuestion(id=str(row["id"]), text=row["question"], answerable=answerable, must=must, half=half)
