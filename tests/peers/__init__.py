"""Other programs on the faults that ``policykb validate`` finds: cases and comparison."""
