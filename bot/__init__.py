"""The Telegram door. Only this package knows python-telegram-bot."""

import os

# Durations as timedelta, as python-telegram-bot's next major version gives them; otherwise it warns at each one.
os.environ.setdefault("PTB_TIMEDELTA", "true")
