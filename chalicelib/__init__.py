"""Fabula's server: one room per capability, shared small rooms beside them."""
