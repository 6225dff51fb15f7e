//! A part of the kit, with `tasks.rs`: moments, timers and randomness of a server, for a library that takes them from a runtime.

use crate::tasks::{world, World};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

/// Sleeps until then, by the clock of its server.
pub struct Sleep {
    until: Duration,
    waits: Option<(Rc<World>, u64)>,
}

impl Sleep {
    pub fn until(Instant(until): Instant) -> Sleep {
        Sleep { until, waits: None }
    }
}

impl Future for Sleep {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let (here, until) = (world(), self.until);
        if until <= here.now() {
            return Poll::Ready(());
        }
        let (_, number) = self.waits.get_or_insert_with(|| (here.clone(), here.number()));
        here.timers.borrow_mut().insert((until, *number), context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        if let Some((world, number)) = &self.waits {
            world.timers.borrow_mut().remove(&(self.until, *number));
        }
    }
}

/// A moment of the clock of its server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub Duration);

impl Instant {
    pub fn of_now() -> Instant {
        Instant(world().now())
    }
}
impl std::ops::Add<Duration> for Instant {
    type Output = Instant;
    fn add(self, by: Duration) -> Instant {
        Instant(self.0 + by)
    }
}
impl std::ops::Sub<Duration> for Instant {
    type Output = Instant;
    fn sub(self, by: Duration) -> Instant {
        Instant(self.0.saturating_sub(by))
    }
}
impl std::ops::Sub for Instant {
    type Output = Duration;
    fn sub(self, other: Instant) -> Duration {
        self.0.saturating_sub(other.0)
    }
}
impl std::ops::AddAssign<Duration> for Instant {
    fn add_assign(&mut self, by: Duration) {
        *self = *self + by;
    }
}
impl std::ops::SubAssign<Duration> for Instant {
    fn sub_assign(&mut self, by: Duration) {
        *self = *self - by;
    }
}

/// What a future gives, unless time is up before.
pub struct Timeout<F>(pub Pin<Box<F>>, pub Sleep);

#[derive(Debug)]
pub struct TimeIsUp;

impl std::error::Error for TimeIsUp {}

impl std::fmt::Display for TimeIsUp {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("time is up")
    }
}

impl<F: Future> Future for Timeout<F> {
    type Output = Result<F::Output, TimeIsUp>;
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Poll::Ready(given) = self.0.as_mut().poll(context) {
            return Poll::Ready(Ok(given));
        }
        Pin::new(&mut self.1).poll(context).map(|()| Err(TimeIsUp))
    }
}

/// Draws from the seed of the server, for a library that takes a generator of `rand`.
pub struct Drawn;

impl rand::RngCore for Drawn {
    fn next_u32(&mut self) -> u32 {
        self.next_u64() as u32
    }
    fn next_u64(&mut self) -> u64 {
        world().random()
    }
    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        bytes.chunks_mut(8).for_each(|chunk| chunk.copy_from_slice(&world().random().to_le_bytes()[..chunk.len()]));
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}
