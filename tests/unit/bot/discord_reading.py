"""Messages as a person in Discord reads them, and what in them would be live."""

import re
import unicodedata
from collections.abc import Sequence

from bot.buttons.keys import SourceKey
from bot.cards.message import Button, OutgoingMessage

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
# An escaped character; our bold; our block quotes; what we put in against mentions and against text that turns.
_MARKUP = re.compile(r"\\(.)|\*\*|^> |[\u200b\u200e]", re.DOTALL | re.MULTILINE)
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
    embeds = [embed for message in messages for embed in message.embeds]
    return [text for embed in embeds for text in (embed.title, embed.description) if text]


def read(messages: Sequence[OutgoingMessage]) -> str:
    """All that is read, without white space: a long text may be cut between two lines or two messages."""
    return squeezed("".join(text_of(markdown) for markdown in markdown_of(messages)))


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
    """What in it is markup and not ours, by kind; ours are bold, block quotes, numbers in bold, and links."""
    # An escaped character is some character that is no space; a number of ours is none of anybody else's.
    unescaped = re.sub(r"\*\*\[\d+\](?=\*\*| )", "**n", _ESCAPE.sub("\ue000", _OUR_LINK.sub(r"\1", markdown)))
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
    embeds = message.embeds
    sizes = [("content", message.content, 0, 2000)]
    sizes += [("title", embed.title, 0, 256) for embed in embeds]
    sizes += [("description", embed.description, 1, 4096) for embed in embeds]
    sizes += [("footer", embed.footer, 0, 2048) for embed in embeds]
    sizes += [("label", button.label, 1, 80) for button in message.buttons]
    sizes += [
        ("custom id", button.does.custom_id, 1, 100) for button in message.buttons if not isinstance(button.does, str)
    ]
    broken = [what for what, text, least, most in sizes if not least <= _code_units(text.strip()) <= most]
    if sum(_code_units(text) for embed in embeds for text in (embed.title, embed.description, embed.footer)) > 6000:
        broken.append("all embeds")
    if len(embeds) > 10 or len(message.buttons) > 25:
        broken.append("counts")
    return broken


def _code_units(text: str) -> int:
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2
