//! openraft's log, votes and snapshots over the disk of the kit. Independent of the state machine: copy it as it is.

use crate::runtime::Runtime;
use crate::tasks::{spawn, world};
use openraft::storage::{LogFlushed, RaftLogStorage};
use openraft::*;
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::{cell::RefCell, fmt::Debug, future::Future, ops::RangeBounds, rc::Rc};

openraft::declare_raft_types!(pub Types: D = Value, R = Value, NodeId = u64, Node = EmptyNode, SnapshotData = Value, AsyncRuntime = Runtime);

pub type Id = LogId<u64>;
pub type Meta = SnapshotMeta<u64, EmptyNode>;
pub type Done<T> = Result<T, StorageError<u64>>;

/// What stands on the disk is what was done.
#[derive(Clone, Serialize, Deserialize)]
pub enum Record {
    Vote(Vote<u64>),
    Committed(Option<Id>),
    Append(Vec<Entry<Types>>),
    Truncate(Id),
    Purge(Id),
    Snapshot(Meta, Value),
}

pub struct Kept {
    pub vote: Option<Vote<u64>>,
    /// The last vote that was granted: one that the library stores may be one that it only heard of.
    pub granted: Option<Vote<u64>>,
    pub log: BTreeMap<u64, Entry<Types>>,
    pub purged: Option<Id>,
    committed: Option<Id>,
    pub snapshot: Option<(Meta, Value)>,
}

/// Shared with the library.
#[derive(Clone)]
pub struct Store(pub Rc<RefCell<Kept>>);

impl Store {
    /// `voters`: an empty disk has what `initialize` writes.
    pub fn open(voters: Vec<u64>, records: Vec<Value>) -> Store {
        let payload = EntryPayload::Membership(Membership::new(vec![BTreeSet::from_iter(voters)], ()));
        let log = BTreeMap::from([(0, Entry { log_id: Id::default(), payload })]);
        let kept = Kept { vote: None, granted: None, log, purged: None, committed: None, snapshot: None };
        let store = Store(Rc::new(kept.into()));
        records.into_iter().for_each(|record| store.redo(serde_json::from_value(record).expect("what was written")));
        store
    }
    fn redo(&self, record: Record) {
        let mut kept = self.0.borrow_mut();
        match record {
            Record::Vote(vote) => kept.vote = Some(vote),
            Record::Committed(to) => kept.committed = to,
            Record::Append(entries) => kept.log.extend(entries.into_iter().map(|entry| (entry.log_id.index, entry))),
            Record::Truncate(from) => drop(kept.log.split_off(&from.index)),
            Record::Purge(to) => (kept.log, kept.purged) = (kept.log.split_off(&(to.index + 1)), Some(to)),
            Record::Snapshot(meta, image) => kept.snapshot = Some((meta, image)),
        }
    }
    pub fn keep(&self, record: Record) -> impl Future<Output = ()> {
        let durable = world().write(json!(record));
        self.redo(record);
        async {
            if !is_asked_for("send-early") {
                durable.await // without it, a planted bug, it does not wait
            }
        }
    }
}

impl RaftLogReader<Types> for Store {
    async fn try_get_log_entries<R: RangeBounds<u64> + Clone + Debug>(&mut self, range: R) -> Done<Vec<Entry<Types>>> {
        Ok(self.0.borrow().log.range(range).map(|(_, entry)| entry.clone()).collect())
    }
}

impl RaftLogStorage<Types> for Store {
    type LogReader = Store;
    async fn get_log_state(&mut self) -> Done<LogState<Types>> {
        let kept = self.0.borrow();
        let last_log_id = kept.log.values().last().map(|entry| entry.log_id).or(kept.purged);
        Ok(LogState { last_purged_log_id: kept.purged, last_log_id })
    }
    async fn get_log_reader(&mut self) -> Store {
        self.clone()
    }
    async fn save_vote(&mut self, vote: &Vote<u64>) -> Done<()> {
        Ok(self.keep(Record::Vote(*vote)).await)
    }
    async fn read_vote(&mut self) -> Done<Option<Vote<u64>>> {
        Ok(self.0.borrow().vote)
    }
    async fn save_committed(&mut self, to: Option<Id>) -> Done<()> {
        Ok(self.keep(Record::Committed(to)).await)
    }
    async fn read_committed(&mut self) -> Done<Option<Id>> {
        Ok(self.0.borrow().committed.filter(|_| !is_asked_for("--forget-committed")))
    }
    async fn append<I: IntoIterator<Item = Entry<Types>>>(&mut self, entries: I, done: LogFlushed<Types>) -> Done<()> {
        let durable = self.keep(Record::Append(entries.into_iter().collect()));
        drop(spawn(async {
            durable.await;
            done.log_io_completed(Ok(()))
        }));
        Ok(())
    }
    async fn truncate(&mut self, from: Id) -> Done<()> {
        Ok(self.keep(Record::Truncate(from)).await)
    }
    async fn purge(&mut self, to: Id) -> Done<()> {
        Ok(self.keep(Record::Purge(to)).await)
    }
}

fn is_asked_for(argument: &str) -> bool {
    std::env::args().any(|one| one == argument)
}
