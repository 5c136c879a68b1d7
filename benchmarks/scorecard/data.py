"""What all suites need of their data: files that are there and as they should be, samples, an index for a while."""

import csv
import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum, unique
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import numpy as np

from benchmarks.scorecard.measures import SEED
from retrieval.bootstrap import open_footnote
from retrieval.errors import FootnoteError
from retrieval.faults import Fault
from retrieval.footnote import Footnote
from retrieval.settings import RetrievalSettings

_DESCRIBED = "docs/evaluation.md describes the data."

Show = Callable[[str, int, int], None]
"""Told of a stage how much of it is done, and of how much."""
T = TypeVar("T")


class Half(StrEnum):
    """Of questions that are halved: those to look at while rules are made, those kept until the end, or all."""

    LOOK = "look"
    UNTOUCHED = "untouched"
    ALL = "all"


@unique
class DataFault(Fault):
    """Of the data to measure on, and of the file that the report goes into."""

    MISSING = "There is no {path} to measure on.", f"Name where it lies by {{option}}; {_DESCRIBED}"
    MALFORMED = "{file} is not as it should be: {reason}.", f"Name another by {{option}}; {_DESCRIBED}"
    OF_ANOTHER_CORPUS = (
        "{file} does not fit the corpus: {question} quotes what {document!r} does not hold.",
        "Name the corpus by --corpus, or other questions by --questions.",
    )
    UNWRITABLE = "{file} cannot be written: {reason}.", "Name another file by --out."


class EvaluationDataError(FootnoteError):
    """The data to measure on is missing, is not in the form expected, or does not fit what is measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where the data is. `questions` and `communities` are None where a suite knows its own; `limit` draws that many
    questions (of each community), and `half` chooses among halved ones; `cache` is where indexes are kept, or None.
    """

    evaldata: Path
    traindata: Path
    questions: Path | None = None
    communities: Path | None = None
    half: Half = Half.LOOK
    limit: int | None = None
    cache: Path | None = None


@contextmanager
def indexed(
    settings: RetrievalSettings,
    suite: str,
    rows: Iterable[Mapping[str, str]] | None,
    where: Where,
    show: Show,
    *,
    all_readable: bool = True,
) -> Iterator[Footnote]:
    """Open the product over documents of these rows (id, title and text), or over the settings' corpus where they are
    None. The index lies in the cache's folder of that suite, or is gone afterwards.

    Raises the error of the first document that cannot be read, unless `all_readable` is False.
    """
    with ExitStack() as held:
        folder = where.cache / suite if where.cache else Path(held.enter_context(TemporaryDirectory()))
        corpus = settings.corpus_dir
        if rows is not None:
            corpus = folder / "corpus"
            corpus.mkdir(parents=True, exist_ok=True)
            lines = "".join(f"{json.dumps(dict(row), ensure_ascii=False)}\n" for row in rows)
            (corpus / "documents.jsonl").write_text(lines, encoding="utf-8")
        changed = settings.model_copy(update={"corpus_dir": corpus, "data_dir": folder / "index", "database_url": None})
        footnote = held.enter_context(open_footnote(changed))
        report = footnote.reload(lambda progress: show(progress.stage, progress.done, progress.total))
        if all_readable and report.unreadable:
            raise report.unreadable[0]
        footnote.load()
        yield footnote


def files_of(folder: Path, pattern: str, option: str) -> tuple[Path, ...]:
    """Return the files that match. Raises EvaluationDataError where there is none."""
    files = tuple(sorted(folder.glob(pattern)))
    if not files:
        raise _missing(folder / pattern, option)
    return files


@contextmanager
def reading(file: Path, option: str) -> Iterator[None]:
    """Raise EvaluationDataError, which names the file, where what is read in this context is missing or malformed.
    `option` is that by which another file can be named.
    """
    if not file.is_file():
        raise _missing(file, option)
    try:
        yield
    except KeyError as error:
        raise malformed(file, f"a row lacks {error}", option) from error
    except (OSError, EOFError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise malformed(file, str(error), option) from error


def malformed(file: Path, why: str, option: str) -> EvaluationDataError:
    return EvaluationDataError(DataFault.MALFORMED, file=file, reason=why, option=option)


def json_lines(file: Path) -> list[Any]:
    """Return the objects of a `.jsonl` file, or of a `.jsonl.gz` file."""
    raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    return [json.loads(line) for line in raw.decode("utf-8").split("\n") if line.strip()]


def table(file: Path, delimiter: str) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter))


def hashes(files: Iterable[Path]) -> dict[str, str]:
    """Return the SHA-256 of each file by its name."""
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in files}


def sampled(rows: Sequence[T], limit: int | None) -> tuple[T, ...]:
    """Return `limit` rows drawn with a fixed seed, in their own order; all where there are no more."""
    if limit is None or limit >= len(rows):
        return tuple(rows)
    chosen = np.sort(np.random.default_rng(SEED).choice(len(rows), limit, replace=False))
    return tuple(rows[place] for place in chosen.tolist())


def half_answerable(rows: Sequence[T], limit: int | None, answerable: Callable[[T], bool]) -> tuple[T, ...]:
    """Return a sample of which half has an answer and half has none."""
    if limit is None:
        return tuple(rows)
    with_answer, without = [row for row in rows if answerable(row)], [row for row in rows if not answerable(row)]
    return (*sampled(with_answer, limit - limit // 2), *sampled(without, limit // 2))


def _missing(path: Path, option: str) -> EvaluationDataError:
    return EvaluationDataError(DataFault.MISSING, path=path, option=option)
