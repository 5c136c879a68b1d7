"""What Discord refuses in a message, in autocomplete choices and in a modal.

The pages of Discord's documentation that the figures come from are named beside them.
"""

from collections.abc import Iterable, Iterator, Sequence

from tests.discord.fake.api_errors import EmptyMessageError, FieldPath, FormErrors
from tests.discord.fake.world import Json

IS_COMPONENTS_V2 = 1 << 15
"""Message Resource, "Message Flags"."""

# Message Resource, "Create Message".
CONTENT_CHARS = 2000
EMBEDS = 10
ATTACHMENTS = 10

# Message Resource, "Embed Limits".
TITLE_CHARS = 256
DESCRIPTION_CHARS = 4096
FIELDS = 25
FIELD_NAME_CHARS = 256
FIELD_VALUE_CHARS = 1024
FOOTER_CHARS = 2048
AUTHOR_CHARS = 256
ALL_EMBEDS_CHARS = 6000
NOT_SHOWN = ("type", "color", "url")
"""An embed of these alone shows nothing."""

# Component Reference, "Component Types", "Action Row", "Button", "Legacy Message Component Behavior".
ACTION_ROW, BUTTON, SECTION, TEXT_DISPLAY, THUMBNAIL = 1, 2, 9, 10, 11
MEDIA_GALLERY, FILE, SEPARATOR, CONTAINER = 12, 13, 14, 17
SELECTS = (3, 5, 6, 7, 8)
LINK_STYLE = 5
ACTION_ROWS = 5
BUTTONS_IN_ROW = 5
LABEL_CHARS = 80
CUSTOM_ID_CHARS = 100
URL_CHARS = 512

# Component Reference, "Section", "Text Display", "Separator", "Container"; the schemas of Discord's OpenAPI file, as
# `SectionComponentForMessageRequest`; of a whole message: "Using Message Components".
ALL_COMPONENTS = 40
ALL_TEXT_DISPLAYS_CHARS = 4000
TEXT_DISPLAYS_IN_SECTION = 3
SPACINGS = (1, 2)
HIGHEST_COLOUR = 0xFFFFFF
LAYOUT_ONLY = (SECTION, TEXT_DISPLAY, THUMBNAIL, MEDIA_GALLERY, FILE, SEPARATOR, CONTAINER)
IN_A_CONTAINER = (ACTION_ROW, SECTION, TEXT_DISPLAY, MEDIA_GALLERY, FILE, SEPARATOR)
ON_TOP = (*IN_A_CONTAINER, CONTAINER)
"""The types of components that may stand in a container, and in a message itself."""

# Application Commands, "Application Command Option Choice Structure".
CHOICES = 25
CHOICE_CHARS = 100

# Receiving and Responding, "Interaction Callback Data Structure", "Modal".
MODAL_TITLE_CHARS = 45
MODAL_COMPONENTS = 5

# Component Reference, "Label" and "Text Input".
TEXT_INPUT, LABEL = 4, 18
LABEL_TEXT_CHARS = 45
LABEL_DESCRIPTION_CHARS = 100
INPUT_CHARS = 4000


def walk(components: Iterable[Json]) -> Iterator[Json]:
    """Yield every component of a message or modal, outer before inner."""
    return (component for _, component in walk_with_paths(components, ()))


def walk_with_paths(components: Iterable[Json], path: FieldPath) -> Iterator[tuple[FieldPath, Json]]:
    """Yield every component with where it stands below the path of its list."""
    for index, component in enumerate(components):
        yield from _walk_one(component, (*path, index))


def _walk_one(component: Json, path: FieldPath) -> Iterator[tuple[FieldPath, Json]]:
    yield path, component
    yield from walk_with_paths(component.get("components", ()), (*path, "components"))
    for key in ("accessory", "component"):
        if key in component:
            yield from _walk_one(component[key], (*path, key))


def check_message(message: Json, *, attachment_count: int, prefix: FieldPath = ()) -> None:
    """Raise InvalidFormError or EmptyMessageError unless Discord would take the message (whole, as it would stand)."""
    errors = FormErrors(prefix)
    content: str = message["content"]
    embeds: Sequence[Json] = message["embeds"]
    components: Sequence[Json] = message["components"]
    errors.at_most(("attachments",), range(attachment_count), ATTACHMENTS)
    if message["flags"] & IS_COMPONENTS_V2:
        _check_layout(content, embeds, components, errors)
    else:
        errors.at_most(("content",), content, CONTENT_CHARS)
        errors.at_most(("components",), components, ACTION_ROWS)
        for index, component in enumerate(components):
            errors.one_of(("components", index, "type"), component["type"], (ACTION_ROW,))
    _check_embeds(embeds, errors)
    _check_components(components, errors)
    errors.raise_if_any()
    if not (content.strip() or embeds or components or attachment_count):
        raise EmptyMessageError


def check_choices(choices: Sequence[Json], *, prefix: FieldPath = ()) -> None:
    """Raise InvalidFormError unless Discord would show the autocomplete choices."""
    errors = FormErrors(prefix)
    errors.at_most(("choices",), choices, CHOICES)
    for index, choice in enumerate(choices):
        errors.between(("choices", index, "name"), choice.get("name"), 1, CHOICE_CHARS)
        if isinstance(value := choice.get("value"), str):
            errors.between(("choices", index, "value"), value, 1, CHOICE_CHARS)
    errors.raise_if_any()


def check_modal(modal: Json, *, prefix: FieldPath = ()) -> None:
    """Raise InvalidFormError unless Discord would open the modal."""
    errors = FormErrors(prefix)
    errors.between(("custom_id",), modal.get("custom_id"), 1, CUSTOM_ID_CHARS)
    errors.between(("title",), modal.get("title"), 1, MODAL_TITLE_CHARS)
    errors.between(("components",), modal.get("components"), 1, MODAL_COMPONENTS)
    taken: set[str] = set()
    for here, component in walk_with_paths(modal.get("components") or (), ("components",)):
        if component["type"] == LABEL:
            errors.between((*here, "label"), component.get("label"), 1, LABEL_TEXT_CHARS)
            errors.at_most((*here, "description"), component.get("description"), LABEL_DESCRIPTION_CHARS)
        if component["type"] == TEXT_INPUT:
            errors.between((*here, "custom_id"), component.get("custom_id"), 1, CUSTOM_ID_CHARS)
            errors.at_most((*here, "value"), component.get("value"), component.get("max_length") or INPUT_CHARS)
            if component.get("custom_id") in taken:
                complaint = "Component custom id cannot be duplicated"
                errors.add((*here, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", complaint)
            taken.add(str(component.get("custom_id")))
    errors.raise_if_any()


def _check_layout(content: str, embeds: Sequence[Json], components: Sequence[Json], errors: FormErrors) -> None:
    """A message made of components alone: Component Reference, "Text Display" and Message Resource, flags."""
    for name, value in (("content", content), ("embeds", embeds)):
        if value:
            errors.add((name,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", f"{name} cannot be used")
    every = list(walk(components))
    errors.at_most(("components",), every, ALL_COMPONENTS)
    text = "".join(component.get("content") or "" for component in every if component["type"] == TEXT_DISPLAY)
    errors.at_most(("components",), text, ALL_TEXT_DISPLAYS_CHARS)
    ids: set[int] = set()
    for index, component in enumerate(components):
        errors.one_of(("components", index, "type"), component["type"], ON_TOP)
    for here, component in walk_with_paths(components, ("components",)):
        _check_layout_component(component, here, errors)
        if (number := component.get("id")) is not None:
            if number in ids:
                errors.add((*here, "id"), "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
            ids.add(number)


def _check_layout_component(component: Json, here: FieldPath, errors: FormErrors) -> None:
    kind, inside = component["type"], component.get("components") or ()
    allowed = {CONTAINER: IN_A_CONTAINER, SECTION: (TEXT_DISPLAY,), ACTION_ROW: (BUTTON, *SELECTS)}.get(kind, ())
    for index, inner in enumerate(inside):
        errors.one_of((*here, "components", index, "type"), inner["type"], allowed)
    if kind == CONTAINER:
        errors.between((*here, "components"), component.get("components"), 1, ALL_COMPONENTS)
        if not 0 <= (component.get("accent_color") or 0) <= HIGHEST_COLOUR:
            errors.add((*here, "accent_color"), "NUMBER_TYPE_MAX", f"Value must be at most {HIGHEST_COLOUR}.")
    elif kind == SECTION:
        errors.between((*here, "components"), component.get("components"), 1, TEXT_DISPLAYS_IN_SECTION)
        if component.get("accessory") is None:
            errors.required((*here, "accessory"))
        else:
            errors.one_of((*here, "accessory", "type"), component["accessory"]["type"], (BUTTON, THUMBNAIL))
    elif kind == TEXT_DISPLAY:
        if not (component.get("content") or "").strip():
            errors.required((*here, "content"))
    elif kind == SEPARATOR:
        errors.one_of((*here, "spacing"), component.get("spacing") or 1, SPACINGS)
    elif kind == ACTION_ROW and len(inside) > 1 and any(inner["type"] in SELECTS for inner in inside):
        errors.add((*here, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "A select takes a whole row.")


def _check_embeds(embeds: Sequence[Json], errors: FormErrors) -> None:
    errors.at_most(("embeds",), embeds, EMBEDS)
    total_chars = sum(_check_embed(embed, ("embeds", index), errors) for index, embed in enumerate(embeds))
    if total_chars > ALL_EMBEDS_CHARS:
        errors.add(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {ALL_EMBEDS_CHARS}")


def _check_embed(embed: Json, here: FieldPath, errors: FormErrors) -> int:
    """Return how many characters count towards the limit of all embeds."""
    fields: Sequence[Json] = embed.get("fields", ())
    limited: list[tuple[FieldPath, str | None, int]] = [
        (("title",), embed.get("title"), TITLE_CHARS),
        (("description",), embed.get("description"), DESCRIPTION_CHARS),
        (("footer", "text"), embed.get("footer", {}).get("text"), FOOTER_CHARS),
        (("author", "name"), embed.get("author", {}).get("name"), AUTHOR_CHARS),
    ]
    for number, field in enumerate(fields):
        for key, limit in (("name", FIELD_NAME_CHARS), ("value", FIELD_VALUE_CHARS)):
            limited.append((("fields", number, key), field.get(key), limit))
            if not (field.get(key) or "").strip():
                errors.required((*here, "fields", number, key))
    for path, text, limit in limited:
        errors.at_most((*here, *path), text, limit)
    errors.at_most((*here, "fields"), fields, FIELDS)
    if not any(value for key, value in embed.items() if key not in NOT_SHOWN):
        errors.required((*here, "description"))
    return sum(len(text) for _, text, _ in limited if text)


def _check_components(components: Sequence[Json], errors: FormErrors) -> None:
    taken: set[str] = set()
    for here, component in walk_with_paths(components, ("components",)):
        if component["type"] == ACTION_ROW:
            errors.between((*here, "components"), component["components"], 1, BUTTONS_IN_ROW)
        if component["type"] == BUTTON:
            _check_button(component, here, errors)
        custom_id = component.get("custom_id")
        if custom_id is not None:
            errors.between((*here, "custom_id"), custom_id, 1, CUSTOM_ID_CHARS)
            if custom_id in taken:
                complaint = "Component custom id cannot be duplicated"
                errors.add((*here, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", complaint)
            taken.add(custom_id)


def _check_button(button: Json, here: FieldPath, errors: FormErrors) -> None:
    errors.at_most((*here, "label"), button.get("label"), LABEL_CHARS)
    if button["style"] == LINK_STYLE:
        errors.between((*here, "url"), button.get("url"), 1, URL_CHARS)
    elif "custom_id" not in button:
        errors.required((*here, "custom_id"))
    if not (button.get("label") or button.get("emoji")):
        errors.required((*here, "label"))
