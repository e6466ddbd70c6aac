"""Answers for programs: JSON, health, metrics and Telegram's webhook."""
