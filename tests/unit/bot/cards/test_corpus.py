from dataclasses import replace
from typing import Any

from bot.buttons.keys import CancelKey, LogKey
from bot.cards import corpus as corpus_pages
from bot.cards.colours import NEUTRAL_COLOUR, WARNING_COLOUR
from bot.reload_job import ReloadJob
from retrieval.domain.documents import PassageKind
from retrieval.domain.records import ChangeKind
from retrieval.errors import DocumentError
from retrieval.index.indexing import Progress
from retrieval.index.reloading import Preview, ReloadReport
from tests.building import change_of
from tests.faults import FAULT
from tests.unit.bot.discord_reading import body_of, broken_limits, footer_of, heading_of, live_markup, read, squeezed
from tests.unit.bot.fake_footnote import FakeFootnote


def report_of(
    *,
    added: tuple[str, ...] = (),
    renamed: tuple[tuple[str, str], ...] = (),
    unchanged: int = 0,
    kept: tuple[str, ...] = (),
    unreadable: tuple[DocumentError, ...] = (),
    same_text: tuple[tuple[str, str], ...] = (),
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
        same_text=same_text,
    )


def test_a_reload_names_what_changed_and_counts_the_rest() -> None:
    (message,) = corpus_pages.reload_report(report_of(added=("a_1", "b"), renamed=(("e_1", "f"),), unchanged=3000))
    assert heading_of(message) == "The corpus was reloaded"
    assert body_of(message) == "**2 added**: a\\_1, b\n**1 renamed**: e\\_1 → f\n**3,000 unchanged**"
    assert footer_of(message) == "1,234 passages embedded in 5.1 s"
    assert message.colour == NEUTRAL_COLOUR


def test_a_reload_says_what_is_not_searched() -> None:
    characters = {
        PassageKind.BODY: 900,
        PassageKind.HEADING: 60,
        PassageKind.BOILERPLATE: 30,
        PassageKind.REFERENCE: 10,
    }
    (message,) = corpus_pages.reload_report(replace(report_of(added=("a",)), characters=characters))
    assert footer_of(message) == (
        "1,234 passages embedded in 5.1 s\nAs usual, some of this text is not searched but can still be opened:"
        " page menus and footers 3.0%, reference lists 1.0%"
    )
    characters = {PassageKind.BODY: 800, PassageKind.HEADING: 196, PassageKind.REFERENCE: 4}
    (message,) = corpus_pages.reload_report(replace(report_of(added=("a",)), characters=characters))
    assert footer_of(message) == "1,234 passages embedded in 5.1 s"


def test_a_reload_names_what_has_the_same_text() -> None:
    (message,) = corpus_pages.reload_report(report_of(unchanged=2, same_text=(("a_1", "b"),)))
    assert heading_of(message) == "The corpus is as it was"
    assert body_of(message) == "**1 with the text of another, both kept**: a\\_1 and b\n**2 unchanged**"
    assert message.colour == NEUTRAL_COLOUR


def test_a_reload_of_many_names_some() -> None:
    (message,) = corpus_pages.reload_report(report_of(added=tuple(f"d{n}" for n in range(12))))
    assert body_of(message).endswith("d9 and 2 more")


def test_every_unreadable_file_is_named_with_its_reason() -> None:
    broken = tuple(
        DocumentError(f"file_{n}.md", FAULT, what=f"file_{n}.md is *not* UTF-8.", remedy="Save it as UTF-8.")
        for n in range(80)
    )
    messages = corpus_pages.reload_report(report_of(kept=("a",), unreadable=broken))
    text = read(messages)
    assert len(messages) > 1
    assert heading_of(messages[0]) == "The corpus is as it was"
    assert "**1 kept in the last good version**: a" in body_of(messages[0])
    for n in range(80):
        assert squeezed(f"Not read: file_{n}.md file_{n}.md is *not* UTF-8. Save it as UTF-8.") in text
    assert {message.colour for message in messages} == {WARNING_COLOUR}


def test_a_status_says_whether_a_reload_is_under_way_and_whose_and_stops_it() -> None:
    idle = corpus_pages.corpus_status(FakeFootnote().status(), None)
    assert body_of(idle).endswith("**Reload:** none under way")
    assert idle.buttons == ()
    job = ReloadJob(by="a_manager", is_leaving=lambda: False)
    job.note(Progress(stage="embedding", done=64, total=1280, embedded=3000))
    busy = corpus_pages.corpus_status(FakeFootnote().status(), job)
    line = "under way, by a\\_manager: embedding, 64 of 1,280 documents, 3,000 passages embedded"
    assert body_of(busy).endswith(f"**Reload:** {line}")
    assert [button.does for button in busy.buttons] == [CancelKey(job_id=job.id)]


def test_a_brief_report_counts_and_names_nothing() -> None:
    broken = DocumentError("secret.md", FAULT, what="secret.md is empty.", remedy="Give it text.")
    message = corpus_pages.reload_brief(report_of(added=("private-id",), unchanged=3000, unreadable=(broken,)))
    assert body_of(message) == ("**1 added**, **1 not read**, **3,000 unchanged**\n`/corpus log` has the details.")
    assert message.colour == WARNING_COLOUR


def preview_of(**diff: Any) -> Preview:
    return Preview(**diff, unchanged=3, passages_to_embed=1234)


def test_a_preview_says_what_a_reload_would_do() -> None:
    broken = DocumentError("bad.md", FAULT, what="bad.md is empty.", remedy="Give it text.")
    (message,) = corpus_pages.preview_report(
        preview_of(
            added=("a_1",),
            changed=("b",),
            removed=("c",),
            renamed=(("old", "new"),),
            kept=("d",),
            unreadable=(broken,),
        )
    )
    assert heading_of(message) == "What a reload would do"
    assert body_of(message) == (
        "**1 to be added**: a\\_1\n**1 to be changed**: b\n**1 to be renamed**: old → new\n**1 to be removed**: c\n"
        "**1 to be kept in the last good version**: d\n**3 unchanged**\n\n"
        "**Not read:** bad.md\nbad.md is empty. Give it text."
    )
    assert footer_of(message) == "1,234 passages to embed. Nothing was changed."
    assert "bad.md" not in read([corpus_pages.preview_brief(preview_of(unreadable=(broken,)))])


def test_a_preview_of_nothing_says_so() -> None:
    (message,) = corpus_pages.preview_report(preview_of())
    assert heading_of(message) == "A reload would change nothing"


def test_a_status_tells_nothing_of_the_machine() -> None:
    assert "/srv" not in body_of(corpus_pages.corpus_status(FakeFootnote().status(), None))


def test_the_log_says_who_did_what_and_when() -> None:
    changes = [
        change_of(
            who="a_manager", discord_id=1, added=("a", "b_2"), unreadable=("x.pdf",), generation_before="ffffffffffff"
        ),
        change_of(what=ChangeKind.REMOVE, removed=("a",)),
        change_of(generation_before="0123456789ab"),
    ]
    message = corpus_pages.change_log(changes, 0)
    assert heading_of(message) == "Changes to the corpus"
    assert body_of(message) == (
        "**2026-05-03 at 12\\:00 UTC** · reload by a\\_manager (1)\n"
        "**2 added**: a, b\\_2\n**1 not read**: x.pdf\n-# corpus version ffffffffffff → 0123456789ab\n\n"
        "**2026-05-03 at 12\\:00 UTC** · remove by terminal\n"
        "**1 removed**: a\n-# corpus version none → 0123456789ab\n\n"
        "**2026-05-03 at 12\\:00 UTC** · reload by terminal\nnothing changed\n-# corpus version 0123456789ab"
    )
    assert message.buttons == ()


def test_the_log_has_pages() -> None:
    changes = [change_of()] * (corpus_pages.LOGGED + 1)
    first, last = corpus_pages.change_log(changes, 0), corpus_pages.change_log(changes[:1], 1)
    assert [button.disabled for button in (*first.buttons, *last.buttons)] == [True, False, False, True]
    assert first.buttons[1].does == LogKey(page=1)
    assert last.buttons[0].does == LogKey(page=0)
    assert (footer_of(first), footer_of(last)) == ("Page 1", "Page 2")
    assert body_of(first).count("nothing changed") == corpus_pages.LOGGED


def test_the_log_of_a_corpus_that_nobody_changed() -> None:
    assert body_of(corpus_pages.change_log([], 0)) == "Nobody has changed it yet."
    message = corpus_pages.change_log([], 3)
    assert body_of(message) == "There are no earlier changes."
    assert message.buttons[0].does == LogKey(page=2)


def test_the_longest_entries_fit_a_page_and_do_nothing() -> None:
    ids = tuple(f"@everyone **{number}** <@1> _`{'x' * 180}" for number in range(1000))
    change = change_of(
        who="@here **x** " * 9,
        discord_id=2**63 - 1,
        added=ids,
        changed=ids,
        renamed=tuple(zip(ids, ids, strict=True)),
        removed=ids,
        unreadable=ids,
        generation_before="ffffffffffff",
    )
    message = corpus_pages.change_log([change] * 6, 1)
    assert broken_limits(message) == []
    assert live_markup(body_of(message)) == {}
    assert body_of(message).count("**1,000 removed**") == corpus_pages.LOGGED
