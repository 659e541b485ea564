"""What is done with documents of cases."""
