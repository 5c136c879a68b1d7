"""Readers of others: any extractive question-answering model or cross-encoder in the format of Hugging Face.

They read slower than the packaged reader, as torch runs them, and were not calibrated by us: the thresholds below are
on their own probabilities. A question-answering model must have learnt that there may be no answer (SQuAD 2.0 and the
like); one that always finds a span answers everything.

Pairs are run one at a time: in a padded batch one pair would change the scores of another.
"""

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from retrieval.adapters.models.hub import check_installed, load_quietly, model_folder, weights_hash
from retrieval.answering.answer_spans import Logits, TokenSpans, best_span, header_of, reading_a_sentence
from retrieval.answering.deciding import sigmoid
from retrieval.answering.signal_reader import sentences_of
from retrieval.documents.reading_text import reading_text_of
from retrieval.domain.documents import FoundPassage
from retrieval.domain.readings import Calibration, Reading
from retrieval.errors import ModelError
from retrieval.faults import ModelFault
from retrieval.settings import Strictness

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer
    from transformers import PreTrainedModel

SETTING = "READER_MODEL"
MAX_PAIR_TOKENS = 512
"""The most tokens of a pair that are read; fewer where the model has fewer positions. What goes beyond is cut from the
longer of the two texts."""
THRESHOLDS = {Strictness.LENIENT: 0.3, Strictness.BALANCED: 0.5, Strictness.STRICT: 0.7}
_QUESTION_ANSWERING = "ForQuestionAnswering"
_CROSS_ENCODER = "ForSequenceClassification"


class TransformersReader:
    """The `Reader` port over a model's folder.

    A question-answering model gives one reading a sentence, as likely as its span scores above no span; its relevance
    is the search's cosine, since it says nothing of its own.

    A cross-encoder gives one reading a passage, as likely as the passage is relevant: it tells no more. The reading is
    the sentence that it ranks first when each is scored alone. That costs a pass for each sentence, and is its own
    judgement rather than ours; scores of sentences are not used as probabilities, since a sentence out of its passage
    scores lower than the passage with it.
    """

    def __init__(self, model_name: str) -> None:
        """Find a model. Raises ModelError where what runs it is not installed, or it is out of reach or of
        another kind.
        """
        check_installed("transformers", model_name, setting=SETTING)
        self._name = model_name
        self._folder = model_folder(model_name, setting=SETTING)
        self._weights_sha256 = weights_hash(self._folder, setting=SETTING)
        self._finds_spans = _finds_spans(self._folder)
        self._loading = Lock()

    @property
    def name(self) -> str:
        return self._name

    @property
    def weights_sha256(self) -> str:
        return self._weights_sha256

    @property
    def calibration(self) -> Calibration:
        """Nobody's: the best reading's own probability, against round figures."""
        return Calibration(thresholds=THRESHOLDS)

    def load(self) -> None:
        with self._loading:
            _ = self._model, self._tokenizer

    def read(self, question: str, found: Sequence[FoundPassage]) -> list[Reading]:
        self.load()
        read = self._spans if self._finds_spans else self._ranked
        return [reading for found_passage in found for reading in read(question, found_passage)]

    def _spans(self, question: str, found: FoundPassage) -> Iterator[Reading]:
        text, header = reading_text_of(found.passage), header_of(found.passage)
        encoding = self._encode(question, header, text.text)
        start, end = (logits[0] for logits in self._run(encoding, "start_logits", "end_logits"))
        offsets = _offsets(encoding, text.text, shift=len(header) + 1)
        places = list(offsets)
        tokens = TokenSpans(start=start[places], end=end[places], offsets=list(offsets.values()))
        no_answer = float(start[0] + end[0])  # The first token stands for it, in BERT and all that follow it.
        score = best_span(tokens.start, tokens.end)[2] if places else float("-inf")
        relevance = min(max(found.dense, 0.0), 1.0)
        probability = sigmoid(score - no_answer)
        return reading_a_sentence(found.passage, text, tokens, probability=probability, relevance=relevance)

    def _ranked(self, question: str, found: FoundPassage) -> Iterator[Reading]:
        passage, header = found.passage, header_of(found.passage)
        sentences = sentences_of(passage) or [(passage.start, passage.end)]
        alone = {(a, b): self._score(question, header, passage.document.text[a:b]) for a, b in sentences}
        start, end = max(alone, key=lambda sentence: alone[sentence])
        probability = sigmoid(self._score(question, header, reading_text_of(passage).text))
        yield Reading(passage=passage, start=start, end=end, answer_probability=probability, relevance=probability)

    def _score(self, question: str, header: str, text: str) -> float:
        (logits,) = self._run(self._encode(question, header, text), "logits")
        return float(logits[0, 0])

    def _encode(self, question: str, header: str, text: str) -> "Encoding":
        return self._tokenizer.encode(question, f"{header}\n{text}")

    def _run(self, encoding: "Encoding", *outputs: str) -> list[Logits]:
        import torch

        inputs = {"input_ids": encoding.ids, "attention_mask": encoding.attention_mask}
        if getattr(self._model.config, "type_vocab_size", 0) > 1:
            inputs["token_type_ids"] = encoding.type_ids
        with torch.inference_mode():
            given = self._model(**{name: torch.tensor([values]) for name, values in inputs.items()})
        return [np.asarray(given[output].float(), dtype=np.float32) for output in outputs]

    @cached_property
    def _model(self) -> "PreTrainedModel":
        load_quietly()
        import torch
        from transformers import AutoModelForQuestionAnswering, AutoModelForSequenceClassification

        kind = AutoModelForQuestionAnswering if self._finds_spans else AutoModelForSequenceClassification
        try:
            model, loaded = kind.from_pretrained(
                self._folder, local_files_only=True, dtype=torch.float32, output_loading_info=True
            )
        except Exception as error:  # the library lets through those of whatever read the file
            raise ModelError(ModelFault.UNLOADABLE, model=self._name, reason=str(error), setting=SETTING) from error
        if missing := sorted(loaded["missing_keys"]):
            # The library makes them up, and the model would judge at random.
            names = ", ".join(missing[:3])
            raise ModelError(ModelFault.LACKS_WEIGHTS, model=self._name, names=names, setting=SETTING)
        evaluating: PreTrainedModel = model.eval()
        return evaluating

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        """The fast one itself, set up once: transformers' own sets it up at each call, which threads must not share."""
        load_quietly()
        from transformers import AutoTokenizer

        try:
            tokenizer = AutoTokenizer.from_pretrained(self._folder, local_files_only=True)
            fast: Tokenizer = tokenizer.backend_tokenizer
        except Exception as error:  # as above; and what is not fast has no such attribute
            raise ModelError(ModelFault.TOKENIZER, model=self._name, reason=str(error), setting=SETTING) from error
        config = self._model.config
        if fast.get_vocab_size() < config.vocab_size / 2:
            # The library makes one up where there is no file of it, and the model would read nothing.
            raise ModelError(ModelFault.OTHER_TOKENIZER, model=self._name, setting=SETTING)
        positions = getattr(config, "max_position_embeddings", MAX_PAIR_TOKENS)
        fast.no_padding()
        fast.enable_truncation(min(MAX_PAIR_TOKENS, positions, tokenizer.model_max_length), strategy="longest_first")
        return fast


def _finds_spans(folder: Path) -> bool:
    """Whether the model finds spans, or scores pairs. Raises ModelError where it does neither."""
    file = folder / "config.json"
    try:
        config: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        architecture = str((config.get("architectures") or ["none"])[0])
        labels = len(config["id2label"]) if "id2label" in config else int(config.get("num_labels", 2))
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise ModelError(ModelFault.DESCRIPTION, file=file, reason=str(error), setting=SETTING) from error
    if _QUESTION_ANSWERING in architecture:
        return True
    if _CROSS_ENCODER in architecture and labels == 1:
        return False
    what = f"{architecture} with {labels} labels" if _CROSS_ENCODER in architecture else architecture
    raise ModelError(ModelFault.ARCHITECTURE, folder=folder, architecture=what, setting=SETTING)


def _offsets(encoding: "Encoding", text: str, shift: int) -> dict[int, tuple[int, int]]:
    """Return the tokens of the passage by their place in the encoding: their characters in `text`, which stands
    `shift` characters into the second text. Some tokenizers count the space before a word to it; it is left out.
    """
    offsets = {}
    for place, (sequence, (a, b)) in enumerate(zip(encoding.sequence_ids, encoding.offsets, strict=True)):
        start, end = max(a - shift, 0), b - shift
        if sequence == 1 and end > start and (token := text[start:end].lstrip()):
            offsets[place] = (end - len(token), end)
    return offsets
