"""The headings of a Markdown text that are headings by their place alone, and those that say something besides."""

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from retrieval.documents.lines import looks_like_heading

OF_A_CLAUSE = "h7"
"""The tag of such a heading: it stands below whatever heading has a mark of its own."""
_ITEM_ALONE = (
    "ordered_list_open",
    "list_item_open",
    "paragraph_open",
    "inline",
    "paragraph_close",
    "list_item_close",
    "ordered_list_close",
)
_BELOW_A_HEADING = frozenset({"bullet_list_open", "blockquote_open", "fence", "code_block", "table_open"})


def with_headings_of_clauses(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the tokens; a list of one item, in capitals and above some text, as a heading: `3. CARE OF THE BLADE`."""
    place = 0
    while place < len(tokens):
        if _is_clause(tokens[place : place + len(_ITEM_ALONE) + 2]):
            item, text = tokens[place + 1], tokens[place + 3]
            yield Token("heading_open", OF_A_CLAUSE, 1, map=text.map, info=f"{item.info}{item.markup} ")
            yield text
            yield Token("heading_close", OF_A_CLAUSE, -1)
            place += len(_ITEM_ALONE)
        else:
            yield tokens[place]
            place += 1


def _is_clause(tokens: Sequence[Token]) -> bool:
    """Return whether they begin with such an item, and go on with what it heads."""
    if tokens[0].type != _ITEM_ALONE[0] or tokens[0].level:
        return False
    item, below = tokens[: len(_ITEM_ALONE)], tokens[len(_ITEM_ALONE) :]
    if tuple(token.type for token in item) != _ITEM_ALONE or not below:
        return False
    is_text = below[0].type == "paragraph_open" and not looks_like_heading(below[1].content)
    line = item[3].content
    return line.isupper() and looks_like_heading(line) and (is_text or below[0].type in _BELOW_A_HEADING)
