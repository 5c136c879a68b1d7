"""What describes a setting, where its line gives the value alone."""

import pytest

from retrieval.documents.context import body_of
from retrieval.documents.descriptions import description_of
from retrieval.domain.documents import Document
from retrieval.text.words import content_stems

FENCED = """# Settings

## view-distance

```yaml
view-distance: 10
```

How far players see. A higher value needs more memory.

## spawn

```yaml
spawn: true
```
"""
LABELLED = """# Settings

### max-players

**Type:** number

**Default:** 20

How many players may join. Operators may join even so.

See the list of commands.
"""
LINES = """# Settings

`retention_days = 14`

How long jobs are kept. Older ones are deleted at night.

`log_level = "info"`

How much is written to the log.
"""
ABOVE = """# Options

How many workers are started.

`workers: 4`

`threads: 2`
"""
ITEMS = """# Rooms

Oak hall: 40 seats

The hall is heated. It is booked by phone.
"""


def described(text: str, words: str, question: str) -> str:
    body = body_of(Document(id="a", title="A", text=text, path="a.md"))
    places = description_of(body, body.place_of(text.index(words)), content_stems(question))
    return " ".join(map(body.text_of, places or ()))


VIEW = "How far players see. A higher value needs more memory."
PLAYERS = "How many players may join. Operators may join even so."


@pytest.mark.parametrize(
    ("text", "words", "question", "description"),
    [
        (FENCED, "view-distance: 10", "What is view-distance?", VIEW),
        (FENCED, "A higher value", "What does the view-distance setting do?", VIEW),
        (LABELLED, "**Default:** 20", "What is max-players?", PLAYERS),
        (LABELLED, "**Type:**", "What does max-players mean?", PLAYERS),
        (LABELLED, "Operators", "What does max-players do?", PLAYERS),
        (
            LINES,
            "retention_days",
            "What is retention_days?",
            "How long jobs are kept. Older ones are deleted at night.",
        ),
        (LINES, "log_level", "What is the option log_level for?", "How much is written to the log."),
        (ABOVE, "workers: 4", "What does workers do?", "How many workers are started."),
        (ITEMS, "Oak hall", "What is the Oak hall?", "The hall is heated. It is booked by phone."),
    ],
)
def test_what_describes_a_thing_is_found_from_the_line_with_its_value(
    text: str, words: str, question: str, description: str
) -> None:
    assert described(text, words, question) == description


@pytest.mark.parametrize(
    ("text", "words", "question"),
    [
        (LABELLED, "**Default:** 20", "What is the default of max-players?"),
        (LABELLED, "See the list", "What is max-players?"),
        (FENCED, "view-distance: 10", "How many chunks may players see?"),
        (FENCED, "spawn: true", "What is spawn?"),
        (LINES, "How much is written", "What is retention_days?"),
        (ITEMS, "Oak hall", "How many seats has the Oak hall?"),
        (ABOVE, "threads: 2", "What is threads?"),
    ],
)
def test_where_a_value_is_asked_for_or_nothing_describes_there_is_none(text: str, words: str, question: str) -> None:
    assert described(text, words, question) == ""
