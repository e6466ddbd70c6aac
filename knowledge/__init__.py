"""Documents, their sections, what was asked about them, and how an answer is found."""
