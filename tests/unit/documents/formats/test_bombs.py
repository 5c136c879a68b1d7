"""Files of some kilobytes that stand for gigabytes, and files that name others: each costs a line of a report."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

import pytest

from retrieval.documents.formats.extracted import MEBIBYTE, Extracted
from retrieval.documents.formats.sandbox import ReadingApart
from retrieval.errors import DocumentError
from tests.made_files import docx_of, pdf_of, zip_of

LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
DECLARED = {
    "laughs": f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>',
    "square": f'<!DOCTYPE x [<!ENTITY a11 "{"ha" * 50_000}">]>',
    "file": '<!DOCTYPE x [<!ENTITY a11 SYSTEM "file:///etc/passwd">]>',
    "parameter": '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p; <!ENTITY a11 "x">]>',
    "address": '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd" [<!ENTITY a11 "x">]>',
}
PARTS = {
    "document": "word/document.xml",
    "styles": "word/styles.xml",
    "properties": "docProps/core.xml",
    "types": "[Content_Types].xml",
    "relations": "word/_rels/document.xml.rels",
}


@pytest.fixture(scope="module")
def apart() -> Iterator[ReadingApart]:
    with ReadingApart(computing_seconds=20) as reading:
        yield reading


def outcome_of(apart: ReadingApart, name: str, content: bytes) -> Extracted | DocumentError:
    """Of a process apart that is still there afterwards: nothing in the file has broken it."""
    try:
        read: Extracted | DocumentError = apart.read(name, name[name.rindex(".") :], content)
    except DocumentError as error:
        read = error
    assert apart._process is not None, read
    assert apart._process.poll() is None, read
    return read


@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize("part", PARTS)
def test_entities_in_a_word_file_are_not_unfolded(apart: ReadingApart, part: str, declared: str) -> None:
    name = PARTS[part]
    with ZipFile(BytesIO(docx_of(lambda document: document.add_paragraph("Iran denied it."), title="T"))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    start, xml = parts[name].decode().split("?>", 1)
    used = (
        xml.replace(">", f">{'&a11;' * 100}", 1) if part != "word/document.xml" else xml.replace("Iran", "&a11;" * 100)
    )
    parts[name] = f"{start}?>{DECLARED[declared]}{used}".encode()
    read = outcome_of(apart, "a.docx", zip_of(parts))
    if isinstance(read, Extracted):
        assert read.text == "Iran denied it."
        assert len(str(read.stated)) < 1000
        assert "root:" not in str(read)


@pytest.mark.parametrize("declared", DECLARED)
def test_entities_in_a_page_are_not_unfolded(apart: ReadingApart, declared: str) -> None:
    page = f"{DECLARED[declared]}<html><body><p>Iran {'&a11;' * 100} denied it on Tuesday.</p></body></html>"
    read = outcome_of(apart, "a.html", page.encode())
    assert isinstance(read, Extracted)
    assert len(read.text) < 1000
    assert "root:" not in read.text


def test_a_stream_of_a_pdf_that_unpacks_to_too_much_is_given_up(apart: ReadingApart) -> None:
    unpacked = zlib.compressobj()
    once = b"".join([*(unpacked.compress(bytes(MEBIBYTE)) for _ in range(256)), unpacked.flush()])
    packed = zlib.compress(once)
    page = pdf_of(["Iran denied it."], streams=False)
    at = page.index(b"<< /Length")
    end = page.index(b"endstream")
    bomb = b"<< /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%s\n" % (len(packed), packed)
    read = outcome_of(apart, "a.pdf", page[:at] + bomb + page[end:])
    assert isinstance(read, DocumentError)
    assert read.what.startswith("a.pdf ")


def test_a_package_that_names_parts_elsewhere_is_read_from_itself(apart: ReadingApart) -> None:
    with ZipFile(BytesIO(docx_of(lambda document: document.add_paragraph("Iran denied it.")))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    elsewhere = {"../../../etc/cron.d/x": b"x", "/etc/passwd": b"root:", "C:\\x": b"x", "word/../../x": b"x"}
    read = outcome_of(apart, "a.docx", zip_of({**parts, **elsewhere}))
    assert isinstance(read, Extracted)
    assert read.text == "Iran denied it."
