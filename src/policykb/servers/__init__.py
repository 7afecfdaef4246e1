"""Programs that answer over a protocol: to editors, and to assistants."""
