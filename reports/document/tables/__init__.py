"""The tables as readers meet them, whatever file they stand in."""
