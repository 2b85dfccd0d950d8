"""The tabs: layout and wiring only."""
