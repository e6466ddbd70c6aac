"""Where the files that ship with the code stand."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONTENT = ROOT / "content"
MIGRATIONS = ROOT / "migrations"
