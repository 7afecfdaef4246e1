"""The words of answers: claims, positions, verdicts, reasons, filters."""
