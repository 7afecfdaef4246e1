"""The words of an answer: claims, positions, verdicts, reasons, filters."""
