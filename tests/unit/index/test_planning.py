"""What a reload would do, by small examples; for any corpus: tests/property/test_plans_of_any_corpus.py."""

from dataclasses import replace
from typing import Any

import pytest

from retrieval.domain.documents import Document
from retrieval.errors import DocumentError
from retrieval.index.planning import Plan, Planned, file_of, is_due, plan
from retrieval.ports import Manifest, Version
from tests.faults import FAULT

DRONES = Document(id="drones.md", title="Drones", text="Iran has provided drones.", path="drones.md")
DENIAL = Document(id="denial", title="Denial", text="Iran denied it.", path="news/denial.md", publisher="CNN")
ROW = Document(id="row", title="Row", text="Kyiv did not.", path="rows.jsonl:2")


def manifest_of(*documents: Document) -> Manifest:
    return {document.id: Version(document=document, passages=1).entry for document in documents}


def unreadable(path: str) -> DocumentError:
    return DocumentError(path, FAULT, what=f"{path} is empty.", remedy="Give it text.")


def planned(document: Document, *, embeds: bool = True) -> dict[str, Planned]:
    return {document.id: Planned(path=document.path, record_hash=document.record_hash, embeds=embeds)}


def plan_of(**parts: Any) -> Plan:
    """With these parts, and nothing else to do."""
    nothing = Plan(new={}, changed={}, removed=(), renamed=(), moved={}, kept=(), unchanged=0, unreadable=())
    return replace(nothing, **parts)


def test_what_is_the_same_is_counted_and_nothing_is_to_do() -> None:
    same = plan([DRONES, DENIAL], manifest_of(DRONES, DENIAL))
    assert same == plan_of(unchanged=2)
    assert not same.changes_anything
    assert same.read == 2


def test_of_an_empty_manifest_all_is_new() -> None:
    first = plan([DRONES, DENIAL], {})
    assert first == plan_of(new=planned(DRONES) | planned(DENIAL))
    assert (first.diff.added, first.diff.changed, first.diff.removed, first.changes_anything) == (
        ("denial", "drones.md"),
        (),
        (),
        True,
    )


@pytest.mark.parametrize(
    "edited",
    [replace(DENIAL, text="Iran denied it again."), replace(DENIAL, title="A denial")],
    ids=["another text", "another title"],
)
def test_another_text_or_title_is_embedded(edited: Document) -> None:
    changed = plan([DRONES, edited], manifest_of(DRONES, DENIAL))
    assert changed == plan_of(changed=planned(edited), unchanged=1)
    assert changed.diff.changed == ("denial",)


@pytest.mark.parametrize(
    "stated",
    [{"publisher": "BBC"}, {"publisher": None}, {"date": "2022-11-01"}, {"extra": {"note": "checked"}}],
    ids=str,
)
def test_what_is_only_stated_is_changed_and_not_embedded(stated: dict[str, Any]) -> None:
    edited = replace(DENIAL, **stated)
    assert plan([edited], manifest_of(DENIAL)) == plan_of(changed=planned(edited, embeds=False))


def test_a_text_under_another_id_is_renamed() -> None:
    again = replace(DRONES, id="uavs.md", path="uavs.md")
    renamed = plan([again], manifest_of(DRONES))
    assert renamed == plan_of(new=planned(again), removed=("drones.md",), renamed=(("drones.md", "uavs.md"),))
    assert (renamed.diff.added, renamed.diff.removed, renamed.diff.renamed) == ((), (), (("drones.md", "uavs.md"),))


def test_a_text_that_is_there_twice_now_is_renamed_once() -> None:
    first, second = (replace(DRONES, id=name, path=name) for name in ("a.md", "b.md"))
    renamed = plan([first, second], manifest_of(DRONES))
    assert renamed.renamed == (("drones.md", "a.md"),)
    assert (renamed.diff.added, renamed.diff.removed) == (("b.md",), ())


def test_of_two_of_one_text_the_second_is_removed() -> None:
    before = [replace(DRONES, id=name, path=name) for name in ("a.md", "b.md")]
    renamed = plan([DRONES], manifest_of(*before))
    assert renamed.renamed == (("a.md", "drones.md"),)
    assert (renamed.diff.added, renamed.diff.removed) == ((), ("b.md",))


def test_a_copy_of_what_stays_is_added() -> None:
    copied = plan([DRONES, replace(DRONES, id="copy.md", path="copy.md")], manifest_of(DRONES))
    assert (copied.diff.added, copied.renamed, copied.unchanged) == (("copy.md",), (), 1)
    assert copied.same_text == (("drones.md", "copy.md"),)


def test_what_has_the_text_of_another_is_told_with_the_first_that_has_it() -> None:
    """Whether they are new or not, and whatever else they state."""
    copy = replace(DRONES, id="copy.md", path="copy.md", title="A copy", publisher="CNN")
    third = replace(DENIAL, id="third.md", path="third.md", text=DRONES.text)
    pairs = (("drones.md", "copy.md"), ("drones.md", "third.md"))
    for before in ({}, manifest_of(DRONES, DENIAL, copy, third), manifest_of(third)):
        assert plan([DRONES, DENIAL, copy, unreadable("x.md"), third], before).same_text == pairs
    assert plan([DRONES, DENIAL], manifest_of(copy, third)).same_text == ()


def test_a_path_moved_with_a_fixed_id_is_the_same_document() -> None:
    elsewhere = replace(DENIAL, path="old/denial.md")
    moved = plan([elsewhere], manifest_of(DENIAL))
    assert moved == plan_of(
        changed=planned(elsewhere, embeds=False), moved={"denial": ("news/denial.md", "old/denial.md")}
    )
    assert (moved.diff.changed, moved.diff.renamed) == ((), (("news/denial.md", "old/denial.md"),))


def test_moved_and_edited_is_edited() -> None:
    elsewhere = replace(DENIAL, path="old/denial.md", text="Iran denied it again.")
    both = plan([elsewhere], manifest_of(DENIAL))
    assert (both.diff.changed, both.diff.renamed) == (("denial",), ())


def test_a_path_and_an_id_of_one_name_are_two_things() -> None:
    """Or what moved to `drones.md` would hide that the document of that id is new, or gone."""
    moved = replace(DENIAL, path="drones.md")
    named = replace(DRONES, path="elsewhere.md")
    both = plan([moved], manifest_of(DENIAL, named))
    assert (both.diff.removed, both.diff.renamed) == (("drones.md",), (("news/denial.md", "drones.md"),))
    added = plan([moved, named], manifest_of(DENIAL))
    assert (added.diff.added, added.diff.renamed) == (("drones.md",), (("news/denial.md", "drones.md"),))


def test_what_is_gone_is_removed() -> None:
    assert plan([DRONES], manifest_of(DRONES, DENIAL, ROW)) == plan_of(removed=("denial", "row"), unchanged=1)


def test_what_cannot_be_read_keeps_what_it_was_and_says_why() -> None:
    errors = (unreadable("news/denial.md"), unreadable("new.md"))
    kept = plan([DRONES, *errors], manifest_of(DRONES, DENIAL))
    assert kept == plan_of(unchanged=1, kept=("denial",), unreadable=errors)
    assert not kept.changes_anything
    assert kept.read == 1


def test_of_what_could_not_be_written_after_all_nothing_is_lost() -> None:
    """Neither what was to be changed, nor what was to have another name."""
    edited, again = replace(DENIAL, text="Iran denied it again."), replace(DRONES, id="uavs.md", path="uavs.md")
    moved, new = replace(ROW, path="other.jsonl:1"), replace(DENIAL, id="new.md", path="new.md", text="New.")
    whole = plan([edited, again, moved, new], manifest_of(DRONES, DENIAL, ROW))
    assert whole.of_written({"denial", "uavs.md", "row", "new.md"}) == whole
    none = whole.of_written(())
    assert none == plan_of(kept=("denial", "drones.md", "row"))
    assert not none.changes_anything
    some = whole.of_written({"uavs.md", "new.md"})
    assert (some.kept, some.diff.renamed, some.diff.added) == (
        ("denial", "row"),
        (("drones.md", "uavs.md"),),
        ("new.md",),
    )


@pytest.mark.parametrize("path", ["rows.jsonl", "rows.jsonl:2"])
def test_a_row_is_kept_where_it_or_its_file_cannot_be_read(path: str) -> None:
    assert plan([DRONES, unreadable(path)], manifest_of(DRONES, ROW)).kept == ("row",)


@pytest.mark.parametrize("path", ["rows.jsonl:1", "other.jsonl", "rows"])
def test_and_removed_where_another_cannot(path: str) -> None:
    assert plan([DRONES, unreadable(path)], manifest_of(DRONES, ROW)).diff.removed == ("row",)


def test_what_is_read_elsewhere_now_is_not_kept() -> None:
    """The id has moved; that its old file has something else in it, which cannot be read, is another matter."""
    elsewhere = replace(DENIAL, path="old/denial.md")
    both = plan([elsewhere, unreadable("news/denial.md")], manifest_of(DENIAL))
    assert both.kept == ()
    assert both.diff.renamed == (("news/denial.md", "old/denial.md"),)


def told(error: DocumentError) -> tuple[str, str]:
    return error.path, error.what


INTRUDER = replace(DENIAL, text="Iran confirmed it.", path="a/denial.md")
REPEATED = ("a/denial.md", "a/denial.md repeats the id 'denial' of news/denial.md.")


@pytest.mark.parametrize("text", [INTRUDER.text, DENIAL.text], ids=["another text", "the same text"])
@pytest.mark.parametrize("first", [True, False], ids=["read before it", "read after it"])
def test_a_file_that_repeats_the_id_of_a_document_does_not_take_its_place(first: bool, text: str) -> None:
    intruder = replace(INTRUDER, text=text)
    corpus = [intruder, DENIAL] if first else [DENIAL, intruder]
    beside = plan([*corpus, DRONES], manifest_of(DENIAL, DRONES))
    assert (beside.unchanged, beside.changes_anything, beside.kept) == (2, False, ())
    assert [told(error) for error in beside.unreadable] == [REPEATED]


def test_nor_does_one_where_the_document_has_changed() -> None:
    edited = replace(DENIAL, text="Iran denied it again.")
    both = plan([INTRUDER, edited], manifest_of(DENIAL))
    assert both.changed == planned(edited)
    assert [told(error) for error in both.unreadable] == [REPEATED]


def test_nor_while_the_document_cannot_be_read() -> None:
    meanwhile = plan([INTRUDER, unreadable("news/denial.md"), DRONES], manifest_of(DENIAL, DRONES))
    assert (meanwhile.kept, meanwhile.changes_anything) == (("denial",), False)
    assert [told(error) for error in meanwhile.unreadable][1:] == [REPEATED]


def test_an_id_that_its_file_has_given_up_is_free() -> None:
    renamed = replace(DENIAL, id="denial, at first")
    swapped = plan([INTRUDER, renamed], manifest_of(DENIAL))
    assert (swapped.diff.changed, swapped.diff.added, swapped.unreadable) == (("denial",), ("denial, at first",), ())


def test_of_two_that_repeat_an_id_that_is_free_the_first_is_the_document() -> None:
    another = replace(INTRUDER, path="b/denial.md")
    both = plan([INTRUDER, another], manifest_of(DENIAL))
    assert both.changed == planned(INTRUDER)
    assert [told(error) for error in both.unreadable] == [
        ("b/denial.md", "b/denial.md repeats the id 'denial' of a/denial.md.")
    ]
    fresh = plan([INTRUDER, another], {})
    assert (fresh.diff.added, len(fresh.unreadable)) == (("denial",), 1)


def test_a_row_keeps_its_id_on_another_line() -> None:
    """A row that repeats it stands after it, as among files."""
    moved, repeated = replace(ROW, path="rows.jsonl:5"), replace(ROW, text="Kyiv did.", path="rows.jsonl:6")
    both = plan([moved, repeated], manifest_of(ROW))
    assert both.diff.renamed == (("rows.jsonl:2", "rows.jsonl:5"),)
    assert [told(error) for error in both.unreadable] == [
        ("rows.jsonl:6", "rows.jsonl:6 repeats the id 'row' of rows.jsonl:5.")
    ]


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("a.md", "a.md"),
        ("a/rows.jsonl:12", "a/rows.jsonl"),
        ("rows.JSONL:1", "rows.JSONL"),
        ("rows.jsonl", "rows.jsonl"),
        ("a:1", "a:1"),
        ("a.md:1", "a.md:1"),
        ("rows.jsonl:", "rows.jsonl:"),
        ("", ""),
    ],
)
def test_the_file_of_a_path(path: str, file: str) -> None:
    assert file_of(path) == file


def test_of_two_rows_of_one_file_with_one_id_the_first_is_due() -> None:
    due = planned(ROW)
    assert not is_due(replace(ROW, path="others.jsonl:2"), due)
    assert is_due(ROW, due)
    assert not is_due(replace(ROW, path="rows.jsonl:3", text="It did."), due)
