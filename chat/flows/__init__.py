"""What happens for each intent: one file a subject, each function takes the session and the turn."""
