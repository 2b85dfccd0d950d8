"""What else can be learned from a teacher, one file a method."""
