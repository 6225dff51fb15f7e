//! The kit: the lockstep contract in Rust. Copy it beside an adapter of your own and call `serve`; it needs `serde_json`.
//!
//! The program never reads a clock and opens no socket: time, timers, disk and network are the harness's.

use serde_json::{json, Map, Value};
use std::collections::HashMap;
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
    #[allow(dead_code)] // for adapters that do not tick
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
    fn reply(&mut self, operation: u64, outcome: Value) {
        self.0
            .push(json!({"do": "reply", "operation": operation, "outcome": outcome}));
    }
}

/// One incarnation of one server.
pub trait Server {
    /// `message`, `timer`, `submit`, `synced`: the event as the line has it.
    fn handle(&mut self, event: &Value, effects: &mut Effects);
    /// `role`, `currentTerm`, `votedFor`, `log`, `firstIndex`, `commitIndex`, `lastApplied`.
    fn view(&self) -> Value;
}

/// All randomness of a server, from the seed of its `init` (splitmix64).
pub struct Random(pub u64);

impl Random {
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
    let mut playing = Playing {
        describe,
        begin,
        servers: HashMap::new(),
    };
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
    /// By `node`, which is a key: in a batch stand servers of several clusters. Beside each, what its view showed last.
    servers: HashMap<String, (Box<dyn Server>, Value)>,
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
                let server = (self.begin)(event, &mut effects);
                self.servers.insert(node.into(), (server, Value::Null));
            }
            Some("crash") => drop(self.servers.remove(node)),
            _ => {
                if let Some((server, _)) = self.servers.get_mut(node) {
                    server.handle(event, &mut effects);
                }
            }
        }
        answer.insert("step".into(), event["step"].clone());
        answer.insert("effects".into(), effects.0.into());
        if let Some((server, shown)) = self.servers.get_mut(node) {
            let view = server.view();
            if view != *shown {
                answer.insert("view".into(), changed(&view, shown));
                *shown = view;
            }
        }
        answer.into()
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
