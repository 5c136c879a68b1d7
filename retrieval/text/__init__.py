"""Characters, words and sentences; nothing here knows a document."""

from typing import TYPE_CHECKING

from retrieval.faces import face_of

if TYPE_CHECKING:
    from retrieval.text.display import belongs_before as belongs_before
    from retrieval.text.display import one_line as one_line
    from retrieval.text.display import one_line_in_pieces as one_line_in_pieces
    from retrieval.text.display import page_range as page_range
    from retrieval.text.display import plain as plain
    from retrieval.text.display import provenance as provenance
    from retrieval.text.languages import language_name as language_name
    from retrieval.text.reference_names import reference_name as reference_name
else:
    __getattr__, __dir__, __all__ = face_of(
        __name__,
        {
            "retrieval.text.display": (
                "belongs_before",
                "one_line",
                "one_line_in_pieces",
                "page_range",
                "plain",
                "provenance",
            ),
            "retrieval.text.languages": ("language_name",),
            "retrieval.text.reference_names": ("reference_name",),
        },
    )
