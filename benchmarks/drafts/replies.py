"""A scripted model, and what a prompt shows it between its tags."""

from collections.abc import Callable, Mapping, Sequence

from retrieval.domain.verdicts import Flaw
from retrieval.ports import Message, ModelReply, TokenCounter, TokenLedger
from retrieval.writing.grounding.model_gate import OVERRULED
from retrieval.writing.prompts import load_prompts
from retrieval.writing.retrying import CircuitBreaker, TriedModel
from retrieval.writing.writer import Writer

Script = Callable[[Sequence[Message], Mapping[str, object] | None], str]
"""What a model replies to messages, by the form that is asked for."""


class ScriptedModel:
    """The `ChatModel` port: it replies by a script."""

    name = "scripted:model"

    def __init__(self, script: Script) -> None:
        self._script = script

    def write(
        self,
        messages: Sequence[Message],
        *,
        timeout_seconds: float,
        schema: Mapping[str, object] | None = None,
        on_text: Callable[[str], None] | None = None,
    ) -> ModelReply:
        """Return what the script has, at once."""
        return ModelReply(text=self._script(messages, schema))

    def close(self) -> None:
        """Nothing is kept open."""


def scripted_writer(
    script: Script, counter: TokenCounter, *, judges: bool, overruled: frozenset[Flaw] = OVERRULED
) -> Writer:
    """Return the product's writing by a model that replies by a script, with time and tokens for whatever it says."""
    return Writer(
        model=TriedModel(model=ScriptedModel(script), breaker=CircuitBreaker()),
        prompts=load_prompts(),
        counter=counter,
        ledger=_no_ledger,
        timeout_seconds=600.0,
        question_tokens=20_000,
        judges=judges,
        overruled=overruled,
    )


def _no_ledger() -> TokenLedger:
    raise AssertionError("there is no daily limit")


def fenced_in(messages: Sequence[Message], name: str) -> dict[str, str]:
    """Return what stands between the tags of that name, by its id."""
    prompt = "\n".join(message.text for message in messages)
    fenced = {}
    reached = 0
    while (begin := prompt.find(f'\n<{name} id="', reached)) >= 0:
        start = begin + len(f'\n<{name} id="')
        label = prompt[start : prompt.index('"', start)]
        end = prompt.find(f'\n</{name} id="{label}">', start)
        if end < 0:
            # The prompt speaks of the tag.
            reached = start
            continue
        fenced[label] = prompt[prompt.index("\n", start) + 1 : end]
        reached = end
    return fenced
