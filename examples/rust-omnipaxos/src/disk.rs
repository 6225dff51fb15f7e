//! A part of the kit for this library: its storage in memory, with what was done to it as records for a disk. Nothing in it is
//! about what the log replicates.

use crate::Entry;
use omnipaxos::{ballot_leader_election::Ballot, storage::*};
use omnipaxos_storage::memory_storage::MemoryStorage;
use serde::{Deserialize, Serialize};
use std::{cell::RefCell, rc::Rc};

/// Shared with the library.
#[derive(Clone, Default)]
pub struct Disk(Rc<RefCell<MemoryStorage<Entry>>>, Rc<RefCell<Vec<Op>>>);

#[derive(Serialize, Deserialize)]
pub struct Op(#[serde(with = "Written")] StorageOp<Entry>);

impl Disk {
    /// What the library has done since it was asked last.
    pub fn take(&self) -> Vec<Op> {
        self.1.take()
    }
    pub fn redo(&self, ops: Vec<Op>) {
        self.0.borrow_mut().write_atomically(ops.into_iter().map(|Op(op)| op).collect()).expect("memory");
    }
}

macro_rules! storage {
    (writes { $($set:ident: $op:ident($($value:ident: $type:ty),*);)* } reads { $($get:ident($($at:ident),*): $got:ty;)* }) => {
        /// `StorageOp`, which cannot be written as it is.
        #[derive(Serialize, Deserialize)]
        #[serde(remote = "StorageOp<Entry>")]
        enum Written { $($op($($type),*)),* }

        impl Storage<Entry> for Disk {
            fn write_atomically(&mut self, ops: Vec<StorageOp<Entry>>) -> StorageResult<()> {
                let copy = serde_json::to_value(ops.into_iter().map(Op).collect::<Vec<_>>())?;
                self.redo(serde_json::from_value(copy.clone())?);
                Ok(self.1.borrow_mut().extend(serde_json::from_value::<Vec<Op>>(copy)?))
            }
            $(fn $set(&mut self, $($value: $type),*) -> StorageResult<()> {
                self.write_atomically(vec![StorageOp::$op($($value),*)])
            })*
            $(fn $get(&self, $($at: usize),*) -> StorageResult<$got> { self.0.borrow().$get($($at),*) })*
        }
    };
}

storage! {
    writes {
        append_entry: AppendEntry(entry: Entry);
        append_entries: AppendEntries(entries: Vec<Entry>);
        append_on_prefix: AppendOnPrefix(index: usize, entries: Vec<Entry>);
        set_promise: SetPromise(ballot: Ballot);
        set_decided_idx: SetDecidedIndex(index: usize);
        set_accepted_round: SetAcceptedRound(ballot: Ballot);
        set_compacted_idx: SetCompactedIdx(index: usize);
        trim: Trim(index: usize);
        set_stopsign: SetStopsign(sign: Option<StopSign>);
        set_snapshot: SetSnapshot(snapshot: Option<Vec<Entry>>);
    }
    reads {
        get_decided_idx(): usize;
        get_accepted_round(): Option<Ballot>;
        get_entries(from, to): Vec<Entry>;
        get_log_len(): usize;
        get_suffix(from): Vec<Entry>;
        get_promise(): Option<Ballot>;
        get_stopsign(): Option<StopSign>;
        get_compacted_idx(): usize;
        get_snapshot(): Option<Vec<Entry>>;
    }
}
