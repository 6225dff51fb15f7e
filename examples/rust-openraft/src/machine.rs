//! The key-value store as openraft's state machine. Its snapshots are on the disk, it itself is not.

use crate::lockstep::Machine;
use crate::log::{Done, Id, Meta, Record, Store, Types};
use crate::tasks::world;
use openraft::{storage::RaftStateMachine, *};
use serde_json::Value;
use std::{cell::RefCell, rc::Rc};

pub struct Applied {
    pub machine: Machine,
    last: Option<Id>,
    membership: StoredMembership<u64, EmptyNode>,
}

#[derive(Clone)]
pub struct KeyValue(pub Rc<RefCell<Applied>>, Store);

impl KeyValue {
    pub fn new(machine: Machine, store: Store) -> KeyValue {
        let snapshot = store.0.borrow().snapshot.clone();
        let new = KeyValue(Rc::new(Applied { machine, last: None, membership: StoredMembership::default() }.into()), store);
        snapshot.into_iter().for_each(|(meta, image)| new.restore(meta, &image));
        new
    }
    fn restore(&self, meta: Meta, image: &Value) {
        let applied = &mut *self.0.borrow_mut();
        applied.machine.restore(image);
        applied.machine.applied = meta.last_log_id.map_or(0, |id| id.index + 1);
        (applied.last, applied.membership) = (meta.last_log_id, meta.last_membership);
    }
}

impl RaftStateMachine<Types> for KeyValue {
    type SnapshotBuilder = KeyValue;
    async fn applied_state(&mut self) -> Done<(Option<Id>, StoredMembership<u64, EmptyNode>)> {
        let applied = self.0.borrow();
        Ok((applied.last, applied.membership.clone()))
    }
    async fn apply<I: IntoIterator<Item = Entry<Types>>>(&mut self, entries: I) -> Done<Vec<Value>> {
        let applied = &mut *self.0.borrow_mut();
        let mut apply = |Entry { log_id, payload }| {
            (applied.last, applied.machine.applied) = (Some(log_id), log_id.index + 1);
            match payload {
                EntryPayload::Normal(call) => return applied.machine.execute(&call),
                EntryPayload::Membership(members) => applied.membership = StoredMembership::new(Some(log_id), members),
                EntryPayload::Blank => (),
            }
            Value::Null
        };
        let outcomes = entries.into_iter().map(&mut apply).collect();
        applied.machine.read(&mut world().effects());
        Ok(outcomes)
    }
    async fn get_snapshot_builder(&mut self) -> KeyValue {
        self.clone()
    }
    async fn begin_receiving_snapshot(&mut self) -> Done<Box<Value>> {
        Ok(Box::default())
    }
    async fn install_snapshot(&mut self, meta: &Meta, image: Box<Value>) -> Done<()> {
        self.restore(meta.clone(), &image);
        Ok(self.1.keep(Record::Snapshot(meta.clone(), *image)).await)
    }
    async fn get_current_snapshot(&mut self) -> Done<Option<Snapshot<Types>>> {
        let snapshot = self.1 .0.borrow().snapshot.clone();
        Ok(snapshot.map(|(meta, image)| Snapshot { meta, snapshot: Box::new(image) }))
    }
}

impl RaftSnapshotBuilder<Types> for KeyValue {
    async fn build_snapshot(&mut self) -> Done<Snapshot<Types>> {
        let (last_log_id, last_membership) = self.applied_state().await?;
        let (image, snapshot_id) = (self.0.borrow().machine.image(), format!("{last_log_id:?}"));
        let meta = Meta { last_log_id, last_membership, snapshot_id };
        self.1.keep(Record::Snapshot(meta.clone(), image.clone())).await;
        Ok(Snapshot { meta, snapshot: Box::new(image) })
    }
}
