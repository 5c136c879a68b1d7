import pytest

from tests.made_files import zip_of
from tests.plain_ids import LONGEST_CHARS, named, refuse_ids_that_change


def test_what_an_archive_holds_is_in_no_id() -> None:
    packed = zip_of({"a.txt": b"x" * 40})
    assert named(packed, "content") == f"content of {len(packed)} bytes"


def test_short_bytes_are_as_they_were_written() -> None:
    assert named(b"caf\xe9", "content") is None


def test_a_long_text_is_cut() -> None:
    assert named("a" * LONGEST_CHARS, "text") is None
    assert named("a" * (LONGEST_CHARS + 1), "text") == "a" * (LONGEST_CHARS - 1) + "…"


@pytest.mark.parametrize("value", [None, True, 3, 0.5, [1, 2], len])
def test_of_anything_else_pytest_says_what_it_is(value: object) -> None:
    assert named(value, "value") is None


@pytest.mark.parametrize(
    "wrong",
    [
        "tests/unit/test_a.py::test_b[<function c at 0x7f3a5c0d]",
        "tests/unit/test_a.py::test_b[b'PK\\x03\\x04']",
        'tests/unit/test_a.py::test_b[.docx-b"PK"]',
    ],
    ids=["an address", "bytes", "bytes behind something else"],
)
def test_an_id_that_may_be_another_the_next_time_is_refused(wrong: str) -> None:
    with pytest.raises(pytest.UsageError, match="name their parameters"):
        refuse_ids_that_change(["tests/unit/test_a.py::test_b", wrong])


def test_plain_ones_are_not() -> None:
    refuse_ids_that_change(["tests/unit/test_a.py::test_b[content of 512 bytes-0xff-caf\\xe9]"])
