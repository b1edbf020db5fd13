"""Source text to syntax tree, and the diagnostics every phase speaks with."""
