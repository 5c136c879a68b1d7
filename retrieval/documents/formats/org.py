"""`.org`: Org, line by line. Its blocks get Markdown's marks; drawers, planning and settings are left out."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from retrieval.documents.file_names import stem_of
from retrieval.documents.formats.decoding import decoded
from retrieval.documents.formats.extracted import Extracted, check_chars
from retrieval.documents.formats.listed import Listed
from retrieval.documents.formats.marks import fenced, heading, table
from retrieval.errors import DocumentError
from retrieval.faults import DocumentFault

_ORG_HEADLINE = re.compile(r"(\*{1,40})[ \t]+(?:(?:TODO|DONE|NEXT|WAITING|CANCELLED)[ \t]+)?(?:\[#\w\][ \t]*)?(\S.*)")
_ORG_TAGS = re.compile(r"[ \t]:[\w@#%:]{1,200}:$")
_ORG_KEYWORD = re.compile(r"#\+(\w[\w-]{0,40}(?:\[[^\]]{0,100}\])?):[ \t]*(.*)", re.IGNORECASE)
_ORG_BEGIN = re.compile(r"[ \t]*#\+begin_(\w{1,40})(?:[ \t]+(\S+))?.*", re.IGNORECASE)
_ORG_DRAWER = re.compile(r"[ \t]*:[\w-]{1,40}:[ \t]*")
_ORG_PLANNING = re.compile(r"[ \t]*(?:SCHEDULED|DEADLINE|CLOSED):.*")
_ORG_ITEM = re.compile(r"([ \t]{0,80})([-+]|\*(?<=[ \t]\*)|\d{1,9}[.)])[ \t]+(?:\[@\d{1,5}\][ \t]*)?(\S.*)")
_ORG_TERM = re.compile(r"(.{0,399}?[^ \t])[ \t]++::(?:[ \t]++(.*+))?")
_ORG_LINK = re.compile(r"\[\[([^\[\]]{1,1000})\](?:\[([^\[\]]{1,1000})\])?\]")
_ORG_EMPHASIS = [
    re.compile(rf"(?<![\w*/=~+]){m}(?=\S)([^{m}\n]{{1,400}})(?<=\S){m}(?!\w)")
    for m in (r"\*", "/", "_", "=", "~", r"\+")
]
_ORG_NOTE = re.compile(r"\[fn:([\w-]{1,80})\]")
_DRAWER_LINES = 200
_CODE_BLOCKS = frozenset({"src", "example"})
_SILENT_BLOCKS = frozenset({"comment", "export"})


def read_org(name: str, content: bytes) -> Iterator[Extracted | DocumentError]:
    document = _Org(lines=[line.rstrip() for line in decoded(name, content).splitlines()])
    document.read()
    text = "\n\n".join(document.listed.blocks)
    if not text:
        raise DocumentError(name, DocumentFault.NO_TEXT)
    check_chars(name, len(text))
    yield Extracted(place=name, text=text, untitled=stem_of(name), stated=document.stated)


def words_of_org(text: str) -> str:
    """Return the words of a line, without marks; of a link, what is shown."""
    text = _ORG_LINK.sub(lambda found: found[2] or found[1].removeprefix("file:"), text)
    for marks in _ORG_EMPHASIS:
        text = marks.sub(r"\1", text)
    return " ".join(_ORG_NOTE.sub(r"[\1]", text).split())


@dataclass(kw_only=True)
class _Org:
    lines: list[str]
    place: int = 0
    stated: dict[str, object] = field(default_factory=dict)
    listed: Listed = field(default_factory=Listed)
    paragraph: list[str] = field(default_factory=list)
    is_attached: bool = False
    """Whether the paragraph belongs to the item above."""

    ends: list[int] = field(init=False)
    """The lines that end a drawer."""

    def __post_init__(self) -> None:
        self.ends = [place for place, line in enumerate(self.lines) if line.strip().lower() == ":end:"]

    def read(self) -> None:
        while self.place < len(self.lines):
            line = self.lines[self.place]
            self.place += 1
            self._read(line)
        self._end_paragraph()
        self.listed.end()

    def _read(self, line: str) -> None:
        if not line:
            self._end_paragraph()
        elif (headline := _ORG_HEADLINE.fullmatch(line)) is not None:
            self._put("")
            level = len(headline[1]) + ("title" in self.stated)
            self._put(heading(level, words_of_org(_ORG_TAGS.sub("", headline[2]))))
        elif (begin := _ORG_BEGIN.fullmatch(line)) is not None:
            self._read_block(begin[1].lower(), begin[2] or "")
        elif (keyword := _ORG_KEYWORD.fullmatch(line.lstrip())) is not None:
            self._state(keyword[1].lower(), words_of_org(keyword[2]))
        elif _ORG_DRAWER.fullmatch(line) and self._ends_soon():
            self._until(":end:")
        elif line.lstrip().startswith("|"):
            self._read_table(line)
        elif line.lstrip().startswith(": "):
            self._read_code(line)
        elif (item := _ORG_ITEM.fullmatch(line)) is not None:
            self._read_item(item)
        elif not (
            line.startswith("# ")
            or line == "#"
            or line.lstrip().startswith("#+")
            or _ORG_PLANNING.fullmatch(line)
            or set(line.strip()) == {"-"}
        ):
            if not self.paragraph:
                indent = len(line) - len(line.lstrip())
                self.is_attached = indent > 0 and self.listed.is_open
                if self.is_attached:
                    # It belongs to the item that it is indented further than.
                    self.listed.leave(max(1, sum(int(mark) < indent for mark in self.listed.marks)))
            self.paragraph.append(line)

    def _ends_soon(self) -> bool:
        """Return whether what may be a drawer ends within `_DRAWER_LINES`."""
        following = bisect_left(self.ends, self.place)
        return following < len(self.ends) and self.ends[following] < self.place + _DRAWER_LINES

    def _state(self, key: str, value: str) -> None:
        """Take a keyword. A title stands at the top; a caption belongs to what is below."""
        self._end_paragraph()
        if key in ("title", "author", "date", "language") and value:
            self.stated.setdefault(key, value.strip("<>[]") if key == "date" else value)
            if key == "title" and not self.listed.blocks:
                self._put(heading(1, value))
        elif key == "caption":
            self._put(value)

    def _read_block(self, kind: str, language: str) -> None:
        self._end_paragraph()
        if kind not in _CODE_BLOCKS | _SILENT_BLOCKS:
            # What is only set apart is read as any other; its last line is no keyword, and falls away.
            return
        inside = self._until(f"#+end_{kind}")
        if kind in _CODE_BLOCKS:
            indent = min((len(line) - len(line.lstrip()) for line in inside if line), default=0)
            code = "\n".join(line[indent:] for line in inside)
            named = language if kind == "src" and language.replace("-", "").isalnum() else ""
            self._put(fenced(code, named), is_attached=indent > 0 and self.listed.is_open)

    def _until(self, end: str) -> list[str]:
        """Return the lines up to one, and go beyond it; up to the end of the file where it never comes."""
        start = self.place
        while self.place < len(self.lines) and self.lines[self.place].strip().lower() != end:
            self.place += 1
        self.place += 1
        return self.lines[start : self.place - 1]

    def _run(self, first: str, mark: str) -> list[str]:
        lines = [first.strip()]
        while self.place < len(self.lines) and self.lines[self.place].lstrip().startswith(mark):
            lines.append(self.lines[self.place].strip())
            self.place += 1
        return lines

    def _read_table(self, first: str) -> None:
        lines = self._run(first, "|")
        rows = [
            [words_of_org(cell) for cell in line.removeprefix("|").removesuffix("|").split("|")]
            for line in lines
            if not line.startswith("|-")
        ]
        has_head = len(lines) > 2 and not lines[0].startswith("|-") and lines[1].startswith("|-")
        self._put(table(rows[1:], rows[0]) if has_head else table(rows), is_attached=first[0] in " \t")

    def _read_code(self, first: str) -> None:
        self._put(fenced("\n".join(line[2:] for line in self._run(first, ":"))), is_attached=first[0] in " \t")

    def _read_item(self, item: re.Match[str]) -> None:
        self._end_paragraph()
        lines = [item[3].removeprefix("[ ] ").removeprefix("[X] ").removeprefix("[-] ")]
        while self.place < len(self.lines) and self._goes_on(self.lines[self.place]):
            lines.append(self.lines[self.place])
            self.place += 1
        said = " ".join(lines)
        if (term := _ORG_TERM.fullmatch(said)) is not None:
            said = f"{term[1]}: {term[2] or ''}"
        # The list that an item is in is told by how far it is indented.
        indent = len(item[1].expandtabs(8))
        self.listed.leave(sum(int(mark) <= indent for mark in self.listed.marks))
        self.listed.item(str(indent), words_of_org(said), is_numbered=item[2][0].isdigit())

    def _goes_on(self, line: str) -> bool:
        begun = line.lstrip()
        return line[:1] in (" ", "\t") and not (
            _ORG_ITEM.fullmatch(line) or begun.startswith(("|", ": ", "#+")) or _ORG_DRAWER.fullmatch(line)
        )

    def _end_paragraph(self) -> None:
        lines, self.paragraph = self.paragraph, []
        if said := words_of_org(" ".join(lines)):
            self._put(said, is_attached=self.is_attached)

    def _put(self, block: str, *, is_attached: bool = False) -> None:
        if self.paragraph:
            self._end_paragraph()
        if is_attached and self.listed.is_open:
            self.listed.attach(block)
            return
        self.listed.end()
        if block:
            self.listed.put(block)
