"""The command line's own errors, of what was typed: they repeat it, so what nobody sees in it is written out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from typer import TyperException
from typer.core import TyperGroup

from retrieval.text.invisible import written_out

_TYPED = f"{__name__}.typed"
"""The name under which a context keeps what was typed."""


class Commands(TyperGroup):
    """Commands, each of whose errors moves no cursor, hides nothing and forges no line of the terminal."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:  # noqa: ANN401 as typer has it
        typed = tuple(args)
        with _written_out(typed):
            context = super().make_context(info_name, args, parent, **extra)
        context.meta[_TYPED] = typed
        return context

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 as above
        with _written_out(ctx.meta[_TYPED]):
            return super().invoke(ctx)


@contextmanager
def _written_out(typed: Sequence[str]) -> Iterator[None]:
    try:
        yield
    except TyperException as error:
        # Line breaks are the error's own where none was typed.
        text = written_out(error.format_message(), keep="" if any("\n" in word for word in typed) else "\n")
        error.format_message = lambda: text  # type: ignore[method-assign]
        raise
