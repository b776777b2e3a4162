"""English, as reports write it too."""
