import tomllib

from core.places import ROOT


def test_the_image_holds_every_package() -> None:
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    copied = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert [name for name in packages if "." not in name and f"COPY {name} {name}" not in copied] == []
