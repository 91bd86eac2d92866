//! Runs that end at the same time.

use std::sync::Arc;

use super::{Press, change, start_at, state, turn, turn_with, widget};
use crate::thread::{Finish, NewThread, RunId, ThreadStore};
use crate::turn::ThreadId;
use crate::widget::{Button, ChangeTo, WidgetState};

pub(super) async fn concurrent_writers_lose_no_turn(store: impl ThreadStore) {
    const WRITERS: usize = 8;
    const TURNS: usize = 100;
    let store = Arc::new(store);
    let id = ThreadId::random();
    store.create(NewThread::new(id, Vec::new())).await.expect("a thread is made");
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                for n in 0..TURNS {
                    let end = Finish::new(RunId::random(), turn(id, format!("{writer} {n}")), super::now());
                    store.finish(id, end).await.expect("a run finishes");
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.expect("a writer ends well");
    }
    let turns = store.all(id).await.expect("the thread is read");
    assert_eq!(turns.len(), WRITERS * TURNS, "no turn is lost");
    let mut next = [0; WRITERS];
    for turn in &turns {
        let writer: usize = turn.content.split(' ').next().and_then(|writer| writer.parse().ok()).expect("a writer");
        assert_eq!(turn.content, format!("{writer} {}", next[writer]), "a writer's turns keep their order");
        next[writer] += 1;
    }
}

pub(super) async fn concurrent_changes_are_all_made(store: impl ThreadStore) {
    const RUNS: u64 = 32;
    let store = Arc::new(store);
    let id = ThreadId::random();
    let turn = turn_with(id, [Button::new("Press", Press).into()]);
    store.create(NewThread::new(id, vec![Arc::clone(&turn)])).await.expect("a thread is made");
    let button = turn.widgets[0].id;
    let runs: Vec<_> = (0..RUNS)
        .map(|_| {
            let store = Arc::clone(&store);
            let end = start_at(super::now()).finish(id, [change(button, ChangeTo::Done)]);
            tokio::spawn(async move { super::finish(&*store, id, &end).await[0].revision })
        })
        .collect();
    let mut revisions = Vec::new();
    for run in runs {
        revisions.push(run.await.expect("a run ends well"));
    }
    revisions.sort_unstable();
    assert_eq!(revisions, (1..=RUNS).collect::<Vec<_>>(), "each change is made on top of another one");
    assert_eq!(state(&widget(&*store, id, button).await), (WidgetState::Done, RUNS));
}
