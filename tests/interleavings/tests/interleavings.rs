//! Each check in many orders: threads chosen at random at every step, and by priorities that change a few times (PCT), which
//! finds what needs one thread to be left behind for long. A failure prints the order, which `shuttle::replay` plays again.

use chatwidgets_tests_interleavings::checks;

/// How many orders are tried, in each of the two ways.
const ORDERS: usize = 2_000;

/// How often priorities change.
const CHANGES: usize = 3;

fn in_many_orders(check: fn()) {
    shuttle::check_random(check, ORDERS);
    shuttle::check_pct(check, ORDERS, CHANGES);
}

#[test]
fn a_drain_waits_for_every_handler() {
    in_many_orders(checks::a_drain_waits_for_every_handler);
}

#[test]
fn no_more_handlers_run_than_may() {
    in_many_orders(checks::no_more_handlers_run_than_may);
}

#[test]
fn a_share_is_never_exceeded() {
    in_many_orders(checks::a_share_is_never_exceeded);
}

#[test]
fn two_runs_never_hold_the_same() {
    in_many_orders(checks::two_runs_never_hold_the_same);
}

#[test]
fn a_waiter_is_always_woken() {
    in_many_orders(checks::a_waiter_is_always_woken);
}

#[test]
fn a_run_that_outlives_its_time_is_alone() {
    in_many_orders(checks::a_run_that_outlives_its_time_is_alone);
}
