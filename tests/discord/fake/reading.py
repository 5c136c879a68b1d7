"""What a person reads in a bot's message, taken from it without the bot's own code."""

import itertools
import re
from pathlib import Path
from typing import NamedTuple

from tests.discord.fake.messages import Message

_MARK = re.compile(r"\*\*\[(\d+)\]\*\*")
_NUMBERED = re.compile(r"\*\*\[(\d+)\] (.+)\*\*")
_LETTERED = re.compile(r"\*\*([A-Z]+) · (.+)\*\*")
_MEANINGFUL = re.compile(r"[*_~`|<>\[\]#@]")
_CALLS_EVERYONE = re.compile(r"@(?:everyone|here)")
_CALLS = re.compile(r"<(?:[@#:/]|t:|a:|id:)")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_NO_PROVENANCE = ("> ", "\N{DOWNWARDS ARROW WITH TIP RIGHTWARDS}", "**")
"""The starts of the lines that stand below a heading where nothing is said of who published it."""
_ZERO_WIDTH = "\u200b"


class Source(NamedTuple):
    """What stands under a citation's number."""

    title: str
    provenance: str


def shown(message: Message) -> str:
    """Everything of a message but its buttons."""
    footers = [embed.get("footer", {}).get("text", "") for embed in message.embeds]
    return "\n".join([markdown(message), *footers])


def markdown(message: Message) -> str:
    """Everything of a message that Discord reads as markdown: not the labels of buttons and not footers."""
    parts = [message.content]
    for embed in message.embeds:
        fields = [field[key] for field in embed.get("fields", ()) for key in ("name", "value")]
        parts += [embed.get("title", ""), embed.get("description", ""), *fields]
    return "\n".join(parts)


def description(message: Message) -> str:
    """The markdown of a message's one embed."""
    (embed,) = message.embeds
    text = embed["description"]
    assert isinstance(text, str)
    return text


def title(message: Message) -> str:
    """The title of a message's one embed, as it is read."""
    (embed,) = message.embeds
    return read(embed["title"])


def read(text: str) -> str:
    """Escaped markdown as Discord shows it, every run of white space as one space."""
    return flat(_ESCAPED.sub(r"\1", text).replace(_ZERO_WIDTH, ""))


def flat(text: str) -> str:
    """Every run of white space as one space."""
    return " ".join(text.split())


def acts(text: str) -> list[str]:
    """The characters that Discord gives a meaning to: those that no backslash precedes."""
    return _MEANINGFUL.findall(_ESCAPED.sub("", text))


def calls(message: Message) -> list[str]:
    """What of a message would be taken for a mention, a time stamp or an emoji; a backslash stops all but @everyone."""
    text = markdown(message)
    return _CALLS_EVERYONE.findall(text) + _CALLS.findall(_ESCAPED.sub("", text))


def sources(message: Message) -> dict[int, Source]:
    """The sources of an answer by their number: a heading, and in the line below it who published it and when, where
    it says so.
    """
    found = {}
    for line, below in itertools.pairwise([*description(message).splitlines(), ""]):
        if heading := _NUMBERED.fullmatch(line):
            found[int(heading[1])] = Source(read(heading[2]), "" if below.startswith(_NO_PROVENANCE) else read(below))
    return found


def nearest(message: Message) -> dict[str, str]:
    """The titles of the passages that a refusal shows, by their letter."""
    headings = map(_LETTERED.fullmatch, description(message).splitlines())
    return {heading[1]: read(heading[2]) for heading in headings if heading}


def quotes(message: Message) -> dict[int, str]:
    """The words of an answer that each number stands behind, as they are read: what is in block quotes."""
    pieces = _MARK.split(" ".join(block_quotes(message)))
    marked = zip(pieces[::2], pieces[1::2], strict=False)
    return {int(number): read(_without_bold(quote).strip().removeprefix("…")) for quote, number in marked}


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
