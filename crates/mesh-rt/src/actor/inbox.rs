//! Many put things in, one takes them all out: a stack of nodes (R. K. Treiber, IBM RJ 5118, 1986) that is taken whole and
//! reversed, which leaves no room for the stack's ABA problem.

use crate::sync::{AtomicPtr, Ordering};

struct Node<T> {
    item: T,
    next: *mut Node<T>,
}

/// See the module. Invariant: every node is owned by the stack or by the thread that took it.
pub struct Inbox<T> {
    head: AtomicPtr<Node<T>>,
}

// SAFETY: items go from one thread to another, nothing of them is shared.
unsafe impl<T: Send> Send for Inbox<T> {}
unsafe impl<T: Send> Sync for Inbox<T> {}

impl<T> Inbox<T> {
    pub fn new() -> Self {
        Inbox { head: AtomicPtr::new(std::ptr::null_mut()) }
    }

    pub fn push(&self, item: T) {
        let node = Box::into_raw(Box::new(Node { item, next: std::ptr::null_mut() }));
        let mut head = self.head.load(Ordering::Relaxed);
        loop {
            // SAFETY: the node is ours until the exchange succeeds.
            unsafe { (*node).next = head };
            match self.head.compare_exchange_weak(head, node, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) => return,
                Err(now) => head = now,
            }
        }
    }

    /// Whether nothing was there a moment ago.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.head.load(Ordering::Relaxed).is_null()
    }

    /// Takes all that is there, oldest first.
    pub fn take(&self) -> Taken<T> {
        let mut oldest = std::ptr::null_mut();
        if !self.is_empty() {
            let mut node = self.head.swap(std::ptr::null_mut(), Ordering::AcqRel);
            while !node.is_null() {
                // SAFETY: taken nodes are ours.
                unsafe {
                    let next = (*node).next;
                    (*node).next = oldest;
                    oldest = node;
                    node = next;
                }
            }
        }
        Taken { oldest }
    }
}

impl<T> Drop for Inbox<T> {
    fn drop(&mut self) {
        drop(self.take());
    }
}

/// What was taken out of an inbox.
pub struct Taken<T> {
    oldest: *mut Node<T>,
}

impl<T> Iterator for Taken<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        if self.oldest.is_null() {
            return None;
        }
        // SAFETY: taken nodes are ours; each is freed once.
        let Node { item, next } = *unsafe { Box::from_raw(self.oldest) };
        self.oldest = next;
        Some(item)
    }
}

impl<T> Drop for Taken<T> {
    fn drop(&mut self) {
        self.for_each(drop);
    }
}
