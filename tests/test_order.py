"""The order that links say, over all acts, against the enumeration of every order on every choice of days."""

from __future__ import annotations

from itertools import chain, combinations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.dates import Days
from kg.order import before, narrowed
from kg.worlds import Row, State, outcome
from tests.test_worlds import DAYS, STATES, Follows, worlds

NOTHING = State("no-record")


def enumerated(
    rows: tuple[Row, ...], elsewhere: tuple[Row, ...], day: int, follows: Follows
) -> tuple[set[State], set[State]]:
    """All states of a thread over all worlds of its acts and of those elsewhere, and those without any disputed act."""
    everything = (*rows, *elsewhere)
    sure = tuple(row for row in everything if not row.disputed)
    disputed = [row for row in everything if row.disputed]
    own = {row.act for row in rows}

    def states(taken: tuple[Row, ...]) -> set[State]:
        found = set()
        for world in worlds(taken, follows):
            past = [row for when, row in world if when <= day and row.act in own]
            found.add(State(past[-1].state) if past else NOTHING)
        return found

    choices = chain.from_iterable(combinations(disputed, size) for size in range(len(disputed) + 1))
    return set().union(*(states((*sure, *taken)) for taken in choices)), states(sure)


@st.composite
def histories(draw: st.DrawFn) -> tuple[tuple[Row, ...], tuple[Row, ...], Follows]:
    """Up to three acts of a thread and up to two elsewhere, with links in any direction that makes no circle."""
    rows = []
    for number in range(draw(st.integers(1, 5))):
        earliest = draw(st.sampled_from(DAYS))
        latest = draw(st.integers(earliest, DAYS[-1]))
        rows.append(Row(f"act{number}", draw(st.sampled_from(STATES)), earliest, latest, draw(st.booleans())))
    order = draw(st.permutations(range(len(rows))))
    links: dict[str, frozenset[str]] = {}
    for earlier, later in combinations(order, 2):
        if draw(st.integers(0, 2)) == 0:
            links[rows[later].act] = links.get(rows[later].act, frozenset()) | {rows[earlier].act}
    own = draw(st.integers(1, min(3, len(rows))))
    return tuple(rows[:own]), tuple(rows[own:]), links


def through(rows: tuple[Row, ...], elsewhere: tuple[Row, ...], links: Follows) -> tuple[tuple[Row, ...], Follows]:
    """The rows of the thread as the engine sees them: narrowed over all acts, with the order carried through those elsewhere."""
    everything = (*rows, *elsewhere)
    disputed = {row.act for row in everything if row.disputed}
    spans = narrowed({row.act: Days(row.earliest, row.latest) for row in everything}, links, disputed)
    seen = tuple(Row(r.act, r.state, spans[r.act].earliest, spans[r.act].latest, r.disputed) for r in rows)
    return seen, before(links, disputed)


def consistent(rows: tuple[Row, ...], follows: Follows) -> bool:
    """Whether any world takes each act: the undisputed alone, and each disputed one beside them."""
    sure = tuple(row for row in rows if not row.disputed)
    return all(
        any(True for _ in worlds((*sure, *taken), follows)) for taken in [(), *((r,) for r in rows if r.disputed)]
    )


@settings(max_examples=800, deadline=None)
@given(histories(), st.sampled_from(DAYS))
@example(
    (
        (Row("recognises", "held", 0, 5), Row("withdraws", "ended", 3, 3)),
        (Row("speaks", "held", 4, 4),),
        {"recognises": frozenset({"speaks"})},
    ),
    4,
)
def test_acts_elsewhere_narrow_a_thread_as_the_worlds_say(
    history: tuple[tuple[Row, ...], tuple[Row, ...], Follows], day: int
) -> None:
    rows, elsewhere, links = history
    if not consistent((*rows, *elsewhere), links):
        return  # dates and order contradict each other: a rule reports it
    seen, follows = through(rows, elsewhere, links)
    undisputed = [row for row in seen if not row.disputed]
    found = tuple(set(outcome(some, day, follows).states) for some in (seen, undisputed))
    assert found == enumerated(rows, elsewhere, day, links)


def test_an_undisputed_act_hands_its_days_on_and_a_disputed_one_does_not() -> None:
    spans = {"a": Days(4, 4), "b": Days(0, 9), "c": Days(0, 9)}
    links = {"b": {"a"}, "c": {"b"}}
    assert narrowed(spans, links, set())["c"] == Days(4, 9)
    assert narrowed(spans, links, {"b"}) == {"a": Days(4, 4), "b": Days(4, 9), "c": Days(0, 9)}
    assert narrowed({"a": Days(0, 9), "b": Days(3, 3)}, {"b": {"a"}}, set())["a"] == Days(0, 3)


def test_days_that_contradict_the_order_stay_as_dated() -> None:
    spans = {"a": Days(5, 5), "b": Days(1, 1)}
    assert narrowed(spans, {"b": {"a"}}, set()) == spans


def test_a_circle_ends() -> None:
    spans = {"a": Days(1, 5), "b": Days(2, 6)}
    links = {"a": {"b"}, "b": {"a"}}
    assert narrowed(spans, links, set()) == {"a": Days(2, 5), "b": Days(2, 5)}
    assert before(links, set()) == {"a": frozenset({"b"}), "b": frozenset({"a"})}


def test_the_order_goes_through_undisputed_acts_only() -> None:
    links = {"c": {"b"}, "b": {"a"}}
    assert before(links, set())["c"] == {"a", "b"}
    assert before(links, {"b"})["c"] == {"b"}
