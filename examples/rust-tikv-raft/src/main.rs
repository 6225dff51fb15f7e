//! tikv's Raft (the crate `raft`) over the lockstep contract.

mod lockstep;
mod storage;

use lockstep::{hex, serve, Effects, Machine, Random, Server};
use raft::{eraftpb::Message, storage::MemStorage, Config, RawNode, StateRole};
use serde_json::{json, Value};

const TICK_MILLIS: u64 = 50;
const ELECTION_TICKS: u64 = 10;

struct Node {
    raft: RawNode<MemStorage>,
    machine: Machine,
    members: Vec<String>,
    random: Random,
    timeout: u64,
    state: (StateRole, u64),
    /// So many were written: a key of the disk for each `Ready` that must be durable.
    records: u64,
    /// One waits for its sync at a time: its number, and what is sent then.
    pending: Option<(u64, Vec<Message>)>,
    /// A planted bug: it sends before what it says is durable.
    is_hasty: bool,
}

fn begin(event: &Value, effects: &mut Effects) -> Box<dyn Server> {
    let members: Vec<String> = serde_json::from_value(event["members"].clone()).expect("members");
    let place = members.iter().position(|member| event["id"] == **member).expect("a member");
    let is_on = |option: &str| event["options"][option].as_bool().unwrap_or(true);
    let config = Config {
        id: 1 + place as u64,
        election_tick: ELECTION_TICKS as usize,
        heartbeat_tick: 1,
        max_size_per_msg: 4096,
        max_inflight_msgs: 16,
        pre_vote: is_on("preVote"),
        check_quorum: is_on("checkQuorum"),
        ..Config::default()
    };
    let (disk, records) = storage::open(&event["stored"], members.len() as u64);
    let silent = slog::Logger::root(slog::Discard, slog::o!());
    let mut node = Node {
        raft: RawNode::new(&config, disk, &silent).expect("a node"),
        machine: Machine::new(event),
        members,
        random: Random(event["seed"].as_u64().expect("a seed")),
        timeout: 0,
        state: (StateRole::Follower, u64::MAX),
        records,
        pending: None,
        is_hasty: std::env::args().skip(1).eq(["--bug", "send-early"]),
    };
    effects.set_timer("tick", TICK_MILLIS);
    node.go_on(effects);
    Box::new(node)
}

impl Server for Node {
    fn handle(&mut self, event: &Value, effects: &mut Effects) {
        match event["event"].as_str() {
            Some("timer") => {
                effects.set_timer("tick", TICK_MILLIS);
                self.raft.tick();
            }
            Some("message") => {
                let message = event["body"]["data"].as_str().and_then(storage::parsed);
                let _ = message.map(|message: Message| self.raft.step(message));
                // of what it refuses it says nothing
            }
            Some("submit") => self.submit(event["operation"].as_u64().expect("a number"), &event["call"], effects),
            Some("synced") => {
                if self.pending.as_ref().is_some_and(|_| event["token"] == self.records) {
                    let (number, messages) = self.pending.take().expect("it is there");
                    self.send(messages, effects);
                    self.raft.on_persist_ready(number);
                }
            }
            _ => {}
        }
        self.go_on(effects);
    }

    fn view(&self) -> Value {
        let raft = &self.raft.raft;
        let role = match raft.state {
            StateRole::Leader => "leader",
            StateRole::Candidate => "candidate",
            _ => "follower", // one that asks for votes beforehand has not left its term
        };
        let shown = |entry: &raft::eraftpb::Entry| json!({"index": entry.index, "term": entry.term, "digest": hex(&entry.data)});
        json!({"role": role, "currentTerm": raft.term, "votedFor": raft.vote.checked_sub(1).map(|at| &self.members[at as usize]),
            "log": raft.raft_log.all_entries().iter().map(shown).collect::<Vec<_>>(), "firstIndex": 1,
            "commitIndex": raft.raft_log.committed, "lastApplied": raft.raft_log.applied})
    }
}

impl Node {
    fn submit(&mut self, operation: u64, call: &Value, effects: &mut Effects) {
        let is_read = call["f"] == "read";
        if self.raft.raft.state != StateRole::Leader || is_read && !self.raft.raft.commit_to_current_term() {
            effects.fail(operation, "not leader"); // one that is new drops reads without a word
        } else if is_read {
            self.raft.read_index(self.machine.ask_read(operation, call));
        } else {
            let command = self.machine.ask(operation, call);
            if self.raft.propose(Vec::new(), command).is_err() {
                self.machine.refuse(operation, effects);
            }
        }
    }

    /// What the library asks for, one `Ready` after the other: what must be durable is waited for.
    fn go_on(&mut self, effects: &mut Effects) {
        // the library draws from the thread's generator: what it drew is replaced by what follows from the seed
        let state = (self.raft.raft.state, self.raft.raft.term);
        if state != self.state {
            self.timeout = self.random.between(ELECTION_TICKS, 2 * ELECTION_TICKS - 1);
            self.state = state;
        }
        self.raft.raft.set_randomized_election_timeout(self.timeout as usize);
        while self.pending.is_none() && self.raft.has_ready() {
            let mut ready = self.raft.ready();
            if ready.ss().is_some_and(|state| state.raft_state != StateRole::Leader) {
                self.machine.lead_no_more(effects);
            }
            self.send(ready.take_messages(), effects);
            let (hard, entries) = (self.raft.raft.hard_state(), ready.take_entries());
            storage::take(self.raft.store(), &hard, &entries);
            let (number, messages) = (ready.number(), ready.take_persisted_messages());
            if ready.must_sync() {
                self.records += 1;
                effects.write(&format!("{:08}", self.records), storage::record(&hard, &entries));
                effects.sync(self.records);
            }
            self.pending = Some((number, messages));
            let (committed, reads) = (ready.take_committed_entries(), ready.take_read_states());
            let waits = ready.must_sync() && !self.is_hasty;
            self.raft.advance_append_async(ready);
            committed.iter().for_each(|entry| self.machine.apply(entry.index, &entry.data, effects));
            reads.iter().for_each(|read| self.machine.confirm(&read.request_ctx, read.index));
            self.machine.read(effects);
            self.raft.advance_apply();
            if !waits {
                let (number, messages) = self.pending.take().expect("it is there");
                self.send(messages, effects);
                self.raft.on_persist_ready(number);
            }
        }
    }

    fn send(&self, messages: Vec<Message>, effects: &mut Effects) {
        for message in messages {
            let shown = format!("{:?}", message.msg_type);
            let body = json!({"type": shown, "term": message.term, "data": storage::text(&message)});
            effects.send(&self.members[message.to as usize - 1], body);
        }
    }
}

fn main() {
    let offers = json!({"preVote": [true, false], "checkQuorum": [true, false]});
    serve(json!({"name": "tikv/raft-rs", "electionTimeout": 2 * ELECTION_TICKS * TICK_MILLIS, "options": offers}), begin);
}
