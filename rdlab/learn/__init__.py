"""The Learn tab: the lessons on the page."""
