"""Validates the ontology and all data against the shapes in ``ontology/shapes/``, and says where each finding stands."""

from kg.validate.findings import SEVERITIES, Finding, Report
from kg.validate.run import ENGINES, validate

__all__ = ["ENGINES", "SEVERITIES", "Finding", "Report", "validate"]
