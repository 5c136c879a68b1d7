"""What stands in the corpus folder for something else than a file in it is refused, and nothing waits for it."""

import os
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from retrieval.documents.loading import load_corpus
from retrieval.errors import DocumentError

TARGETS = [
    "/dev/zero",
    "/dev/stdin",
    "/dev/tty",
    "/proc/self/environ",
    "/proc/self/mem",
    "/proc/self/root",
    "/dev/fd/0",
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "good.md").write_text("Iran denied it.")
    return tmp_path


def the_errors(corpus: Path) -> list[DocumentError]:
    """Of what stands beside a good file, which is read."""
    loaded = load_corpus(corpus)
    assert [document.id for document in loaded.documents] == ["good.md"]
    return list(loaded.unreadable)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("suffix", [".md", ".pdf", ".jsonl", ".md.meta.yaml"])
def test_a_link_to_what_is_no_file_of_the_folder_is_refused(corpus: Path, target: str, suffix: str) -> None:
    if suffix == ".md.meta.yaml":
        (corpus / "a.md").write_text("Kyiv did not.")
    (corpus / f"a{suffix}").symlink_to(target)
    (error,) = the_errors(corpus)
    assert "is a link that leads" in error.what


@pytest.mark.parametrize("suffix", [".md", ".pdf", ".jsonl", ".docx", ".html"])
def test_a_pipe_is_not_waited_for_whatever_it_is_called(corpus: Path, suffix: str) -> None:
    os.mkfifo(corpus / f"a{suffix}")
    (error,) = the_errors(corpus)
    assert "is no regular file" in error.what


def test_a_device_is_not_read(corpus: Path) -> None:
    with suppress(OSError):
        os.mknod(corpus / "a.md", stat.S_IFCHR | 0o666, os.makedev(1, 5))
    if not (corpus / "a.md").exists():
        pytest.skip("this user may make no devices")
    (error,) = the_errors(corpus)
    assert "is no regular file" in error.what or "cannot be read" in error.what


def test_a_second_name_of_one_file_is_a_document_of_its_own(corpus: Path) -> None:
    os.link(corpus / "good.md", corpus / "other.md")
    assert [document.id for document in load_corpus(corpus).documents] == ["good.md", "other.md"]
