import pytest

from bot import corpus_pages
from bot.rendering import NEUTRAL_COLOUR, WARNING_COLOUR
from retrieval.errors import DocumentError
from retrieval.indexing import Progress
from retrieval.reloading import ReloadReport
from tests.unit.bot.discord_reading import read, squeezed
from tests.unit.bot.fake_footnote import FakeFootnote


def report_of(
    *,
    added: tuple[str, ...] = (),
    renamed: tuple[tuple[str, str], ...] = (),
    unchanged: int = 0,
    kept: tuple[str, ...] = (),
    unreadable: tuple[DocumentError, ...] = (),
) -> ReloadReport:
    return ReloadReport(
        added=added,
        changed=(),
        renamed=renamed,
        removed=(),
        unchanged=unchanged,
        kept=kept,
        unreadable=unreadable,
        passages_embedded=1234,
        passages_reused=0,
        before="0" * 12,
        after="1" * 12,
        seconds=5.06,
    )


def test_a_reload_names_what_changed_and_counts_the_rest() -> None:
    (message,) = corpus_pages.reload_report(report_of(added=("a_1", "b"), renamed=(("e_1", "f"),), unchanged=3000))
    (embed,) = message.embeds
    assert embed.title == "The corpus was reloaded"
    assert embed.description == "**2 added**: a\\_1, b\n**1 renamed**: e\\_1 → f\n**3,000 unchanged**"
    assert embed.footer == "1,234 passages embedded in 5.1 s"
    assert embed.colour == NEUTRAL_COLOUR


def test_a_reload_of_many_names_some() -> None:
    (message,) = corpus_pages.reload_report(report_of(added=tuple(f"d{n}" for n in range(12))))
    assert message.embeds[0].description.endswith("d9 and 2 more")


def test_every_unreadable_file_is_named_with_its_reason() -> None:
    broken = tuple(
        DocumentError(f"file_{n}.md", f"file_{n}.md is *not* UTF-8.", remedy="Save it as UTF-8.") for n in range(80)
    )
    messages = corpus_pages.reload_report(report_of(kept=("a",), unreadable=broken))
    shown = read(messages)
    assert len(messages) > 1
    assert messages[0].embeds[0].title == "The corpus is as it was"
    assert "**1 kept in the last good version**: a" in messages[0].embeds[0].description
    for n in range(80):
        assert squeezed(f"Not read: file_{n}.md file_{n}.md is *not* UTF-8. Save it as UTF-8.") in shown
    assert {message.embeds[0].colour for message in messages} == {WARNING_COLOUR}


@pytest.mark.parametrize(
    ("progress", "line"),
    [
        (None, "none under way"),
        (
            Progress(stage="embedding", done=64, total=1280, embedded=3000),
            "under way: embedding, 64 of 1,280 documents, 3,000 passages",
        ),
        (
            Progress(stage="embedding", done=0, total=1, embedded=64),
            "under way: embedding, 0 of 1 documents, 64 passages",
        ),
        (Progress(stage="reading the corpus folder", done=0, total=0), "under way: reading the corpus folder"),
    ],
)
def test_a_status_says_whether_a_reload_is_under_way(progress: Progress | None, line: str) -> None:
    message = corpus_pages.corpus_status(FakeFootnote().status(), progress)
    assert message.embeds[0].description.endswith(f"**Reload:** {line}")


def test_a_status_tells_nothing_of_the_machine() -> None:
    assert "/srv" not in corpus_pages.corpus_status(FakeFootnote().status(), None).embeds[0].description
