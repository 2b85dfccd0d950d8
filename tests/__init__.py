"""Tests, and benchmarks to be run by hand."""
