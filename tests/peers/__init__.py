"""What other programs find of the faults that ``policykb validate`` finds: cases and comparison."""
