"""How a terminal shows quotes: bold, code and links as it can, items and code line by line."""

import re
from collections.abc import Iterator, Sequence

from rich.style import Style
from rich.text import Text

from retrieval.documents.blocks import Form
from retrieval.documents.inline_emphasis import Style as Setting
from retrieval.documents.quoted import Look, Piece, QuotedLine, quoted_lines
from retrieval.domain.answers import Citation
from retrieval.text.display import one_line_in_pieces, plain, superscript_markers

_OPENED_PAGE = re.compile(r"https?://[!-~]+")
_SHOWN_CODE_LINES = 24
"""The lines of code that are shown of a longer piece."""
_STYLE_OF_CODE = "cyan"


def quoted_text(citations: Sequence[Citation], markers: tuple[str, ...]) -> Text:
    """Return quotes as they are shown, with the footnote `markers` of their documents raised."""
    return Text("\n").join(text for line in quoted_lines(citations) for text in _line(line, markers))


def ends_in_code(citations: Sequence[Citation]) -> bool:
    """Return whether the last line of what is shown is code, which nothing of ours may be taken for a part of."""
    return quoted_lines(citations)[-1].form is Form.CODE


def _line(line: QuotedLine, markers: tuple[str, ...]) -> Iterator[Text]:
    if line.form is Form.CODE:
        yield from _code("".join(text for segment in line.segments for text, _ in segment.pieces))
        return
    text = Text(f"  {line.mark or '•'} " if line.form is Form.ITEM else "")
    for segment in line.segments:
        text.append(segment.before).append_text(_pieces(segment.pieces, markers))
    yield text


def _code(code: str) -> Iterator[Text]:
    lines = plain(code).expandtabs(4).split("\n")
    for line in lines[:_SHOWN_CODE_LINES]:
        yield Text("    ").append(line.rstrip(), style=_STYLE_OF_CODE)
    if len(lines) > _SHOWN_CODE_LINES:
        yield Text("    …")


def _pieces(pieces: Sequence[Piece], markers: tuple[str, ...]) -> Text:
    line = one_line_in_pieces(pieces, Look.shared)
    text = Text(superscript_markers("".join(piece for piece, _ in line), markers))
    start = 0
    for piece, look in line:
        if (style := _style(look)) != Style.null():
            text.stylize(style, start, start + len(piece))
        start += len(piece)
    return text


def _style(look: Look) -> Style:
    # What is not said of a style is as it is around it.
    return Style(
        bold=look.bold or None,
        italic=Setting.ITALIC in look.style or None,
        strike=Setting.STRUCK in look.style or None,
        color=_STYLE_OF_CODE if Setting.CODE in look.style else None,
        link=look.href if look.href and _OPENED_PAGE.fullmatch(look.href) else None,
    )
