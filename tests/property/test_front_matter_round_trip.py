from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from hypothesis import given
from hypothesis import strategies as st

from retrieval.documents.loading import LoadedCorpus, load_corpus

# All that UTF-8 can hold and a document may: no NUL, no half of a surrogate pair.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
SCRAPS = st.sampled_from(
    ["---", "\n---\n", "\r\n", "\n", "\r", "\x0c", "\x85", "\u2028", "title: x", "# ", "\ufeff", " "]
)
TEXTS = st.lists(st.one_of(st.text(CHARACTERS, max_size=12), SCRAPS), min_size=1).map("".join).filter(str.strip)
VALUES = st.one_of(
    st.text(CHARACTERS, max_size=20),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.lists(st.text(CHARACTERS, max_size=5), max_size=3),
)
KEYS = st.one_of(
    st.sampled_from(["publisher", "date", "url", "language", "kind"]), st.from_regex(r"[a-z]{3,8}", fullmatch=True)
)
FIELDS = st.dictionaries(KEYS.filter(lambda key: key not in {"id", "title", "text"}), VALUES, max_size=5)


def read(content: bytes) -> LoadedCorpus:
    with TemporaryDirectory() as folder:
        (Path(folder) / "a.md").write_bytes(content)
        return load_corpus(Path(folder))


def is_text_alone(text: str) -> bool:
    text = text.removeprefix("\ufeff")
    return bool(text.strip()) and text.splitlines()[0].rstrip() != "---"


@given(TEXTS.filter(is_text_alone))
def test_without_front_matter_the_text_is_the_file(text: str) -> None:
    corpus = read(text.encode())
    (document,) = corpus.documents
    assert document.text == text.removeprefix("\ufeff")


@given(FIELDS, TEXTS, st.sampled_from(["\n", "\r\n"]))
def test_after_front_matter_the_text_is_the_rest_of_the_file(
    fields: dict[str, object], text: str, newline: str
) -> None:
    front = yaml.safe_dump(fields, allow_unicode=False) if fields else ""
    content = f"---\n{front}---\n".replace("\n", newline) + text
    corpus = read(content.encode())
    assert not corpus.unreadable
    (document,) = corpus.documents
    assert document.text == text


@given(st.dictionaries(st.sampled_from(["publisher", "date", "url", "kind", "note"]), st.text(CHARACTERS, max_size=30)))
def test_what_is_stated_is_what_was_written_on_one_line(fields: dict[str, str]) -> None:
    corpus = read(f"---\n{yaml.safe_dump(fields)}---\nText.".encode())
    (document,) = corpus.documents
    stated = {name: getattr(document, name) for name in ("publisher", "date", "url", "kind")} | dict(document.extra)
    for name, value in fields.items():
        assert stated.get(name) == (" ".join(value.split()) or None)


@given(st.binary(max_size=200))
def test_no_file_stops_the_reading_of_the_corpus(content: bytes) -> None:
    corpus = read(content)
    assert len(corpus.documents) + len(corpus.unreadable) == 1


@given(st.text(CHARACTERS.filter(lambda character: character != "\n"), max_size=60))
def test_no_front_matter_stops_it_either(line: str) -> None:
    corpus = read(f"---\n{line}\n---\nText.".encode())
    assert len(corpus.documents) + len(corpus.unreadable) == 1


@given(st.lists(st.text(CHARACTERS, max_size=30), max_size=5))
def test_no_row_stops_the_others(rows: list[str]) -> None:
    good = '{"id": "good", "text": "Text."}'
    with TemporaryDirectory() as folder:
        (Path(folder) / "a.jsonl").write_bytes("\n".join([*rows, good]).encode())
        corpus = load_corpus(Path(folder))
    assert "good" in [document.id for document in corpus.documents]
