"""Embeds what a reload writes, in steps that let questions through."""

from collections.abc import Callable, Sequence

import numpy as np

from retrieval.errors import ModelError
from retrieval.faults import ModelFault
from retrieval.ports import UNIT_LENGTH_ERROR, Embedder, Vectors

EMBEDDED_BETWEEN_QUESTIONS = 4
"""Passages that are embedded at once while questions are answered. They take a tenth of a second on two cores, half as
long as a question takes."""


def embed_texts(embedder: Embedder, texts: Sequence[str], give_way: Callable[[], bool]) -> Vectors:
    """Return the vectors (shape (texts, dimensions)) of these texts. `give_way` waits a little while questions are
    answered, and returns whether any were. Raises ModelError where they are no vectors of length 1: what is stored once
    is used again and again.
    """
    vectors = _embedded_in_steps(embedder, texts, give_way)
    lengths = np.linalg.norm(vectors, axis=-1)
    if lengths.shape != (len(texts),) or not np.all(np.abs(lengths - 1.0) <= UNIT_LENGTH_ERROR):
        raise ModelError(ModelFault.NO_UNIT_VECTORS, model=embedder.model_name)
    return vectors


def _embedded_in_steps(embedder: Embedder, texts: Sequence[str], give_way: Callable[[], bool]) -> Vectors:
    """Embed in small steps while questions are answered: a question waits for one step at the most."""
    if not (texts and give_way()):
        return embedder.embed(texts)
    # Texts of about one length take the least time together.
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
    parts: list[Vectors] = []
    for first in range(0, len(order), EMBEDDED_BETWEEN_QUESTIONS):
        give_way()
        parts.append(embedder.embed([texts[place] for place in order[first : first + EMBEDDED_BETWEEN_QUESTIONS]]))
    return np.concatenate(parts)[np.argsort(order)]
