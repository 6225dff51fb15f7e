//! openraft's tasks, timers and randomness are those of the kit. Independent of the state machine: copy it as it is.

use crate::tasks::spawn;
use crate::virtual_time::{Drawn, Instant, Sleep, TimeIsUp, Timeout};
use openraft::{async_runtime::TokioOneShotSender, AsyncRuntime, OptionalSend};
use std::{future::Future, time::Duration};
use tokio::sync::oneshot::{channel, error::RecvError, Receiver};

impl openraft::Instant for Instant {
    fn now() -> Instant {
        Instant::of_now()
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Runtime;

impl AsyncRuntime for Runtime {
    type JoinError = RecvError;
    type JoinHandle<T: OptionalSend + 'static> = Receiver<T>;
    type Sleep = Sleep;
    type Instant = Instant;
    type TimeoutError = TimeIsUp;
    type Timeout<R, F: Future<Output = R> + OptionalSend> = Timeout<F>;
    type ThreadLocalRng = Drawn;
    type OneshotSender<T: OptionalSend> = TokioOneShotSender<T>;
    type OneshotReceiver<T: OptionalSend> = Receiver<T>;
    type OneshotReceiverError = RecvError;
    fn spawn<F: Future<Output: OptionalSend + 'static> + OptionalSend + 'static>(future: F) -> Receiver<F::Output> {
        spawn(future)
    }
    fn sleep(duration: Duration) -> Sleep {
        Sleep::until(Instant::of_now() + duration)
    }
    fn sleep_until(deadline: Instant) -> Sleep {
        Sleep::until(deadline)
    }
    fn timeout<R, F: Future<Output = R> + OptionalSend>(duration: Duration, future: F) -> Timeout<F> {
        Timeout(Box::pin(future), Runtime::sleep(duration))
    }
    fn timeout_at<R, F: Future<Output = R> + OptionalSend>(deadline: Instant, future: F) -> Timeout<F> {
        Timeout(Box::pin(future), Sleep::until(deadline))
    }
    fn is_panic(_: &RecvError) -> bool {
        false // it ends the program
    }
    fn thread_rng() -> Drawn {
        Drawn
    }
    fn oneshot<T: OptionalSend>() -> (TokioOneShotSender<T>, Receiver<T>) {
        let (sender, receiver) = channel();
        (TokioOneShotSender(sender), receiver)
    }
}
