"""The closed form of as-of answers against the enumeration of all possible worlds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain, combinations, permutations, product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg.worlds import NOTHING, Carrier, Row, State, held_runs, outcome, turning_points

DAYS = range(0, 6)
STATES = ("held", "ended", "suspended", "refused")
Follows = Mapping[str, frozenset[str]]


def worlds(rows: tuple[Row, ...], follows: Follows) -> Iterator[list[tuple[int, Row]]]:
    """Every order of the acts on every choice of days, such that no act precedes one that it follows."""
    for days in product(*(range(row.earliest, row.latest + 1) for row in rows)):
        for order in permutations(range(len(rows))):
            if [days[i] for i in order] == sorted(days) and _respects(rows, order, follows):
                yield [(days[i], rows[i]) for i in order]


def _respects(rows: tuple[Row, ...], order: tuple[int, ...], follows: Follows) -> bool:
    place = {rows[i].act: position for position, i in enumerate(order)}
    return all(
        place[act] > place[earlier]
        for act in place
        for earlier in follows.get(act, ())
        if earlier in place and earlier != act
    )


def states(rows: tuple[Row, ...], day: int, follows: Follows) -> set[State]:
    found = set()
    for world in worlds(rows, follows):
        past = [row for when, row in world if when <= day]
        found.add(State(past[-1].state) if past else NOTHING)
    return found


def enumerated(rows: tuple[Row, ...], day: int, follows: Follows) -> tuple[set[State], bool]:
    """All states over all worlds, and whether taking some of the disputed acts and leaving the others excludes one."""
    sure = tuple(row for row in rows if not row.disputed)
    disputed = [row for row in rows if row.disputed]
    choices = chain.from_iterable(combinations(disputed, size) for size in range(len(disputed) + 1))
    settled = [states((*sure, *taken), day, follows) for taken in choices]
    everything = set().union(*settled)
    return everything, any(one != everything for one in settled)


@st.composite
def threads(draw: st.DrawFn) -> tuple[tuple[Row, ...], Follows]:
    rows = []
    for number in range(draw(st.integers(0, 4))):
        earliest = draw(st.sampled_from(DAYS))
        latest = draw(st.integers(earliest, DAYS[-1]))
        rows.append(Row(f"act{number}", draw(st.sampled_from(STATES)), earliest, latest, draw(st.booleans())))
    links = {}
    for later, earlier in combinations(range(len(rows) - 1, -1, -1), 2):
        possible = rows[earlier].earliest <= rows[later].latest
        if possible and draw(st.integers(0, 3)) == 0:
            links[rows[later].act] = links.get(rows[later].act, frozenset()) | {rows[earlier].act}
    return tuple(rows), links


@settings(max_examples=1500, deadline=None)
@given(threads(), st.sampled_from(DAYS))
@example(((Row("a", "held", 2, 2), Row("b", "ended", 2, 2)), {"b": frozenset({"a"})}), 2)
@example(((Row("a", "held", 0, 5), Row("b", "ended", 1, 1)), {}), 3)
def test_the_closed_form_gives_the_states_of_all_worlds(thread: tuple[tuple[Row, ...], Follows], day: int) -> None:
    rows, follows = thread
    if not any(True for _ in worlds(rows, follows)):
        return  # dates and order contradict each other: there is no world, and a rule reports it
    found = outcome(rows, day, follows)
    assert (set(found.states), found.disputed) == enumerated(rows, day, follows)


@settings(max_examples=500, deadline=None)
@given(threads(), st.sampled_from(DAYS), st.data())
def test_a_later_act_without_links_changes_no_earlier_answer(
    thread: tuple[tuple[Row, ...], Follows], day: int, data: st.DataObject
) -> None:
    rows, follows = thread
    earliest = data.draw(st.integers(day + 1, DAYS[-1] + 2))
    later = Row("later", data.draw(st.sampled_from(STATES)), earliest, earliest + 1, data.draw(st.booleans()))
    assert outcome((*rows, later), day, follows) == outcome(rows, day, follows)


@settings(max_examples=500, deadline=None)
@given(threads(), st.sampled_from(DAYS), st.data())
def test_a_denial_changes_an_answer_only_to_disputed(
    thread: tuple[tuple[Row, ...], Follows], day: int, data: st.DataObject
) -> None:
    rows, follows = thread
    if not rows or not any(True for _ in worlds(rows, follows)):
        return
    denied = data.draw(st.sampled_from(rows))
    changed = tuple(replace(row, disputed=True) if row is denied else row for row in rows)
    before, after = outcome(rows, day, follows), outcome(changed, day, follows)
    assert after.answer in (before.answer, "disputed")
    assert before.states <= after.states


@settings(max_examples=500, deadline=None)
@given(threads(), st.sampled_from(DAYS), st.data())
def test_a_wider_date_never_takes_away_a_possible_state(
    thread: tuple[tuple[Row, ...], Follows], day: int, data: st.DataObject
) -> None:
    rows, follows = thread
    if not rows or not any(True for _ in worlds(rows, follows)):
        return
    widened = data.draw(st.sampled_from(rows))
    earlier, later = data.draw(st.integers(0, 2)), data.draw(st.integers(0, 2))
    wide = replace(widened, earliest=widened.earliest - earlier, latest=widened.latest + later)
    changed = tuple(wide if row is widened else row for row in rows)
    assert outcome(rows, day, follows).states <= outcome(changed, day, follows).states


def test_denying_the_only_certain_act_is_a_dispute_even_where_another_date_leaves_it_open() -> None:
    rows = (Row("wide", "held", 0, 9), Row("exact", "held", 5, 5, disputed=True))
    assert outcome(rows, 6, {}).answer == "disputed"


def test_a_second_denial_does_not_hide_the_first() -> None:
    """Leaving both acts leaves it open, and so does taking both; taking the end of them alone would settle it."""
    rows = (
        Row("first", "held", 0, 0, disputed=True),
        Row("ends", "ended", 0, 0),
        Row("again", "held", 1, 1, disputed=True),
        Row("confirms", "held", 0, 1),
    )
    follows = {"confirms": frozenset({"first", "ends", "again"}), "again": frozenset({"first", "ends"})}
    once = tuple(replace(row, disputed=row.act == "first") for row in rows)
    assert [outcome(one, 0, follows).answer for one in (once, rows)] == ["disputed", "disputed"]


def test_two_acts_of_one_day_are_undecided_without_an_order_and_decided_with_one() -> None:
    rows = (Row("recognises", "held", 5, 5), Row("withdraws", "ended", 5, 5))
    assert outcome(rows, 5, {}).answer == "undecided"
    assert outcome(rows, 5, {"withdraws": frozenset({"recognises"})}).answer == "not-held"


def test_a_disputed_act_makes_the_answer_disputed_only_if_it_changes_the_states() -> None:
    held = Row("a", "held", 1, 1)
    assert outcome((held, Row("b", "ended", 2, 2, disputed=True)), 3, {}).answer == "disputed"
    assert outcome((held, Row("b", "held", 2, 2, disputed=True)), 3, {}).answer == "held"


def test_a_carried_row_counts_from_its_continuation_on() -> None:
    row = Row("a", "held", 1, 1, carriers=frozenset({Carrier("c", 10, 12)}))
    assert [outcome((row,), day, {}).answer for day in (9, 10, 11, 12)] == [
        "not-held",
        "undecided",
        "undecided",
        "held",
    ]


def test_a_disputed_continuation_makes_what_it_carries_disputed() -> None:
    row = Row("a", "held", 1, 1, carriers=frozenset({Carrier("c", 10, 10, disputed=True)}))
    assert outcome((row,), 10, {}).answer == "disputed"


def carried_states(rows: tuple[Row, ...], taken: Mapping[str, Row | Carrier], day: int) -> set[State]:
    """The states over all days that the acts and continuations that are taken can have, without links."""
    found: set[State] = set()
    for days in product(*(range(act.earliest, act.latest + 1) for act in taken.values())):
        past = {name for name, when in zip(taken, days, strict=True) if when <= day}
        when = dict(zip(taken, days, strict=True))
        counted = [row for row in rows if row.act in past and {carrier.act for carrier in row.carriers} <= past]
        last = max((when[row.act] for row in counted), default=None)
        found |= {State(row.state) for row in counted if when[row.act] == last} or {NOTHING}
    return found


@st.composite
def carried_threads(draw: st.DrawFn) -> tuple[Row, ...]:
    def days() -> tuple[int, int]:
        earliest = draw(st.sampled_from(DAYS))
        return earliest, draw(st.integers(earliest, DAYS[-1]))

    carriers = [Carrier(f"carrier{number}", *days(), draw(st.booleans())) for number in range(draw(st.integers(0, 2)))]
    return tuple(
        Row(
            f"act{number}",
            draw(st.sampled_from(STATES)),
            *days(),
            draw(st.booleans()),
            carriers=frozenset(carrier for carrier in carriers if draw(st.booleans())),
        )
        for number in range(draw(st.integers(1, 3)))
    )


LATE = Carrier("late", 2, 5, disputed=True)


@settings(max_examples=500, deadline=None)
@given(carried_threads(), st.sampled_from(DAYS))
@example((Row("wide", "held", 0, 5), Row("carried", "held", 1, 1, carriers=frozenset({LATE}))), 3)
def test_what_continuations_carry_over_has_the_states_of_all_worlds_too(rows: tuple[Row, ...], day: int) -> None:
    acts = {act.act: act for row in rows for act in (row, *row.carriers)}
    sure = {name: act for name, act in acts.items() if not act.disputed}
    doubted = [name for name in acts if name not in sure]
    choices = chain.from_iterable(combinations(doubted, size) for size in range(len(doubted) + 1))
    settled = [carried_states(rows, sure | {name: acts[name] for name in names}, day) for names in choices]
    everything = set().union(*settled)
    found = outcome(rows, day, {})
    assert (set(found.states), found.disputed) == (everything, any(one != everything for one in settled))


def test_runs_are_the_days_on_which_it_is_held_in_some_or_in_all_worlds() -> None:
    rows = (Row("a", "held", 0, 4), Row("b", "ended", 10, 12), Row("c", "held", 20, 20))
    assert held_runs(rows, {}) == [(0, 11), (20, None)]
    assert held_runs(rows, {}, certain=True) == [(4, 9), (20, None)]
    assert turning_points(rows) == [0, 4, 10, 12, 20]
