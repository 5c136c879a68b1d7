"""Each limit lets through what Discord takes, and refuses one more."""

from collections.abc import Iterator

import pytest

from tests.discord.fake.api_errors import EmptyMessageError, InvalidFormError
from tests.discord.fake.message_limits import IS_COMPONENTS_V2, check_choices, check_message, check_modal
from tests.discord.fake.world import Json


def message(**fields: object) -> Json:
    return {"content": "", "embeds": [], "components": [], "flags": 0, **fields}


def button(number: int = 0, **fields: object) -> Json:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": f"go:{number}", **fields}


def row(*components: Json) -> Json:
    return {"type": 1, "components": list(components)}


def rows(*sizes: int) -> list[Json]:
    return [row(*(button(10 * index + number) for number in range(size))) for index, size in enumerate(sizes)]


def field(**fields: str) -> Json:
    return {"fields": [{"name": "n", "value": "v", **fields}]}


def refused_at(errors: Json, path: str = "") -> Iterator[str]:
    for key, inner in errors.items():
        if key == "_errors":
            yield path.removeprefix(".")
        else:
            yield from refused_at(inner, f"{path}.{key}")


@pytest.mark.parametrize(
    ("taken", "refused", "where"),
    [
        ({"content": "x" * 2000}, {"content": "x" * 2001}, "content"),
        ({"embeds": [{"title": "x" * 256}]}, {"embeds": [{"title": "x" * 257}]}, "embeds.0.title"),
        ({"embeds": [{"description": "x" * 4096}]}, {"embeds": [{"description": "x" * 4097}]}, "embeds.0.description"),
        ({"embeds": [field(name="x" * 256)]}, {"embeds": [field(name="x" * 257)]}, "embeds.0.fields.0.name"),
        ({"embeds": [field(value="x" * 1024)]}, {"embeds": [field(value="x" * 1025)]}, "embeds.0.fields.0.value"),
        ({"embeds": [field()]}, {"embeds": [field(value=" ")]}, "embeds.0.fields.0.value"),
        (
            {"embeds": [{"fields": field()["fields"] * 25}]},
            {"embeds": [{"fields": field()["fields"] * 26}]},
            "embeds.0.fields",
        ),
        (
            {"embeds": [{"footer": {"text": "x" * 2048}}]},
            {"embeds": [{"footer": {"text": "x" * 2049}}]},
            "embeds.0.footer.text",
        ),
        (
            {"embeds": [{"author": {"name": "x" * 256}}]},
            {"embeds": [{"author": {"name": "x" * 257}}]},
            "embeds.0.author.name",
        ),
        ({"embeds": [{"title": "x"}] * 10}, {"embeds": [{"title": "x"}] * 11}, "embeds"),
        (
            {"embeds": [{"description": "x" * 3000}, {"description": "x" * 3000}]},
            {"embeds": [{"description": "x" * 3000}, {"description": "x" * 3000, "title": "x"}]},
            "embeds",
        ),
        ({"embeds": [{"title": "x", "color": 1}]}, {"embeds": [{"color": 1}]}, "embeds.0.description"),
        ({"components": rows(1, 1, 1, 1, 1)}, {"components": rows(1, 1, 1, 1, 1, 1)}, "components"),
        ({"components": rows(1, 5)}, {"components": rows(1, 6)}, "components.1.components"),
        (
            {"components": [row(button(label="x" * 80))]},
            {"components": [row(button(label="x" * 81))]},
            "components.0.components.0.label",
        ),
        (
            {"components": [row(button(custom_id="x" * 100))]},
            {"components": [row(button(), button(custom_id="x" * 101))]},
            "components.0.components.1.custom_id",
        ),
        (
            {"components": [row(button(1)), row(button(2))]},
            {"components": [row(button(1)), row(button(1))]},
            "components.1.components.0.custom_id",
        ),
        (
            {"components": [row({"type": 2, "style": 5, "label": "Docs", "url": "https://example.org"})]},
            {"components": [row({"type": 2, "style": 5, "label": "Docs"})]},
            "components.0.components.0.url",
        ),
        (
            {"components": [{"type": 10, "content": "x" * 4000}], "flags": IS_COMPONENTS_V2},
            {"components": [{"type": 10, "content": "x" * 4001}], "flags": IS_COMPONENTS_V2},
            "components",
        ),
        (
            {"components": [{"type": 10, "content": "x"}], "flags": IS_COMPONENTS_V2},
            {"components": [{"type": 10, "content": "x"}], "flags": IS_COMPONENTS_V2, "content": "x"},
            "content",
        ),
        ({"components": [row(button())]}, {"components": [{"type": 10, "content": "x"}]}, "components.0.type"),
    ],
)
def test_messages(taken: Json, refused: Json, where: str) -> None:
    check_message(message(**taken), attachment_count=0)
    with pytest.raises(InvalidFormError) as refusal:
        check_message(message(**refused), attachment_count=0)
    assert list(refused_at(refusal.value.errors)) == [where]


def text(content: str = "x", **fields: object) -> Json:
    return {"type": 10, "content": content, **fields}


def section(texts: int = 1, number: int = 0, **fields: object) -> Json:
    return {"type": 9, "components": [text()] * texts, "accessory": button(number), **fields}


def numbered(number: int) -> Json:
    return section(number=number)


def box(*components: Json, **fields: object) -> Json:
    return {"type": 17, "components": list(components), **fields}


def layout(*components: Json) -> Json:
    return message(components=list(components), flags=IS_COMPONENTS_V2)


@pytest.mark.parametrize(
    ("taken", "refused", "where"),
    [
        (layout(box(*[text()] * 39)), layout(box(*[text()] * 40)), "components"),
        (layout(*map(numbered, range(13))), layout(*map(numbered, range(14))), "components"),
        (layout(text("x" * 3999), text()), layout(box(text("x" * 4000)), text()), "components"),
        (layout(section(3)), layout(section(4)), "components.0.components"),
        (layout(section()), layout({"type": 9, "components": [text()]}), "components.0.accessory"),
        (layout(section()), layout(section(accessory=text())), "components.0.accessory.type"),
        (layout(section()), layout(section(components=[button(1)])), "components.0.components.0.type"),
        (layout(box(row(button()))), layout(box(box(text()))), "components.0.components.0.type"),
        (layout(box(text())), layout(box()), "components.0.components"),
        (layout(row(button())), layout(button()), "components.0.type"),
        (layout(row(button())), layout(row(text())), "components.0.components.0.type"),
        (layout(text()), layout(text(" \n")), "components.0.content"),
        (layout(box(text(), accent_color=1)), layout(box(text(), accent_color=1 << 24)), "components.0.accent_color"),
        (layout({"type": 14, "spacing": 2}), layout({"type": 14, "spacing": 3}), "components.0.spacing"),
        (layout(section(), section(number=1)), layout(section(), section()), "components.1.accessory.custom_id"),
        (layout(text(id=1), text(id=2)), layout(text(id=1), text(id=1)), "components.1.id"),
        (layout(text()), {**layout(text()), "embeds": [{"title": "x"}]}, "embeds"),
    ],
)  # fmt: skip
def test_layouts(taken: Json, refused: Json, where: str) -> None:
    check_message(taken, attachment_count=0)
    with pytest.raises(InvalidFormError) as refusal:
        check_message(refused, attachment_count=0)
    assert list(refused_at(refusal.value.errors)) == [where]


def test_files_are_counted() -> None:
    check_message(message(), attachment_count=10)
    with pytest.raises(InvalidFormError):
        check_message(message(), attachment_count=11)


def test_an_empty_message_is_refused() -> None:
    with pytest.raises(EmptyMessageError):
        check_message(message(content=" \n"), attachment_count=0)


def test_choices() -> None:
    check_choices([{"name": "x" * 100, "value": "x" * 100}] * 25)
    check_choices([{"name": "one", "value": 1}])
    for refused in ([{"name": "x", "value": "x"}] * 26, [{"name": "x" * 101, "value": 1}], [{"name": "", "value": 1}]):
        with pytest.raises(InvalidFormError):
            check_choices(refused)


def test_modals() -> None:
    modal: Json = {"custom_id": "x" * 100, "title": "x" * 45, "components": [row()] * 5}
    check_modal(modal)
    faults: list[Json] = [{"custom_id": "x" * 101}, {"title": "x" * 46}, {"components": [row()] * 6}]
    for fault in faults:
        with pytest.raises(InvalidFormError):
            check_modal(modal | fault)


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ({"label": "x" * 46}, {}),
        ({"label": ""}, {}),
        ({"description": "x" * 101}, {}),
        ({}, {"custom_id": "x" * 101}),
        ({}, {"value": "x" * 4001}),
        ({}, {"value": "xxx", "max_length": 2}),
    ],
)
def test_fields_of_modals(label: Json, field: Json) -> None:
    def modal(label: Json, field: Json) -> Json:
        inner: Json = {"type": 4, "custom_id": "x" * 100, "style": 1, "value": "x" * 4000, **field}
        outer: Json = {"type": 18, "label": "x" * 45, "description": "x" * 100, "component": inner, **label}
        return {"custom_id": "x", "title": "x", "components": [outer]}

    check_modal(modal({}, {}))
    with pytest.raises(InvalidFormError):
        check_modal(modal(label, field))
    twice = modal({}, {})
    with pytest.raises(InvalidFormError):
        check_modal(twice | {"components": twice["components"] * 2})
