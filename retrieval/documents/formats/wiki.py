"""`.wiki` and `.mediawiki`: the text of MediaWiki, by mwparserfromhell. Templates leave what is stated in them.

Runs in the process apart.
"""

import re
from collections.abc import Iterator
from itertools import takewhile

import mwparserfromhell
from mwparserfromhell.nodes import Argument, ExternalLink, Heading, HTMLEntity, Node, Tag, Template, Text, Wikilink
from mwparserfromhell.wikicode import Wikicode

from retrieval.documents.file_names import stem_of
from retrieval.documents.formats.decoding import decoded
from retrieval.documents.formats.extracted import Extracted, check_chars, mended, without_controls
from retrieval.documents.formats.listed import Listed
from retrieval.documents.formats.marks import defined, fenced, heading, merged_heads, one_line, table
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault

_UNSHOWN_LINK = re.compile(r"\s*(?:file|image|category|media)\s*:", re.IGNORECASE)
_SWITCH = re.compile(r"__[A-Z]{3,30}__")
_WIKI_LINE = re.compile("((?:\x01[*#:;])+)(.*)")
_PLACED = re.compile("\x02(\\d+)")
_CODE_TAGS = frozenset({"pre", "source", "syntaxhighlight"})
_UNSHOWN_TAGS = frozenset({"references", "hr", "gallery", "templatestyles", "indicator", "imagemap", "timeline"})
_SAID_OF_A_SOURCE = ("author", "last", "first", "title", "website", "work", "publisher", "date", "year")


def read(name: str, content: bytes) -> Extracted:
    page = _WikiPage()
    source = _SWITCH.sub("", without_controls(mended(decoded(name, content))))
    text = "\n\n".join(page.blocks_of(page.flat(mwparserfromhell.parse(source))))
    if not text:
        raise DocumentError(name, DocumentFault.NO_TEXT)
    check_chars(name, len(text))
    return Extracted(place=name, text=text, untitled=stem_of(name).replace("_", " "))


class _WikiPage:
    """Takes the marks off a page. Headings, code and tables are kept apart, and their places marked in its text."""

    def __init__(self) -> None:
        self._placed: list[str] = []
        self._notes: list[str] = []

    def flat(self, code: Wikicode | None) -> str:
        return "" if code is None else "".join(map(self._flat, code.nodes))

    def _flat(self, node: Node) -> str:
        if isinstance(node, Text):
            return str(node.value)
        if isinstance(node, Heading):
            return self._put(heading(node.level, one_line(self.flat(node.title))))
        if isinstance(node, Wikilink):
            return "" if _UNSHOWN_LINK.match(str(node.title)) else self.flat(node.text or node.title).lstrip(":")
        if isinstance(node, ExternalLink):
            return self.flat(node.title or node.url)
        if isinstance(node, HTMLEntity):
            return str(node.normalize())
        if isinstance(node, Argument):
            return self.flat(node.default)
        if isinstance(node, Template):
            return self._template(node)
        return self._tag(node) if isinstance(node, Tag) else ""

    def _put(self, block: str) -> str:
        self._placed.append(block)
        return f"\n\n\x02{len(self._placed) - 1}\n\n"

    def _tag(self, tag: Tag) -> str:
        name = str(tag.tag).strip().lower()
        if tag.wiki_markup in ("*", "#", ":", ";"):
            return f"\x01{tag.wiki_markup}"
        if name in _CODE_TAGS:
            language = str(tag.get("lang").value) if tag.has("lang") else ""
            return self._put(fenced(str(tag.contents).strip("\n"), language if language.isalnum() else ""))
        if name == "table":
            return "".join(self._put(block) for block in self._table(tag))
        if name == "ref":
            return self._note(tag)
        if name in ("br", "p", "div", "li"):
            return f"\n{self.flat(tag.contents)}"
        return "" if name in _UNSHOWN_TAGS else self.flat(tag.contents)

    def _note(self, tag: Tag) -> str:
        """Return the mark of a note, which itself stands below the text."""
        if said := one_line(self.flat(tag.contents)):
            self._notes.append(said)
            return f"[{len(self._notes)}]"
        return ""

    def _template(self, template: Template) -> str:
        """Return what is stated in a template: of a box, an item for each value; of another, its parts in a line."""
        name = str(template.name).strip()
        if ":" in name or name.startswith("#"):
            return ""
        values = {str(part.name).strip(): self.flat(part.value).strip() for part in template.params}
        named = {key: value for key, value in values.items() if value and not key.isdigit()}
        if named and "\n" in str(template):
            items = [defined(key.replace("_", " "), [one_line(value)]) for key, value in named.items()]
            return self._put("\n".join(items))
        parts = [value for key, value in values.items() if key.isdigit() and value]
        return " ".join(parts) or ", ".join(named[key] for key in _SAID_OF_A_SOURCE if key in named)

    def _table(self, tag: Tag) -> Iterator[str]:
        if tag.contents is None:
            return
        inside = tag.contents.filter_tags(recursive=False)
        yield from (one_line(self.flat(part.contents)) for part in inside if part.tag == "caption")
        rows = [[part for part in inside if part.tag in ("td", "th")]]
        rows += [row.contents.filter_tags(recursive=False) for row in inside if row.tag == "tr" and row.contents]
        rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
        rows = [row for row in rows if row]
        if rows and rows[0][0].tag == "td" and str(rows[0][0].contents).startswith("+"):
            # To the library, a caption is a cell.
            yield one_line(self.flat(rows[0].pop(0).contents)).lstrip("+ ")
            rows = [row for row in rows if row]
        heads = len(list(takewhile(_is_a_head, rows)))
        heads = heads if heads < len(rows) else 0
        cells = self._cells(rows, heads)
        if rows:
            yield table(cells[heads:], merged_heads(cells[:heads]))

    def _cells(self, rows: list[list[Tag]], heads: int) -> list[list[str]]:
        """Return the words of the cells. One that spans rows is said in each, and a head in all its columns."""
        lines: list[list[str]] = []
        spanning: dict[int, tuple[int, str]] = {}
        for number, row in enumerate(rows):
            line: list[str] = []
            for cell in [*row, None]:
                while len(line) in spanning:
                    more, said = spanning.pop(len(line))
                    if more > 1:
                        spanning[len(line)] = more - 1, said
                    line.append(said)
                if cell is not None:
                    said = one_line(_PLACED.sub(self._again, self.flat(cell.contents)))
                    parts = [said, *[said if number < heads else ""] * (_number(cell, "colspan") - 1)]
                    if (down := _number(cell, "rowspan")) > 1:
                        spanning |= {len(line) + place: (down - 1, part) for place, part in enumerate(parts)}
                    line += parts
            lines.append(line)
        return lines

    def _again(self, found: re.Match[str]) -> str:
        return self._placed[int(found[1])]

    def blocks_of(self, text: str) -> list[str]:
        """Return the blocks of a page whose marks were taken off."""
        listed = Listed()
        paragraph: list[str] = []

        def end_paragraph() -> None:
            if said := one_line(" ".join(paragraph)):
                listed.end()
                listed.put(said)
            paragraph.clear()

        for line in text.split("\n"):
            if (placed := _PLACED.fullmatch(line)) is not None:
                end_paragraph()
                listed.end()
                listed.put(self._placed[int(placed[1])])
            elif (marked := _WIKI_LINE.fullmatch(line)) is not None:
                end_paragraph()
                marks, said = marked[1].replace("\x01", ""), marked[2].replace("\x01:", ": ").replace("\x01", "")
                is_said_of_a_term = marks.endswith(":") and f"{marks[:-1]};" in listed.marks
                if not is_said_of_a_term:
                    listed.leave(sum(marks.startswith(mark) for mark in listed.marks))
                if one_line(said) and is_said_of_a_term:
                    listed.attach(one_line(said))
                elif one_line(said):
                    listed.item(marks, one_line(said), is_numbered=marks.endswith("#"))
            elif line.strip():
                paragraph.append(line.replace("\x01", ""))
            else:
                end_paragraph()
                listed.end()
        end_paragraph()
        listed.end()
        return [*listed.blocks, *(f"[{number}] {note}" for number, note in enumerate(self._notes, start=1))]


def _is_a_head(row: list[Tag]) -> bool:
    """Return whether the cells of a row are heads, but for empty ones such as a corner."""
    said = [cell for cell in row if cell.tag == "th" or str(cell.contents).strip()]
    return bool(said) and all(cell.tag == "th" for cell in said)


def _number(cell: Tag, name: str) -> int:
    value = str(cell.get(name).value) if cell.has(name) else ""
    return min(int(value), 500) if value.isdigit() and len(value) < 5 and value != "0" else 1
