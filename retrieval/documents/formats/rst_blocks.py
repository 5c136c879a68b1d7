"""The blocks of a reStructuredText document that docutils has parsed, each with its mark in Markdown."""

from collections.abc import Iterator

from docutils import nodes

from retrieval.documents.formats.marks import defined, fenced, heading, item, merged_heads, one_line, table

_UNSEEN_NODES = (
    nodes.comment,
    nodes.substitution_definition,
    nodes.target,
    nodes.pending,
    nodes.raw,
    nodes.decoration,
    nodes.meta,
    nodes.image,
    nodes.transition,
    nodes.generated,
)
_FIELDS_OF_SPHINX = frozenset({"orphan", "tocdepth", "nocomments", "nosearch", "no-search"})
"""Fields that Sphinx reads, and shows to nobody."""
_ERROR_LEVEL = 3
"""The level of docutils' messages from which on what it could not parse stands in them, and nowhere else."""


def words_of(node: nodes.Node) -> str:
    """Return the words of a paragraph, title or cell in one line, without any marks."""
    return one_line("".join(_words(node)))


def _words(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Text):
        yield node.astext()
    elif isinstance(node, nodes.image):
        yield node.get("alt", "")
    elif isinstance(node, nodes.footnote_reference | nodes.citation_reference):
        yield f"[{node.astext()}]"
    elif not isinstance(node, (nodes.system_message, *_UNSEEN_NODES)):
        if isinstance(node, nodes.list_item) and isinstance(node.parent, nodes.enumerated_list):
            yield f"{_enumerator(node.parent, node.parent.index(node))} "
        for child in node.children:
            yield from _words(child)
            if isinstance(child, nodes.Body | nodes.Part) and not isinstance(child, nodes.Inline):
                yield " "


def blocks_of(node: nodes.Node, level: int) -> Iterator[str]:
    """Yield the blocks within a node. `level` is that of a heading that stands in it."""
    for child in node.children:
        yield from _block(child, level)


def _block(node: nodes.Node, level: int) -> Iterator[str]:
    if isinstance(node, _UNSEEN_NODES):
        return
    if isinstance(node, nodes.section):
        if "system-messages" not in node["classes"]:
            yield from blocks_of(node, level + 1)
    elif isinstance(node, nodes.title | nodes.subtitle):
        text = words_of(node)
        is_heading = isinstance(node.parent, nodes.section | nodes.document)
        yield from ([heading(level - 1 if isinstance(node, nodes.title) else level, text)] if is_heading else [text])
    else:
        yield from _body(node, level)


def _body(node: nodes.Node, level: int) -> Iterator[str]:
    if isinstance(node, nodes.bullet_list | nodes.enumerated_list):
        yield _list(node, level)
    elif isinstance(node, nodes.definition_list | nodes.field_list | nodes.option_list):
        yield "\n".join(_defined(child, level) for child in node.children if not _is_for_no_reader(child))
    elif isinstance(node, nodes.literal_block | nodes.doctest_block | nodes.math_block):
        yield fenced(node.astext(), _language(node))
    elif isinstance(node, nodes.line_block):
        yield "\n".join(_lines(node))
    elif isinstance(node, nodes.table):
        yield from _table(node)
    elif isinstance(node, nodes.footnote | nodes.citation):
        yield from _note(node, level)
    elif isinstance(node, nodes.system_message):
        yield from _unparsed(node)
    elif isinstance(node, nodes.TextElement | nodes.Text):
        yield from filter(None, [words_of(node)])
    else:
        yield from blocks_of(node, level)


def _note(node: nodes.Element, level: int) -> Iterator[str]:
    label, *rest = node.children
    first, *others = [*(block for child in rest for block in _block(child, level)), ""]
    yield from (f"[{label.astext()}] {first}".rstrip(), *filter(None, others))


def _list(node: nodes.Element, level: int) -> str:
    if isinstance(node, nodes.bullet_list):
        return "\n".join(item(list(blocks_of(child, level)) or [""]) for child in node.children)
    items: list[str] = []
    for place, child in enumerate(node.children):
        enumerator, blocks = _enumerator(node, place), [*blocks_of(child, level)] or [""]
        # Markdown knows numbers alone: a letter is text.
        lettered = [f"{enumerator} {blocks[0]}", *blocks[1:]]
        if enumerator[0].isdigit():
            items.append(item(blocks, enumerator))
        else:
            items.append("\n\n".join(lettered) if _is_initial(node) else item(lettered))
    return "\n".join(items)


def _is_initial(node: nodes.Element) -> bool:
    """Return whether a list of letters is none: “A. Writer” is a name."""
    return "alpha" in node.get("enumtype", "") and len(node.children) == 1


def _enumerator(node: nodes.Element, place: int) -> str:
    """Return the number of a list's item, or its letter as it stands in the source. Roman numbers become digits."""
    number = node.get("start", 1) + place
    if "alpha" in node["enumtype"]:
        letter = chr(ord("A" if node["enumtype"] == "upperalpha" else "a") + number - 1)
        return f"{node['prefix']}{letter}{node['suffix']}"
    return f"{number}."


def _defined(node: nodes.Node, level: int) -> str:
    """Return an entry of a definition, field or option list."""
    *heads, body = node.children
    term, *classifiers = (
        [", ".join(option.astext() for option in heads[0].children)]
        if isinstance(node, nodes.option_list_item)
        else [words_of(head) for head in heads]
    )
    of = "".join(f" ({classifier})" for classifier in classifiers)
    first = body.children[0] if body.children else None
    is_run_on = isinstance(first, nodes.paragraph) or (isinstance(first, nodes.enumerated_list) and _is_initial(first))
    return defined(term + of, list(blocks_of(body, level)), is_run_on=is_run_on)


def _is_for_no_reader(node: nodes.Node) -> bool:
    return isinstance(node, nodes.field) and node.children[0].astext().lower() in _FIELDS_OF_SPHINX


def _language(node: nodes.Element) -> str:
    return next((name for name in node["classes"] if name != "code" and name.replace("-", "").isalnum()), "")


def _lines(node: nodes.Node) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, nodes.line_block):
            yield from _lines(child)
        else:
            yield words_of(child)


def _table(node: nodes.Element) -> Iterator[str]:
    yield from (words_of(title) for title in node.findall(nodes.title))
    head, body = _rows(node, nodes.thead), _rows(node, nodes.tbody)
    if not head and body and _is_strong(next(node.findall(nodes.row))):
        head = [body.pop(0)]
    yield table(body, merged_heads(head))


def _is_strong(row: nodes.Element) -> bool:
    """Return whether all words of a row are in bold, as those of heads are where a table marks none."""
    strong = "".join(one_line(node.astext()) for node in row.findall(nodes.strong))
    return bool(strong) and strong.replace(" ", "") == "".join(row.astext().split())


def _rows(node: nodes.Element, part: type[nodes.Element]) -> list[list[str]]:
    """Return the rows of a table's head or body. A cell that spans rows is said in each of them; one that spans
    columns in the first, but a head in each.
    """
    rows: list[list[str]] = []
    spanning: dict[int, tuple[int, str]] = {}
    for row in (row for group in node.findall(part) for row in group.children):
        cells: list[str] = []
        entries = iter(row.children)
        while True:
            if len(cells) in spanning:
                more, text = spanning.pop(len(cells))
                if more > 1:
                    spanning[len(cells)] = more - 1, text
                cells.append(text)
                continue
            if (entry := next(entries, None)) is None:
                break
            assert isinstance(entry, nodes.Element)
            text = words_of(entry)
            wide = 1 + entry.get("morecols", 0)
            for column in range(len(cells), len(cells) + wide):
                said = text if column == len(cells) or part is nodes.thead else ""
                if entry.get("morerows"):
                    spanning[column] = entry["morerows"], said
            cells += [text, *[text if part is nodes.thead else ""] * (wide - 1)]
        rows.append(cells)
    return rows


def _unparsed(message: nodes.system_message) -> Iterator[str]:
    """Yield the source that docutils did not understand, which stands in its message alone."""
    if message["level"] < _ERROR_LEVEL:
        return
    for block in message.findall(nodes.literal_block):
        text, *others = [line for line in block.astext().splitlines() if any(map(str.isalnum, line))] or [""]
        yield from filter(None, [fenced(block.astext()) if others else text])
