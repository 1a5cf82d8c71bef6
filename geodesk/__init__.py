"""GeoDesk: classify, label and measure micrographs on the workstation beside the microscope."""

__version__ = "0.1.0"
