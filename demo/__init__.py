"""The demo: a made-up provider with eight weeks of history. Its people, papers and words stand in content/demo."""
