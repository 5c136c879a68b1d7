"""`.adoc` and `.asciidoc`: AsciiDoc, line by line. Its blocks get Markdown's marks; what it would include from
elsewhere and what it draws is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from retrieval.documents.file_names import stem_of
from retrieval.documents.formats.asciidoc_inline import AsciiDocWords
from retrieval.documents.formats.asciidoc_table import table_of
from retrieval.documents.formats.decoding import decoded
from retrieval.documents.formats.extracted import Extracted, check_chars
from retrieval.documents.formats.listed import Listed
from retrieval.documents.formats.marks import fenced, heading
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault

_ADOC_SECTION = re.compile(r"(={1,6}|#{1,6})[ \t]+(\S.*)")
_ADOC_ATTRIBUTE = re.compile(r":(!?[\w-]{1,80}!?):(?:[ \t]+(.*))?")
_ADOC_DELIMITER = re.compile(r"(?:-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|\+{4,}|/{4,}|--|`{3,}.{0,40}|[|,:!]={3,})")
_ADOC_BLOCK_ATTRIBUTES = re.compile(r"\[([^\[\]]{0,400}|\[[^\[\]]{0,200}\])\]")
_ADOC_BLOCK_TITLE = re.compile(r"\.([^\s.].*)")
_ADOC_DIRECTIVE = re.compile(r"(?:ifdef|ifndef|ifeval|endif|include)::[^\[]{0,400}\[(.*)\]")
_ADOC_MACRO = re.compile(r"(?:image|video|audio|toc|video)::[^\[]{0,400}\[.*\]")
_ADOC_ITEM = re.compile(r"[ \t]{0,40}(\*{1,6}|-|\.{1,6}|\d{1,9}\.|[a-zA-Z]\.|<[\d.]{1,4}>)[ \t]+(\S.*)")
_ADOC_TERM = re.compile(r"[ \t]{0,40}(\S.*?)(:{2,4}|;;)(?:[ \t]+(.*))?")
_ADOC_AUTHOR = re.compile(r"[^\W\d_][\w.'-]*(?: [\w.'-]+){0,3}(?: <[^<>]{1,200}>)?")
_ADOC_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CHECKBOX = re.compile(r"\[[ xX*]\] ")
_ADOC_CODE_STYLES = frozenset({"source", "listing", "literal"})


def read_asciidoc(name: str, content: bytes) -> Iterator[Extracted | DocumentError]:
    document = _Document(lines=[line.rstrip() for line in decoded(name, content).splitlines()])
    document.read_header()
    document.read_blocks()
    text = "\n\n".join(document.blocks)
    if not text:
        raise DocumentError(name, DocumentFault.NO_TEXT)
    check_chars(name, len(text))
    yield Extracted(place=name, text=text, untitled=stem_of(name), stated=document.stated)


@dataclass(kw_only=True)
class _Document:
    lines: list[str]
    place: int = 0
    stated: dict[str, object] = field(default_factory=dict)
    words: AsciiDocWords = field(default_factory=AsciiDocWords)
    listed: Listed = field(default_factory=Listed)
    attributes: str = ""
    """The attributes that stand above the next block."""
    is_attached: bool = False
    """Whether the next block belongs to the item above."""

    @property
    def blocks(self) -> list[str]:
        return self.listed.blocks

    def read_header(self) -> None:
        """Read the title, and the author, date and attributes below it."""
        while self.place < len(self.lines) and (
            not self.lines[self.place] or self.lines[self.place].startswith("//") or self._is_attribute()
        ):
            self.place += 1
        title = _ADOC_SECTION.fullmatch(self._line())
        if title is None or len(title[1]) > 1:
            return
        self.place += 1
        if _ADOC_AUTHOR.fullmatch(self._line()):
            self.stated["author"] = self._line()
            self.place += 1
            if day := _ADOC_DAY.search(self._line()[:100]):
                self.stated["date"] = day.group()
                self.place += 1
        while self._is_attribute() or self._line().startswith("//"):
            self.place += 1
        for key, attribute in (("author", "author"), ("date", "revdate")):
            if attribute in self.words.attributes:
                self.stated.setdefault(key, self.words.attributes[attribute])
        self.listed.put(heading(1, self.words.of(title[2])))

    def _line(self) -> str:
        return self.lines[self.place] if self.place < len(self.lines) else ""

    def _is_attribute(self) -> bool:
        if (found := _ADOC_ATTRIBUTE.fullmatch(self._line())) is None:
            return False
        self.words.attributes[found[1].strip("!").lower()] = found[2] or ""
        return True

    def read_blocks(self) -> None:
        while self.place < len(self.lines):
            line = self._line()
            self.place += 1
            if not line:
                continue
            if line == "+":
                self.is_attached = True
            elif not self._is_aside(line):
                self._read_block(line)
                self.attributes, self.is_attached = "", False
        self.listed.end()

    def _is_aside(self, line: str) -> bool:
        """Take what is no block: attributes, comments, what is included or drawn, and rules."""
        if (directive := _ADOC_DIRECTIVE.fullmatch(line)) is not None:
            if directive[1] and not line.startswith(("include", "ifeval")):
                self._put(self.words.of(directive[1]))
            return True
        if _ADOC_BLOCK_ATTRIBUTES.fullmatch(line):
            self.attributes = line[1:-1]
            return True
        self.place -= 1
        is_attribute = self._is_attribute()
        self.place += 1
        is_comment = line.startswith("//") and not line.startswith("///")
        return (
            is_attribute
            or is_comment
            or line in ("'''", "---", "***", "<<<")
            or _ADOC_MACRO.fullmatch(line) is not None
        )

    def _read_block(self, line: str) -> None:
        if _ADOC_DELIMITER.fullmatch(line):
            self._read_delimited(line)
        elif (section := _ADOC_SECTION.fullmatch(line)) is not None:
            self.listed.end()
            self.listed.put(heading(len(section[1]), self.words.of(section[2])))
        elif (title := _ADOC_BLOCK_TITLE.fullmatch(line)) is not None:
            self._put(self.words.of(title[1]))
        elif (item := _ADOC_ITEM.fullmatch(line)) is not None:
            mark = "." if item[1][0].isdigit() else item[1][:1] if item[1][0] == "<" else item[1]
            self.listed.item(
                mark, self.words.of(self._paragraph(_CHECKBOX.sub("", item[2]))), is_numbered=mark[0] in ".<"
            )
        elif (term := _ADOC_TERM.fullmatch(line)) is not None and not line.startswith(("http", "link:")):
            self._read_definition(term)
        elif line[0] in " \t" and not self.listed.is_open:
            self._put(fenced(self._indented(line)))
        elif self._is_underlined(line):
            self.listed.end()
            level = 1 + "=-~^+".index(self._line()[0])
            self.place += 1
            self.listed.put(heading(level, self.words.of(line)))
        elif self.attributes.split(",")[0].strip() in _ADOC_CODE_STYLES:
            self._put(fenced(self._paragraph(line, by="\n"), self._language()))
        else:
            self._put(self.words.of(self._paragraph(line)))

    def _read_definition(self, term: re.Match[str]) -> None:
        while term[3] is None and not self._line() and self.place + 1 < len(self.lines) and self.lines[self.place + 1]:
            if _ADOC_DELIMITER.fullmatch(self.lines[self.place + 1]) or _ADOC_SECTION.fullmatch(
                self.lines[self.place + 1]
            ):
                break
            self.place += 1
        said = term[3] or ""
        if not said and self._goes_on(self._line()):
            said = self._line().strip()
            self.place += 1
        lead = self.words.of(term[1])
        lead += "" if lead.endswith((".", ":", "?", "!")) else ":"
        self.listed.item(term[2], f"{lead} {self.words.of(self._paragraph(said))}".rstrip())

    def _goes_on(self, line: str) -> bool:
        """Return whether a line goes on with a paragraph."""
        return bool(line) and not (
            line == "+"
            or _ADOC_DELIMITER.fullmatch(line)
            or _ADOC_ITEM.fullmatch(line)
            or _ADOC_TERM.fullmatch(line)
            or _ADOC_BLOCK_ATTRIBUTES.fullmatch(line)
            or _ADOC_DIRECTIVE.fullmatch(line)
            or line.startswith("//")
        )

    def _paragraph(self, first: str, by: str = " ") -> str:
        lines = [first.strip() if by == " " else first]
        while self.place < len(self.lines) and self._goes_on(self._line()):
            lines.append(self._line().strip() if by == " " else self._line())
            self.place += 1
        return by.join(line.removesuffix(" +") if by == " " else line for line in lines)

    def _indented(self, first: str) -> str:
        lines = [first]
        while self._line()[:1] in (" ", "\t") and self._line():
            lines.append(self._line())
            self.place += 1
        indent = min(len(line) - len(line.lstrip()) for line in lines)
        return "\n".join(line[indent:] for line in lines)

    def _is_underlined(self, line: str) -> bool:
        below = self._line()
        return len(below) > 2 and len(set(below)) == 1 and below[0] in "=-~^+" and abs(len(below) - len(line)) <= 1

    def _read_delimited(self, opening: str) -> None:
        """Read a block up to its end; where it is never closed, up to that of the file. What a block only sets apart is
        read as any other.
        """
        if opening[0] in "=*_" or opening == "--":
            return
        closing = opening if opening[0] != "`" else opening[: len(opening) - len(opening.lstrip("`"))]
        start = self.place
        while self.place < len(self.lines) and self._line() != closing:
            self.place += 1
        inside = self.lines[start : self.place]
        self.place += 1
        if opening[0] in "|,:!" and opening.endswith("==="):
            self._put(table_of(inside, opening[0], self.attributes, self.words))
        elif opening[0] in "-.`":
            self._put(fenced("\n".join(inside).strip("\n"), self._language(opening)))

    def _language(self, opening: str = "") -> str:
        style, *others = [part.strip() for part in self.attributes.split(",")]
        named = opening.lstrip("`").strip() if opening.startswith("`") else ""
        named = named or (others[0] if style == "source" and others else "")
        return named if named.replace("-", "").isalnum() else ""

    def _put(self, block: str) -> None:
        if not block:
            return
        if self.is_attached:
            self.listed.attach(block)
        else:
            self.listed.end()
            self.listed.put(block)
