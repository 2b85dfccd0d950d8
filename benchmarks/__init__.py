"""Measurements that take longer than tests: speed, quality, the page, classes of visitors."""
