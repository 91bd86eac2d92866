//! Writers of turns and widgets at the same time.

use std::sync::Arc;

use super::{Press, turn, turn_with};
use crate::thread::{NewThread, StoreError, ThreadStore};
use crate::turn::ThreadId;
use crate::widget::Button;

pub(super) async fn concurrent_writers_lose_no_turn(store: impl ThreadStore) {
    const WRITERS: usize = 8;
    const PAIRS: usize = 50;
    let store = Arc::new(store);
    let id = ThreadId::random();
    store.create(NewThread::new(id, Vec::new())).await.expect("a thread is made");
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                for n in 0..PAIRS {
                    let pair = ["first", "second"].map(|half| turn(id, format!("{writer} {n} {half}")));
                    store.append(id, pair.into()).await.expect("turns are added");
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.expect("a writer ends well");
    }
    let turns = store.all(id).await.expect("the thread is read");
    assert_eq!(turns.len(), WRITERS * PAIRS * 2, "no turn is lost");
    let mut next = [0; WRITERS];
    for pair in turns.chunks(2) {
        let (first, second) = (&pair[0].content, &pair[1].content);
        let writer: usize = first.split(' ').next().and_then(|writer| writer.parse().ok()).expect("a writer's turn");
        let n = next[writer];
        next[writer] += 1;
        assert_eq!(*first, format!("{writer} {n} first"), "a writer's turns keep their order");
        assert_eq!(*second, format!("{writer} {n} second"), "turns of one call stay together");
    }
}

pub(super) async fn concurrent_updates_have_one_winner(store: impl ThreadStore) {
    let store = Arc::new(store);
    let id = ThreadId::random();
    let turn = turn_with(id, [Button::new("Press", Press).into()]);
    store.create(NewThread::new(id, vec![Arc::clone(&turn)])).await.expect("a thread is made");
    let clicks: Vec<_> = (0..32)
        .map(|_| {
            let (store, widget) = (Arc::clone(&store), turn.widgets[0].clone());
            tokio::spawn(async move { store.update_widget(id, widget).await })
        })
        .collect();
    let mut winners = 0;
    for click in clicks {
        match click.await.expect("an update ends well") {
            Ok(_) => winners += 1,
            Err(StoreError::Conflict(_)) => {}
            Err(error) => panic!("an update that comes too late is a conflict, got {error}"),
        }
    }
    assert_eq!(winners, 1, "of several updates of one revision one succeeds");
}
