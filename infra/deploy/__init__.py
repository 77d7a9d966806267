"""Bringing the product to AWS and Cloudflare: what is shipped, what is made there, and what would change."""
