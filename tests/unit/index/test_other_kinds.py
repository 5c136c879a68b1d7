"""Files that are no documents are counted by ending, in a line; what is wrong with a document is told by name."""

from pathlib import Path

from rich.console import Console

from bot.cards.corpus import reload_report
from retrieval.documents.loading import load_corpus
from retrieval.errors import DocumentError
from retrieval.index.other_kinds import nothing_to_index, of_documents, other_files
from retrieval.index.reloading import ReloadReport
from retrieval.terminal.corpus_view import render_report


def errors_in(folder: Path, *names: str) -> tuple[DocumentError, ...]:
    for name in names:
        (folder / name).write_bytes(b"\xff")
    return load_corpus(folder).unreadable


def report_of(errors: tuple[DocumentError, ...]) -> ReloadReport:
    return ReloadReport(
        unreadable=errors, unchanged=1, passages_embedded=0, passages_reused=0, before="a", after="a", seconds=0
    )


def test_they_are_counted_by_ending_the_most_frequent_first(tmp_path: Path) -> None:
    errors = errors_in(tmp_path, "a.css", "b.PNG", "c.png", "LICENSE", "d.md")
    assert list(other_files(errors).items()) == [(".png", 2), ("", 1), (".css", 1)]
    assert [error.path for error in of_documents(errors)] == ["d.md"]


def test_the_terminal_counts_them_in_one_line(tmp_path: Path) -> None:
    console = Console(width=200)
    with console.capture() as captured:
        console.print(render_report(report_of(errors_in(tmp_path, "a.css", "b.png", "c.png", "LICENSE", "d.md"))))
    _, document, others = captured.get().strip().splitlines()
    assert document.startswith("not read: d.md is not UTF-8 text")
    assert others == "Not read: 2 .png, 1 without an ending, 1 .css"


def test_a_card_counts_them_in_one_line(tmp_path: Path) -> None:
    (message,) = reload_report(report_of(errors_in(tmp_path, "a.css", "b.png", "c.png")))
    assert "**Not read:** 2 .png, 1 .css" in message.texts


def test_where_nothing_can_be_read_one_file_is_named_and_the_others_are_counted(tmp_path: Path) -> None:
    errors = errors_in(
        tmp_path, *(f"{number}.md" for number in range(500)), *(f"{number}.png" for number in range(500))
    )
    error = nothing_to_index(tmp_path, errors)
    assert "0.md is not UTF-8 text" in error.what
    assert "499 more cannot be read either." in error.what
    assert len(error.what.replace(str(tmp_path), "")) < 200
