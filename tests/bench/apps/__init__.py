"""Little programs that print a given answer: what a command costs that has nothing to find out."""
