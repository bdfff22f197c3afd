//! Work on all cores. What comes out does not depend on who does what, nor on how many cores there are.

use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// The stack of threads that compile, in bytes: all passes are recursive over the program's structure. Of this only what is
/// used becomes memory.
pub const STACK_BYTES: usize = 256 << 20;

/// The result of `work` for each of `count` tasks. A task begins when those that it `needs` are done; these must not lead
/// round in a circle.
pub fn in_order<T: Send>(count: usize, needs: &[Vec<usize>], work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let queue = Queue::new(count, needs);
    let workers = thread::available_parallelism().map_or(1, NonZeroUsize::get).min(count);
    if workers > 1 {
        thread::scope(|scope| {
            let spawn = |_| {
                let worker = thread::Builder::new().name("compiler".to_owned()).stack_size(STACK_BYTES);
                worker.spawn_scoped(scope, || queue.serve(&work))
            };
            // Where no more threads can be had, fewer do the work.
            let spawned: Vec<_> = (1..workers).filter_map(|number| spawn(number).ok()).collect();
            queue.serve(&work);
            for worker in spawned {
                if let Err(panic) = worker.join() {
                    resume_unwind(panic);
                }
            }
        });
    } else {
        queue.serve(&work);
    }
    let state = queue.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    state.results.into_iter().map(|result| result.expect("every task is done")).collect()
}

/// The same for tasks that need nothing.
pub fn map<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    in_order(count, &[], work)
}

/// The tasks that are not done.
struct Queue<T> {
    /// Who waits for each task.
    waiting: Vec<Vec<usize>>,
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    ready: Vec<usize>,
    /// How many tasks each one still waits for.
    missing: Vec<usize>,
    results: Vec<Option<T>>,
    left: usize,
}

impl<T> Queue<T> {
    fn new(count: usize, needs: &[Vec<usize>]) -> Self {
        let mut waiting = vec![Vec::new(); count];
        for (task, needed) in needs.iter().enumerate() {
            needed.iter().for_each(|&other| waiting[other].push(task));
        }
        let missing: Vec<usize> = (0..count).map(|task| needs.get(task).map_or(0, Vec::len)).collect();
        let ready = (0..count).rev().filter(|&task| missing[task] == 0).collect();
        let results = (0..count).map(|_| None).collect();
        let state = Mutex::new(State { ready, missing, results, left: count });
        Self { waiting, state, changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does tasks until none is left.
    fn serve(&self, work: &(impl Fn(usize) -> T + Sync)) {
        let ends = EndsWithPanic(self);
        while let Some(task) = self.next() {
            let result = work(task);
            let mut state = self.lock();
            state.results[task] = Some(result);
            state.left = state.left.saturating_sub(1);
            for &other in &self.waiting[task] {
                state.missing[other] -= 1;
                if state.missing[other] == 0 {
                    state.ready.push(other);
                }
            }
            drop(state);
            self.changed.notify_all();
        }
        std::mem::forget(ends);
    }

    fn next(&self) -> Option<usize> {
        let mut state = self.lock();
        loop {
            if state.left == 0 {
                return None;
            }
            if let Some(task) = state.ready.pop() {
                return Some(task);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Lets the other workers stop when one panics, instead of waiting for it.
struct EndsWithPanic<'q, T>(&'q Queue<T>);

impl<T> Drop for EndsWithPanic<'_, T> {
    fn drop(&mut self) {
        self.0.lock().left = 0;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn tasks_begin_when_what_they_need_is_done() {
        let needs: Vec<Vec<usize>> =
            (0..200usize).map(|task| (0..task).filter(|other| task % (other + 2) == 0).collect()).collect();
        let done: Vec<AtomicUsize> = (0..200).map(|_| AtomicUsize::new(0)).collect();
        let results = in_order(200, &needs, |task| {
            assert!(needs[task].iter().all(|&other| done[other].load(Ordering::SeqCst) == 1), "{task} is too early");
            done[task].fetch_add(1, Ordering::SeqCst);
            task * 2
        });
        assert_eq!(results, (0..200).map(|task| task * 2).collect::<Vec<_>>());
        assert!(done.iter().all(|done| done.load(Ordering::SeqCst) == 1), "each once");
    }

    #[test]
    fn a_panic_ends_the_work() {
        let needs: Vec<Vec<usize>> = (0..50usize).map(|task| task.checked_sub(1).into_iter().collect()).collect();
        let panicking = || in_order(50, &needs, |task| assert!(task != 20, "on purpose (this is a test)"));
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(panicking)).is_err());
    }
}
