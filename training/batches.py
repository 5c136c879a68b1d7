"""Pairs of texts become batches: cut into tokens, with their labels at the tokens that they are about."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor

from training.examples import Example, Span

PAIR_TOKENS = 256
TITLE_PREFIX_CHARS = 120


@dataclass(slots=True)
class Batch:
    """Token ids and labels; -100 and nan stand for what is not known. `within` marks the tokens one of which the answer
    starts with and one of which it ends with; a row without any knows nothing of it.
    """

    input_ids: Tensor
    attention_mask: Tensor
    token_type_ids: Tensor
    may_hold_span: Tensor
    answerable: Tensor
    relevant: Tensor
    relation: Tensor
    start: Tensor
    end: Tensor
    within: Tensor
    weight: Tensor

    def to(self, device: str) -> "Batch":
        return Batch(**{name: getattr(self, name).to(device) for name in self.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class Encoded:
    ids: list[int]
    types: list[int]
    second_at: int
    start: int
    end: int
    within: list[int]
    example: Example


def cutting_tokenizer(tokenizer_json: bytes) -> Tokenizer:
    """Return the tokenizer, which cuts the second text of a pair that is too long."""
    tokenizer = Tokenizer.from_str(tokenizer_json.decode())
    tokenizer.no_padding()
    tokenizer.enable_truncation(PAIR_TOKENS, strategy="only_second")
    return tokenizer


def encode(tokenizer: Tokenizer, examples: Sequence[Example]) -> Iterator[Encoded]:
    """Yield the token ids of `[CLS] first [SEP] title, second [SEP]`. A span that is cut off becomes unknown."""
    pairs = [(e.first, f"{e.title[:TITLE_PREFIX_CHARS]}\n{e.second}" if e.title else e.second) for e in examples]
    for example, (_, second), encoding in zip(examples, pairs, tokenizer.encode_batch(pairs), strict=True):
        shift = len(second) - len(example.second)
        start = end = -100
        if example.answerable is False:
            start = end = 0
        elif example.span is not None:
            b = example.span[1] + shift
            places = _tokens_of(encoding, example.span, shift)
            if places and encoding.offsets[places[-1]][1] >= b:
                start, end = places[0], places[-1]
        begins = next(
            (
                n
                for n, (kind, (_, y)) in enumerate(zip(encoding.type_ids, encoding.offsets, strict=True))
                if kind == 1 and y > shift
            ),
            1,
        )
        within = sorted({n for span in example.within for n in _tokens_of(encoding, span, shift)})
        yield Encoded(encoding.ids, encoding.type_ids, begins, start, end, within, example)


def _tokens_of(encoding: Encoding, span: Span, shift: int) -> list[int]:
    """Return the numbers of the tokens of a span, which is moved by `shift` characters, of the second text."""
    return [
        n
        for n, (kind, (x, y)) in enumerate(zip(encoding.type_ids, encoding.offsets, strict=True))
        if kind == 1 and y > x and x < span[1] + shift and y > span[0] + shift
    ]


def batches(encoded: Sequence[Encoded], tokens: int, random_: random.Random) -> list[Batch]:
    """Return batches of pairs about as long as one another, in random order; statements apart from questions."""
    groups: list[list[Encoded]] = []
    for statements in (False, True):
        own = [pair for pair in encoded if (pair.example.kind == "statement") == statements]
        own.sort(key=lambda pair: len(pair.ids) + random_.uniform(0, 12))
        group: list[Encoded] = []
        longest = 0
        for pair in own:
            longest = max(longest, len(pair.ids))
            if group and (len(group) + 1) * longest > tokens:
                groups.append(group)
                group, longest = [], len(pair.ids)
            group.append(pair)
        if group:
            groups.append(group)
    random_.shuffle(groups)
    return [batch_of(group) for group in groups]


def batch_of(group: Sequence[Encoded]) -> Batch:
    length = max(len(pair.ids) for pair in group)

    def padded(values: Sequence[Sequence[int]]) -> Tensor:
        return torch.tensor([[*row, *([0] * (length - len(row)))] for row in values])

    nan = float("nan")
    places = torch.arange(length)
    second = torch.tensor([pair.second_at for pair in group])
    last = torch.tensor([len(pair.ids) - 1 for pair in group])
    inside = (places >= second[:, None]) & (places < last[:, None])
    inside[:, 0] = True
    within = torch.zeros(len(group), length, dtype=torch.bool)
    for row, pair in enumerate(group):
        within[row, pair.within] = True
    return Batch(
        input_ids=padded([pair.ids for pair in group]),
        attention_mask=padded([[1] * len(pair.ids) for pair in group]),
        token_type_ids=padded([pair.types for pair in group]),
        may_hold_span=inside,
        answerable=torch.tensor(
            [nan if pair.example.answerable is None else pair.example.answerable for pair in group]
        ),
        relevant=torch.tensor([nan if pair.example.relevant is None else pair.example.relevant for pair in group]),
        relation=torch.tensor([-100 if pair.example.relation is None else pair.example.relation for pair in group]),
        start=torch.tensor([pair.start for pair in group]),
        end=torch.tensor([pair.end for pair in group]),
        within=within,
        weight=torch.tensor([pair.example.weight for pair in group]),
    )
