"""Messages out: what a message is, the outbox, and the pump that empties it within the channel's limits."""
