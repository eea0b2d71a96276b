"""What changed between two states of the data, in the words of the domain: ``kg diff``.

A state is a file, a folder or a git revision.  Comparing is set difference by subject, property and value; what the
changes are called is said by the queries ``queries/engine/diff-*.rq`` and the labels of the ontology.
"""

from kg.changes.compare import Change, Value, compare
from kg.changes.states import State, read_state, read_states
from kg.changes.words import Told, tell

__all__ = ["Change", "State", "Told", "Value", "compare", "read_state", "read_states", "tell"]
