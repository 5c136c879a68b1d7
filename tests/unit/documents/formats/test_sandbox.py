"""The process apart, as a process: what it may not do, and what a file may do to it."""

import importlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE

from retrieval.documents.formats import FORMATS_APART
from retrieval.documents.formats.sandbox import ReadingApart
from retrieval.errors import DocumentError
from tests.conftest import ROOT
from tests.made_files import docx_of, pdf_of

PAGE = b"<!DOCTYPE html><html><body><p>Iran denied it on Tuesday.</p></body></html>"
QUADRATIC = (
    b"<!DOCTYPE html><html><head><title>T</title></head><body><article><h1>A title</h1>%s</article></body></html>"
    % (b"<h2>head</h2>" * 50_000)
)
"""What the library takes some minutes for: the time grows with the square of the headings."""


@pytest.fixture(scope="module")
def apart() -> Iterator[ReadingApart]:
    with ReadingApart() as reading:
        yield reading


GOOD: dict[str, Callable[[], bytes]] = {
    "a.html": lambda: PAGE,
    "a.htm": lambda: PAGE,
    "a.pdf": lambda: pdf_of(["Iran denied it on Tuesday."], ["So it did."], properties="/Title (Drones)"),
    "a.docx": lambda: docx_of(lambda document: document.add_paragraph("Iran denied it on Tuesday."), title="Drones"),
}


@pytest.mark.parametrize("name", GOOD)
def test_it_reads_what_this_process_would(apart: ReadingApart, name: str) -> None:
    suffix, content = Path(name).suffix, GOOD[name]()
    here = importlib.import_module(FORMATS_APART[suffix]).read(name, content)
    assert apart.read(name, suffix, content) == here
    assert here.text.startswith("Iran denied it on Tuesday.")


def test_what_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    with ReadingApart(computing_seconds=1) as reading:
        with pytest.raises(DocumentError, match=r"b\.html takes longer than 1 seconds to read") as caught:
            reading.read("b.html", ".html", QUADRATIC)
        assert caught.value.path == "b.html"
        assert reading.read("a.html", ".html", PAGE).text == "Iran denied it on Tuesday."


def test_what_does_not_answer_is_not_waited_for_for_ever() -> None:
    with ReadingApart(waiting_seconds=1) as reading:
        # Held up before it has read anything, as by a disk that does not answer.
        reading._process = subprocess.Popen(["sleep", "600"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with pytest.raises(DocumentError, match=r"b\.html takes longer than 1 seconds to read"):
            reading.read("b.html", ".html", PAGE)


def test_a_process_that_broke_off_is_replaced(apart: ReadingApart) -> None:
    apart.read("a.html", ".html", PAGE)
    assert apart._process is not None
    os.kill(apart._process.pid, signal.SIGSEGV)
    with pytest.raises(DocumentError, match=r"b\.html cannot be read: it broke the process") as caught:
        apart.read("b.html", ".html", PAGE)
    assert caught.value.remedy
    assert apart.read("a.html", ".html", PAGE).text == "Iran denied it on Tuesday."


def test_an_interrupt_is_not_meant_for_it(apart: ReadingApart) -> None:
    apart.read("a.html", ".html", PAGE)
    assert apart._process is not None
    os.kill(apart._process.pid, signal.SIGINT)
    assert apart.read("a.html", ".html", PAGE).text == "Iran denied it on Tuesday."


def test_where_none_can_be_started_the_file_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with (
        ReadingApart() as reading,
        pytest.raises(DocumentError, match=r"a\.html cannot be read: no process can be started"),
    ):
        reading.read("a.html", ".html", PAGE)


def test_no_process_is_left_behind() -> None:
    with ReadingApart() as reading:
        reading.read("a.html", ".html", PAGE)
        process = reading._process
    assert process is not None
    assert process.poll() is not None


def test_none_is_started_where_there_is_nothing_to_read() -> None:
    with ReadingApart() as reading:
        assert reading._process is None


DAMAGED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a PDF's first line": (".pdf", lambda: b"%PDF-1.4\n"),
    "the beginning of a PDF": (".pdf", lambda: pdf_of(["x"])[:300]),
    "pages in a circle": (".pdf", lambda: pdf_of(["x"]).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]")),
    "a page that is not there": (".pdf", lambda: pdf_of(["x"]).replace(b"/Kids [5 0 R]", b"/Kids [9 0 R]")),
    "a deep PDF": (".pdf", lambda: pdf_of(["x"]).replace(b"/Contents", b"/C " + b"[" * 20_000 + b" /Contents")),
    "a Word file without its end": (
        ".docx",
        lambda: docx_of(lambda document: document.add_paragraph("x" * 5000))[:-30],
    ),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_whatever_a_library_stumbles_over_is_one_line(apart: ReadingApart, name: str) -> None:
    suffix, made = DAMAGED[name]
    with pytest.raises(DocumentError, match="a") as caught:
        apart.read(f"a{suffix}", suffix, made())
    assert caught.value.what.startswith(f"a{suffix} ")
    assert caught.value.remedy


def run_shut_in(code: str) -> subprocess.CompletedProcess[str]:
    program = f"from retrieval.documents.formats.__main__ import shut_in; shut_in()\n{code}"
    return subprocess.run([sys.executable, "-B", "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9), 1)",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9/')",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.remove('/no/such/file')",
        "open('/dev/null', 'w')",
    ],
)
def test_it_connects_to_nothing_starts_nothing_and_writes_nothing(code: str) -> None:
    done = run_shut_in(code)
    assert done.returncode == 1
    assert "A file is being read, and that asks for" in done.stderr


def test_it_may_read_files_and_take_no_more_memory_than_it_has() -> None:
    assert run_shut_in("open('/dev/null').read()").returncode == 0
    assert "MemoryError" in run_shut_in("bytearray(3 << 30)").stderr


def test_it_has_nothing_of_this_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "a secret")
    with ReadingApart() as reading:
        reading.read("a.html", ".html", PAGE)
        assert reading._process is not None
        environment = Path(f"/proc/{reading._process.pid}/environ")
        if not environment.exists():
            pytest.skip("only Linux shows the environment of a process")
        assert b"a secret" not in environment.read_bytes()


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


def reaching_page(url: str) -> bytes:
    return f"""<!DOCTYPE html [<!ENTITY x SYSTEM "{url}/entity"><!ENTITY y SYSTEM "file:///etc/passwd">]>
    <html manifest="{url}/m"><head><base href="{url}"><meta http-equiv="refresh" content="0;url={url}/next">
    <link rel="stylesheet" href="{url}/a.css"><link rel="canonical" href="{url}/page"><script src="{url}/a.js"></script>
    </head><body background="{url}/b"><p>Iran denied it on Tuesday. &x; &y;</p><img src="{url}/x.png">
    <iframe src="{url}/frame"></iframe><object data="{url}/o"></object></body></html>""".encode()


def reaching_pdf(url: str) -> bytes:
    action = f"<< /S /URI /URI ({url}/action) >>"
    return pdf_of(
        ["Iran denied it on Tuesday."],
        catalogue=f"/OpenAction {action} /Names << /JavaScript << /Names [(x) << /S /JavaScript /JS (app.launchURL"
        f"('{url}/js'\\)) >>] >> >>",
        page_extra=f"/AA << /O {action} >> /Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A {action} >>]",
    )


def reaching_docx(url: str) -> bytes:
    def fill(document: docx.document.Document) -> None:
        document.add_paragraph("Iran denied it on Tuesday.")
        for kind in (RELATIONSHIP_TYPE.IMAGE, RELATIONSHIP_TYPE.HYPERLINK, RELATIONSHIP_TYPE.OLE_OBJECT):
            document.part.relate_to(f"{url}/{kind[-5:]}", kind, is_external=True)

    return docx_of(fill)


@pytest.mark.parametrize(
    ("suffix", "made"), [(".html", reaching_page), (".pdf", reaching_pdf), (".docx", reaching_docx)]
)
def test_no_address_in_a_file_is_asked_for_anything(
    server: socket.socket, suffix: str, made: Callable[[str], bytes]
) -> None:
    """Read in this process, with its guard, and without the one of the process apart."""
    content = made(f"http://127.0.0.1:{server.getsockname()[1]}")
    text = importlib.import_module(FORMATS_APART[suffix]).read(f"a{suffix}", content).text
    assert "Iran denied it on Tuesday." in text
    assert "root:" not in text
    with pytest.raises(BlockingIOError):
        server.accept()


def test_what_it_answers_is_the_same_whatever_the_hashes_are(apart: ReadingApart) -> None:
    """A set of words goes through a library in another order each time; the text does not."""
    content = b"<!DOCTYPE html><html><body>%s</body></html>" % b"".join(
        b"<div><p>Paragraph %d says that Iran denied it, and that Kyiv did not believe a word of it.</p></div>" % n
        for n in range(30)
    )
    program = "import json, sys; from retrieval.documents.formats.html import read\n"
    program += "print(json.dumps(read('a', sys.stdin.buffer.read()).text))"
    texts = set()
    for seed in ("1", "2", "3"):
        done = subprocess.run(
            [sys.executable, "-c", program], cwd=ROOT, input=content, capture_output=True, check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        texts.add(json.loads(done.stdout))
    assert texts == {apart.read("a", ".html", content).text}
