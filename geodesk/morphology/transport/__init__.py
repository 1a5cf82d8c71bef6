"""Steady transport through a phase or a composite: effective conductivity, tortuosity factor, potential."""

from geodesk.morphology.transport.bounds import Bounds, bounds
from geodesk.morphology.transport.results import Step, Transport, Unsolvable
from geodesk.morphology.transport.solve import effective_transport, solve_transport

__all__ = ["Bounds", "Step", "Transport", "Unsolvable", "bounds", "effective_transport", "solve_transport"]
