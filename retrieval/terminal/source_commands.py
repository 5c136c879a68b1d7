"""`python -m retrieval source`: search passages, list documents, show one, and hold a quote against them."""

from typing import TYPE_CHECKING, Annotated

import typer

from retrieval.domain.checked_text import ClaimStanding
from retrieval.domain.filters import SourceFilter, is_day
from retrieval.domain.quotes import QuoteStanding
from retrieval.faces import module_when_used
from retrieval.terminal.invocation import (
    ERR,
    EXIT_REFUSED,
    EXIT_USAGE,
    Collections,
    Invocation,
    invoked,
    note_folders,
    print_json,
    print_text,
)

if TYPE_CHECKING:
    from retrieval.terminal import (
        answer_view,
        checked_json,
        checked_view,
        documents_view,
        json_output,
        json_text,
        naming,
    )
else:
    answer_view = module_when_used("retrieval.terminal.answer_view")
    checked_json = module_when_used("retrieval.terminal.checked_json")
    checked_view = module_when_used("retrieval.terminal.checked_view")
    documents_view = module_when_used("retrieval.terminal.documents_view")
    json_output = module_when_used("retrieval.terminal.json_output")
    json_text = module_when_used("retrieval.terminal.json_text")
    naming = module_when_used("retrieval.terminal.naming")

source_app = typer.Typer(
    help="Look the sources up: search passages, list documents, show one, hold a quote against them.",
    no_args_is_help=True,
)
source_app.callback()(note_folders)
Documents = Annotated[
    list[str] | None,
    typer.Option("--document", metavar="NAME", help="In this document only. May be repeated."),
]


def _day(typed: str | None) -> str | None:
    if typed is not None and not is_day(typed):
        raise typer.BadParameter(f"{typed!r} is no day: write 2022, 2022-10 or 2022-10-16")
    return typed


@source_app.command("search")
@invoked()
def source_search(
    invocation: Invocation,
    query: Annotated[
        str, typer.Argument(help='Words or a question, in quotes. Words in "double quotes" must stand there so.')
    ],
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many passages.")] = 5,
    page: Annotated[int, typer.Option(min=1, max=100, help="Which page of so many.")] = 1,
    document: Documents = None,
    publisher: Annotated[str | None, typer.Option(help="Of publishers with these words in their name only.")] = None,
    after: Annotated[
        str | None, typer.Option(callback=_day, metavar="DAY", help="Of this day, month or year, or later.")
    ] = None,
    before: Annotated[
        str | None, typer.Option(callback=_day, metavar="DAY", help="Of this day, month or year, or earlier.")
    ] = None,
    collection: Collections = None,
) -> None:
    """Find the passages nearest to a query, whether they answer it or not."""
    with invocation.opened_in(collection) as footnote:
        documents = [naming.id_of(footnote, name) for name in document] if document else None
        narrowing = SourceFilter(documents=documents, publisher=publisher, after=after, before=before)
        found = footnote.search(query, limit=limit, skip=(page - 1) * limit, narrowing=narrowing)
    if invocation.as_json:
        print_json([json_output.found_as_json(passage) for passage in found])
    for passage in found if not invocation.as_json else ():
        print_text(answer_view.render_passage(passage))
    if not query.strip():
        ERR.print("Nothing to search for: the query is empty.")
        raise typer.Exit(EXIT_USAGE)
    if not found:
        ERR.print("Nothing was found.")
        raise typer.Exit(EXIT_REFUSED)


@source_app.command("list")
@invoked()
def source_list(invocation: Invocation, collection: Collections = None) -> None:
    """List the documents of the corpus, by collection."""
    with invocation.listed_in(collection) as corpus:
        documents, links = corpus.list_documents(), corpus.links
    listed = [json_text.document_as_json(summary, links.to_document(summary)) for summary in documents]
    invocation.show(documents_view.render_documents(documents, links), listed)


@source_app.command("show")
@invoked()
def source_show(
    invocation: Invocation,
    document: Annotated[
        str, typer.Argument(metavar="NAME", help="A document: its id, its title, or a part of these that no other has.")
    ],
) -> None:
    """Show a document: what it states about itself, and its text."""
    with invocation.opened() as footnote:
        found = footnote.document(naming.id_of(footnote, document))
        link = footnote.links.to_document(found)
    as_object = json_text.document_as_json(found.summary, link) | {"text": found.text}
    invocation.show(documents_view.render_document(found, link), as_object)


@source_app.command("verify")
@invoked()
def source_verify(
    invocation: Invocation,
    quote: Annotated[str, typer.Argument(help="The quote, as somebody gives it. Omissions are marked by … or [...].")],
    document: Documents = None,
    collection: Collections = None,
) -> None:
    """Say whether a quote is verbatim in the corpus (exit code 0), altered or not there (3); what differs is shown."""
    with invocation.opened_in(collection) as footnote:
        documents = [naming.id_of(footnote, name) for name in document] if document else None
        checked = footnote.check_quote(quote, documents=documents)
    invocation.show(checked_view.render_checked_quote(checked), checked_json.checked_quote_as_json(checked))
    if checked.standing is QuoteStanding.TOO_SHORT:
        raise typer.Exit(EXIT_USAGE)
    if checked.standing not in {QuoteStanding.VERBATIM, QuoteStanding.SHORTENED}:
        raise typer.Exit(EXIT_REFUSED)


@source_app.command("check")
@invoked()
def source_check(
    invocation: Invocation,
    text: Annotated[str, typer.Argument(help="What somebody wrote, in quotes.")],
    document: Documents = None,
    collection: Collections = None,
) -> None:
    """Say of each sentence whether the corpus bears it out, contradicts it, or was not found to say anything of it."""
    with invocation.opened_in(collection) as footnote:
        documents = [naming.id_of(footnote, name) for name in document] if document else None
        with invocation.showing_errors():
            checked = footnote.check_text(text, documents=documents)
    invocation.show(checked_view.render_checked_text(checked), checked_json.checked_text_as_json(checked))
    if not checked.sentences:
        raise typer.Exit(EXIT_USAGE)
    if any(sentence.standing is not ClaimStanding.BORNE_OUT for sentence in checked.sentences if sentence.is_claim):
        raise typer.Exit(EXIT_REFUSED)
