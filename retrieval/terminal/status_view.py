"""The view of how the index stands in the terminal."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from retrieval.domain.status import Status
from retrieval.terminal.command_line import WITHOUT_FOLDERS
from retrieval.text.display import one_line

if TYPE_CHECKING:
    from retrieval.index.verifying import Verified


def render_status(
    status: Status, verified: "Verified | None" = None, index_command: str = WITHOUT_FOLDERS.index
) -> RenderableType:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for name, value in asdict(status).items():
        if value is not None:
            label = "corpus version" if name == "generation" else name.replace("_", " ")
            table.add_row(Text(label, style="dim"), Text(one_line(str(value))))
    return Group(table, *(_verified(verified, index_command) if verified else ()))


def _verified(verified: "Verified", index_command: str) -> list[Text]:
    counted = f"{verified.documents:,} documents and {verified.passages:,} passages were read"
    if not verified.problems:
        return [Text(f"Whole: {counted}; each passage has its text, one vector and its words.")]
    rebuild = f"Build the index anew: {index_command} --rebuild"
    problems = [Text(f"wrong: {one_line(problem)}", style="yellow") for problem in verified.problems]
    return [Text(f"Not whole: {counted}."), *problems, Text(rebuild)]
