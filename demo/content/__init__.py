"""What the demonstration college consists of: data only. All people and enterprises are fictional."""
