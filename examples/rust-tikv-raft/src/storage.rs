//! What of a server is durable: a key for each `Ready`, written whole or not at all, since of the keys that are not yet
//! synced any subset may survive a crash.

use crate::lockstep::{from_hex, hex};
use protobuf::Message;
use raft::{
    eraftpb::{Entry, HardState},
    storage::MemStorage,
};
use serde_json::{json, Value};

pub fn text(message: &impl Message) -> String {
    hex(&message.write_to_bytes().expect("bytes"))
}

/// Nothing of what is no message.
pub fn parsed<Parsed: Message>(hex: &str) -> Option<Parsed> {
    Parsed::parse_from_bytes(&from_hex(hex)?).ok()
}

fn stored<Parsed: Message>(value: &Value) -> Parsed {
    value.as_str().and_then(parsed).expect("what was written")
}

pub fn record(hard: &HardState, entries: &[Entry]) -> Value {
    json!({"hard": text(hard), "entries": entries.iter().map(text).collect::<Vec<_>>()})
}

/// What the records come to, in the order in which they were written; and how many there are.
pub fn open(disk: &Value, servers: u64) -> (MemStorage, u64) {
    let storage = MemStorage::new_with_conf_state(((1..=servers).collect::<Vec<u64>>(), vec![]));
    let records = disk.as_object().cloned().unwrap_or_default(); // sorted by key
    for record in records.values() {
        let entries = record["entries"].as_array().expect("entries");
        take(&storage, &stored(&record["hard"]), &entries.iter().map(stored).collect::<Vec<_>>());
    }
    (storage, records.keys().last().map_or(0, |last| last.parse().expect("a number")))
}

pub fn take(storage: &MemStorage, hard: &HardState, entries: &[Entry]) {
    let mut core = storage.wl();
    core.append(entries).expect("entries that follow");
    core.set_hardstate(hard.clone());
}
