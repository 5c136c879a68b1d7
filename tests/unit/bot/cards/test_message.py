import pytest

from bot.buttons.keys import SourceKey
from bot.cards.message import Button, OutgoingEmbed, OutgoingMessage
from bot.text.discord_limits import discord_chars

SOURCE = SourceKey(mark="12", passage_id="0123456789abcdef0123", start=7, end=1234)


def embed_of(chars: int) -> OutgoingEmbed:
    return OutgoingEmbed(description="x" * chars, colour=0)


def test_code_units_are_counted_where_they_are_more() -> None:
    assert discord_chars("Ébène") == 5
    assert discord_chars("🛩") == 2


def test_a_message_within_the_limits() -> None:
    embed = OutgoingEmbed(title="x" * 256, description="x" * 4096, colour=0, footer="x" * 1648)
    buttons = tuple(Button(label="x" * 80, does=f"https://example.org/{number}") for number in range(25))
    assert OutgoingMessage(content="x" * 2000, embeds=(embed,), buttons=buttons).embeds[0].counted_chars == 6000


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"content": " \n"},
        {"content": "x" * 2001},
        {"content": "🛩" * 1001},
        {"embeds": tuple(embed_of(1) for _ in range(11))},
        {"embeds": (embed_of(4000), embed_of(2001))},
        {"content": "x", "buttons": tuple(Button(label="x", does="https://example.org") for _ in range(26))},
        {"content": "x", "buttons": (Button(label="a", does=SOURCE), Button(label="b", does=SOURCE))},
    ],
)
def test_a_message_that_discord_would_refuse_cannot_be_built(parts: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"message|custom id"):
        OutgoingMessage(**parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "parts",
    [
        {"description": ""},
        {"description": "x" * 4097},
        {"description": "x", "title": "x" * 257},
        {"description": "x", "footer": "x" * 2049},
    ],
)
def test_nor_an_embed(parts: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="characters"):
        OutgoingEmbed(colour=0, **parts)


@pytest.mark.parametrize(
    ("label", "does"), [("", "https://example.org"), ("x" * 81, SOURCE), ("x", f"https://{'x' * 512}")]
)
def test_nor_a_button(label: str, does: SourceKey | str) -> None:
    with pytest.raises(ValueError, match="button"):
        Button(label=label, does=does)
