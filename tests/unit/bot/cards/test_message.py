from dataclasses import replace

import pytest

from bot.buttons.keys import LogKey, SourceKey
from bot.cards.message import Block, Button, ButtonRow, Divider, OutgoingMessage, Section, Text, line_message
from bot.text.discord_limits import discord_chars

SOURCE = SourceKey(mark="12", passage_id="0123456789abcdef0123", start=7, end=1234)
OF_SOURCE = Button(label="a", does=SOURCE)


def link(number: int) -> Button:
    return Button(label="x", does=f"https://example.org/{number}")


def section(number: int = 0, texts: int = 1) -> Section:
    return Section(texts=tuple(Text("x") for _ in range(texts)), button=link(number))


def test_code_units_are_counted_where_they_are_more() -> None:
    assert discord_chars("Ébène") == 5
    assert discord_chars("🛩") == 2


def test_message_within_the_limits() -> None:
    """Of 40 components: the box, 11 sections of three, a row of five."""
    row = ButtonRow(tuple(Button(label="x" * 80, does=LogKey(page=page)) for page in range(5)))
    message = OutgoingMessage(blocks=(*map(section, range(11)), row), colour=0xFFFFFF)
    assert message.components == 40
    assert len(message.buttons) == 16
    assert message.texts == ("x",) * 11
    assert OutgoingMessage(blocks=(Text("x" * 3999), Text("y"))).texts[1] == "y"


@pytest.mark.parametrize(
    ("blocks", "colour"),
    [
        ((), None),
        ((Text("x" * 4000), Text("x")), None),
        ((Text("🛩" * 1000), Text("🛩" * 1001)), 0),
        ((Text("x"),) * 41, None),
        ((Text("x"),) * 40, 0),
        ((*map(section, range(13)), Divider()), 0),
        ((Text("x"),), 0x1000000),
        ((Text("x"),), -1),
        ((ButtonRow((Button(label="a", does=SOURCE), Button(label="b", does=SOURCE))),), None),
        ((Section(texts=(Text("x"),), button=OF_SOURCE), ButtonRow((replace(OF_SOURCE, label="b"),))), 0),
    ],
)  # fmt: skip
def test_message_that_discord_would_refuse_cannot_be_built(blocks: tuple[Block, ...], colour: int | None) -> None:
    with pytest.raises(ValueError, match=r"message|custom id"):
        OutgoingMessage(blocks=blocks, colour=colour)


@pytest.mark.parametrize("text", ["", " \n", "x" * 4001, "🛩" * 2001])
def test_text_that_discord_would_refuse_cannot_be_built(text: str) -> None:
    with pytest.raises(ValueError, match="characters"):
        line_message(text)


@pytest.mark.parametrize("count", [0, 4])
def test_section_has_one_to_three_texts(count: int) -> None:
    with pytest.raises(ValueError, match="a section has"):
        section(texts=count)


@pytest.mark.parametrize("count", [0, 6])
def test_row_has_one_to_five_buttons(count: int) -> None:
    with pytest.raises(ValueError, match="a row has"):
        ButtonRow(tuple(map(link, range(count))))


@pytest.mark.parametrize(
    ("label", "does"), [("", "https://example.org"), ("x" * 81, SOURCE), ("x", f"https://{'x' * 512}")]
)
def test_button_that_discord_would_refuse_cannot_be_built(label: str, does: SourceKey | str) -> None:
    with pytest.raises(ValueError, match="button"):
        Button(label=label, does=does)
