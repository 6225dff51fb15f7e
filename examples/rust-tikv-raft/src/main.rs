//! tikv's Raft (the crate `raft`) over the lockstep contract.

mod lockstep;

use lockstep::{from_hex, hex, serve, Effects, Journal, Machine, Members, Random, Server};
use raft::eraftpb::{Entry, Message};
use raft::{storage::MemStorage, Config, RawNode, StateRole};
use serde_json::{json, Value};

const TICK_MILLIS: u64 = 50;
const ELECTION_TICKS: u64 = 10;

struct Node {
    raft: RawNode<MemStorage>,
    machine: Machine,
    members: Members,
    random: Random,
    timeout: u64,
    state: (StateRole, u64),
    /// A record for each `Ready` that must be durable.
    journal: Journal,
    /// One waits for its sync at a time: its number, and what is sent then.
    pending: Option<(u64, Vec<Message>)>,
    /// A planted bug: it sends before what it says is durable.
    is_hasty: bool,
}

fn begin(event: &Value, effects: &mut Effects) -> Box<dyn Server> {
    let members = Members::new(event);
    let is_on = |option: &str| event["options"][option].as_bool().unwrap_or(true);
    let mut config = Config::new(members.number(&event["id"]));
    (config.election_tick, config.heartbeat_tick) = (ELECTION_TICKS as usize, 1);
    (config.max_size_per_msg, config.max_inflight_msgs) = (4096, 16);
    (config.pre_vote, config.check_quorum) = (is_on("preVote"), is_on("checkQuorum"));
    let disk = MemStorage::new_with_conf_state((members.numbers(), vec![]));
    let (journal, records) = Journal::open(event);
    for record in &records {
        let entries = record["entries"].as_array().expect("entries").iter().filter_map(parsed).collect::<Vec<_>>();
        disk.wl().append(&entries).expect("entries that follow");
        disk.wl().set_hardstate(parsed(&record["hard"]).expect("a state"));
    }
    let raft = RawNode::new(&config, disk, &slog::Logger::root(slog::Discard, slog::o!())).expect("a node");
    let (machine, random, state) = (Machine::new(event), Random::new(event), (StateRole::Follower, u64::MAX));
    let is_hasty = std::env::args().skip(1).eq(["--bug", "send-early"]);
    effects.set_timer("tick", TICK_MILLIS);
    Box::new(Node { raft, machine, members, random, timeout: 0, state, journal, pending: None, is_hasty })
}

impl Server for Node {
    fn message(&mut self, _from: &str, body: &Value, _effects: &mut Effects) {
        let _ = parsed(&body["data"]).map(|message| self.raft.step(message)); // of what it refuses it says nothing
    }
    fn timer(&mut self, _timer: &str, effects: &mut Effects) {
        effects.set_timer("tick", TICK_MILLIS);
        self.raft.tick();
    }
    fn submit(&mut self, operation: u64, call: &Value, effects: &mut Effects) {
        let is_read = call["f"] == "read";
        if self.raft.raft.state != StateRole::Leader || is_read && !self.raft.raft.commit_to_current_term() {
            effects.fail(operation, "not leader"); // one that is new drops reads without a word
        } else if is_read {
            self.raft.read_index(self.machine.ask_read(operation, call));
        } else if self.raft.propose(Vec::new(), self.machine.ask(operation, call)).is_err() {
            self.machine.refuse(operation, effects);
        }
    }
    fn synced(&mut self, token: u64, effects: &mut Effects) {
        if token == self.journal.records {
            self.persisted(effects);
        }
    }

    /// What the library asks for, one `Ready` after the other: what must be durable is waited for.
    fn settle(&mut self, effects: &mut Effects) {
        // the library draws from the thread's generator: what it drew is replaced by what follows from the seed
        let state = (self.raft.raft.state, self.raft.raft.term);
        if state != std::mem::replace(&mut self.state, state) {
            self.timeout = self.random.between(ELECTION_TICKS, 2 * ELECTION_TICKS - 1);
        }
        self.raft.raft.set_randomized_election_timeout(self.timeout as usize);
        while self.pending.is_none() && self.raft.has_ready() {
            let mut ready = self.raft.ready();
            if ready.ss().is_some_and(|state| state.raft_state != StateRole::Leader) {
                self.machine.lead_no_more(effects);
            }
            self.send(ready.take_messages(), effects);
            let (hard, entries) = (self.raft.raft.hard_state(), ready.take_entries());
            if ready.must_sync() {
                let record = json!({"hard": text(&hard), "entries": entries.iter().map(text).collect::<Vec<_>>()});
                self.journal.write(record, effects);
                effects.sync(self.journal.records);
            }
            self.raft.store().wl().append(&entries).expect("entries that follow");
            self.raft.store().wl().set_hardstate(hard);
            self.pending = Some((ready.number(), ready.take_persisted_messages()));
            let (committed, reads) = (ready.take_committed_entries(), ready.take_read_states());
            let waits = ready.must_sync() && !self.is_hasty;
            self.raft.advance_append_async(ready);
            committed.iter().for_each(|entry| self.machine.apply(entry.index, &entry.data, effects));
            reads.iter().for_each(|read| self.machine.confirm(&read.request_ctx, read.index));
            self.machine.read(effects);
            self.raft.advance_apply();
            if !waits {
                self.persisted(effects);
            }
        }
    }

    fn view(&self) -> Value {
        let raft = &self.raft.raft;
        let role = match raft.state {
            StateRole::Leader => "leader",
            StateRole::Candidate => "candidate",
            _ => "follower", // one that asks for votes beforehand has not left its term
        };
        let shown = |entry: &Entry| json!({"index": entry.index, "term": entry.term, "digest": hex(&entry.data)});
        json!({"role": role, "currentTerm": raft.term, "votedFor": self.members.id(raft.vote),
            "log": raft.raft_log.all_entries().iter().map(shown).collect::<Vec<_>>(), "firstIndex": 1,
            "commitIndex": raft.raft_log.committed, "lastApplied": raft.raft_log.applied})
    }
}

impl Node {
    fn persisted(&mut self, effects: &mut Effects) {
        let Some((number, messages)) = self.pending.take() else { return };
        self.send(messages, effects);
        self.raft.on_persist_ready(number);
    }

    fn send(&self, messages: Vec<Message>, effects: &mut Effects) {
        for message in messages {
            let body = json!({"type": format!("{:?}", message.msg_type), "term": message.term, "data": text(&message)});
            effects.send(self.members.id(message.to).expect("a member"), body);
        }
    }
}

fn text(message: &impl protobuf::Message) -> String {
    hex(&message.write_to_bytes().expect("bytes"))
}

/// Nothing of what is no message.
fn parsed<Parsed: protobuf::Message>(text: &Value) -> Option<Parsed> {
    Parsed::parse_from_bytes(&from_hex(text.as_str()?)?).ok()
}

fn main() {
    let offers = json!({"preVote": [true, false], "checkQuorum": [true, false]});
    serve(json!({"name": "tikv/raft-rs", "electionTimeout": 2 * ELECTION_TICKS * TICK_MILLIS, "options": offers}), begin);
}
