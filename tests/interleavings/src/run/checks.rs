use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, SystemTime};

use chatwidgets::thread::{Ledger, RequestKey, Start, Verdict};
use chatwidgets::{ThreadId, UserId, WidgetId};
use shuttle::future::block_on;
use shuttle::thread::{JoinHandle, spawn, yield_now};

use super::engine::{Engine, Limits};
use super::places::Places;
use super::refusal::Refusal;
use super::running::Running;
use super::shares::{Holders, Shares};
use crate::sync::{AtomicBool, AtomicUsize, Mutex};

/// Runs something in so many threads, and waits for all of them.
fn each(count: usize, run: impl Fn(usize) + Clone + Send + 'static) -> Vec<JoinHandle<()>> {
    let run = |nth| {
        let run = run.clone();
        spawn(move || run(nth))
    };
    (0..count).map(run).collect()
}

fn join(threads: Vec<JoinHandle<()>>) {
    for thread in threads {
        assert!(thread.join().is_ok(), "a thread panicked");
    }
}

/// The same in every order, so that an order can be played again.
fn ids() -> (ThreadId, WidgetId, RequestKey) {
    let thread = "381c7aaa-0f0e-4c1d-9f6a-2b5c7d8e9f01".parse();
    let widget = "097a5f45-1b2c-4d3e-8f4a-5b6c7d8e9f02".parse();
    let (Ok(thread), Ok(widget)) = (thread, widget) else { unreachable!("both are ids") };
    (thread, widget, RequestKey::new("request", [0; 16]))
}

fn engine(in_all: usize, in_thread: usize) -> Arc<Engine> {
    let (shutdown, running) = (super::shutdown::Shutdown::default(), Shares::new(in_all, 1, in_all));
    Arc::new(Engine { limits: Limits { in_all, in_thread }, shutdown, running })
}

/// A drain ends, not before the last handler that was let in, and no handler is let in after it; also if two drain.
pub fn a_drain_waits_for_every_handler() {
    let (engine, has_ended) = (engine(10, 10), Arc::new(AtomicBool::new(false)));
    let (thread, ..) = ids();
    let (running, ended) = (Arc::clone(&engine), Arc::clone(&has_ended));
    let mut threads = each(3, move |nth| {
        for _ in 0..2 {
            let thread = Some(thread).filter(|_| nth > 0);
            match Running::enter(&running, thread, Holders::default()) {
                Ok(handler) => {
                    assert!(!ended.load(Ordering::SeqCst), "a handler is let in after the end");
                    yield_now();
                    assert!(!ended.load(Ordering::SeqCst), "the drain does not wait for a handler");
                    drop(handler);
                }
                Err(refusal) => assert_eq!(refusal, Refusal::ShuttingDown),
            }
        }
    });
    threads.extend(each(2, move |_| {
        block_on(engine.shutdown.drain(Duration::from_secs(1)));
        has_ended.store(true, Ordering::SeqCst);
    }));
    join(threads);
}

/// No more handlers run than may, in all and in a thread, and whoever leaves makes room again.
pub fn no_more_handlers_run_than_may() {
    let (thread, ..) = ids();
    for (in_all, in_thread) in [(1, 10), (10, 1)] {
        let (engine, inside) = (engine(in_all, in_thread), Arc::new(AtomicUsize::new(0)));
        let running = Arc::clone(&engine);
        join(each(3, move |_| {
            if let Ok(handler) = Running::enter(&running, Some(thread), Holders::default()) {
                assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0, "two run, and one may");
                yield_now();
                inside.fetch_sub(1, Ordering::SeqCst);
                drop(handler);
            }
        }));
        assert!(
            Running::enter(&engine, Some(thread), Holders::default()).is_ok(),
            "all have left, and nobody may enter"
        );
    }
}

/// Nobody has more than a share of what there is, and all of it is given back.
pub fn a_share_is_never_exceeded() {
    // Three in all, two for each.
    let shares = Shares::new(3, 3, 2);
    let counts = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
    let of = |nth: usize| Holders { user: Some(UserId::from(["ada", "bob"][nth % 2])), address: None };
    let (common, taken) = (Arc::clone(&shares), Arc::clone(&counts));
    join(each(5, move |nth| {
        // One gives something back while others take.
        let mut other = common.share(of(1));
        let _ = if nth == 0 { other.grow(1) } else { Ok(()) };
        drop(other);
        let mut share = common.share(of(nth));
        if share.grow(1).is_ok() {
            taken[nth % 2].fetch_add(1, Ordering::SeqCst);
            // Kept for good.
            std::mem::forget(share);
        }
    }));
    let [ada, bob] = [0, 1].map(|nth| counts[nth].load(Ordering::SeqCst));
    assert!(ada <= 2 && bob <= 2 && ada + bob <= 3, "{ada} and {bob} are taken");
    // What was given back can be taken.
    let mut rest = shares.share(Holders::default());
    assert!(rest.grow(3 - ada - bob).is_ok() && rest.grow(1).is_err(), "{ada} and {bob} are taken");
}

/// An offer and a request are held by one run at a time.
pub fn two_runs_never_hold_the_same() {
    let (thread, widget, key) = ids();
    let (places, is_held) = (Arc::new(Places::default()), Arc::new(AtomicBool::new(false)));
    join(each(3, move |nth| {
        // The same offer, by the same request or without one.
        let request = Some(&key).filter(|_| nth > 0);
        if places.add(thread, request, Some(widget)) {
            assert!(!is_held.swap(true, Ordering::SeqCst), "two runs hold the same offer");
            yield_now();
            is_held.store(false, Ordering::SeqCst);
            places.remove(thread, request, Some(widget), None);
        }
    }));
}

/// Whoever finds a request that runs is woken when it has ended, and learns how it failed.
pub fn a_waiter_is_always_woken() {
    let (thread, _, key) = ids();
    let places = Arc::new(Places::default());
    assert!(places.add(thread, Some(&key), None));
    let (waiting, awaited) = (Arc::clone(&places), key.clone());
    let mut threads = each(3, move |_| {
        if let Some(wait) = waiting.wait(thread, &awaited) {
            assert_eq!(block_on(wait.ended()), Err(Refusal::Failed));
        }
    });
    threads.extend(each(1, move |_| {
        places.remove(thread, Some(&key), None, Some(&Refusal::Failed));
        assert!(places.wait(thread, &key).is_none());
    }));
    join(threads);
}

/// Where a store lets a second run begin, since the time of the first is over, this process does not, and whoever is kept
/// away comes in later.
pub fn a_run_that_outlives_its_time_is_alone() {
    let (thread, widget, key) = ids();
    let (places, ledger) = (Arc::new(Places::default()), Arc::new(Mutex::new(Ledger::default())));
    let (is_running, runs) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&runs);
    join(each(3, move |_| {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000);
        loop {
            // It is over as soon as it begins.
            let mut start = Start::new(now, now);
            start.request = Some(key.clone());
            let verdict = ledger.lock().unwrap_or_else(PoisonError::into_inner).start(&start, None);
            assert!(matches!(verdict, Verdict::Run { .. }), "{verdict:?}");
            if places.add(thread, Some(&key), Some(widget)) {
                assert!(!is_running.swap(true, Ordering::SeqCst), "two run");
                yield_now();
                is_running.store(false, Ordering::SeqCst);
                ledger.lock().unwrap_or_else(PoisonError::into_inner).abandon(start.run, Some(&key));
                places.remove(thread, Some(&key), Some(widget), None);
                count.fetch_add(1, Ordering::SeqCst);
                return;
            }
            if let Some(wait) = places.wait(thread, &key) {
                assert_eq!(block_on(wait.ended()), Ok(()));
            }
        }
    }));
    assert_eq!(runs.load(Ordering::SeqCst), 3);
}
