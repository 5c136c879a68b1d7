"""Words of tables are found in ASCII's letters alone: Python takes the Turkish "ı" and "İ" for an "i" where case is
ignored, and no table has a word that is written so.
"""

from collections.abc import Callable

import pytest

from retrieval.documents.dates import days_in
from retrieval.documents.versions import version_of_document
from retrieval.text.bounds import values_in
from retrieval.text.calendar import named_in
from retrieval.text.measured import measured_in
from retrieval.text.quantities import amounts_in
from retrieval.writing.grounding.figures import figures_in
from tests.building import document_of


def version_in(heading: str) -> object:
    return version_of_document(document_of("It is so.", title=heading))


def all_days_in(text: str) -> object:
    return list(days_in(text))


READS: tuple[Callable[[str], object], ...] = (
    *(all_days_in, amounts_in, figures_in, measured_in, named_in, values_in, version_in),
)


@pytest.mark.parametrize("read", READS)
@pytest.mark.parametrize(
    "text",
    [
        *("5 mınutes", "5 mİnutes", "the fırst round", "fıve crates", "sıxty-fıve kg", "2 mıllion boats", "a mıllion"),
        *("open on frıday", "in Aprİl 2020", "12 Aprıl 2020", "9 m wıde"),
    ],
)
def test_word_with_another_letter_is_read_past(text: str, read: Callable[[str], object]) -> None:
    read(text)
