from bot.buttons.keys import LogKey, PageKey, RemovalKey, SourceKey
from bot.cards.message import Button, ButtonRow, Divider, OutgoingMessage, Section, Text, line_message
from bot.cards.to_discord import components_of, layout_of
from tests.discord.fake.message_limits import IS_COMPONENTS_V2, check_message

KEY = SourceKey(mark="1", passage_id="0" * 20, start=3, end=9)


async def test_layout_never_times_out_and_its_buttons_hold_their_keys() -> None:
    page, log = PageKey(document_key="list", page=1), LogKey(page=2)
    row = ButtonRow(
        (
            Button(label="Next ▶", does=page, disabled=True),
            Button(label="Earlier ▶", does=log, stands_out=True),
            Button(label="Open the original", does="https://example.org/"),
        )
    )
    message = OutgoingMessage(
        blocks=(
            Text("### x"),
            Divider(),
            Section(texts=(Text("**[1]** A title"), Text("-# small")), button=Button(label="Read", does=KEY)),
            row,
        ),
        colour=0x123456,
    )
    view = layout_of(message)
    assert view.timeout is None
    assert view.is_finished(), "or discord.py keeps each for ever"
    (container,) = components_of(message)
    assert (container["type"], container["accent_color"]) == (17, 0x123456)
    text, divider, section, buttons = container["components"]
    assert text == {"type": 10, "content": "### x"}
    assert (divider["type"], divider["divider"]) == (14, True)
    assert [inner["content"] for inner in section["components"]] == ["**[1]** A title", "-# small"]
    assert section["accessory"]["custom_id"] == KEY.custom_id
    parts = buttons["components"]
    assert [part.get("custom_id") for part in parts] == [page.custom_id, log.custom_id, None]
    assert [part.get("url") for part in parts] == [None, None, "https://example.org/"]
    assert [part["disabled"] for part in parts] == [True, False, False]
    assert [part["style"] for part in parts] == [2, 1, 5]
    taken = {"content": "", "embeds": [], "components": components_of(message), "flags": IS_COMPONENTS_V2}
    check_message(taken, attachment_count=0)


async def test_components_are_counted_as_discord_py_counts_them() -> None:
    section = Section(texts=(Text("x"),), button=Button(label="Read", does=KEY))
    message = OutgoingMessage(blocks=(Text("x"), section, Divider()), colour=0)
    assert message.components == layout_of(message)._total_children == 6


async def test_line_has_no_box() -> None:
    assert components_of(line_message("a line")) == [{"type": 10, "content": "a line"}]


async def test_what_cannot_be_taken_back_at_a_press_is_red() -> None:
    keys = [RemovalKey(removes=removes, document_key="a" * 20, version="b" * 20) for removes in (True, False)]
    buttons = tuple(Button(label="x", does=key, is_danger=key.removes) for key in keys)
    (row,) = components_of(OutgoingMessage(blocks=(ButtonRow(buttons),)))
    assert [item["style"] for item in row["components"]] == [4, 2]
