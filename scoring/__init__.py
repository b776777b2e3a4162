"""The method, in pure functions: answers in, numbers out. Knows no database, no clock and no settings."""
