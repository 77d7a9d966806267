"""Inputs nobody would write, many of them, for whatever reads what strangers send."""
