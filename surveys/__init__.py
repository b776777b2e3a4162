"""The instrument and the answers."""
