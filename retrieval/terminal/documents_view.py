"""What the terminal shows of documents: the list of them, one of them, and the look of a title."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text

from retrieval.documents.links import SourceLinks
from retrieval.domain.documents import Document, DocumentSummary
from retrieval.domain.scope import MAIN_COLLECTION
from retrieval.text.display import one_line, plain


def title_style(link: str | None) -> Style:
    """Return how a title looks; where it has a link, a terminal that knows links opens it."""
    return Style(bold=True, link=link)


def render_documents(summaries: Sequence[DocumentSummary], links: SourceLinks) -> RenderableType:
    """Return a table of the documents of each collection, without the columns in which none states anything. Where all
    are in the main one, it is not named.
    """
    by_collection: dict[str, list[DocumentSummary]] = {}
    for summary in summaries:
        by_collection.setdefault(summary.collection or "", []).append(summary)
    if by_collection.keys() <= {MAIN_COLLECTION}:
        return _table(summaries, links)
    parts: list[RenderableType] = []
    for collection, of_it in sorted(by_collection.items()):
        name = one_line(collection) or "in no collection"
        parts += [Text(f"{name} ({len(of_it)})", style="bold"), _table(of_it, links), Text()]
    return Group(*parts[:-1])


def _table(summaries: Sequence[DocumentSummary], links: SourceLinks) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    columns = {
        "Document": [Text(one_line(summary.id)) for summary in summaries],
        "Title": [Text(one_line(summary.title), style=Style(link=links.to_document(summary))) for summary in summaries],
        "Publisher": [Text(one_line(summary.publisher or "")) for summary in summaries],
        "Date": [Text(one_line(summary.date or "")) for summary in summaries],
    }
    stated = {name: cells for name, cells in columns.items() if any(cells)}
    for name in stated:
        table.add_column(name, overflow="fold")
    for row in zip(*stated.values(), strict=True):
        table.add_row(*row)
    return table


def render_document(document: Document, link: str | None = None) -> RenderableType:
    """Return what a document states about itself, and its text. `link` is where it can be opened."""
    lines = [Text(one_line(document.title), style=title_style(link))]
    names = ("id", "publisher", "date", "url", "language", "kind", "path")
    stated = [(name, one_line(getattr(document, name) or "")) for name in names] + [
        (one_line(name), one_line(value)) for name, value in document.extra.items()
    ]
    lines += [Text(f"{name}: {value}", style="dim") for name, value in stated if value]
    return Group(*lines, Text(), Text(plain(document.text)))
