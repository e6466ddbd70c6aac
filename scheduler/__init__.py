"""Timed work: what runs when, once for each slot however many processes there are."""
