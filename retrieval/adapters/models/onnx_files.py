"""The files of a packaged model: a description that holds their hashes, a network for onnxruntime, a tokenizer."""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval.errors import ModelError
from retrieval.faults import Fact, ModelFault

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

TOKENIZER = "tokenizer.json"
_SLOW_FUSIONS = ["SkipLayerNormFusion"]
"""The fusions that are switched off, since they make reading slower. With onnxruntime 1.31 an addition that is
fused with the norm after it takes 0.26 ms; apart the two take 0.05 ms. That is a tenth of the time of reading ten
passages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnnxFiles:
    """The files of a model in `folder`, called `model` in errors. `packaged` is that folder's name in the repository;
    `setting` may name another model.
    """

    folder: Path
    model: str
    packaged: str
    setting: str

    @contextmanager
    def description(self, name: str, version: str) -> Iterator[dict[str, Any]]:
        """Yield what the file `name` describes. Raises ModelError where it is of another version, cannot be read, or
        lacks what is looked for in it.
        """
        file = self.folder / name
        try:
            stored: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            if (found := stored["format"]) != version:
                raise self._error(ModelFault.PACKAGED_FORMAT, stored=found, running=version)
            yield stored
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise self._error(ModelFault.PACKAGED_DESCRIPTION, file=file, reason=str(error)) from error

    def check(self, sha256: Mapping[str, str]) -> None:
        """Raise ModelError where a file's SHA-256, in hexadecimal, is not the one that is expected by its name."""
        for name, expected in sha256.items():
            file = self.folder / name
            try:
                with file.open("rb") as opened:
                    found = hashlib.file_digest(opened, "sha256").hexdigest()
            except OSError as error:
                reason = error.strerror
                raise self._error(ModelFault.PACKAGED_FILE_UNREADABLE, file=file, reason=reason) from error
            if found != expected:
                raise self._error(ModelFault.PACKAGED_FILE_ALTERED, name=name)

    def session(self, name: str) -> "InferenceSession":
        """Return the network in `name`, which runs on the thread that calls it. Raises ModelError."""
        # It would keep an id of this machine in the home folder, and tell its makers how it is used.
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # Texts run beside one another, each on one thread: quicker than one text at a time on several.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            return onnxruntime.InferenceSession(
                str(self.folder / name),
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=_SLOW_FUSIONS,
            )
        except Exception as error:  # the library raises a class of its own for each status
            raise self._error(ModelFault.PACKAGED_UNLOADABLE, reason=str(error)) from error

    def tokenizer(self) -> "Tokenizer":
        """Return the tokenizer, which neither pads nor cuts. Raises ModelError."""
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(self.folder / TOKENIZER))
        except Exception as error:  # the library raises no narrower class
            raise self._error(ModelFault.PACKAGED_TOKENIZER, reason=str(error)) from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    def _error(self, fault: ModelFault, **facts: Fact) -> ModelError:
        return ModelError(
            fault, model=self.model, folder=self.folder, packaged=self.packaged, setting=self.setting, **facts
        )
