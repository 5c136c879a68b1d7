"""The documents by name, as whoever types a command is offered them."""

from bot.library import Library
from tests.building import passage_of
from tests.unit.bot.fake_footnote import FakeFootnote

BREAD = passage_of("Bread rises.", document_id="bread")
RAIN = passage_of("Rain falls.", document_id="rain")


def ids(library: Library) -> list[str]:
    return [document.id for document in library.titles.documents]


def test_what_another_process_reloaded_is_offered_too() -> None:
    footnote = FakeFootnote([BREAD])
    library = Library(footnote)
    footnote.passages[RAIN.id] = RAIN
    assert ids(library) == ["bread"]
    footnote.others_have_reloaded()
    assert ids(library) == ["bread", "rain"]
