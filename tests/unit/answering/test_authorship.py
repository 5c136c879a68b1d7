"""Questions for who wrote a document, and for what somebody wrote."""

import pytest

from retrieval.answering.authorship import author_asked, is_called, work_asked


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who wrote the guide to retries?", "the guide to retries"),
        ("who is the author of “Hill Chess”?", "Hill Chess"),
        ("Who's the author of Hill Chess", "Hill Chess"),
        ("Who wrote it?", None),
        ("Who paid for the guide?", None),
    ],
)
def test_work_whose_author_is_asked_for(question: str, name: str | None) -> None:
    assert work_asked(question) == name


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What has Dana Osei written?", "Dana Osei"),
        ("Which articles did Dana Osei write?", "Dana Osei"),
        ("Which documents are by Dana Osei?", "Dana Osei"),
        ("List all guides by Dana Osei", "Dana Osei"),
        ("What has Dana Osei eaten?", None),
        ("Which rules did the club change?", None),
    ],
)
def test_author_whose_works_are_asked_for(question: str, name: str | None) -> None:
    assert author_asked(question) == name


@pytest.mark.parametrize(
    ("name", "is_theirs"), [("Dana Osei", True), ("osei", True), ("Dana", True), ("Dana Nair", False), ("D", False)]
)
def test_author_is_called_by_a_part_of_the_name(name: str, is_theirs: bool) -> None:
    assert is_called("Dana Osei", name) is is_theirs
