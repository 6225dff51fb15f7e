//! A part of the kit, for libraries in async Rust with tasks, timers and calls of their own: a runtime in virtual time, one for
//! each server. An event is answered once each of its tasks waits for something; calls to other servers and to the disk may
//! wait, as they would with sockets and files. It needs `futures`, and `rand` for a library that draws from it.

use crate::lockstep::{Effects, Journal, Random, Server};
use futures::executor::{LocalPool, LocalSpawner};
use futures::task::LocalSpawnExt;
use serde_json::{json, Value};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::future::Future;
use std::rc::Rc;
use std::task::Waker;
use std::time::Duration;
use tokio::sync::oneshot;

/// A server of the library, in tasks. What its functions await may come in a later event.
pub trait Tasks: 'static {
    /// Another server calls. No answer: the connection is broken.
    fn called(self: Rc<Self>, kind: String, asked: Value) -> impl Future<Output = Option<Value>>;
    fn submit(self: Rc<Self>, operation: u64, call: Value) -> impl Future<Output = ()>;
    /// What an operator asks for: answered as `submit` is.
    fn snapshot(self: Rc<Self>, _operation: u64) -> impl Future<Output = ()> {
        async {}
    }
    /// Is awaited at the end of an event. Until it is there the view is as it was.
    fn view(self: Rc<Self>) -> impl Future<Output = Value>;
}

/// What a server has of the world.
pub struct World {
    spawner: LocalSpawner,
    now: Cell<Duration>,
    random: RefCell<Random>,
    effects: RefCell<Effects>,
    journal: RefCell<Journal>,
    /// By when they are due, and a number of their own.
    pub timers: RefCell<BTreeMap<(Duration, u64), Waker>>,
    /// For when the harness's timer is set.
    armed: Cell<Option<Duration>>,
    count: Cell<u64>,
    /// The name of this incarnation.
    life: String,
    /// What is to be written next, and who waits for it; who waits for what is being written. One record is on its way at a
    /// time: of several any might survive a crash without those before it.
    next: RefCell<Batch>,
    writing: RefCell<Vec<oneshot::Sender<()>>>,
    /// By number of the call: who waits for another server.
    calls: RefCell<HashMap<u64, oneshot::Sender<Value>>>,
    heard: RefCell<BTreeSet<String>>,
}

#[derive(Default)]
struct Batch {
    records: Vec<Value>,
    waits: Vec<oneshot::Sender<()>>,
}

thread_local!(static HERE: RefCell<Option<Rc<World>>> = const { RefCell::new(None) });

/// The world of the server whose task this is.
pub fn world() -> Rc<World> {
    HERE.with_borrow(|here| here.clone()).expect("a task of a server")
}

pub fn spawn<F: Future + 'static>(future: F) -> oneshot::Receiver<F::Output> {
    let (done, waits) = oneshot::channel();
    let task = async { drop(done.send(future.await)) };
    world().spawner.spawn_local(task).expect("a pool");
    waits
}

impl World {
    pub fn now(&self) -> Duration {
        self.now.get()
    }
    pub fn random(&self) -> u64 {
        let mut random = self.random.borrow_mut();
        random.between(0, u64::from(u32::MAX)) << 32 | random.between(0, u64::from(u32::MAX))
    }
    /// What the server does in answer to the present event.
    pub fn effects(&self) -> std::cell::RefMut<'_, Effects> {
        self.effects.borrow_mut()
    }
    pub fn number(&self) -> u64 {
        self.count.replace(self.count.get() + 1)
    }
    /// Is durable once it is awaited, with all that was written before it.
    pub fn write(&self, record: Value) -> impl Future<Output = ()> {
        let (done, waits) = oneshot::channel();
        let mut next = self.next.borrow_mut();
        next.records.push(record);
        next.waits.push(done);
        drop(next);
        self.flush();
        async { drop(waits.await) }
    }
    fn flush(&self) {
        let mut writing = self.writing.borrow_mut();
        if !writing.is_empty() || self.next.borrow().records.is_empty() {
            return;
        }
        let Batch { records, waits } = self.next.take();
        *writing = waits;
        let (mut journal, mut effects) = (self.journal.borrow_mut(), self.effects());
        journal.write(records.into(), &mut effects);
        effects.sync(journal.records);
    }
    /// Calls another server: as over a connection a call arrives once or never. No answer may ever come.
    pub fn call(&self, to: &str, kind: &str, asked: Value) -> impl Future<Output = Value> {
        let (number, (done, waits)) = (self.number(), oneshot::channel());
        self.effects().send(to, json!({"call": number, "of": self.life, "kind": kind, "asked": asked}));
        self.calls.borrow_mut().insert(number, done);
        async {
            match waits.await {
                Ok(said) => said,
                Err(_) => std::future::pending().await,
            }
        }
    }
}

/// A server of the kit whose library runs in tasks.
struct Virtual<S> {
    world: Rc<World>,
    pool: LocalPool,
    server: Rc<RefCell<Option<Rc<S>>>>,
    shown: Rc<RefCell<Value>>,
    is_looking: Rc<Cell<bool>>,
}

/// Begins a server: `make` is given what stands on its disk, in the order in which it was written, and gives what it shows of
/// itself until it has begun, which may take a write to its disk.
pub fn begin<S: Tasks, Made: Future<Output = S> + 'static>(
    init: &Value,
    effects: &mut Effects,
    make: impl FnOnce(Vec<Value>) -> (Value, Made),
) -> Box<dyn Server> {
    let ((journal, records), pool) = (Journal::open(init), LocalPool::new());
    let records = records.into_iter().flat_map(|batch| batch.as_array().cloned().expect("records")).collect();
    let life = format!("{}/{}", init["id"].as_str().expect("an id"), init["seed"]);
    let world = Rc::new(World {
        spawner: pool.spawner(),
        now: Cell::default(),
        random: Random::new(init).into(),
        effects: RefCell::default(),
        journal: journal.into(),
        timers: RefCell::default(),
        count: Cell::default(),
        life,
        next: RefCell::default(),
        writing: RefCell::default(),
        armed: Cell::default(),
        calls: RefCell::default(),
        heard: RefCell::default(),
    });
    let (first, made) = make(records);
    let (shown, is_looking, server) = (Rc::new(first.into()), Rc::default(), Rc::new(RefCell::new(None)));
    let mut new = Virtual { world, pool, server, shown, is_looking };
    new.clock(init["now"].as_f64().expect("a time"));
    let begun = new.server.clone();
    new.run(effects, |_| drop(spawn(async move { *begun.borrow_mut() = Some(Rc::new(made.await)) })));
    Box::new(new)
}

impl<S: Tasks> Virtual<S> {
    /// Until each task waits.
    fn run(&mut self, effects: &mut Effects, job: impl FnOnce(&Self)) {
        let world = &self.world;
        HERE.set(Some(world.clone()));
        std::mem::swap(effects, &mut world.effects());
        let later = world.timers.borrow_mut().split_off(&(world.now() + Duration::from_nanos(1), 0));
        std::mem::replace(&mut *world.timers.borrow_mut(), later).into_values().for_each(Waker::wake);
        self.pool.run_until_stalled();
        job(self);
        self.pool.run_until_stalled();
        let earliest = world.timers.borrow().first_key_value().map(|(&(at, _), _)| at);
        if let Some(at) = earliest.filter(|at| world.armed.replace(Some(*at)) != Some(*at)) {
            world.effects().set_timer("due", at.saturating_sub(world.now()).as_micros().div_ceil(1000) as u64);
        }
        std::mem::swap(effects, &mut world.effects());
        HERE.set(None);
    }

    fn with(&mut self, effects: &mut Effects, job: impl FnOnce(Rc<S>)) {
        self.run(effects, |this| {
            if let Some(server) = this.server.borrow().clone() {
                job(server);
            }
        });
    }
}

impl<S: Tasks> Server for Virtual<S> {
    fn clock(&mut self, now: f64) {
        let now = Duration::from_micros((now * 1000.0) as u64);
        self.world.now.set(self.world.now().max(now));
    }
    fn timer(&mut self, _timer: &str, effects: &mut Effects) {
        self.world.armed.set(None);
        self.run(effects, |_| ());
    }
    fn synced(&mut self, _token: u64, effects: &mut Effects) {
        self.run(effects, |this| {
            this.world.writing.take().into_iter().for_each(|done| done.send(()).unwrap_or_default());
            this.world.flush();
        });
    }
    fn message(&mut self, from: &str, body: &Value, effects: &mut Effects) {
        let (from, body) = (from.to_string(), body.clone());
        if let Some(number) = body["answer"].as_u64() {
            let waits = self.world.calls.borrow_mut().remove(&number).filter(|_| body["to"] == self.world.life.as_str());
            return self.run(effects, |_| drop(waits.map(|done| done.send(body["said"].clone()))));
        }
        let is_new = self.world.heard.borrow_mut().insert(format!("{} {}", body["of"], body["call"]));
        self.with(effects, |server| {
            if let (true, Some(kind)) = (is_new, body["kind"].as_str()) {
                let called = server.called(kind.into(), body["asked"].clone());
                drop(spawn(async move {
                    if let Some(said) = called.await {
                        world().effects().send(&from, json!({"answer": body["call"], "to": body["of"], "said": said}));
                    }
                }));
            }
        });
    }
    fn submit(&mut self, operation: u64, call: &Value, effects: &mut Effects) {
        self.with(effects, |server| drop(spawn(server.submit(operation, call.clone()))));
    }
    fn snapshot(&mut self, operation: u64, effects: &mut Effects) {
        self.with(effects, |server| drop(spawn(server.snapshot(operation))));
    }
    fn settle(&mut self, effects: &mut Effects) {
        if self.is_looking.replace(true) {
            return;
        }
        let (shown, is_looking) = (self.shown.clone(), self.is_looking.clone());
        self.with(effects, |server| {
            drop(spawn(async move {
                *shown.borrow_mut() = server.view().await;
                is_looking.set(false);
            }))
        });
    }
    fn view(&self) -> Value {
        self.shown.borrow().clone()
    }
}
