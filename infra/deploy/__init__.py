"""Bringing the product to AWS: what is shipped, what is made there, and what would change."""
