"""Reports: from the answers of a closed wave to a document people can act on."""
