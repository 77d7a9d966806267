"""The pictures of The Lighthouse, drawn in code: a module for each scene, and what they share."""
