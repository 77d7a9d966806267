"""Interchange: stories in from files of other tools and out to them, saying what was not carried."""
