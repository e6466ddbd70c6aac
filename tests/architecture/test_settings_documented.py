"""Every setting is explained in docs/settings.md, with its true default."""

import re

from pydantic import SecretStr

from core.places import ROOT
from core.settings import PREFIX, Settings

ROW = re.compile(r"^\| `(\w+)` \| (?:`(.*?)`|none) \| (.{20,}) \|$", re.MULTILINE)
DOCUMENT = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def shown(default: object) -> str:
    return default.get_secret_value() if isinstance(default, SecretStr) else str(default)


def test_every_setting_is_documented_and_nothing_else() -> None:
    documented = {name: default for name, default, _ in ROW.findall(DOCUMENT)}
    assert documented == {PREFIX + name.upper(): shown(field.default) for name, field in Settings.model_fields.items()}
