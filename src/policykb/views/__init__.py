"""Views: results with a table for people, lines and a payload for programs."""
