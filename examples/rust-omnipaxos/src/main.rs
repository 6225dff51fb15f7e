//! OmniPaxos over the lockstep contract.

mod disk;
mod lockstep;

use disk::Disk;
use lockstep::{serve, Arrival, Connections, Effects, Journal, Machine, Members, Server};
use omnipaxos::storage::{Snapshot, Storage as _};
use omnipaxos::{util::LogEntry, ClusterConfig, OmniPaxos, OmniPaxosConfig, ServerConfig};
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};

const TICK_MILLIS: u64 = 20;
const ELECTION_TICKS: u64 = 10;

/// The ballot in which a command was proposed, and the command.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry(pub u64, pub String);

impl omnipaxos::storage::Entry for Entry {
    type Snapshot = Vec<Entry>;
}

/// All commands from the first on: what one does depends on those before it.
impl Snapshot<Entry> for Vec<Entry> {
    fn create(entries: &[Entry]) -> Vec<Entry> {
        entries.to_vec()
    }
    fn merge(&mut self, delta: Vec<Entry>) {
        self.extend(delta);
    }
    fn use_snapshots() -> bool {
        std::env::args().any(|argument| argument == "--snapshots")
    }
}

struct Node {
    paxos: OmniPaxos<Entry, Disk>,
    disk: Disk,
    journal: Journal,
    machine: Machine,
    members: Members,
    connections: Connections,
}

fn begin(event: &Value, effects: &mut Effects) -> Box<dyn Server> {
    let (journal, records) = Journal::open(event);
    let (members, disk) = (Members::new(event), Disk::default());
    records.into_iter().for_each(|record| disk.redo(serde_json::from_value(record).expect("what was written")));
    let (pid, nodes) = (members.number(&event["id"]), members.numbers());
    let cluster_config = ClusterConfig { configuration_id: 1, nodes, flexible_quorum: None };
    let (election_tick_timeout, resend_message_tick_timeout) = (ELECTION_TICKS, 4 * ELECTION_TICKS);
    let server_config = ServerConfig { pid, election_tick_timeout, resend_message_tick_timeout, ..ServerConfig::default() };
    let paxos = OmniPaxosConfig { cluster_config, server_config }.build(disk.clone()).expect("a node");
    effects.set_timer("tick", TICK_MILLIS);
    let (machine, connections) = (Machine::new(event), Connections::new(journal.records));
    Box::new(Node { paxos, disk, journal, machine, members, connections })
}

impl Server for Node {
    fn message(&mut self, from: &str, body: &Value, effects: &mut Effects) {
        let Arrival { is_anew, message } = self.connections.receive(from, body, effects);
        if is_anew {
            self.paxos.reconnected(self.members.number(&from.into()));
        }
        if let Some(message) = message.and_then(|message| serde_json::from_value(message).ok()) {
            self.paxos.handle_incoming(message);
        }
    }
    fn timer(&mut self, _timer: &str, effects: &mut Effects) {
        effects.set_timer("tick", TICK_MILLIS);
        self.paxos.tick();
    }
    fn submit(&mut self, operation: u64, call: &Value, effects: &mut Effects) {
        if !self.leads() {
            return effects.fail(operation, "not leader"); // it would be forwarded, and its ballot not known
        }
        let command = String::from_utf8(self.machine.ask(operation, call)).expect("JSON");
        self.paxos.append(Entry(self.ballot(), command)).expect("an entry");
    }
    fn snapshot(&mut self, operation: u64, effects: &mut Effects) {
        match self.paxos.snapshot(None, true) {
            Ok(()) => effects.ok(operation, Value::Null),
            Err(error) => effects.fail(operation, &error.to_string()),
        }
    }
    /// What the library has changed is durable before anything that follows from it.
    fn settle(&mut self, effects: &mut Effects) {
        let ops = self.disk.take();
        if !ops.is_empty() {
            self.journal.write(json!(ops), effects);
            if !std::env::args().any(|argument| argument == "send-early") {
                effects.flush(); // without it, a planted bug, it does not wait
            }
        }
        let mut messages = vec![];
        self.paxos.take_outgoing_messages(&mut messages);
        for message in messages {
            let to = self.members.id(message.get_receiver()).expect("a member");
            self.connections.send(to, json!(message), effects);
        }
        for entry in self.paxos.read_decided_suffix(self.machine.applied as usize).unwrap_or_default() {
            match entry {
                LogEntry::Decided(Entry(_, command)) => self.machine.apply(self.machine.applied + 1, command.as_bytes(), effects),
                LogEntry::Snapshotted(all) => {
                    self.machine.forget(); // it stands for all from the first command on
                    let mut apply = |command: &[u8]| self.machine.apply(all.trimmed_idx as u64, command, effects);
                    all.snapshot.iter().for_each(|Entry(_, command)| apply(command.as_bytes()));
                }
                other => panic!("decided: {other:?}"),
            }
        }
    }
    /// In Raft's words: a ballot is a term, with the server that it is of. Whoever has a later one is promised to, so that
    /// there is nothing like a vote that could be held against the rules.
    fn view(&self) -> Value {
        let first = 1 + self.paxos.get_compacted_idx();
        let entries = self.disk.get_suffix(first - 1).expect("memory").into_iter().enumerate();
        let log = entries.map(|(at, Entry(ballot, digest))| json!({"index": first + at, "term": ballot, "digest": digest}));
        let (role, decided) = (if self.leads() { "leader" } else { "follower" }, self.paxos.get_decided_idx());
        json!({"role": role, "currentTerm": self.ballot(), "votedFor": null, "log": log.collect::<Vec<_>>(), "firstIndex": first,
            "commitIndex": decided, "lastApplied": self.machine.applied, "stateDigest": self.machine.digest()})
    }
}

impl Node {
    fn leads(&self) -> bool {
        self.paxos.get_current_leader() == Some((self.paxos.get_pid(), true))
    }
    fn ballot(&self) -> u64 {
        let ballot = self.paxos.get_promise();
        16 * u64::from(ballot.n) + ballot.pid
    }
}

fn main() {
    let snapshots = if Vec::<Entry>::use_snapshots() { json!("on-request") } else { json!(false) };
    let offers = json!({"fewestServers": 2, "snapshots": snapshots});
    serve(json!({"name": "omnipaxos", "electionTimeout": 4 * ELECTION_TICKS * TICK_MILLIS, "offers": offers}), begin);
}
