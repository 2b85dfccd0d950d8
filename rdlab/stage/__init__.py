"""What is drawn and measured of an experiment. Lives in a worker; knows no page."""
