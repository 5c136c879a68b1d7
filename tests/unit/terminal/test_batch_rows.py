import json
from pathlib import Path

import pytest

from retrieval.terminal.batch import BatchError, BatchRow, read_rows


def written(tmp_path: Path, content: str | bytes) -> Path:
    file = tmp_path / "questions.jsonl"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_rows_are_read_in_order(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "question": "Who?"},
        {"id": 2, "question": "", "documents": None},
        {"id": "c", "question": "What?", "documents": ["x", "y"], "note": "left alone"},
        {"id": "d", "question": "Why?", "documents": []},
    ]
    assert read_rows(written(tmp_path, "\n\n".join(map(json.dumps, rows)) + "\n")) == [
        BatchRow(id="a", question="Who?", documents=None),
        BatchRow(id=2, question="", documents=None),
        BatchRow(id="c", question="What?", documents=("x", "y")),
        BatchRow(id="d", question="Why?", documents=()),
    ]


def test_a_question_may_hold_any_line_separator_but_a_newline(tmp_path: Path) -> None:
    question = "One\u2028two\x85three\x0cfour"
    content = json.dumps({"id": 1, "question": question}, ensure_ascii=False)
    assert [row.question for row in read_rows(written(tmp_path, content))] == [question]


def test_windows_line_ends_are_line_ends(tmp_path: Path) -> None:
    assert len(read_rows(written(tmp_path, '{"id": 1, "question": "a"}\r\n{"id": 2, "question": "b"}\r\n'))) == 2


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("not json", "line 2: "),
        ("[1]", "line 2: not an object"),
        ('"text"', "line 2: not an object"),
        ('{"question": "Who?"}', 'line 2: no "id"'),
        ('{"id": null, "question": "Who?"}', 'line 2: no "id"'),
        ('{"id": [1], "question": "Who?"}', 'line 2: no "id"'),
        ('{"id": "\\ud83d", "question": "Who?"}', "line 2: "),
        ('{"id": true, "question": "Who?"}', 'line 2: no "id"'),
        ('{"id": 1}', 'line 2: no "question"'),
        ('{"id": 1, "question": null}', 'line 2: no "question"'),
        ('{"id": 1, "question": 7}', 'line 2: no "question"'),
        ('{"id": 1, "question": "Who?", "documents": "a"}', 'line 2: "documents" is not a list'),
        ('{"id": 1, "question": "Who?", "documents": [1]}', 'line 2: "documents" is not a list'),
        ('{"id": 1, "question": "Who?", "documents": {"a": 1}}', 'line 2: "documents" is not a list'),
    ],
)
def test_a_wrong_row_is_named_by_its_line_and_what_is_wrong(tmp_path: Path, row: str, what: str) -> None:
    file = written(tmp_path, f'{{"id": 1, "question": "Who?"}}\n{row}\n')
    with pytest.raises(BatchError) as caught:
        read_rows(file)
    assert what in caught.value.what
    assert file.name in caught.value.what
    assert '"question"' in caught.value.remedy


def test_every_wrong_row_is_named_or_counted(tmp_path: Path) -> None:
    with pytest.raises(BatchError) as caught:
        read_rows(written(tmp_path, "x\n" * 7))
    assert [f"line {number}" in caught.value.what for number in range(1, 6)] == [True] * 5
    assert "line 7" in caught.value.what or "2 more" in caught.value.what


@pytest.mark.parametrize("content", ["", "\n\n", "  \n"])
def test_a_file_without_rows_is_an_error(tmp_path: Path, content: str) -> None:
    with pytest.raises(BatchError, match="holds no questions"):
        read_rows(written(tmp_path, content))


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    with pytest.raises(BatchError, match=r"questions\.jsonl cannot be read"):
        read_rows(written(tmp_path, b'{"id": 1, "question": "\xff"}'))


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.jsonl", tmp_path):
        with pytest.raises(BatchError, match=f"{path.name}.* cannot be read"):
            read_rows(path)


def test_json_that_is_nested_too_deeply_is_a_wrong_row(tmp_path: Path) -> None:
    nested = '{"id": 1, "question": "Who?", "x": ' + "[" * 100_000 + "]" * 100_000 + "}"
    with pytest.raises(BatchError, match="line 1"):
        read_rows(written(tmp_path, nested))
