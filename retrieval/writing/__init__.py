"""A language model writes an answer from passages."""

from typing import TYPE_CHECKING

from retrieval.faces import face_of

if TYPE_CHECKING:
    from retrieval.writing.drafts import Draft as Draft
    from retrieval.writing.drafts import DraftPoint as DraftPoint
    from retrieval.writing.drafts import DraftQuote as DraftQuote
    from retrieval.writing.grounding.grounding import ground as ground
else:
    __getattr__, __dir__, __all__ = face_of(
        __name__,
        {
            "retrieval.writing.drafts": (
                "Draft",
                "DraftPoint",
                "DraftQuote",
            ),
            "retrieval.writing.grounding.grounding": ("ground",),
        },
    )
