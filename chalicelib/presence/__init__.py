"""Who has a story open in the editor just now, and where in it they are."""
