"""Tools: text to vectors, nearest vectors, keyword scores. Knows nothing of the subject."""
