//! What the runtime does when an actor has ended, however it did.

use std::sync::Arc;

/// So many are kept before it is looked which are of no use any more.
const FEW: usize = 16;

/// What is done at the end.
trait Cleanup: Send {
    /// Whether it need not be done any more.
    fn is_over(&self) -> bool;
    fn run(self: Box<Self>);
}

/// See the module, in the order in which they were added.
#[derive(Default)]
pub struct Cleanups {
    all: Vec<Box<dyn Cleanup>>,
    tidied_at: usize,
}

struct Always<F>(F);

impl<F: FnOnce() + Send> Cleanup for Always<F> {
    fn is_over(&self) -> bool {
        false
    }

    fn run(self: Box<Self>) {
        (self.0)();
    }
}

/// Ends a thing, unless that has ended before.
struct Ends<T> {
    thing: Arc<T>,
    is_over: fn(&T) -> bool,
    end: fn(&T),
}

impl<T: Send + Sync> Cleanup for Ends<T> {
    fn is_over(&self) -> bool {
        (self.is_over)(&self.thing)
    }

    fn run(self: Box<Self>) {
        (self.end)(&self.thing);
    }
}

impl Cleanups {
    pub fn add(&mut self, act: impl FnOnce() + Send + 'static) {
        self.all.push(Box::new(Always(act)));
    }

    /// Ends a thing then, which lives on until then or until it is over: such an actor may have any number of, one after the other.
    pub fn end<T: Send + Sync + 'static>(&mut self, thing: Arc<T>, is_over: fn(&T) -> bool, end: fn(&T)) {
        if self.all.len() >= self.tidied_at.max(FEW) {
            self.all.retain(|cleanup| !cleanup.is_over());
            self.tidied_at = 2 * self.all.len();
        }
        self.all.push(Box::new(Ends { thing, is_over, end }));
    }

    /// Does all.
    pub fn run(self) {
        self.all.into_iter().for_each(Cleanup::run);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[test]
    fn what_is_over_is_thrown_away() {
        let mut cleanups = Cleanups::default();
        let end = |thing: &AtomicBool| thing.store(true, Ordering::Relaxed);
        let is_over = |thing: &AtomicBool| thing.load(Ordering::Relaxed);
        let lasting = Arc::new(AtomicBool::new(false));
        cleanups.end(lasting.clone(), is_over, end);
        for _ in 0..1000 {
            let thing = Arc::new(AtomicBool::new(false));
            cleanups.end(thing.clone(), is_over, end);
            end(&thing);
        }
        assert!(cleanups.all.len() <= FEW + 1);
        cleanups.run();
        assert!(is_over(&lasting));
    }
}
