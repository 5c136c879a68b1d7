"""What the terminal shows of what was held against the corpus."""

from collections.abc import Iterable
from itertools import count
from operator import and_

from rich.console import Group, RenderableType
from rich.style import Style
from rich.text import Text

from retrieval.domain.answers import Citation
from retrieval.domain.checked_text import CheckedText, ClaimStanding
from retrieval.domain.quotes import Alteration, CheckedQuote, QuoteStanding
from retrieval.terminal.answer_view import hanging, place_in_words, render_passage
from retrieval.terminal.documents_view import title_style
from retrieval.terminal.quote_view import quoted_text
from retrieval.text.display import one_line, one_line_in_pieces, provenance

CLOSEST_CHARS = 300
"""The characters that are shown of a passage that is only near."""
_STANDINGS = {
    QuoteStanding.VERBATIM: ("Verbatim.", "bold green"),
    QuoteStanding.SHORTENED: ("Verbatim, but for what it leaves out where it says so.", "bold green"),
    QuoteStanding.ALTERED: ("Altered: the source has it otherwise.", "bold yellow"),
    QuoteStanding.JOINED: (
        "Put together: each sentence is verbatim, but they do not follow one another.",
        "bold yellow",
    ),
    QuoteStanding.ABSENT: ("Not in the corpus, as far as it was found.", "bold red"),
    QuoteStanding.TOO_SHORT: (
        "Too short, or too long, to be told from chance: give 3 words to 2,000 characters.",
        "bold",
    ),
}
SET_OTHERWISE = "It is set otherwise in the source: quotation marks, dashes, footnote markers or the first letter."


def render_checked_quote(checked: CheckedQuote) -> RenderableType:
    """Return how a quote stands to the corpus, where, and what differs."""
    said, style = _STANDINGS[checked.standing]
    lines: list[RenderableType] = [Text(said, style=style)]
    if checked.set_otherwise:
        lines.append(Text(SET_OTHERWISE, style="dim"))
    if checked.alterations:
        lines += [Text("As given:  ").append_text(_side(checked.alterations, given=True))]
        lines += [Text("As it is:  ").append_text(_side(checked.alterations, given=False)), Text()]
    lines += [_place(number, place) for number, place in enumerate(checked.places, start=1)]
    if checked.nearest:
        lines += [Text(), Text("The closest passages:", style="bold")]
        lines += [render_passage(found, CLOSEST_CHARS) for found in checked.nearest]
    return Group(*lines)


def _side(alterations: Iterable[Alteration], *, given: bool) -> Text:
    """Return one of both wordings, with what the other does not have so in brackets: a pipe shows no colours."""
    pieces = []
    for alteration in alterations:
        words = one_line(alteration.given if given else alteration.source)
        pieces.append(Text(words) if alteration.alike else Text(f"[{words or '–'}]", style="bold yellow"))
    return Text(" ").join(pieces)


def _place(number: int, place: Citation) -> RenderableType:
    document = place.document
    text = Text()
    text.append(f"[{number}] ", style="bold cyan")
    text.append(one_line(document.title), style=title_style(place.link))
    if stated := provenance(document.publisher, document.date, document.authors):
        text.append(f"\n{stated}")
    text.append(f"\n{place_in_words(place.passage, place.start, place.end)}", style="dim")
    text.append("\n").append_text(quoted_text([place], tuple(reference.marker for reference in place.leans_on)))
    return hanging(text)


_CLAIMS = {
    ClaimStanding.BORNE_OUT: ("Borne out", "bold green"),
    ClaimStanding.CONTRADICTED: ("Contradicted", "bold red"),
    ClaimStanding.NOT_FOUND: ("Not found in the sources", "bold yellow"),
    ClaimStanding.NO_CLAIM: ("Left out: it states nothing to check", "dim"),
    ClaimStanding.LEANS: ("Not checked: it does not say what it is about", "bold yellow"),
}


def render_checked_text(checked: CheckedText) -> RenderableType:
    """Return each sentence with how it stands, and what it was held against."""
    if not checked.sentences:
        return Text("There is no sentence to check.")
    parts: list[RenderableType] = []
    numbers = count(1)
    for sentence in checked.sentences:
        said, style = _CLAIMS[sentence.standing]
        shown = one_line_in_pieces([(f"[{piece}]" if off else piece, off) for piece, off in sentence.pieces], and_)
        line = Text(f"{said}: ", style=style)
        for piece, off in shown:
            line.append(piece, style="bold red" if off else Style.null())
        parts.append(line)
        parts += [_place(next(numbers), place) for place in sentence.places]
        parts += [render_passage(found, CLOSEST_CHARS) for found in sentence.nearest[:1]]
    if checked.left_over:
        parts.append(Text(f"{checked.left_over} more sentences were not checked.", style="dim"))
    return Group(*parts)
