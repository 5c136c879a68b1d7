"""What a person reads in a bot's message, taken from it without the bot's own code."""

import itertools
import re
from pathlib import Path
from typing import NamedTuple

from tests.discord.fake.message_limits import TEXT_DISPLAY, walk
from tests.discord.fake.messages import Message
from tests.discord.fake.world import Json

_MARK = re.compile(r"\*\*\[(\d+)\]\*\*")
_NUMBERED = re.compile(r"((?:\*\*\[\d+\]\*\* )+)(.+)")
_LETTERED = re.compile(r"\*\*([A-Z]+)\*\* (.+)")
_HEADING, _SMALL = "### ", "-# "
_OURS = re.compile(rf"^(?:{_HEADING}|{_SMALL})|(?<!\\)\[((?:\\.|[^\[\]\\])*)\]\(https?://[^)\s]*\)", re.MULTILINE)
"""The beginning of a heading or of small print, and a link; what it shows is its first group."""
_MEANINGFUL = re.compile(r"[*_~`|<>\[\]#@]")
_CALLS_EVERYONE = re.compile(r"@(?:everyone|here)")
_CALLS = re.compile(r"<(?:[@#:/]|t:|a:|id:)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ZERO_WIDTH = "\u200b"


class Source(NamedTuple):
    """What stands under a citation's number."""

    title: str
    provenance: str


def text_of_body(body: Json) -> str:
    """All that is read of a message that a request's body sends or changes: not the labels of buttons."""
    message = body.get("data", body)
    displays = (part["content"] for part in walk(message.get("components") or ()) if part["type"] == TEXT_DISPLAY)
    return "\n".join(filter(None, (message.get("content"), *displays)))


def shown(message: Message) -> str:
    """Everything of a message but its buttons."""
    return markdown(message)


def markdown(message: Message) -> str:
    """Everything of a message that Discord reads as markdown: not the labels of buttons."""
    parts = [message.content]
    for embed in message.embeds:
        fields = [field[key] for field in embed.get("fields", ()) for key in ("name", "value")]
        parts += [embed.get("title", ""), embed.get("description", ""), *fields]
    return "\n".join([*filter(None, parts), *message.texts])


def description(message: Message) -> str:
    """The markdown of a message below its title."""
    return "\n".join(line for line in markdown(message).splitlines() if not line.startswith(_HEADING))


def title(message: Message) -> str:
    """The heading of a message, as it is read; the first line of one that is longer than a heading."""
    return read(markdown(message).splitlines()[0])


def small_print(message: Message) -> list[str]:
    """The lines of a message in small print, as they are read."""
    return [read(line) for line in markdown(message).splitlines() if line.startswith(_SMALL)]


def read(text: str) -> str:
    """Escaped markdown as Discord shows it, every run of white space as one space."""
    without_ours = _OURS.sub(lambda match: match[1] or "", text)
    return flat(_ESCAPED.sub(r"\1", without_ours).replace(_ZERO_WIDTH, ""))


def flat(text: str) -> str:
    """Every run of white space as one space."""
    return " ".join(text.split())


def acts(text: str) -> list[str]:
    """The characters that Discord gives a meaning to: those that no backslash precedes."""
    return _MEANINGFUL.findall(_ESCAPED.sub("", _OURS.sub(lambda match: match[1] or "", text)))


def calls(message: Message) -> list[str]:
    """What of a message would be taken for a mention, a time stamp or an emoji; a backslash stops all but @everyone."""
    text = markdown(message)
    return _CALLS_EVERYONE.findall(text) + _CALLS.findall(_ESCAPED.sub("", text))


def sources(message: Message) -> dict[int, Source]:
    """The sources of an answer by their number: a title, and in small print below it what is said of it."""
    found = {}
    for line, below in itertools.pairwise([*markdown(message).splitlines(), ""]):
        if heading := _NUMBERED.fullmatch(line):
            for number in _MARK.findall(heading[1]):
                found[int(number)] = Source(read(heading[2]), read(below) if below.startswith(_SMALL) else "")
    return found


def nearest(message: Message) -> dict[str, str]:
    """The titles of the passages that a refusal shows, by their letter."""
    headings = map(_LETTERED.fullmatch, markdown(message).splitlines())
    return {heading[1]: read(heading[2]) for heading in headings if heading}


def quotes(message: Message) -> dict[int, str]:
    """The words of an answer that each number stands behind, as they are read: what is in block quotes."""
    pieces = _MARK.split(" ".join(block_quotes(message)))
    marked = zip(pieces[::2], pieces[1::2], strict=False)
    return {int(number): read(_without_bold(quote)).strip("… ") for quote, number in marked}


def _without_bold(markdown: str) -> str:
    """What answers in a quote is bold; an asterisk of the document's own is escaped, and stays."""
    return re.sub(r"(\\.)|\*\*", lambda match: match[1] or "", markdown)


def block_quotes(message: Message) -> list[str]:
    """The lines of a message in block quotes, as markdown."""
    return [line.removeprefix("> ") for line in description(message).splitlines() if line.startswith("> ")]


def corpus_texts(folder: Path) -> dict[str, str]:
    """The text below the front matter of each document, by its title, every run of white space as one space."""
    texts = {}
    for file in sorted(folder.glob("*.md")):
        opening, *parts = file.read_text(encoding="utf-8").split("---\n", maxsplit=2)
        if opening == "" and len(parts) == 2:
            stated = re.search(r"^title: (.+)$", parts[0], re.MULTILINE)
            assert stated is not None, file
            texts[stated[1].strip('"')] = flat(parts[1])
    return texts
