"""Files become documents, sentences, passages and citations."""

from typing import TYPE_CHECKING

from retrieval.faces import face_of

if TYPE_CHECKING:
    from retrieval.documents.blocks import Form as Form
    from retrieval.documents.body import body_sentences_between as body_sentences_between
    from retrieval.documents.chunking import chunk as chunk
    from retrieval.documents.citing import cite as cite
    from retrieval.documents.inline_emphasis import Style as Style
    from retrieval.documents.loading import load_corpus as load_corpus
    from retrieval.documents.quoted import Look as Look
    from retrieval.documents.quoted import Piece as Piece
    from retrieval.documents.quoted import QuotedLine as QuotedLine
    from retrieval.documents.quoted import quoted_lines as quoted_lines
    from retrieval.documents.quoted import shown_text as shown_text
    from retrieval.documents.shortened import short_quote as short_quote
else:
    __getattr__, __dir__, __all__ = face_of(
        __name__,
        {
            "retrieval.documents.blocks": ("Form",),
            "retrieval.documents.body": ("body_sentences_between",),
            "retrieval.documents.chunking": ("chunk",),
            "retrieval.documents.citing": ("cite",),
            "retrieval.documents.loading": ("load_corpus",),
            "retrieval.documents.inline_emphasis": ("Style",),
            "retrieval.documents.quoted": ("Look", "Piece", "QuotedLine", "quoted_lines", "shown_text"),
            "retrieval.documents.shortened": ("short_quote",),
        },
    )
