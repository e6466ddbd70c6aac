"""The words the Telegram door itself shows: the command menu, and lines for whoever runs the bot."""

COMMANDS = (
    ("ask", "Ask a question"),
    ("quiz", "Do a two-minute quiz"),
    ("me", "See your own record"),
    ("privacy", "What is kept about you, and your choices"),
    ("mydata", "See everything held about you"),
    ("forget", "Be forgotten here"),
    ("help", "How this works"),
)

TOKEN_REFUSED = "Telegram did not accept the token. Check CHAMPION_TELEGRAM_TOKEN with @BotFather."  # noqa: S105
OUT_OF_REACH = "Telegram cannot be reached. Trying again until it can; the web pages work meanwhile."
SOMEBODY_ELSE = "Another program is reading this bot's messages. Stop it, or give this one its own token."
ADDRESS_REFUSED = (
    "Telegram did not accept {url} as the place to send messages to. "
    "Set CHAMPION_PUBLIC_URL to an https address that can be reached from the internet."
)
NOT_STORED = "The message could not be stored just now. Telegram will send it again."
NOT_AN_UPDATE = "This is not a Telegram update."
