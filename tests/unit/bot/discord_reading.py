"""Messages as a person in Discord reads them, and what in them would be live."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from bot.buttons.keys import SourceKey
from bot.cards.message import Block, Button, ButtonRow, Divider, OutgoingMessage, Section, Text
from bot.cards.to_discord import components_of

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
# An escaped character; our bold and italics; our headings, small print and block quotes; what we put in against
# mentions and against text that turns.
_MARKUP = re.compile(r"\\(.)|\*|^(?:### |-# |> )|[\u200b\u200e]", re.DOTALL | re.MULTILINE)
_BEGINNING = re.compile(r"^(?:### |-# )", re.MULTILINE)
_ITALICS = re.compile(r"(?<![\\*])\*((?:\\.|[^\\*\s])(?:(?:\\.|[^\\*\n])*(?:\\.|[^\\*\s]))?)\*(?!\*)")
"""Our italics: a star at both ends, neither beside a space nor another star."""
_LIVE = {
    "a character that means something": re.compile(r"[_~`|<@#\]\[]"),
    "one asterisk or three": re.compile(r"(?<!\*)\*(?!\*)|\*{3}"),
    "a block quote inside a line": re.compile(r"(?<!^)>|^>(?! )", re.MULTILINE),
    "an emoji or an address": re.compile(r":(?![\s*]|$)"),
    "a list": re.compile(r"^(?:> )?\s*(?:-|\d+\.)(?=\s|$)", re.MULTILINE),
}
_OUR_LINK = re.compile(r"(?<!\\)\[((?:\\.|[^\[\]\\])*)\]\(https?://[\w\-.~:/?#@!$&*+,;=%]*\)")
"""A link of ours: no bracket or space in its address, and those of a title that is its text are escaped."""
_ALLOWED_FORMAT_CHARACTERS = "\u200b\u200d\u200e"
_SEEN_FORMAT_CHARACTERS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u0890\u0891\u08e2\U000110bd\U000110cd"
"""Signs of Arabic and Kaithi around numbers, which are seen."""
_NON_JOINER_IN_A_WORD = re.compile("(?<=[\u0620-\u0dff])\u200c(?=[\u0620-\u0dff])")
# As Discord's clients read it: the rule "strong" of simple-markdown. What is escaped is passed over.
_BOLD = re.compile(r"\\.|\*\*((?:\\.|[^\\])+?)\*\*(?!\*)", re.DOTALL)


def markdown_of(messages: Sequence[OutgoingMessage]) -> list[str]:
    """Every text in which Discord reads markdown."""
    return [text for message in messages for text in message.texts]


def lines_of(*messages: OutgoingMessage) -> list[str]:
    """The lines of messages, as markdown."""
    return "\n".join(markdown_of(messages)).split("\n")


def colours_of(messages: Sequence[OutgoingMessage]) -> set[int | None]:
    return {message.colour for message in messages}


def read(messages: Sequence[OutgoingMessage]) -> str:
    """All that is read, without white space: a long text may be cut between two lines or two messages."""
    texts = [text_of(markdown) for markdown in markdown_of(messages)]
    return squeezed("".join(text for text in texts if text != "Continued in the next message"))


def text_of(markdown: str) -> str:
    """What is read of it: without what was put in by us, and what is escaped as it stands."""
    return _MARKUP.sub(lambda match: match[1] or "", _OUR_LINK.sub(r"\1", markdown))


def squeezed(text: str) -> str:
    return "".join(text.split())


def bold_in(markdown: str) -> list[str]:
    """What of it is shown in bold, as text."""
    return [_ESCAPE.sub(r"\1", match[1]) for match in _BOLD.finditer(markdown) if match[1]]


def buttons_of(messages: Sequence[OutgoingMessage]) -> list[Button]:
    return [button for message in messages for button in message.buttons]


def source_keys(messages: Sequence[OutgoingMessage]) -> list[SourceKey]:
    return [button.does for button in buttons_of(messages) if isinstance(button.does, SourceKey)]


def live_markup(markdown: str) -> dict[str, str]:
    """What in it is markup and not ours, by kind; ours are headings, small print, bold, italics, block quotes, numbers
    in bold, and links.
    """
    # An escaped character is some character that is no space; a number of ours is none of anybody else's.
    ours_read = _ITALICS.sub(r"\1", _OUR_LINK.sub(r"\1", _BEGINNING.sub("", markdown)))
    unescaped = re.sub(r"\*\*\[\d+\](?=\*\*| )", "**n", _ESCAPE.sub("\ue000", ours_read))
    found = {what: match.group() for what, pattern in _LIVE.items() if (match := pattern.search(unescaped))}
    for line in unescaped.split("\n"):
        runs = line.split("**")
        if len(runs) % 2 == 0:
            found["bold that does not end in its line"] = line
        if any(run != run.strip() for run in runs[1::2]):
            found["bold that begins or ends with a space"] = line
    if "@everyone" in markdown or "@here" in markdown:
        found["a call to everyone"] = "@"
    return found


def hidden_characters(text: str) -> set[str]:
    """What is invisible, or turns the text around, and was not put there by us."""
    return {
        character
        for character in _NON_JOINER_IN_A_WORD.sub("", text)
        if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs")
        and character not in f"\n\t{_ALLOWED_FORMAT_CHARACTERS}{_SEEN_FORMAT_CHARACTERS}"
    }


def broken_limits(message: OutgoingMessage) -> list[str]:
    """Which of Discord's limits a message breaks, by figures of our own and in UTF-16 code units."""
    sizes = [("text", text, 1, 4000) for text in message.texts]
    sizes += [("label", button.label, 1, 80) for button in message.buttons]
    sizes += [
        ("custom id", button.does.custom_id, 1, 100) for button in message.buttons if not isinstance(button.does, str)
    ]
    broken = [what for what, text, least, most in sizes if not least <= _code_units(text.strip()) <= most]
    if sum(map(_code_units, message.texts)) > 4000:
        broken.append("all texts")
    components = list(_components(components_of(message)))
    if len(components) > 40:
        broken.append("components")
    ids = [component["custom_id"] for component in components if "custom_id" in component]
    if len(set(ids)) < len(ids):
        broken.append("custom ids")
    return broken


def _components(components: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from _components(component.get("components", ()))
        if "accessory" in component:
            yield component["accessory"]


def _code_units(text: str) -> int:
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def heading_of(message: OutgoingMessage) -> str:
    """The heading of a message, as markdown; empty where it has none."""
    first = message.texts[0].split("\n")[0]
    return first.removeprefix("### ") if first.startswith("### ") else ""


def footer_of(message: OutgoingMessage) -> str:
    """The small print that ends a message, as markdown; empty where it has none."""
    last = message.texts[-1].split("\n")
    is_footer = len(message.texts) > 1 and all(line.startswith("-# ") for line in last)
    return "\n".join(line.removeprefix("-# ") for line in last) if is_footer else ""


def body_of(message: OutgoingMessage) -> str:
    """The markdown between the heading of a message and the small print that ends it, with a blank line between two
    texts.
    """
    texts = list(message.texts)
    if heading_of(message):
        texts[0] = texts[0].partition("\n")[2]
    if footer_of(message):
        texts.pop()
    return "\n\n".join(filter(None, texts))


def as_read(message: OutgoingMessage) -> str:
    """A message as a person sees it: its texts as markdown, [buttons] and lines."""
    return "\n".join(_as_read(block) for block in message.blocks)


def _as_read(block: Block) -> str:
    match block:
        case Text():
            return block.markdown
        case Section():
            return "\n".join(text.markdown for text in block.texts) + f" [{block.button.label}]"
        case ButtonRow():
            return " ".join(f"[{button.label}]" for button in block.buttons)
        case Divider():
            return "---"
