"""The network: a cross-encoder whose one pass gives five things, each by a small head of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel

from training.base import HIDDEN, bert_config, load_base

RELATIONS = 3


@dataclass(slots=True)
class Heads:
    """For each pair of a batch: `answerable` and `relevance`, logits, shape (pairs,); `relation`, logits of supports,
    contradicts and open, shape (pairs, 3); `start` and `end`, logits, shape (pairs, tokens), where the first token
    stands for no answer.
    """

    answerable: Tensor
    relevance: Tensor
    relation: Tensor
    start: Tensor
    end: Tensor


class ReaderNetwork(nn.Module):
    def __init__(self, bert: BertModel, relevance: nn.Linear) -> None:
        super().__init__()
        self.bert = bert
        self.relevance = relevance
        self.answerable = nn.Sequential(nn.Linear(HIDDEN, HIDDEN), nn.GELU(), nn.Linear(HIDDEN, 1))
        self.relation = nn.Sequential(nn.Linear(HIDDEN, HIDDEN), nn.Tanh(), nn.Linear(HIDDEN, RELATIONS))
        self.span = nn.Linear(HIDDEN, 2)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Heads:
        encoded = self.bert(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
        tokens = encoded.last_hidden_state
        first = tokens[:, 0]
        span = self.span(tokens)
        return Heads(
            answerable=self.answerable(first).squeeze(-1),
            relevance=self.relevance(encoded.pooler_output).squeeze(-1),
            relation=self.relation(first),
            start=span[..., 0],
            end=span[..., 1],
        )


def new_network(base_model: bytes) -> ReaderNetwork:
    bert, relevance = load_base(base_model)
    # Written out, attention trains half as fast again on a CPU as torch's fused kernel, whose backward pass is slow.
    bert.config._attn_implementation = "eager"
    return ReaderNetwork(bert, relevance)


def load_network(checkpoint: Path) -> ReaderNetwork:
    """Return the network that `save_network` wrote."""
    network = ReaderNetwork(BertModel(bert_config(), add_pooling_layer=True), nn.Linear(HIDDEN, 1))
    network.load_state_dict(torch.load(checkpoint, map_location="cpu", weights_only=True))
    network.bert.config._attn_implementation = "eager"
    return network.eval()


def save_network(network: ReaderNetwork, checkpoint: Path) -> None:
    checkpoint.parent.mkdir(parents=True, exist_ok=True)
    torch.save({name: value.to(torch.float32) for name, value in network.state_dict().items()}, checkpoint)


def save_mean(checkpoints: Sequence[Path], checkpoint: Path) -> None:
    """Write the mean of the weights of runs that went on from one another: it keeps what each is good at."""
    states = [torch.load(file, map_location="cpu", weights_only=True) for file in checkpoints]
    torch.save({name: sum(state[name] for state in states) / len(states) for name in states[0]}, checkpoint)
