"""Ground: settings, database, clock, errors, audit and logs. Knows nothing of the subject."""
