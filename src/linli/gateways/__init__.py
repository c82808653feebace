"""Outside systems that Linli speaks with: one folder each, whole. Taken away, nothing else breaks."""
