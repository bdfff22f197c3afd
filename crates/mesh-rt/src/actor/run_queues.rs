//! Who runs next: the queues of actors that could go on, and who takes from which.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use crossbeam_deque::{Injector, Steal, Stealer, Worker};

use super::ticker::WorkerState;
use crate::pid::Pid;

/// Every so many turns a worker looks at a global queue before its own.
const WOKEN_TURN: u32 = 64;
/// The time is noted for the flight recorder after so many turns.
const STAMPED_TURN: u32 = 256;

/// See the module. Each worker has one of its own, too, of which others see the end from which they take.
pub struct RunQueues {
    /// Actors that were woken from outside of the workers.
    woken: Injector<Pid>,
    /// Actors that used up a slice. Those that were woken come first: they rarely run for long.
    preempted: Injector<Pid>,
    stealers: Vec<Stealer<Pid>>,
    workers: Vec<Arc<WorkerState>>,
}

/// Who a successor is.
pub fn as_pid(number: usize) -> Pid {
    Pid(number as i64)
}

impl RunQueues {
    /// Those of workers with these.
    pub fn of(own: &[Worker<Pid>]) -> RunQueues {
        RunQueues {
            woken: Injector::new(),
            preempted: Injector::new(),
            stealers: own.iter().map(Worker::stealer).collect(),
            workers: own.iter().map(|_| WorkerState::new(false)).collect(),
        }
    }

    /// Those that were started with the runtime.
    pub fn workers(&self) -> &[Arc<WorkerState>] {
        &self.workers
    }

    /// Whether nobody is queued, but perhaps as a successor.
    pub fn are_empty(&self) -> bool {
        self.woken.is_empty() && self.preempted.is_empty() && self.stealers.iter().all(Stealer::is_empty)
    }

    /// How many actors are queued, about.
    pub fn len(&self) -> usize {
        let successors = self.workers.iter().filter(|worker| !worker.successor.is_nobody()).count();
        self.woken.len() + self.preempted.len() + self.stealers.iter().map(Stealer::len).sum::<usize>() + successors
    }

    /// Queues an actor that was woken, for whichever worker comes first.
    pub fn push_woken(&self, pid: Pid) {
        self.woken.push(pid);
    }

    /// Queues one that used up a slice.
    pub fn push_preempted(&self, pid: Pid) {
        self.preempted.push(pid);
    }

    /// The successor on a worker that is busy for long is everybody's.
    pub fn free_successor(&self, worker: &WorkerState) {
        if let Some(number) = worker.successor.take() {
            self.woken.push(as_pid(number));
        }
    }

    /// Whether somebody lies in the queue of those who used up a slice.
    pub fn has_preempted(&self) -> bool {
        !self.preempted.is_empty()
    }

    /// Whether somebody lies in the queue of those who were woken.
    pub fn has_woken(&self) -> bool {
        !self.woken.is_empty()
    }

    /// Whether nobody is queued whom this worker should take now.
    pub fn nobody_to_take(&self, state: &WorkerState) -> bool {
        let has_none =
            |(other, queue): (&Arc<WorkerState>, &Stealer<Pid>)| queue.is_empty() || !state.may_take_from(other);
        self.woken.is_empty() && self.preempted.is_empty() && self.workers.iter().zip(&self.stealers).all(has_none)
    }

    /// Takes an actor out of the queue of another worker; where turns are short, half of those that wait there, one of which is given.
    fn take_from_others(&self, queue: &Worker<Pid>, state: &WorkerState) -> Steal<Pid> {
        let take = |(other, stealer): (&Arc<WorkerState>, &Stealer<Pid>)| {
            if !other.is_quick() {
                return stealer.steal();
            }
            if stealer.is_empty() || !state.may_take_from(other) {
                return Steal::Empty;
            }
            state.note_taken();
            let half = stealer.len() / 2;
            while queue.len() < half && stealer.steal_batch(queue).is_success() {}
            stealer.steal()
        };
        self.workers.iter().zip(&self.stealers).map(take).collect()
    }

    /// The next actor to run. Now and then the global queues come first, so that they are not starved: that of the woken ones
    /// after each turn that was long, and when they have waited for a tick, so that a woken actor waits for one such turn and not
    /// for those of all that lie before it; that of those who used up a slice once in some ticks, however long turns are.
    pub fn next(&self, queue: &Worker<Pid>, is_due: impl Fn(u32) -> bool, state: &WorkerState) -> Option<Pid> {
        let owes_turn = state.owes_turn.load(Ordering::Relaxed);
        if owes_turn {
            state.owes_turn.store(false, Ordering::Relaxed);
            if state.owes_slice.swap(false, Ordering::Relaxed)
                && let Steal::Success(pid) = self.preempted.steal()
            {
                return Some(pid);
            }
        }
        if owes_turn || is_due(WOKEN_TURN) {
            if owes_turn || is_due(STAMPED_TURN) {
                state.flight().stamp(0);
            }
            if let Steal::Success(pid) = self.woken.steal() {
                return Some(pid);
            }
        }
        if let Some(pid) = state.successor.take().map(as_pid).or_else(|| queue.pop()) {
            if queue.is_empty() {
                state.note_last();
            }
            return Some(pid);
        }
        loop {
            let stolen = self.woken.steal_batch_and_pop(queue);
            let stolen = stolen.or_else(|| self.take_from_others(queue, state));
            match stolen.or_else(|| self.preempted.steal()) {
                Steal::Success(pid) => return Some(pid),
                Steal::Retry => {}
                Steal::Empty => return None,
            }
        }
    }

    /// One of those who were woken from outside of the workers.
    pub fn steal_woken(&self) -> Option<Pid> {
        loop {
            let stolen = self.woken.steal();
            if !stolen.is_retry() {
                return stolen.success();
            }
        }
    }

    /// The next actor for a thread without a queue of its own: who was woken comes before who used up a slice.
    pub fn steal(&self) -> Steal<Pid> {
        let woken = self.woken.steal().or_else(|| self.stealers.iter().map(Stealer::steal).collect());
        woken.or_else(|| self.preempted.steal())
    }
}
