//! The kit: the lockstep contract in Rust. Copy it beside an adapter of your own and call `serve`; it needs `serde_json`.
//!
//! The program never reads a clock and opens no socket: time, timers, disk and network are the harness's.

#![allow(dead_code)] // no adapter needs all of it

use serde_json::{json, Map, Value};
use std::collections::{hash_map::DefaultHasher, BTreeMap, HashMap, VecDeque};
use std::hash::{Hash, Hasher};
use std::io::{self, BufRead, Write};

/// What a server does in answer to an event, in this order.
#[derive(Default)]
pub struct Effects(Vec<Value>);

impl Effects {
    pub fn send(&mut self, to: &str, body: Value) {
        self.0.push(json!({"do": "send", "to": to, "body": body}));
    }
    /// Set again, a timer of the same name begins anew. `after` is in milliseconds.
    pub fn set_timer(&mut self, timer: &str, after: u64) {
        self.0.push(json!({"do": "set-timer", "timer": timer, "after": after}));
    }
    pub fn cancel_timer(&mut self, timer: &str) {
        self.0.push(json!({"do": "cancel-timer", "timer": timer}));
    }
    /// Durable once a sync that is asked for later is done.
    pub fn write(&mut self, key: &str, value: Value) {
        self.0.push(json!({"do": "write", "key": key, "value": value}));
    }
    /// The event `synced` brings the token back.
    pub fn sync(&mut self, token: u64) {
        self.0.push(json!({"do": "sync", "token": token}));
    }
    pub fn ok(&mut self, operation: u64, value: Value) {
        self.reply(operation, json!({"type": "ok", "value": value}));
    }
    /// It certainly did not happen.
    pub fn fail(&mut self, operation: u64, error: &str) {
        self.reply(operation, json!({"type": "fail", "error": error}));
    }
    /// Nobody knows whether it happened.
    pub fn info(&mut self, operation: u64, error: &str) {
        self.reply(operation, json!({"type": "info", "error": error}));
    }
    /// For libraries that wait inside a call until something is durable, as with a file: what comes after waits until what was
    /// written so far is, and until then no event reaches the server, as none would reach a thread that waits.
    pub fn flush(&mut self) {
        self.0.push(Value::Null);
    }
    /// As `Machine::execute` has it.
    pub fn reply(&mut self, operation: u64, outcome: Value) {
        self.0.push(json!({"do": "reply", "operation": operation, "outcome": outcome}));
    }
}

/// One incarnation of one server.
pub trait Server {
    /// The server's own clock in milliseconds, before each event.
    fn clock(&mut self, _now: f64) {}
    fn message(&mut self, from: &str, body: &Value, effects: &mut Effects);
    fn timer(&mut self, timer: &str, effects: &mut Effects);
    fn submit(&mut self, operation: u64, call: &Value, effects: &mut Effects);
    fn synced(&mut self, _token: u64, _effects: &mut Effects) {}
    /// An operator asks for a snapshot, for other members, for another leader: only where `offers` say so, by
    /// `"snapshots": "on-request"`, `membership`, `transfer`.
    fn snapshot(&mut self, operation: u64, effects: &mut Effects) {
        effects.fail(operation, "not offered");
    }
    fn reconfigure(&mut self, operation: u64, _members: &Value, effects: &mut Effects) {
        effects.fail(operation, "not offered");
    }
    fn transfer(&mut self, operation: u64, _to: &str, effects: &mut Effects) {
        effects.fail(operation, "not offered");
    }
    /// What is left to do when it has begun, and after each event.
    fn settle(&mut self, _effects: &mut Effects) {}
    /// `role`, `currentTerm`, `votedFor`, `log`, `firstIndex`, `commitIndex`, `lastApplied`. Null: it shows none.
    fn view(&self) -> Value {
        Value::Null
    }
}

/// All randomness of a server, from the seed of its `init` (splitmix64).
pub struct Random(pub u64);

impl Random {
    /// Of the event `init`.
    pub fn new(init: &Value) -> Random {
        Random(init["seed"].as_u64().expect("a seed"))
    }
    /// From `low` to `high`, both among them.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e3779b97f4a7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58476d1ce4e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d049bb133111eb);
        low + (mixed ^ (mixed >> 31)) % (high - low + 1)
    }
}

/// Serves until the input ends. `begin` makes a server of its event `init`; `describe`: name, offers, electionTimeout, options.
pub fn serve(describe: Value, begin: impl Fn(&Value, &mut Effects) -> Box<dyn Server>) {
    let mut playing = Playing { describe, begin, servers: HashMap::new() };
    for line in io::stdin().lock().lines() {
        let said = match serde_json::from_str(&line.expect("a line")).expect("JSON") {
            // a batch: as many answers, in the same order
            Value::Array(events) => events.iter().map(|event| playing.answer(event)).collect(),
            event => playing.answer(&event),
        };
        let mut out = io::stdout().lock();
        writeln!(out, "{said}").and_then(|()| out.flush()).expect("standard output");
    }
}

struct Playing<Begin> {
    describe: Value,
    begin: Begin,
    /// By `node`, which is a key: in a batch stand servers of several clusters.
    servers: HashMap<String, Played>,
}

impl<Begin: Fn(&Value, &mut Effects) -> Box<dyn Server>> Playing<Begin> {
    fn answer(&mut self, event: &Value) -> Value {
        let (mut answer, mut effects) = (Map::new(), Effects::default());
        let node = event["node"].as_str().expect("a node");
        match event["event"].as_str() {
            Some("init") => {
                answer = self.describe.as_object().expect("an object").clone();
                answer.insert("servers".into(), "all".into());
                answer.insert("batch".into(), true.into());
                self.servers.insert(node.into(), Played::begin(event, &self.begin, &mut effects));
            }
            Some("crash") => drop(self.servers.remove(node)),
            _ => {
                if let Some(played) = self.servers.get_mut(node) {
                    played.take(event, &mut effects);
                }
            }
        }
        answer.insert("step".into(), event["step"].clone());
        answer.insert("effects".into(), effects.0.into());
        if let Some(view) = self.servers.get_mut(node).and_then(Played::news) {
            answer.insert("view".into(), view);
        }
        answer.into()
    }
}

/// A server, with what it did after a `flush` that is not done, and the events since, which do not reach it before.
struct Played {
    server: Box<dyn Server>,
    /// What its view showed last.
    shown: Value,
    held: VecDeque<Value>,
    events: VecDeque<Value>,
    flushes: u64,
    is_waiting: bool,
}

/// Above the tokens of a server's own syncs.
const FLUSH: u64 = 1 << 52;

impl Played {
    fn begin(event: &Value, begin: impl Fn(&Value, &mut Effects) -> Box<dyn Server>, effects: &mut Effects) -> Played {
        let mut first = Effects::default();
        let mut server = begin(event, &mut first);
        server.settle(&mut first);
        let (shown, held, events) = (Value::Null, first.0.into(), VecDeque::new());
        let mut played = Played { server, shown, held, events, flushes: FLUSH, is_waiting: false };
        played.release(effects);
        played
    }

    fn take(&mut self, event: &Value, effects: &mut Effects) {
        if event["event"] == "synced" && event["token"].as_u64() > Some(FLUSH) {
            self.is_waiting = event["token"] != self.flushes;
        } else {
            self.events.push_back(event.clone());
        }
        self.release(effects);
    }

    fn release(&mut self, effects: &mut Effects) {
        while !self.is_waiting {
            match self.held.pop_front() {
                Some(Value::Null) => {
                    self.flushes += 1;
                    effects.sync(self.flushes);
                    self.is_waiting = true;
                }
                Some(effect) => effects.0.push(effect),
                None => {
                    let Some(event) = self.events.pop_front() else { return };
                    let mut next = Effects::default();
                    self.handle(&event, &mut next);
                    self.held = next.0.into();
                }
            }
        }
    }

    fn handle(&mut self, event: &Value, effects: &mut Effects) {
        let server = &mut self.server;
        let number = |field: &str| event[field].as_u64().expect("a number");
        let text = |field: &str| event[field].as_str().expect("a text");
        server.clock(event["now"].as_f64().expect("a time"));
        match text("event") {
            "message" => server.message(text("from"), &event["body"], effects),
            "timer" => server.timer(text("timer"), effects),
            "submit" => server.submit(number("operation"), &event["call"], effects),
            "synced" => server.synced(number("token"), effects),
            "snapshot" => server.snapshot(number("operation"), effects),
            "reconfigure" => server.reconfigure(number("operation"), &event["members"], effects),
            "transfer" => server.transfer(number("operation"), text("to"), effects),
            _ => {}
        }
        server.settle(effects);
    }

    /// The view, where it is not what was shown last.
    fn news(&mut self) -> Option<Value> {
        let view = self.server.view();
        let news = (view != self.shown).then(|| changed(&view, &self.shown));
        self.shown = view;
        news
    }
}

/// Of the log only the entries that were not shown, from `logFrom` on: a log whole makes a line as long as the log.
fn changed(view: &Value, shown: &Value) -> Value {
    let (first, before) = (view["firstIndex"].as_u64(), shown["firstIndex"].as_u64());
    let (Some(first), Some(before), Some(log), Some(old)) = (first, before, view["log"].as_array(), shown["log"].as_array())
    else {
        return view.clone();
    };
    if first < before || first > before + old.len() as u64 {
        return view.clone(); // nothing of it was shown, as after a snapshot of another server
    }
    let old = old.iter().skip((first - before) as usize);
    let same = log.iter().zip(old).take_while(|(one, other)| one == other).count();
    let mut cut = view.clone();
    cut["logFrom"] = (first + same as u64).into();
    cut["log"] = log[same..].into();
    cut
}

/// The servers of a cluster, for libraries that know them by numbers, from 1 on.
pub struct Members(Vec<String>);

impl Members {
    /// Of the event `init`.
    pub fn new(init: &Value) -> Members {
        Members(serde_json::from_value(init["members"].clone()).expect("members"))
    }
    pub fn numbers(&self) -> Vec<u64> {
        (1..=self.0.len() as u64).collect()
    }
    pub fn number(&self, id: &Value) -> u64 {
        1 + self.0.iter().position(|member| *id == **member).expect("a member") as u64
    }
    /// None of 0, which many libraries call nobody.
    pub fn id(&self, number: u64) -> Option<&String> {
        self.0.get(number.checked_sub(1)? as usize)
    }
}

/// A disk on which record follows record, a key for each: written whole or not at all, while of keys that are not yet
/// synced any subset may survive a crash.
pub struct Journal {
    /// How many records were written.
    pub records: u64,
}

impl Journal {
    /// Of the event `init`, with the records in the order in which they were written.
    pub fn open(init: &Value) -> (Journal, Vec<Value>) {
        let stored = init["stored"].as_object().cloned().unwrap_or_default(); // sorted by key
        let records = stored.keys().last().map_or(0, |last| last.parse().expect("a number"));
        (Journal { records }, stored.into_values().collect())
    }
    pub fn write(&mut self, record: Value, effects: &mut Effects) {
        self.records += 1;
        effects.write(&format!("{:08}", self.records), record);
    }
}

/// For libraries that take for granted that of what a server sends to another one nothing is lost between two messages that
/// arrive, and nothing arrives twice or late: as over a connection, which may break and be made again.
pub struct Connections {
    /// Which incarnation this is, and how many messages went to each server.
    life: u64,
    sent: HashMap<String, u64>,
    /// By server: the incarnation that was heard last, and the number of its last message.
    heard: HashMap<String, (u64, u64)>,
}

/// What came of a message: none where it is late or alien, or says no more than that the connection broke.
#[derive(Default)]
pub struct Arrival {
    /// It came by another connection than the one before.
    pub is_anew: bool,
    pub message: Option<Value>,
}

impl Connections {
    /// `life`: more than that of each incarnation before, as are the records of a journal where each writes one.
    pub fn new(life: u64) -> Connections {
        Connections { life, sent: HashMap::new(), heard: HashMap::new() }
    }
    pub fn send(&mut self, to: &str, message: Value, effects: &mut Effects) {
        let sent = self.sent.entry(to.into()).or_default();
        *sent += 1;
        effects.send(to, json!({"life": self.life, "sent": sent, "message": message}));
    }
    /// Where some before it were lost, or the sender began anew, the connection broke: the other end is told.
    pub fn receive(&mut self, from: &str, body: &Value, effects: &mut Effects) -> Arrival {
        let (Some(life), Some(sent), Some(message)) = (body["life"].as_u64(), body["sent"].as_u64(), body.get("message")) else {
            return Arrival::default();
        };
        let last = self.heard.get(from).copied().unwrap_or((life, 0));
        if (life, sent) <= last {
            return Arrival::default();
        }
        self.heard.insert(from.into(), (life, sent));
        let has_broken = (life, sent) != (last.0, last.1 + 1);
        if has_broken {
            self.send(from, Value::Null, effects);
        }
        Arrival { is_anew: has_broken || message.is_null(), message: Some(message.clone()).filter(|message| !message.is_null()) }
    }
}

/// The key-value store of the built-in workloads, and the clients who wait for it.
pub struct Machine {
    /// The incarnation that is asked: operations of another one are not answered.
    from: String,
    values: BTreeMap<String, Value>,
    pub applied: u64,
    asked: Vec<u64>,
    reads: Vec<Read>,
}

struct Read {
    context: Vec<u8>,
    operation: u64,
    key: String,
    /// What must be applied first, once it is known.
    index: Option<u64>,
}

impl Machine {
    /// Of the event `init`.
    pub fn new(init: &Value) -> Machine {
        let from = format!("{}/{}", init["id"].as_str().expect("an id"), init["seed"]);
        let (values, asked, reads) = (BTreeMap::new(), vec![], vec![]);
        Machine { from, values, applied: 0, asked, reads }
    }

    /// Gives the command to propose.
    pub fn ask(&mut self, operation: u64, call: &Value) -> Vec<u8> {
        self.asked.push(operation);
        json!({"from": self.from, "operation": operation, "call": call}).to_string().into_bytes()
    }

    /// Gives the context to ask for an index with, at which the call reads.
    pub fn ask_read(&mut self, operation: u64, call: &Value) -> Vec<u8> {
        let context = format!("{}/{operation}", self.from).into_bytes();
        let key = call["key"].as_str().expect("a key").to_string();
        let asked = context.clone();
        self.reads.push(Read { context: asked, operation, key, index: None });
        context
    }

    pub fn refuse(&mut self, operation: u64, effects: &mut Effects) {
        self.asked.retain(|asked| *asked != operation);
        effects.fail(operation, "not leader");
    }

    pub fn lead_no_more(&mut self, effects: &mut Effects) {
        let lost = "leadership was lost";
        self.asked.drain(..).for_each(|operation| effects.info(operation, lost));
        self.reads.drain(..).for_each(|read| effects.fail(read.operation, lost));
    }

    /// A read asked for with this context may be answered at this index.
    pub fn confirm(&mut self, context: &[u8], index: u64) {
        let asked = self.reads.iter_mut().filter(|read| read.context == context);
        asked.for_each(|read| read.index = Some(index));
    }

    /// A snapshot takes the place of all that was applied.
    pub fn forget(&mut self) {
        self.values.clear();
    }

    /// Equal values, equal digests: for `stateDigest` of a view.
    pub fn digest(&self) -> String {
        let mut hasher = DefaultHasher::new();
        self.values.iter().for_each(|(key, value)| (key, value.to_string()).hash(&mut hasher));
        format!("{:016x}", hasher.finish())
    }

    /// Answers the reads that are due.
    pub fn read(&mut self, effects: &mut Effects) {
        let applied = self.applied;
        let due = self.reads.extract_if(.., |read| read.index.is_some_and(|index| index <= applied));
        due.for_each(|read| effects.ok(read.operation, self.values.get(&read.key).cloned().unwrap_or_default()));
    }

    /// Applies an entry; an empty one, as of a new leader, does nothing.
    pub fn apply(&mut self, index: u64, data: &[u8], effects: &mut Effects) {
        self.applied = index;
        if data.is_empty() {
            return;
        }
        let command: Value = serde_json::from_slice(data).expect("a command");
        let outcome = self.execute(&command["call"]);
        let waits = self.asked.iter().position(|asked| command["operation"] == *asked);
        if let Some(at) = waits.filter(|_| command["from"] == self.from.as_str()) {
            effects.reply(self.asked.remove(at), outcome);
        }
    }

    /// Gives the outcome.
    pub fn execute(&mut self, call: &Value) -> Value {
        let place = self.values.entry(call["key"].as_str().expect("a key").into()).or_default();
        let (f, value) = (call["f"].as_str(), &call["value"]);
        match f {
            Some("read") => json!({"type": "ok", "value": place}),
            Some("cas") if *place != value[0] => json!({"type": "fail", "error": "the value is another"}),
            _ => {
                *place = if f == Some("cas") { value[1].clone() } else { value.clone() };
                json!({"type": "ok", "value": null})
            }
        }
    }

    /// All values, as of a snapshot, and again.
    pub fn image(&self) -> Value {
        json!(self.values)
    }
    pub fn restore(&mut self, image: &Value) {
        self.values = serde_json::from_value(image.clone()).expect("values");
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// None where it is none.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(byte).collect()
}
