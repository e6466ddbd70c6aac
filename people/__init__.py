"""Staff, sites, teams, shifts, roles, invites and signing in."""
