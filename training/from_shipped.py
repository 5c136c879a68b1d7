"""Turns the shipped reader back into a checkpoint that training can go on from.

    python -m training.from_shipped --model retrieval/adapters/models/reader_model --out shipped.pt
    python -m training.from_shipped --judge --out judge.pt

The files that are shipped hold each matrix as integers with a scale a channel, evened out (`training/requantise.py`);
their product, with what was evened out taken back, is the float weight again, to within the rounding. What was lost by
7 bits stays lost: a run's own checkpoint is better, where it was kept.
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import ModelProto, numpy_helper
from torch import nn
from transformers import BertModel

from retrieval.adapters.models.reader_card import JUDGE_NETWORK, READER_FOLDER, READER_NETWORK
from training.base import HIDDEN, bert_config
from training.model import ReaderNetwork, save_network
from training.requantise import in_floats

ROOT = "network."
UNNAMED = {"relation_MatMul": "relation.2"}
"""A product of the last layer is named by the output that it makes."""
_ENDINGS = ("/MatMul_output_0", "/Gemm_output_0_MatMul")


def network_of(model: ModelProto) -> ReaderNetwork:
    """Return the network of an exported reader, with its weights in floats. Raises RuntimeError (of torch) where the
    file lacks a weight or has another shape.
    """
    network = ReaderNetwork(BertModel(bert_config(), add_pooling_layer=True), nn.Linear(HIDDEN, 1))
    missing, unexpected = network.load_state_dict(_weights_of(model), strict=False)
    if unexpected or set(missing) - {"bert.embeddings.position_ids"}:
        raise RuntimeError(f"weights missing: {missing}; not known: {unexpected}")
    network.bert.config._attn_implementation = "eager"
    return network.eval()


def judge_of(reader: ModelProto, judge: ModelProto) -> ReaderNetwork:
    """Return the network of an exported judge, with the reader's heads where it has none. Raises RuntimeError (of
    torch) where a file has another shape.
    """
    network = network_of(reader)
    _, unexpected = network.load_state_dict(_weights_of(judge), strict=False)
    if unexpected:
        raise RuntimeError(f"weights not known: {unexpected}")
    return network


def _weights_of(model: ModelProto) -> dict[str, torch.Tensor]:
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    weights = {
        name.removeprefix(ROOT): array
        for name, array in stored.items()
        if name.startswith(ROOT) and name.endswith((".weight", ".bias"))
    }
    for name, array in stored.items():
        if name.startswith(ROOT) and name.endswith("_quantized"):
            table = name.removesuffix("_quantized")
            zero = stored[f"{table}_zero_point"].astype(np.float32)
            weights[table.removeprefix(ROOT)] = (array.astype(np.float32) - zero) * stored[f"{table}_scale"]
    weights |= _matrices_of(in_floats(model))
    return {name: torch.from_numpy(np.array(array, dtype=np.float32)) for name, array in weights.items()}


def _matrices_of(floats: ModelProto) -> dict[str, NDArray[np.float32]]:
    """Return the matrix of each linear layer, as torch has it: what comes in counts by the factors that narrow it."""
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in floats.graph.initializer}
    made_by = {output: node for node in floats.graph.node for output in node.output}
    matrices: dict[str, NDArray[np.float32]] = {}
    for node in floats.graph.node:
        if node.op_type != "MatMul" or node.input[1] not in stored:
            continue
        matrix = stored[node.input[1]]
        narrowed = made_by[node.input[0]]
        if narrowed.op_type == "Mul" and narrowed.output[0].endswith("/narrow"):
            factors = next(stored[name] for name in narrowed.input if name in stored)
            matrix = factors[:, None] * matrix
        matrices[f"{_module_of(node.output[0])}.weight"] = matrix.T
    return matrices


def _module_of(output: str) -> str:
    """Return the module that a product belongs to: `/network/relation/relation.0/Gemm_output_0_MatMul` is of
    `relation.0`.
    """
    if output in UNNAMED:
        return UNNAMED[output]
    ending = next(ending for ending in _ENDINGS if output.endswith(ending))
    parts = output.removeprefix("/network/").removesuffix(ending).split("/")
    # A layer of a list bears the list's name: of "encoder/layer.0" nothing, of "relation/relation.0" the first, is said
    # twice.
    return ".".join(
        part for part, after in zip(parts, [*parts[1:], ""], strict=True) if not after.startswith(f"{part}.")
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=READER_FOLDER, help="the folder of the exported reader")
    parser.add_argument("--judge", action="store_true", help="of the judge of support, not the reader")
    parser.add_argument("--out", type=Path, required=True, help="the checkpoint to write")
    arguments = parser.parse_args()
    reader = onnx.load(arguments.model / READER_NETWORK)
    judge = onnx.load(arguments.model / JUDGE_NETWORK) if arguments.judge else None
    save_network(judge_of(reader, judge) if judge else network_of(reader), arguments.out)


if __name__ == "__main__":
    main()
