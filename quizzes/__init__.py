"""Short scenario quizzes: the bank of items, the rounds that are sent, what comes again when, and the answers."""
