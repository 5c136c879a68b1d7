"""Parsed documents are given back as they were, from memory or from a file, and no file is parsed again for them."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from retrieval.documents.loading import read_corpus
from retrieval.documents.parsed import ParsedFiles
from retrieval.domain.documents import Document
from retrieval.errors import DocumentError
from tests.faults import FAULT

DIGEST = b"digest"
BELL = Document(id="bell", title="The bell", text="It was cast in Bergen.", path="rows.jsonl:1", extra={"é": "ü"})
LAMP = Document(id="lamp", title="The lamp", text="Oil.\fLight.", path="rows.jsonl:2", pages=(0, 5), publisher="CNN")
ERROR = DocumentError("rows.jsonl:3", FAULT, what="It is empty.", remedy="Give it text.")


@pytest.fixture(params=[1 << 20, 1], ids=["in memory", "in a file"])
def parsed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ParsedFiles]:
    with ParsedFiles(tmp_path, memory_bytes=request.param) as opened:
        yield opened


def test_parsed_documents_are_given_back_by_file_and_by_version(parsed: ParsedFiles) -> None:
    assert list(parsed.keep("rows.jsonl", DIGEST, [BELL, LAMP])) == [BELL, LAMP]
    assert list(parsed.of_file("rows.jsonl", DIGEST) or ()) == [BELL, LAMP]
    assert parsed.of_file("rows.jsonl", b"another") is None
    assert parsed.version("lamp", LAMP.record_hash) == LAMP
    assert parsed.version("lamp", BELL.record_hash) is None


def test_a_file_with_errors_is_known_by_its_documents_alone(parsed: ParsedFiles) -> None:
    assert list(parsed.keep("rows.jsonl", DIGEST, [BELL, ERROR])) == [BELL, ERROR]
    assert parsed.of_file("rows.jsonl", DIGEST) is None
    assert parsed.version("bell", BELL.record_hash) == BELL


def test_a_file_of_bytes_that_were_parsed_is_not_parsed_again(parsed: ParsedFiles, tmp_path: Path) -> None:
    content = b"The bell\n\nIt was cast in Bergen."
    (tmp_path / "a.md").write_bytes(content)
    assert list(parsed.keep("a.md", sha256(content).digest(), [BELL])) == [BELL]
    assert list(read_corpus(tmp_path, parsed=parsed)) == [BELL]
    (tmp_path / "a.md").write_bytes(content + b" It was melted down.")
    (edited,) = read_corpus(tmp_path, parsed=parsed)
    assert isinstance(edited, Document)
    assert edited.text.endswith("melted down.")
    assert list(read_corpus(tmp_path, parsed=parsed)) == [edited]
