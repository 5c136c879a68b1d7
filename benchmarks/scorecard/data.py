"""What all suites need of their data: files that are there and as they should be, samples, an index for a while."""

import csv
import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import numpy as np

from retrieval.bootstrap import open_footnote
from retrieval.errors import EvaluationDataError
from retrieval.evaluation.measures import SEED
from retrieval.footnote import Footnote
from retrieval.settings import RetrievalSettings

_DESCRIBED = "docs/evaluation.md describes the data"

Show = Callable[[str, int, int], None]
"""Told of a stage how much of it is done, and of how much."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where the data is. `limit` draws that many questions; `cache` is where indexes are kept, or None."""

    evaldata: Path
    traindata: Path
    questions: Path
    limit: int | None = None
    cache: Path | None = None


@contextmanager
def indexed(
    settings: RetrievalSettings, suite: str, rows: Iterable[Mapping[str, str]] | None, where: Where, show: Show
) -> Iterator[Footnote]:
    """The product over documents of these rows (id, title and text), or over the settings' corpus where they are None.
    The index lies in the cache's folder of that suite, or is gone afterwards.
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
        if report.unreadable:
            raise report.unreadable[0]
        footnote.load()
        yield footnote


def files_of(folder: Path, pattern: str, option: str) -> tuple[Path, ...]:
    """Raises EvaluationDataError where there is none."""
    files = tuple(sorted(folder.glob(pattern)))
    if not files:
        raise _missing(folder / pattern, option)
    return files


@contextmanager
def reading(file: Path, option: str) -> Iterator[None]:
    """What is missing or malformed becomes an EvaluationDataError that names the file; `option` names another."""
    if not file.is_file():
        raise _missing(file, option)
    try:
        yield
    except KeyError as error:
        raise malformed(file, f"a row lacks {error}", option) from error
    except (OSError, EOFError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise malformed(file, str(error), option) from error


def malformed(file: Path, why: str, option: str) -> EvaluationDataError:
    what = f"{file} is not as it should be: {why}."
    return EvaluationDataError(what, remedy=f"Name another by {option}; {_DESCRIBED}.")


def json_lines(file: Path) -> list[Any]:
    """The objects of a `.jsonl` file, or of a `.jsonl.gz` file."""
    raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    return [json.loads(line) for line in raw.decode("utf-8").split("\n") if line.strip()]


def table(file: Path, delimiter: str) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=delimiter))


def hashes(files: Iterable[Path]) -> dict[str, str]:
    """SHA-256 by file name."""
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in files}


def sampled(rows: Sequence[T], limit: int | None) -> tuple[T, ...]:
    """`limit` rows drawn with a fixed seed, in their own order; all where there are no more."""
    if limit is None or limit >= len(rows):
        return tuple(rows)
    chosen = np.sort(np.random.default_rng(SEED).choice(len(rows), limit, replace=False))
    return tuple(rows[place] for place in chosen.tolist())


def half_answerable(rows: Sequence[T], limit: int | None, answerable: Callable[[T], bool]) -> tuple[T, ...]:
    """A sample of which half has an answer and half has none."""
    if limit is None:
        return tuple(rows)
    with_answer, without = [row for row in rows if answerable(row)], [row for row in rows if not answerable(row)]
    return (*sampled(with_answer, limit - limit // 2), *sampled(without, limit // 2))


def _missing(path: Path, option: str) -> EvaluationDataError:
    remedy = f"Name where it lies by {option}; {_DESCRIBED}."
    return EvaluationDataError(f"There is no {path} to measure on.", remedy=remedy)
