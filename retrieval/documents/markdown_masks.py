"""What a Markdown text holds for the program that shows it, and no reader of the page sees: tags, comments, imports and
directives. It is masked line by line, so that the parser sees the text alone, each word in the line and column that it
stands in.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from retrieval.documents.markdown_tags import split_tags

MASK = "\ue000"
"""A character for private use, in the place of what is masked where a line holds text besides. As a space would, it
keeps the columns; unlike one, it does not make the line indented code."""

_FENCE = re.compile(r"[ \t]*(?:>[ \t]?)*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?(`{3,}|~{3,})")
_DIRECTIVE = re.compile(
    r"([ \t]*)(?:!!!|\?\?\?\+?|===[!+]?)[ \t]++(?:([\w-]+)[^\"\n]{0,80})?(?:\"([^\"\n]{0,200})\")?[ \t]*$"
)
"""A box or a tab whose text is indented below it: `!!! note "Title"`, `=== "Tab"`."""
_CONTAINER = re.compile(r"[ \t]*:{3,}[ \t]*(?:\{?[\w-]+\}?[ \t]*(?:\[[^\]\n]{0,200}\])?[^\n]{0,200})?$")
"""The first or the last line of a box whose text is not indented: `:::tip`, `:::`."""
_CALLOUT = re.compile(r"(>[ \t]*+)(\[![A-Za-z]{1,20}\][+-]?)")
_TAGS = re.compile(r"</?[A-Za-z][\w.-]{0,60}(?:\s[^<>\n]{0,2000})?/?>|<>|</>")
_LIQUID_LINE = re.compile(r"[ \t]*(?:\{%(?:[^%\n]|%(?!\})){0,2000}+%\}[ \t]*+)++$")
_ATTRIBUTES_LINE = re.compile(r"[ \t]*\{(?::|#|\.)[^{}\n]{0,300}\}[ \t]*$")
_EXPRESSION_LINE = re.compile(r"[ \t]*\{[\w.]+(?:\([^(){}\n]{0,100}\))?\}[ \t]*$")
"""What a line of MDX stands for is known where the page is built: `{props.children}`."""
_INCLUDE_LINE = re.compile(r"[ \t]*(?:--8<--|!include\b|@include\b)[^\n]*$")
_MODULE_LINE = re.compile(r"(?:import\s+(?:[\w*{\"']|$)|export\s+(?:const|default|let|function|\{|\*))")
_FOOTNOTE = re.compile(r"[ ]{0,3}\[\^[^\]\s]{1,60}\]:")
_CLOSES_COMMENT = {"<!--": "-->", "{/*": "*/}"}
_CODE_OR_COMMENT = re.compile(r"`+|<!--|\{/\*")
_NOT_TEXT = re.compile(r"[ \t]*<(script|style)\b", re.IGNORECASE)


@dataclass(slots=True)
class Masked:
    """A text whose lines are masked. `titles` are the columns of what a directive is called, by its line; `footnotes`
    are the lines where a footnote's text begins, `code` those of fences.
    """

    lines: list[str]
    titles: dict[int, tuple[int, int]] = field(default_factory=dict)
    footnotes: set[int] = field(default_factory=set)
    code: set[int] = field(default_factory=set)


def is_mdx_file(place: str) -> bool:
    """Return whether a file, by its name, may hold modules and components beside Markdown."""
    return place.lower().endswith(".mdx")


def masked(lines: list[str], *, is_mdx: bool) -> Masked:
    """Return the lines of a Markdown text, masked. MDX has imports and exports besides, and no indented code."""
    result = Masked(lines=[])
    seen = list(_without_comments(_without_modules(lines) if is_mdx else lines))
    for numbers, column in split_tags([line if isinstance(line, str) else None for line in seen]):
        last = seen[numbers[-1]]
        assert isinstance(last, str)
        seen[numbers[0] : numbers[-1] + 1] = [*("" for _ in numbers[1:]), _behind(last, column)]
    for number, line in enumerate(seen):
        is_expression = is_mdx and isinstance(line, str) and _EXPRESSION_LINE.match(line)
        masked_line = _masked_line(result, number, line) if isinstance(line, str) else line.text
        result.lines.append("" if is_expression else masked_line)
        if not isinstance(line, str):
            result.code.add(number)
    return result


def seen_lines(lines: list[str], *, is_mdx: bool) -> Iterator[str]:
    """Yield those lines of a Markdown text, as they stand, of which a reader of the page sees something."""
    for line, rest in zip(lines, masked(lines, is_mdx=is_mdx).lines, strict=True):
        if rest.replace(MASK, "").strip():
            yield line


def unmasked(lines: list[str]) -> Masked:
    """Return the lines of a text that was extracted from another kind of file: it holds nothing to mask."""
    result = Masked(lines=[])
    for number, line in enumerate(lines):
        is_footnote = _FOOTNOTE.match(line) is not None
        result.lines.append(line.replace("[", MASK, 1) if is_footnote else line)
        if is_footnote:
            result.footnotes.add(number)
    return result


@dataclass(frozen=True, slots=True)
class _Code:
    """A line of a fence: it stays as it is."""

    text: str


def _masked_line(result: Masked, number: int, line: str) -> str:
    if found := _DIRECTIVE.match(line):
        indent, kind, title = found.groups()
        if title:
            result.titles[number] = found.span(3)
        # Its text is indented below it, as that of an item is.
        return f"{indent}- {MASK}" if kind or title else ""
    if _CONTAINER.match(line) or _LIQUID_LINE.match(line) or _ATTRIBUTES_LINE.match(line) or _INCLUDE_LINE.match(line):
        return ""
    if _FOOTNOTE.match(line):
        result.footnotes.add(number)
        return line.replace("[", MASK, 1)
    line = _CALLOUT.sub(lambda found: found[1] + MASK * len(found[2]), line, count=1)
    if "<" in line and not line.lstrip().startswith("|"):
        bare = _TAGS.sub(lambda found: MASK * len(found[0]), line)
        if not bare.replace(MASK, "").strip():
            return ""
        # Tags within a line are inline markup; those before its text would make it a block of HTML.
        begins = len(bare) - len(bare.lstrip(MASK + " \t"))
        line = bare[:begins] + line[begins:] if MASK in bare[:begins] else line
    return line


def _behind(line: str, column: int) -> str:
    """Return what a line has behind a column, with all before masked."""
    return MASK * column + line[column:] if line[column:].strip() else ""


def _without_comments(lines: Iterable[str]) -> Iterator[str | _Code]:
    """Yield the lines without comments, scripts and style sheets, the lines of fences apart."""
    fence = closing = ""
    for line in lines:
        if fence:
            fence = "" if _closes(fence, line) else fence
            yield _Code(line)
        elif closing and closing not in line:
            yield ""
        elif not closing and (found := _FENCE.match(line)):
            fence = found[1]
            yield _Code(line)
        elif found := _NOT_TEXT.match(line):
            closing = "" if f"</{found[1]}>" in line else f"</{found[1]}>"
            yield ""
        else:
            end = line.find(closing) + len(closing)
            rest, closing = _without_comments_of_line(MASK * end + line[end:])
            yield rest if rest.replace(MASK, "").strip() else ""


def _closes(fence: str, line: str) -> bool:
    found = _FENCE.match(line)
    return found is not None and found[1].startswith(fence) and not line[found.end() :].strip()


def _without_comments_of_line(line: str) -> tuple[str, str]:
    """Return the line with its comments masked, and what closes the one that goes on in the next line."""
    pieces: list[str] = []
    place = 0
    is_code = False
    for found in _CODE_OR_COMMENT.finditer(line):
        if found.start() < place:
            continue
        closing = _CLOSES_COMMENT.get(found[0])
        if closing is None:
            is_code = not is_code
        elif not is_code:
            pieces.append(line[place : found.start()])
            end = line.find(closing, found.end())
            if end < 0:
                return "".join(pieces), closing
            place = end + len(closing)
            pieces.append(MASK * (place - found.start()))
    return "".join([*pieces, line[place:]]), ""


def _without_modules(lines: list[str]) -> Iterator[str]:
    """Yield the lines of MDX without its imports and exports, which go as far as the next blank line."""
    within = False
    fence = ""
    for line in lines:
        if found := _FENCE.match(line):
            fence = "" if fence and found[1].startswith(fence) else fence or found[1]
        within = not fence and bool(line.strip()) and (within or _MODULE_LINE.match(line) is not None)
        yield "" if within else line
