//! openraft over the lockstep contract.

mod lockstep;
mod log;
mod machine;
mod network;
mod runtime;
mod tasks;
mod virtual_time;

use lockstep::{serve, Effects, Machine, Members, Server};
use log::{Store, Types};
use machine::KeyValue;
use openraft::{CommittedLeaderId, Config, Entry, LeaderId, LogId, Raft, ServerState, SnapshotPolicy};
use serde_json::{json, Value};
use std::{rc::Rc, sync::Arc};
use tasks::{begin as begin_in_virtual_time, world, Tasks};

const ELECTION_MILLIS: u64 = 300;

struct Node {
    raft: Raft<Types>,
    shows: Shows,
}

/// What its view is made of.
#[derive(Clone)]
struct Shows {
    store: Store,
    values: KeyValue,
    members: Rc<Members>,
    id: u64,
}

fn begin(event: &Value, effects: &mut Effects) -> Box<dyn Server> {
    let (members, machine) = (Rc::new(Members::new(event)), Machine::new(event));
    let id = members.number(&event["id"]);
    let option = |name: &str, default: u64| event["options"][name].as_u64().unwrap_or(default);
    let config = Config {
        heartbeat_interval: ELECTION_MILLIS / 6,
        election_timeout_min: ELECTION_MILLIS,
        election_timeout_max: 2 * ELECTION_MILLIS,
        max_payload_entries: option("batch", 64),
        snapshot_policy: SnapshotPolicy::LogsSinceLast(option("keep", 50)),
        max_in_snapshot_log_to_keep: option("keep", 50) / 4,
        ..Config::default()
    };
    begin_in_virtual_time(event, effects, move |records| {
        let store = Store::open(members.numbers(), records);
        let shows = Shows { values: KeyValue::new(machine, store.clone()), store, members, id };
        let first = shows.view(ServerState::Follower, None);
        let begun = async move {
            let (network, Shows { store, values, .. }) = (network::Network(shows.members.clone()), shows.clone());
            Node { raft: Raft::new(id, Arc::new(config), network, store, values).await.expect("a node"), shows }
        };
        (first, begun)
    })
}

impl Tasks for Node {
    async fn called(self: Rc<Self>, kind: String, asked: Value) -> Option<Value> {
        network::called(&self.raft, &self.shows.store, kind, asked).await
    }

    async fn submit(self: Rc<Self>, operation: u64, call: Value) {
        if self.raft.metrics().borrow().state != ServerState::Leader {
            return world().effects().fail(operation, "not leader");
        }
        if call["f"] != "read" {
            match self.raft.client_write(call).await {
                Ok(written) => world().effects().reply(operation, written.data),
                Err(error) => world().effects().info(operation, &error.to_string()),
            }
            return;
        }
        let values = &self.shows.values.0;
        let context = values.borrow_mut().machine.ask_read(operation, &call);
        let index = self.raft.get_read_log_id().await;
        let machine = &mut values.borrow_mut().machine;
        match index {
            Ok((read, _)) => machine.confirm(&context, read.map_or(0, |id| id.index + 1)),
            Err(_) => machine.lead_no_more(&mut world().effects()),
        }
        machine.read(&mut world().effects());
    }

    async fn view(self: Rc<Self>) -> Value {
        let shows = self.shows.clone();
        let view = self.raft.with_raft_state(move |state| shows.view(state.server_state, state.committed)).await;
        view.unwrap_or_default()
    }
}

impl Shows {
    /// Of two leaders of a term the one with the higher number wins, so that a term is one of a server: 16 for each, and its number.
    fn view(&self, state: ServerState, committed: Option<LogId<u64>>) -> Value {
        let (kept, applied) = (self.store.0.borrow(), self.values.0.borrow().machine.applied);
        let ballot = |term: u64, id: u64| 16 * term + id;
        let LeaderId { term, node_id } = kept.vote.unwrap_or_default().leader_id;
        let has_voted = node_id == self.id || kept.granted.is_some_and(|vote| vote.leader_id == LeaderId { term, node_id });
        let role = match state {
            ServerState::Leader => "leader",
            ServerState::Candidate => "candidate",
            _ => "follower",
        };
        let shown = |Entry { log_id, payload }: &Entry<Types>| {
            let CommittedLeaderId { term, node_id } = log_id.leader_id;
            json!({"index": log_id.index + 1, "term": ballot(term, node_id), "digest": json!(payload).to_string()})
        };
        json!({"role": role, "currentTerm": ballot(term, node_id), "votedFor": self.members.id(node_id).filter(|_| has_voted),
            "log": kept.log.values().map(shown).collect::<Vec<_>>(), "firstIndex": kept.purged.map_or(1, |id| id.index + 2),
            "commitIndex": committed.map_or(applied, |id| id.index + 1), "lastApplied": applied})
    }
}

fn main() {
    let (offers, options) = (json!({"snapshots": true}), json!({"keep": [50, 10, 500], "batch": [64, 1, 4]}));
    let longest = 2 * ELECTION_MILLIS;
    serve(json!({"name": "openraft 0.9.25", "electionTimeout": longest, "offers": offers, "options": options}), begin);
}
