"""The title of a text that states none: the first line that names it."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from retrieval.documents.inline import RunText, is_marked_up, runs_of
from retrieval.documents.markdown_masks import is_mdx_file, seen_lines

MAX_TITLE_CHARS = 300
"""A first line longer than this is taken for text, not for a title."""
_TOP_CHARS = 2000
"""The characters at the top of a text in which its title is looked for: imports and comments may stand before it."""
_MARKS_OF_NO_TITLE = ("| ", "- ", "* ", "+ ")
"""The marks of a row and an item: none of these is called as its document is."""
_OPENS_FENCE = re.compile(r"[ \t]*(```|~~~)")
_SETEXT_RULE = re.compile(r"={2,}[ \t]*$")
_POINTED_TO = r"(?:\([^()\n]{0,500}\)|\[[^\[\]\n]{0,100}\])"
_PICTURE = rf"!\[[^\[\]\n]{{0,200}}\]{_POINTED_TO}?"
_PICTURES = re.compile(rf"\A\s*(?:(?:{_PICTURE}|\[{_PICTURE}\]{_POINTED_TO}?)\s*)++$")
"""All of a line that is pictures, such as badges: by themselves, or as links."""
_PLACEHOLDER = re.compile(r"\A(?:\[{1,2}_?\w{1,40}\]{1,2}$|\$?\{++[^{}\n]{0,100}\}+$)")
"""All of a line that a program puts something in the place of, as a table of contents for `[TOC]`."""
_LINK_TARGET = re.compile(r"\[[^\[\]\n]{1,100}\]:[ \t]*\S+")
_STAMP = re.compile(r"\A[\W_]*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[\W_TZ]|\d)*$")
_FIELD_LINE = re.compile(r"\*{0,2}([^\W\d_][\w-]{0,30}):\*{0,2}[ \t]+(\S.*)$")
_NAMES_IT = frozenset({"subject", "title", "betreff", "titel"})
_ENDS_OF_TEXT = (".", "!", "?", ":", ";", ",")


def title_of(place: str, text: str) -> str | None:
    """Return the title that stands at the top of a text. Of Markdown, its first heading of the first level, without
    markup; else what the lines at the top say that it is about, as those of a mail do; else the first line that says
    something, where it is short enough and does not end as a sentence does.
    """
    start = len(text) - len(text.lstrip())
    lines = text[start : start + _TOP_CHARS].splitlines()
    if not is_marked_up(place):
        return _first_line(lines)
    lines = list(_without_code(list(seen_lines(lines, is_mdx=is_mdx_file(place)))))
    heading = _main_heading(lines)
    return _checked(_words_of(heading)) if heading else _first_line(lines, is_marked=True)


def _without_code(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines of Markdown that stand in no fence; of a fence, its first, which is no title."""
    fence = ""
    for line in lines:
        found = _OPENS_FENCE.match(line)
        if not fence:
            yield line
            fence = found[1] if found else ""
        elif found and found[1] == fence:
            fence = ""


def _main_heading(lines: Sequence[str]) -> str | None:
    for line, following in pairwise([*lines, ""]):
        if line.startswith("# "):
            return line
        if _SETEXT_RULE.match(following) and any(map(str.isalnum, line)) and not line.startswith(_MARKS_OF_NO_TITLE):
            return line
    return None


def _first_line(lines: Sequence[str], *, is_marked: bool = False) -> str | None:
    """Return the title that the first line of words is, or that it leads to."""
    seen = [line.strip() for line in lines]
    first = next((number for number, line in enumerate(seen) if not _is_passed_over(line)), len(seen))
    line = seen[first] if first < len(seen) else ""
    labelled = [found for found in takewhile(bool, map(_FIELD_LINE.match, seen[first:])) if found]
    if len(labelled) > 1:
        line = next((found[2] for found in labelled if found[1].lower() in _NAMES_IT), "")
    if line.startswith(_MARKS_OF_NO_TITLE) or _OPENS_FENCE.match(line):
        return None
    title = _words_of(line) if is_marked else line.lstrip("#").strip() if line.startswith("#") else line
    return None if title.endswith(_ENDS_OF_TEXT) else _checked(title)


def _is_passed_over(line: str) -> bool:
    """Return whether a line names nothing: it is a rule, a brace, a date, a picture, or what a program fills in."""
    if _OPENS_FENCE.match(line):
        return False
    patterns = (_PICTURES, _PLACEHOLDER, _LINK_TARGET, _STAMP)
    return not any(map(str.isalnum, line)) or any(pattern.match(line) for pattern in patterns)


def _words_of(line: str) -> str:
    """Return the words of a line of Markdown, without its markup."""
    title = line.strip().lstrip("#").strip()
    return " ".join(RunText(runs_of(title, 0, len(title))).text.split())


def _checked(title: str) -> str | None:
    return title if 0 < len(title) <= MAX_TITLE_CHARS else None
