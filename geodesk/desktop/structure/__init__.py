"""What comes of phases beyond their curves: label images by brush, reconstruction, transport."""
