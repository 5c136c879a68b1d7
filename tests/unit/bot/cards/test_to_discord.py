from bot.buttons.keys import LogKey, PageKey, RemovalKey, SourceKey
from bot.cards.message import Button, OutgoingEmbed, OutgoingMessage
from bot.cards.to_discord import embeds_of, view_of

KEY = SourceKey(mark="1", passage_id="0" * 20, start=3, end=9)


async def test_buttons_never_time_out_and_hold_their_keys() -> None:
    page, log = PageKey(document_key="list", page=1), LogKey(page=2)
    message = OutgoingMessage(
        content="x",
        buttons=(
            Button(label="1 · A title", does=KEY),
            Button(label="Next ▶", does=page, disabled=True),
            Button(label="Earlier ▶", does=log),
            Button(label="Open the original", does="https://example.org/"),
        ),
    )
    view = view_of(message)
    assert view is not None
    assert view.timeout is None
    assert view.is_finished(), "or discord.py keeps each for ever"
    components = [item.to_component_dict() for item in view.children]
    assert [part.get("custom_id") for part in components] == [KEY.custom_id, page.custom_id, log.custom_id, None]
    assert [part.get("url") for part in components] == [None, None, None, "https://example.org/"]
    assert [part["disabled"] for part in components] == [False, True, False, False]


async def test_25_buttons_make_five_rows() -> None:
    buttons = tuple(Button(label=str(n), does=f"https://example.org/{n}") for n in range(25))
    view = view_of(OutgoingMessage(content="x", buttons=buttons))
    assert view is not None
    assert [len(row["components"]) for row in view.to_components()] == [5] * 5


def test_a_message_without_buttons_has_no_view() -> None:
    assert view_of(OutgoingMessage(content="x")) is None


def test_an_embed_has_only_what_it_shows() -> None:
    plain = OutgoingEmbed(description="d", colour=0x123456)
    whole = OutgoingEmbed(title="t", description="d", colour=1, footer="f")
    first, second = embeds_of(OutgoingMessage(embeds=(plain, whole)))
    assert (first.title, first.description, first.footer.text) == (None, "d", None)
    assert first.colour is not None
    assert first.colour.value == 0x123456
    assert (second.title, second.footer.text) == ("t", "f")


async def test_what_cannot_be_taken_back_at_a_press_is_red() -> None:
    keys = [RemovalKey(removes=removes, document_key="a" * 20, version="b" * 20) for removes in (True, False)]
    buttons = tuple(Button(label="x", does=key, is_danger=key.removes) for key in keys)
    view = view_of(OutgoingMessage(content="x", buttons=buttons))
    assert view is not None
    assert [item.to_component_dict()["style"] for item in view.children] == [4, 2]
