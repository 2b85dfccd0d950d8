"""The Compare tab: forms, predictions or solvers side by side."""
