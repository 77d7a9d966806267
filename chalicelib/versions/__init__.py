"""Versions: numbered, immutable stories made of a draft, their publication, and the pages they are read on."""
