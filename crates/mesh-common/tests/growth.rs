//! How what an order costs grows with a chain of modules: counted in what is asked of the allocator, which nothing disturbs.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use mesh_common::{ModuleGraph, ModulePath};

struct Counting;

thread_local! {
    static BYTES: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: all is left to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = BYTES.try_with(|bytes| bytes.set(bytes.get() + layout.size()));
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The bytes that are asked for to order a chain of so many modules.
fn bytes_for(modules: usize) -> usize {
    let mut graph = ModuleGraph::new();
    let ids: Vec<_> = (0..modules).map(|at| graph.add_module(ModulePath::new(&format!("M{at:05}")))).collect();
    for pair in ids.windows(2) {
        graph.add_dependency(pair[0], pair[1]).unwrap();
    }
    let before = BYTES.get();
    assert_eq!(graph.levels().unwrap().len(), modules);
    assert_eq!(graph.order().unwrap().len(), modules);
    assert!(graph.cycles().is_empty());
    BYTES.get() - before
}

#[test]
fn a_chain_costs_what_its_modules_cost() {
    let (few, many) = (bytes_for(1250), bytes_for(10_000));
    assert!(few > 1250 && many < few * 9, "{few} bytes for 1,250 modules, {many} for 10,000");
}
