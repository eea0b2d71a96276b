"""Floors, turning points and published totals of the cases of Palestine, the two Chinas, the two Koreas and the two Germanys."""

from __future__ import annotations

import pytest

from kg import query, sparql
from kg.graph import Graph
from kg.status import Status, status
from kg.vocabulary import local_name
