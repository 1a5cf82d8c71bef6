"""GeoDesk: classify, label and measure micrographs on the workstation beside the microscope."""

import os

__version__ = "0.1.0"

# From 1.29 on onnxruntime sends its makers what models are run, unless this is set before it is loaded. A
# laboratory's pictures and models are its own affair; whoever wants to send that sets the variable to 0.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
