"""What was done with the folder, and recipes that do it again."""
