"""The installation: settings, addresses, background work, and how errors reach a person."""
