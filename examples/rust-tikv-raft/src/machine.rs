//! The key-value store, and who waits for what.

use crate::lockstep::Effects;
use raft::{eraftpb::Entry, ReadState};
use serde_json::{json, Value};
use std::collections::HashMap;

pub struct Machine {
    /// The incarnation that is asked: operations of another one are not answered.
    from: String,
    values: HashMap<String, Value>,
    applied: u64,
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
    pub fn new(from: String) -> Machine {
        Machine {
            from,
            values: HashMap::new(),
            applied: 0,
            asked: vec![],
            reads: vec![],
        }
    }

    /// Gives the command to propose.
    pub fn ask(&mut self, operation: u64, call: &Value) -> Vec<u8> {
        self.asked.push(operation);
        json!({"from": self.from, "operation": operation, "call": call})
            .to_string()
            .into_bytes()
    }

    /// Gives the context to ask for an index with.
    pub fn ask_read(&mut self, operation: u64, call: &Value) -> Vec<u8> {
        let context = format!("{}/{operation}", self.from).into_bytes();
        let key = call["key"].as_str().expect("a key").to_string();
        self.reads.push(Read {
            context: context.clone(),
            operation,
            key,
            index: None,
        });
        context
    }

    pub fn refuse(&mut self, operation: u64, effects: &mut Effects) {
        self.asked.retain(|asked| *asked != operation);
        effects.fail(operation, "not leader");
    }

    pub fn lead_no_more(&mut self, effects: &mut Effects) {
        self.asked
            .drain(..)
            .for_each(|operation| effects.info(operation, "leadership was lost"));
        self.reads
            .drain(..)
            .for_each(|read| effects.fail(read.operation, "leadership was lost"));
    }

    pub fn apply(&mut self, committed: &[Entry], indices: &[ReadState], effects: &mut Effects) {
        for entry in committed {
            self.applied = entry.index;
            if !entry.data.is_empty() {
                self.execute(&serde_json::from_slice(&entry.data).expect("a command"), effects);
            }
        }
        for state in indices {
            for read in self.reads.iter_mut().filter(|read| read.context == state.request_ctx) {
                read.index = Some(state.index);
            }
        }
        let (applied, values) = (self.applied, &self.values);
        self.reads.retain(|read| {
            let is_due = read.index.is_some_and(|index| index <= applied);
            if is_due {
                effects.ok(read.operation, values.get(&read.key).cloned().unwrap_or_default());
            }
            !is_due
        });
    }

    fn execute(&mut self, command: &Value, effects: &mut Effects) {
        let call = &command["call"];
        let place = self.values.entry(call["key"].as_str().expect("a key").into()).or_default();
        let is_cas = call["f"] == "cas";
        let holds = !is_cas || *place == call["value"][0];
        if holds {
            *place = if is_cas {
                call["value"][1].clone()
            } else {
                call["value"].clone()
            };
        }
        let waits = self.asked.iter().position(|asked| command["operation"] == *asked);
        if let Some(at) = waits.filter(|_| command["from"] == self.from.as_str()) {
            match (self.asked.remove(at), holds) {
                (operation, true) => effects.ok(operation, Value::Null),
                (operation, false) => effects.fail(operation, "the value is another"),
            }
        }
    }
}
