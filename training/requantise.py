"""Writes a reader's network with weights of 7 bits in place of 8, evened out before:

    python -m training.requantise ../shared/traindata --model retrieval/adapters/models/reader_model

Of 8 bits, sums of two products overflow on a processor without VNNI, which then reads otherwise than another; of 7 bits
they never do. What a channel loses by 7 bits it wins by being evened out: a channel that is wide where it comes in is
made narrow, and its weights wide (SmoothQuant). The file that is replaced may be of 8 bits or evened out already.

The calibration belongs to the network: `training.calibrate` and `training.weigh_clues` come next.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, helper, numpy_helper
from onnxruntime import InferenceSession
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

from retrieval.adapters.models.onnx_files import TOKENIZER
from retrieval.adapters.models.onnx_reader import inputs_of_pair
from retrieval.adapters.models.reader_card import READER_DESCRIPTION, READER_NETWORK
from training.rows import read_rows

PAIRS = 200
"""Of questions and contexts, by which the widths of channels are told."""
CONTEXT_CHARS = 900
SHARE = 0.7
"""How much of a channel's width is moved into its weights."""
LEAST_WIDTH = 1e-5
Floats = NDArray[np.float32]


def in_floats(model: ModelProto) -> ModelProto:
    """Return the model with each product of int8 weights as one of floats, on what came in before it was quantised."""
    weights = {stored.name: numpy_helper.to_array(stored) for stored in model.graph.initializer}
    made_by = {output: node for node in model.graph.node for output in node.output}
    used_by = {given: node for node in model.graph.node for given in node.input}
    in_place: dict[str, NodeProto] = {}
    for node in model.graph.node:
        if node.op_type != "MatMulInteger":
            continue
        cast = used_by[node.output[0]]
        scaled = used_by[cast.output[0]]
        scales = made_by[next(name for name in scaled.input if name != cast.output[0])]
        scale = weights[next(name for name in scales.input if name in weights)]
        floats = (weights[node.input[1]].astype(np.float32) - weights[node.input[3]].astype(np.float32)) * scale
        name = f"{scaled.output[0]}/weights"
        model.graph.initializer.append(numpy_helper.from_array(floats.astype(np.float32), name))
        came_in = made_by[node.input[0]].input[0]
        in_place[scaled.output[0]] = helper.make_node("MatMul", [came_in, name], [scaled.output[0]])
    nodes = [
        next((in_place[output] for output in node.output if output in in_place), node) for node in model.graph.node
    ]
    return _of_nodes(model, nodes)


def evened_out(model: ModelProto, inputs: Iterable[Mapping[str, NDArray[np.int64]]]) -> ModelProto:
    """Return the model with each channel that comes to a product of weights made narrower and its weights wider, by
    how wide it is for `inputs`. In floats it computes the same.
    """
    weights = {stored.name: stored for stored in model.graph.initializer}
    products = [node for node in model.graph.node if node.op_type == "MatMul" and node.input[1] in weights]
    widths = _widths(model, sorted({node.input[0] for node in products}), inputs)
    narrowed: dict[str, NodeProto] = {}
    for node in products:
        floats = numpy_helper.to_array(weights[node.input[1]])
        of_weights = np.maximum(np.abs(floats).max(axis=1), LEAST_WIDTH)
        moved = np.maximum(widths[node.input[0]], LEAST_WIDTH) ** SHARE / of_weights ** (1 - SHARE)
        weights[node.input[1]].CopyFrom(
            numpy_helper.from_array(floats * moved[:, None].astype(np.float32), node.input[1])
        )
        narrow = f"{node.output[0]}/narrow"
        factors = numpy_helper.from_array((1 / moved).astype(np.float32), f"{narrow}/factors")
        model.graph.initializer.append(factors)
        narrowed[node.output[0]] = helper.make_node("Mul", [node.input[0], factors.name], [narrow])
        node.input[0] = narrow
    nodes = []
    for node in model.graph.node:
        nodes += [narrowed[output] for output in node.output if output in narrowed]
        nodes.append(node)
    return _of_nodes(model, nodes)


def _widths(
    model: ModelProto, names: Sequence[str], inputs: Iterable[Mapping[str, NDArray[np.int64]]]
) -> dict[str, Floats]:
    """Return the largest size of each channel of the values of these names."""
    watched = ModelProto()
    watched.CopyFrom(model)
    watched.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in names)
    session = InferenceSession(watched.SerializeToString(), providers=["CPUExecutionProvider"])
    widths: dict[str, Floats] = {}
    for given in inputs:
        for name, values in zip(names, session.run(list(names), dict(given)), strict=True):
            found = np.abs(values).reshape(-1, values.shape[-1]).max(axis=0)
            widths[name] = np.maximum(widths.get(name, found), found)
    return widths


def _of_nodes(model: ModelProto, nodes: Sequence[NodeProto]) -> ModelProto:
    """Return the model with those of the nodes and weights that its outputs need."""
    needed = {output.name for output in model.graph.output}
    kept: list[NodeProto] = []
    for node in reversed(nodes):
        if needed & set(node.output):
            kept.append(node)
            needed.update(node.input)
    weights = [stored for stored in model.graph.initializer if stored.name in needed]
    kept.reverse()
    del model.graph.node[:], model.graph.initializer[:]
    model.graph.node.extend(kept)
    model.graph.initializer.extend(weights)
    return model


def inputs_of(traindata: Path, tokenizer: Tokenizer) -> Iterable[dict[str, NDArray[np.int64]]]:
    """Yield what the network is given for some questions and contexts."""
    for row in random.Random(0).sample(read_rows(traindata / "qa.jsonl.gz"), PAIRS):
        yield inputs_of_pair(tokenizer.encode(row["question"], row["context"][:CONTEXT_CHARS]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("traindata", type=Path, help="the folder of the training data, for some texts")
    parser.add_argument("--model", type=Path, required=True, help="the folder of the reader")
    arguments = parser.parse_args()
    folder: Path = arguments.model
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    floats = in_floats(onnx.load(folder / READER_NETWORK))
    smooth = evened_out(floats, inputs_of(arguments.traindata, tokenizer))
    with tempfile.TemporaryDirectory() as work:
        onnx.save(smooth, Path(work) / "floats.onnx")
        quantize_dynamic(
            str(Path(work) / "floats.onnx"),
            str(folder / READER_NETWORK),
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )
    card = json.loads((folder / READER_DESCRIPTION).read_text(encoding="utf-8"))
    card["sha256"][READER_NETWORK] = sha256((folder / READER_NETWORK).read_bytes()).hexdigest()
    (folder / READER_DESCRIPTION).write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    print((folder / READER_NETWORK).stat().st_size, "bytes")


if __name__ == "__main__":
    main()
