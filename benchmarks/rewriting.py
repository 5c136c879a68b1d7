"""What a language model's rewriting adds to the plain rule that makes follow-ups stand alone, between its bounds.

    python -m benchmarks.rewriting --data EVALDATA --out benchmarks/results/rewriting.json

The conversations of the suite `followups` of the scorecard; with `--search` its passages and its measure, too. Scripted
models take the place of a real one: one that gives the form that people wrote, which no model can be better than; one
that gives every question back as it is; and one that puts a name into each, which must be refused. Each goes through
the product's own prompt, call and checks.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean

from benchmarks.drafts.replies import fenced_in, scripted_writer
from benchmarks.result import publish
from benchmarks.scorecard import followups, scifact, squad2
from benchmarks.scorecard.data import Half, Where, files_of, indexed, sampled
from benchmarks.scorecard.followups import FIRST_FOUND, ConversationTurn
from retrieval.adapters.models.onnx_embedder import OnnxEmbedder
from retrieval.answering.rereading import calls_for, reread
from retrieval.answering.stopwatch import Stopwatch
from retrieval.domain.inquiry import SILENT, Inquiry, Turn
from retrieval.footnote import Footnote
from retrieval.ports import Message, TokenCounter
from retrieval.settings import RetrievalSettings
from retrieval.text.words import content_stems
from retrieval.writing.writer import Writer

INVENTED = "Ferdinand Quillfeather"
"""A name that no conversation has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A turn with what it was understood as, how much of its words it shares with people's form (F1), the share of what
    that form finds that this finds, None where nothing is searched, and what came of asking the model.
    """

    turn: ConversationTurn
    question: str
    words: float
    overlap: float | None
    what_came: str


class Bench:
    """The conversations, over an index of passages or over none."""

    def __init__(
        self, counter: TokenCounter, footnote: Footnote | None, conversations: Sequence[Sequence[ConversationTurn]]
    ) -> None:
        self._counter = counter
        self._footnote = footnote
        self._conversations = conversations
        self.rewriters: Mapping[str, Callable[[ConversationTurn], str] | None] = {
            "the plain rule": None,
            "people's form": lambda turn: turn.stands_alone,
            "as it was asked": lambda turn: turn.asked,
            "a name put in": lambda turn: f"{turn.asked.rstrip(' ?.')}, by {INVENTED}?",
        }
        self._found = cache(self._ids_found)

    def _ids_found(self, question: str) -> frozenset[str]:
        assert self._footnote
        return frozenset(found.passage.id for found in self._footnote.search(question, limit=FIRST_FOUND))

    def followed(self, rewrite: Callable[[ConversationTurn], str] | None) -> list[Followed]:
        """Return the turns of all conversations, each understood from those before it as they were understood."""
        return [each for turns in self._conversations for each in self._follow(turns, rewrite)]

    def _follow(
        self, turns: Sequence[ConversationTurn], rewrite: Callable[[ConversationTurn], str] | None
    ) -> list[Followed]:
        before: list[Turn] = []
        followed = []
        for turn in turns:
            inquiry = Inquiry(turn.asked, turns=before)
            writer = self._writer(rewrite(turn)) if rewrite else None
            with calls_for(writer, inquiry) as calls:
                meant, what_came = reread(inquiry, writer, calls, Stopwatch(SILENT, nullcontext))
            question = meant.several[0] if meant.several else meant.shown
            followed.append(
                Followed(
                    turn=turn,
                    question=question,
                    words=_shared_words(question, turn.stands_alone),
                    overlap=self._overlap(question, turn.stands_alone) if self._footnote else None,
                    what_came=str(what_came or "not asked"),
                )
            )
            before.append(Turn(question))
        return followed

    def _overlap(self, question: str, form: str) -> float:
        wanted, found = self._found(form), self._found(question)
        return len(wanted & found) / len(wanted) if wanted else 1.0

    def _writer(self, question: str) -> Writer:
        """Return the writing by a model that has this for the question as it stands alone."""

        def script(messages: Sequence[Message], _: Mapping[str, object] | None) -> str:
            assert fenced_in(messages, "last_question")
            return json.dumps({"question": question})

        return scripted_writer(script, self._counter, judges=False)


def measured_of(followed: Sequence[Followed]) -> dict[str, object]:
    leaning = [each for each in followed if each.turn.leans]
    alone = [each for each in followed if not each.turn.leans]
    overlaps = [each.overlap for each in leaning if each.overlap is not None]
    return {
        "turns_that_lean": len(leaning),
        "words_shared_with_peoples_form": round(mean(each.words for each in leaning), 4),
        "passages_shared": round(mean(overlaps), 4) if overlaps else None,
        "with_the_invented_name": sum(INVENTED in each.question for each in followed),
        "turns_that_stand_alone": len(alone),
        "stand_alone_changed": sum(each.question != each.turn.asked for each in alone),
        "what_came": dict(sorted(Counter(each.what_came for each in leaning).items())),
    }


def _shared_words(question: str, form: str) -> float:
    """Return the F1 of the words of a question against those of people's form, stop words left out."""
    ours, theirs = set(content_stems(question)), set(content_stems(form))
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours or theirs else 1.0


@contextmanager
def _indexed(data: Path, cache_folder: Path | None) -> Iterator[Footnote]:
    where = Where(evaldata=data, traindata=data, cache=cache_folder)
    rows = (*squad2.read(data).paragraphs, *scifact.read(data).abstracts)
    with indexed(RetrievalSettings(), "followups", rows, where, lambda *_: None) as footnote:
        yield footnote


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder of evaluation data")
    parser.add_argument("--search", action="store_true", help="search with each form, too")
    parser.add_argument("--cache", type=Path, help="a folder in which the index is kept")
    parser.add_argument("--limit", type=int, help="measure so many conversations of each file alone")
    parser.add_argument("--out", type=Path, help="the JSON file to write")
    arguments = parser.parse_args()
    files = {
        "ours": [Path("tests/evals/conversations.jsonl")],
        "CAsT": list(files_of(arguments.data / "followups", "*.jsonl", "--data")),
    }
    with ExitStack() as held:
        footnote = held.enter_context(_indexed(arguments.data, arguments.cache)) if arguments.search else None
        counter, measured = OnnxEmbedder(), {}
        for name, read in files.items():
            bench = Bench(counter, footnote, sampled(followups.read(read, Half.ALL, "--data"), arguments.limit))
            measured[name] = {what: measured_of(bench.followed(rewrite)) for what, rewrite in bench.rewriters.items()}
    publish({"measured": measured, "sampled": arguments.limit}, ("onnxruntime", "tokenizers"), arguments.out)


if __name__ == "__main__":
    main()
