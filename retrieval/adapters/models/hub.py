"""The place of a model's files: a folder here, or a name on the Hugging Face hub, fetched once."""

import hashlib
import os
from importlib.util import find_spec
from pathlib import Path

from retrieval.errors import ModelError
from retrieval.faults import ModelFault
from retrieval.installation import install_command

_WEIGHT_FILES = ("model.safetensors", "pytorch_model.bin")
_OTHER_FORMATS = ("onnx/*", "openvino/*", "*.h5", "*.msgpack", "*.ot")
"""The same weights for libraries that are not used here; often most of what a model on the hub weighs."""


def model_folder(name: str, *, setting: str) -> Path:
    """Return the folder of a model, by its name or path; `setting` is where the name came from. Raises ModelError where
    there is no such model.
    """
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, ignore_patterns=list(_OTHER_FORMATS)))
    except Exception as error:  # network, name and permission errors of several libraries
        kind = type(error).__name__
        raise ModelError(ModelFault.NOT_FOUND, model=name, kind=kind, setting=setting) from error


def weights_hash(folder: Path, *, setting: str) -> str:
    """Return the SHA-256 of the weights, in hexadecimal. Raises ModelError where there are none."""
    for name in _WEIGHT_FILES:
        if (folder / name).is_file():
            with (folder / name).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    raise ModelError(ModelFault.NO_WEIGHTS, files=" or ".join(_WEIGHT_FILES), folder=folder, setting=setting)


def check_installed(library: str, model: str, *, setting: str) -> None:
    """Check that the library that runs a model is installed, before its files are fetched. Raises ModelError."""
    if find_spec(library) is None:
        command = install_command("models")
        raise ModelError(ModelFault.MODELS_NOT_INSTALLED, setting=setting, model=model, command=command)


def load_quietly() -> None:
    """Have the libraries that load a model show no bar of progress, and no warning of theirs about processes."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
