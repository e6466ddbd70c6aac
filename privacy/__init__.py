"""One person's data: the copy they can ask for, erasure, and how long everything is kept."""
