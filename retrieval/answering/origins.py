"""What quotes come from: several may go back to one source."""

from retrieval.answering.repeating import is_copied
from retrieval.domain.answers import Citation


class Origins:
    """Numbers what a side rests on by where it comes from: the same sentence, or sentences that lean on the
    same reference, are of one origin. Few words ("Chair: Ada Brook.") are written alike by who never saw the others.
    """

    def __init__(self) -> None:
        self._sentences: list[tuple[str, int]] = []
        self._references: dict[str, int] = {}
        self._count = 0

    def of(self, sentence: str, citation: Citation) -> int:
        """Return the number of the origin of a sentence that a citation quotes."""
        references = [" ".join(reference.text.split()).casefold() for reference in citation.leans_on]
        known = [self._references[reference] for reference in references if reference in self._references]
        known += [number for other, number in self._sentences if is_copied(sentence, other)]
        if not known:
            self._count += 1
        number = min(known, default=self._count)
        self._sentences.append((sentence, number))
        self._references.update(dict.fromkeys(references, number))
        return number
