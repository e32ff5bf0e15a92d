"""The machine of file imports: reading, matching columns, batches, undo. It knows no kind of file; apps above register theirs."""
