"""Tests: what runs without a browser mirrors the code; see also `benchmarks`."""
