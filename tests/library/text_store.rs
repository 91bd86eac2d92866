//! A store that keeps everything as text, as a database would.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use chatwidgets::testing::thread_store;
use chatwidgets::thread::{
    Finish, Ledger, NewThread, RequestKey, RunId, Start, Started, StoreError, ThreadStore, TurnRecord, Updated, UserId,
    Verdict,
};
use chatwidgets::{ChatTurn, ThreadId, TurnId, WidgetId, WidgetInstance, WidgetState, WidgetUpdate};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_store_that_keeps_records_as_text_passes_the_suite() {
    thread_store::suite(async || TextStore::default()).await;
}

#[tokio::test]
async fn a_store_that_is_shared_passes_the_suite() {
    thread_store::suite(async || Arc::new(TextStore::default())).await;
}

/// Keeps turns and ledgers as text. Whatever is done to a thread is done under one lock, and written when all of it has
/// succeeded: a transaction.
#[derive(Debug, Default)]
pub(crate) struct TextStore(Mutex<BTreeMap<ThreadId, Rows>>);

#[derive(Debug, Clone)]
struct Rows {
    owner: Option<String>,
    turns: Vec<String>,
    ledger: String,
}

fn write(turn: &ChatTurn) -> String {
    serde_json::to_string(&TurnRecord::from(turn.clone())).unwrap()
}

fn read(text: &str) -> ChatTurn {
    serde_json::from_str::<TurnRecord>(text).unwrap().into()
}

impl Rows {
    fn add(&mut self, turns: &[Arc<ChatTurn>]) {
        self.turns.extend(turns.iter().map(|turn| write(turn)));
    }

    fn ledger(&self) -> Ledger {
        serde_json::from_str(&self.ledger).unwrap()
    }

    fn set_ledger(&mut self, ledger: &Ledger) {
        self.ledger = serde_json::to_string(ledger).unwrap();
    }

    /// The turns that name an id, so that not all of them have to be read: the place of each, and the turn.
    fn naming(&self, id: impl ToString) -> impl Iterator<Item = (usize, ChatTurn)> {
        let id = id.to_string();
        let texts = self.turns.iter().enumerate();
        texts.filter(move |(_, text)| text.contains(&id)).map(|(place, text)| (place, read(text)))
    }

    /// An instance, by its id or that of a control inside it.
    fn widget(&self, id: WidgetId) -> Option<WidgetInstance> {
        let mut instances = self.naming(id).flat_map(|(_, turn)| turn.widgets);
        instances.find(|instance| instance.control_ids().any(|control| control == id))
    }

    /// An instance by any id that a page may still show.
    fn clicked(&self, id: WidgetId) -> Option<WidgetInstance> {
        let mut instances = self.naming(id).flat_map(|(_, turn)| turn.widgets);
        instances.find(|instance| instance.known_ids().any(|known| known == id))
    }

    /// An instance by its own id.
    fn instance(&self, id: WidgetId) -> Option<WidgetInstance> {
        self.widget(id).filter(|instance| instance.id == id)
    }

    fn turn(&self, id: TurnId) -> Option<ChatTurn> {
        self.naming(id).map(|(_, turn)| turn).find(|turn| turn.turn_id == id)
    }

    /// Puts an instance in the place of another one.
    fn put(&mut self, was: WidgetId, changed: &WidgetInstance) {
        let turn = self.naming(was).find_map(|(place, mut turn)| {
            let stored = turn.widgets.iter_mut().find(|stored| stored.id == was)?;
            *stored = changed.clone();
            Some((place, write(&turn)))
        });
        let (place, text) = turn.unwrap();
        self.turns[place] = text;
    }

    /// Closes an instance if its time is over.
    fn close(&mut self, instance: WidgetInstance, now: SystemTime) -> WidgetInstance {
        if !instance.is_late(now) {
            return instance;
        }
        let expired = instance.in_state(WidgetState::Expired);
        self.put(expired.id, &expired);
        expired
    }
}

impl TextStore {
    fn read<R>(&self, id: ThreadId, read: impl FnOnce(&Rows) -> Result<R, StoreError>) -> Result<R, StoreError> {
        read(self.0.lock().unwrap().get(&id).ok_or(StoreError::ThreadNotFound)?)
    }

    /// Changes a thread; what fails changes nothing.
    fn change<R>(
        &self,
        id: ThreadId,
        change: impl FnOnce(&mut Rows) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        let mut threads = self.0.lock().unwrap();
        let rows = threads.get_mut(&id).ok_or(StoreError::ThreadNotFound)?;
        let mut changed = rows.clone();
        let result = change(&mut changed)?;
        *rows = changed;
        Ok(result)
    }
}

#[async_trait::async_trait]
impl ThreadStore for TextStore {
    async fn create(&self, new: NewThread) -> Result<(), StoreError> {
        let mut threads = self.0.lock().unwrap();
        if threads.contains_key(&new.id) {
            return Err(StoreError::failed("it is there"));
        }
        let mut ledger = Ledger::default();
        if let (Some((request, now)), Some(turn)) = (&new.replied, new.turns.last()) {
            ledger.replied(request, turn.turn_id, Vec::new(), *now);
        }
        let owner = new.owner.as_ref().map(UserId::to_string);
        let mut rows = Rows { owner, turns: Vec::new(), ledger: String::new() };
        rows.set_ledger(&ledger);
        rows.add(&new.turns);
        threads.insert(new.id, rows);
        Ok(())
    }

    async fn owner(&self, id: ThreadId) -> Result<Option<UserId>, StoreError> {
        self.read(id, |rows| Ok(rows.owner.as_deref().map(UserId::from)))
    }

    async fn last(&self, id: ThreadId, n: usize) -> Result<Vec<Arc<ChatTurn>>, StoreError> {
        self.read(id, |rows| {
            Ok(rows.turns[rows.turns.len().saturating_sub(n)..].iter().map(|text| Arc::new(read(text))).collect())
        })
    }

    async fn widget(&self, id: ThreadId, widget: WidgetId) -> Result<WidgetInstance, StoreError> {
        self.read(id, |rows| rows.widget(widget).ok_or(StoreError::WidgetNotFound))
    }

    async fn start(&self, id: ThreadId, start: Start) -> Result<Started, StoreError> {
        self.change(id, |rows| {
            let owner = rows.owner.as_deref().map(UserId::from);
            if !UserId::may_use(owner.as_ref(), start.user.as_ref()) {
                return Ok(Started::NotYours);
            }
            let clicked = start.click.as_ref().and_then(|click| rows.clicked(click.control));
            let clicked = clicked.map(|instance| rows.close(instance, start.now));
            let mut ledger = rows.ledger();
            let verdict = ledger.start(&start, clicked.as_ref());
            rows.set_ledger(&ledger);
            Ok(match verdict {
                Verdict::Run { offer, say } => {
                    rows.add(start.message.filter(|_| say).as_slice());
                    Started::Run(offer)
                }
                Verdict::Replied { turn, updated } => Started::Replied {
                    turn: Arc::new(rows.turn(turn).unwrap()),
                    updates: updated
                        .into_iter()
                        .filter_map(|Updated { was, is, .. }| {
                            Some(WidgetUpdate::Replace { widget_id: was, widget: rows.instance(is)? })
                        })
                        .collect(),
                },
                Verdict::Running => Started::Running,
                Verdict::Conflict => Started::Conflict,
                Verdict::NotOffered(why) => Started::NotOffered(why),
                Verdict::InProgress(instance) => Started::InProgress(instance),
                Verdict::Closed(instance) => Started::Closed(instance),
                other => return Err(StoreError::failed(format!("a verdict that is not known: {other:?}"))),
            })
        })
    }

    async fn finish(&self, id: ThreadId, finish: Finish) -> Result<Vec<WidgetUpdate>, StoreError> {
        self.change(id, |rows| {
            let mut changed = Vec::new();
            for change in &finish.changes {
                let Some(instance) = rows.instance(change.widget) else { continue };
                let Some(widget) = change.apply(&instance, finish.now) else { continue };
                rows.put(instance.id, &widget);
                changed.push(WidgetUpdate::Replace { widget_id: instance.id, widget });
            }
            let mut ledger = rows.ledger();
            ledger.finish(&finish, changed.iter().map(Updated::from).collect());
            rows.set_ledger(&ledger);
            rows.add(finish.turn.as_slice());
            Ok(changed)
        })
    }

    async fn abandon(&self, id: ThreadId, run: RunId, request: Option<&RequestKey>) -> Result<(), StoreError> {
        self.change(id, |rows| {
            let mut ledger = rows.ledger();
            ledger.abandon(run, request);
            rows.set_ledger(&ledger);
            Ok(())
        })
    }

    async fn expire(&self, id: ThreadId, now: SystemTime) -> Result<Vec<WidgetInstance>, StoreError> {
        self.change(id, |rows| {
            let instances: Vec<_> = rows.turns.iter().flat_map(|text| read(text).widgets).collect();
            let late = instances.into_iter().filter(|instance| instance.is_late(now));
            Ok(late.map(|instance| rows.close(instance, now)).collect())
        })
    }

    async fn delete(&self, id: ThreadId) -> Result<(), StoreError> {
        self.0.lock().unwrap().remove(&id).map(drop).ok_or(StoreError::ThreadNotFound)
    }
}
