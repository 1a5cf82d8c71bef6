"""Vigilar carpeta: pictures are classified as the microscope writes them."""
