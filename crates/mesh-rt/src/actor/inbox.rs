//! Many put things in, one takes them all out: a stack of nodes (R. K. Treiber, IBM RJ 5118, 1986) that is taken whole and
//! reversed, which leaves no room for the stack's ABA problem.

use crate::sync::{AtomicPtr, Ordering};

/// An item with its place in the stack. Made by who puts it in, and kept by who takes it out: an item never moves.
pub struct Node<T> {
    next: *mut Node<T>,
    pub item: T,
}

// SAFETY: the link is only used by the stack, and by who took all of it.
unsafe impl<T: Send> Send for Node<T> {}

/// See the module. Invariant: every node is owned by the stack or by the thread that took it.
pub struct Inbox<T> {
    head: AtomicPtr<Node<T>>,
}

// SAFETY: items go from one thread to another, nothing of them is shared.
unsafe impl<T: Send> Send for Inbox<T> {}
unsafe impl<T: Send> Sync for Inbox<T> {}

impl<T> Node<T> {
    #[inline]
    pub fn new(item: T) -> Box<Node<T>> {
        Box::new(Node { next: std::ptr::null_mut(), item })
    }

    /// What it held.
    pub fn into_item(self) -> T {
        self.item
    }
}

impl<T> Inbox<T> {
    pub fn new() -> Self {
        Inbox { head: AtomicPtr::new(std::ptr::null_mut()) }
    }

    #[inline]
    pub fn push(&self, node: Box<Node<T>>) {
        let node = Box::into_raw(node);
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
    #[inline]
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
    type Item = Box<Node<T>>;

    #[inline]
    fn next(&mut self) -> Option<Box<Node<T>>> {
        if self.oldest.is_null() {
            return None;
        }
        // SAFETY: taken nodes are ours; each is given once.
        let node = unsafe { Box::from_raw(self.oldest) };
        self.oldest = node.next;
        Some(node)
    }
}

impl<T> Drop for Taken<T> {
    fn drop(&mut self) {
        self.for_each(drop);
    }
}
