"""`chat`: question after question, in a terminal or through a pipe."""

import sys
from collections.abc import Iterator
from contextlib import nullcontext, suppress

from rich.text import Text

from retrieval.domain.answers import Refusal
from retrieval.domain.inquiry import LAST_TURNS, SILENT, Inquiry, Turn
from retrieval.errors import FootnoteError
from retrieval.seen_corpus import SeenCorpus
from retrieval.terminal import answer_view, json_output, json_text, progress
from retrieval.terminal.invocation import ERR, Invocation, naming_interrupts, print_text
from retrieval.text.display import one_line

CHAT_PROMPT = "? "

ANEW, LEAVE, HELP = "/new", "/quit", "/help"

CHAT_GREETING = f"Ask. {ANEW} forgets what was said before, {HELP} says more, {LEAVE} or Ctrl-D leaves."
CHAT_INTERRUPTED = "Interrupted: that question has no answer. Ctrl-C once more leaves."
CHAT_FORGOTTEN = "What was said before is forgotten."
CHAT_HELP = f"""\
A question may lean on the last {LAST_TURNS} answers: "And why?", "what about France?".
A number picks a question, where several were meant.
{ANEW}   begins anew: what was said before is forgotten
{LEAVE}  leaves, as Ctrl-D does and Ctrl-C where nothing is at work"""


class Conversation:
    """What was said so far, of which the next question may go on."""

    def __init__(self) -> None:
        self._turns: list[Turn] = []
        self._meanings: tuple[str, ...] = ()

    def question_of(self, typed: str) -> str:
        """Return what is asked by what was typed: itself, or the meaning of which it is the number."""
        number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 3 else 0
        return self._meanings[number - 1] if 0 < number <= len(self._meanings) else typed

    def ask(self, footnote: SeenCorpus, typed: str, invocation: Invocation) -> None:
        """Answer or refuse, show that, and note it. Raises FootnoteError, and then nothing is noted."""
        showing = progress.written_so_far(ERR) if footnote.language_model else nullcontext(SILENT)
        with naming_interrupts(), showing as listener:
            response = footnote.ask(Inquiry(self.question_of(typed), turns=self._turns), listener=listener)
        outcome = response.outcome
        self._meanings = outcome.facts.meanings if isinstance(outcome, Refusal) else ()
        # In what nothing was looked up for, such as a greeting, there is nothing to lean on.
        if not (isinstance(outcome, Refusal) and outcome.reason.is_before_search):
            self._turns = [*self._turns, Turn.of(outcome)][-LAST_TURNS:]
        if invocation.as_json:
            print(json_text.as_json_text(json_output.response_as_json(response)), flush=True)
            return
        print_text(answer_view.render_response(response))
        numbered = [f"{number}  {meaning}" for number, meaning in enumerate(self._meanings, start=1)]
        print("\n".join([*numbered, ""]), flush=True)


def chat(invocation: Invocation, footnote: SeenCorpus) -> None:
    """Answer each line of standard input until it ends, or somebody leaves. An error is shown, and the next question
    is answered all the same. Above its answer stands each question that came through a pipe, where nobody saw it typed.
    """
    conversation = Conversation()
    by_hand = sys.stdin.isatty()
    if by_hand:
        ERR.print(Text(CHAT_GREETING, style="dim"))
    for typed in _typed(by_hand=by_hand):
        match typed:
            case "":
                continue
            case _ if typed == LEAVE:
                return
            case _ if typed == ANEW:
                conversation = Conversation()
                ERR.print(Text(CHAT_FORGOTTEN, style="dim"))
            case _ if typed == HELP:
                ERR.print(Text(CHAT_HELP, style="dim"))
            case _:
                if not (by_hand or invocation.as_json):
                    print_text(Text(f"{CHAT_PROMPT}{one_line(conversation.question_of(typed))}"))
                    print(flush=True)
                try:
                    conversation.ask(footnote, typed, invocation)
                except FootnoteError as error:
                    invocation.show_error(error)
                except KeyboardInterrupt:
                    if not by_hand:
                        raise
                    ERR.print(Text(CHAT_INTERRUPTED, style="yellow"))


def _typed(*, by_hand: bool) -> Iterator[str]:
    """Yield each line of standard input, without the spaces around it, until it ends; by hand, until Ctrl-C as well."""
    if not by_hand:
        # What is no text is read with a mark for it, as what is typed after a command is.
        with open(sys.stdin.fileno(), encoding="utf-8", errors="surrogateescape", closefd=False) as lines:
            yield from (line.strip() for line in lines)
        return
    with suppress(ImportError):
        # With it imported, lines can be edited and called back as they are typed.
        import readline  # noqa: F401
    while True:
        try:
            yield input(CHAT_PROMPT).strip()
        except (EOFError, KeyboardInterrupt):
            # The shell's prompt begins a line of its own.
            print(flush=True)
            return
