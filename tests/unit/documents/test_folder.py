import os
import socket
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest

from retrieval.documents.folder import READINGS, CorpusFile, files_of, read_whole
from retrieval.errors import DocumentError

OLD, NEW = b"old " * 50_000, b"new " * 60_000


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with something beside it that is none of its business."""
    folder = tmp_path / "corpus"
    (folder / "b").mkdir(parents=True)
    for name in ("a.md", "b/c.md", "d.md"):
        (folder / name).write_text(name)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.md").write_text("secret")
    (tmp_path / "corpus-beside").mkdir()
    (tmp_path / "corpus-beside" / "secret.md").write_text("secret")
    return folder


def names(folder: Path) -> list[str]:
    return [file.name if isinstance(file, CorpusFile) else f"! {file.what}" for file in files_of(folder)]


def wrong_with(folder: Path) -> list[DocumentError]:
    return [file for file in files_of(folder) if isinstance(file, DocumentError)]


def test_files_come_in_order_of_their_folders(corpus: Path) -> None:
    (corpus / "b.md").touch()
    (corpus / "b" / "z").mkdir()
    (corpus / "b" / "z" / "e.md").touch()
    assert names(corpus) == sorted(names(corpus), key=lambda name: name.split("/"))
    assert names(corpus) == ["a.md", "b/c.md", "b/z/e.md", "b.md", "d.md"]


@pytest.mark.parametrize("target", ["../outside/secret.md", "../outside", "../corpus-beside", "..", "/etc/passwd", "/"])
def test_a_link_that_leads_out_is_refused(corpus: Path, target: str) -> None:
    for name in ("c.md", "b/link"):
        (corpus / name).symlink_to(Path("..", target) if name.startswith("b/") and target[0] == "." else target)
    wrong = wrong_with(corpus)
    assert [error.path for error in wrong] == ["b/link", "c.md"]
    assert all("leads out of the corpus folder" in error.what and error.remedy for error in wrong)
    assert [name for name in names(corpus) if name[0] != "!"] == ["a.md", "b/c.md", "d.md"]


def test_so_is_one_that_leads_out_by_another(corpus: Path) -> None:
    (corpus / "b" / "one.md").symlink_to("../other.md")
    (corpus / "other.md").symlink_to("../outside/secret.md")
    assert [error.path for error in wrong_with(corpus)] == ["b/one.md", "other.md"]


def test_a_link_to_a_file_inside_is_a_file_of_its_own(corpus: Path) -> None:
    (corpus / "c.md").symlink_to("b/c.md")
    (corpus / ".data").mkdir()
    (corpus / ".data" / "e.md").write_text("e")
    (corpus / "e.md").symlink_to(".data/e.md")
    assert names(corpus) == ["a.md", "b/c.md", "c.md", "d.md", "e.md"]
    linked = [file for file in files_of(corpus) if isinstance(file, CorpusFile) and file.name == "e.md"]
    assert [read_whole(file, 100) for file in linked] == [b"e"]


def test_what_a_link_to_a_folder_inside_leads_to_is_read_once(corpus: Path) -> None:
    (corpus / "c").symlink_to("b")
    (corpus / "here").symlink_to(".")
    (corpus / "b" / "up").symlink_to("..")
    assert names(corpus) == ["a.md", "b/c.md", "d.md"]


@pytest.mark.parametrize("targets", [{"x.md": "x.md"}, {"x.md": "y.md", "y.md": "x.md"}, {"x.md": "gone.md"}])
def test_a_link_that_leads_nowhere_is_named(corpus: Path, targets: dict[str, str]) -> None:
    for name, target in targets.items():
        (corpus / name).symlink_to(target)
    assert [error.what for error in wrong_with(corpus)] == [f"{name} is a link that leads nowhere." for name in targets]


def test_the_corpus_folder_may_be_a_link_itself(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "linked").symlink_to(corpus)
    (corpus / "e.md").symlink_to("a.md")
    assert names(tmp_path / "linked") == ["a.md", "b/c.md", "d.md", "e.md"]


def test_a_folder_that_may_not_be_read_is_named_and_the_rest_goes_on(corpus: Path) -> None:
    (corpus / "b").chmod(0)
    try:
        if os.access(corpus / "b", os.R_OK):
            pytest.skip("this user may read every folder")
        assert names(corpus) == ["a.md", "! The folder b cannot be read: Permission denied.", "d.md"]
    finally:
        (corpus / "b").chmod(0o700)


def test_so_is_one_whose_path_the_system_does_not_take(corpus: Path) -> None:
    """Deeper than a path may be long: no user reads it, by this name."""
    here = os.open(corpus / "b", os.O_RDONLY)
    for _ in range(20):
        os.mkdir("x" * 250, dir_fd=here)
        inner = os.open("x" * 250, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    (error,) = wrong_with(corpus)
    assert "cannot be read: File name too long" in error.what
    assert names(corpus)[-1] == "d.md"


def test_folders_may_be_nested_deeply(corpus: Path) -> None:
    deepest = f"{corpus}/b"
    for _ in range(1500):
        deepest += "/x"
        Path(deepest).mkdir()
    Path(deepest, "e.md").touch()
    try:
        assert names(corpus)[2] == "b/" + "x/" * 1500 + "e.md"
    finally:
        # What clears up after the tests would go down level by level, and no further than Python does.
        Path(deepest, "e.md").unlink()
        os.removedirs(deepest)


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    os.chdir(path.parent)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path.name)


@pytest.mark.parametrize("made", [a_pipe, a_socket])
def test_what_is_no_file_is_not_waited_for(
    corpus: Path, made: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(corpus)
    made(corpus / "c.md")
    with pytest.raises(DocumentError, match=r"c\.md (is no regular file|cannot be read)"):
        read_whole(CorpusFile(name="c.md", path=str(corpus / "c.md")), 100)


def test_a_link_put_in_the_place_of_a_file_is_not_followed(corpus: Path) -> None:
    files = [file for file in files_of(corpus) if isinstance(file, CorpusFile)]
    (corpus / "a.md").unlink()
    (corpus / "a.md").symlink_to("../outside/secret.md")
    with pytest.raises(DocumentError, match=r"a\.md cannot be read"):
        read_whole(files[0], 100)


def test_a_file_that_is_gone_is_named(corpus: Path) -> None:
    with pytest.raises(DocumentError, match=r"x\.md cannot be read: No such file"):
        read_whole(CorpusFile(name="x.md", path=str(corpus / "x.md")), 100)


@pytest.mark.parametrize(("most", "is_read"), [(4, True), (3, False)])
def test_a_file_is_read_up_to_its_limit(corpus: Path, most: int, is_read: bool) -> None:
    file = CorpusFile(name="a.md", path=str(corpus / "a.md"))
    if is_read:
        assert read_whole(file, most) == b"a.md"
    else:
        with pytest.raises(DocumentError, match=r"a\.md is too large"):
            read_whole(file, most)


class Meddling:
    """`os.read`, with something done to the file while it goes on, the first few times."""

    def __init__(self, meddle: Callable[[], object], times: int) -> None:
        self.meddle, self.times, self.readings = meddle, times, 0

    def __call__(self, handle: int, most: int) -> bytes:
        content = os.read(handle, most)
        self.readings += 1
        if self.readings <= self.times:
            self.meddle()
        return content


@pytest.mark.parametrize("times", range(READINGS + 1))
def test_a_file_that_grows_while_it_is_read_is_read_again_and_then_reported(tmp_path: Path, times: int) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"one")

    def grow() -> None:
        with path.open("ab") as file:
            file.write(b" more")

    file = CorpusFile(name="a.md", path=str(path))
    if times < READINGS:
        assert read_whole(file, 1000, Meddling(grow, times)) == b"one" + b" more" * times
    else:
        with pytest.raises(DocumentError, match=r"a\.md is being written") as caught:
            read_whole(file, 1000, Meddling(grow, times))
        assert caught.value.remedy == "Reload once it is whole."


def test_so_is_one_that_is_rewritten_at_the_same_length(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"one")
    os.utime(path, ns=(1, 1))
    meddling = Meddling(lambda: path.write_bytes(b"two"), 1)
    assert read_whole(CorpusFile(name="a.md", path=str(path)), 1000, meddling) == b"two"
    assert meddling.readings == 2


def test_what_is_read_in_pieces_is_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(OLD)
    file = CorpusFile(name="a.md", path=str(tmp_path / "a.md"))
    assert read_whole(file, len(OLD), lambda handle, most: os.read(handle, min(most, 1000))) == OLD


def test_of_a_file_that_is_replaced_all_the_while_one_version_is_read(tmp_path: Path) -> None:
    path, other = tmp_path / "a.md", tmp_path / "b.md"
    path.write_bytes(OLD)
    done = Event()

    def replace() -> None:
        while not done.is_set():
            for content in (NEW, OLD):
                other.write_bytes(content)
                other.replace(path)

    writer = Thread(target=replace)
    writer.start()
    try:
        read = {read_whole(CorpusFile(name="a.md", path=str(path)), 10**6) for _ in range(100)}
    finally:
        done.set()
        writer.join()
    assert read <= {OLD, NEW}
