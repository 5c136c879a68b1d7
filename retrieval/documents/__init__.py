"""Files become documents, sentences, passages and citations."""

from typing import TYPE_CHECKING

from retrieval.faces import face_of

if TYPE_CHECKING:
    from retrieval.documents.body import body_sentences_between as body_sentences_between
    from retrieval.documents.chunking import chunk as chunk
    from retrieval.documents.citing import cite as cite
    from retrieval.documents.loading import load_corpus as load_corpus
else:
    __getattr__, __dir__, __all__ = face_of(
        __name__,
        {
            "retrieval.documents.body": ("body_sentences_between",),
            "retrieval.documents.chunking": ("chunk",),
            "retrieval.documents.citing": ("cite",),
            "retrieval.documents.loading": ("load_corpus",),
        },
    )
