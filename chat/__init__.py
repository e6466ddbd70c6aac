"""One conversation for every channel."""
