//! What the optimiser is told of single loads and stores.

use inkwell::context::Context;
use inkwell::values::{BasicMetadataValueEnum, InstructionValue, MetadataValue};
use mesh_abi::LONGEST_LIST;

/// One thing to say.
#[derive(Clone, Copy)]
struct Mark<'ctx> {
    kind: u32,
    node: MetadataValue<'ctx>,
}

/// Everything that is said, made once for each module.
pub(crate) struct Marks<'ctx> {
    invariant: Mark<'ctx>,
    length: Mark<'ctx>,
    header: [Mark<'ctx>; 2],
    element: [Mark<'ctx>; 2],
}

impl<'ctx> Marks<'ctx> {
    pub fn new(context: &'ctx Context) -> Self {
        let mark = |kind: &str, node| Mark { kind: context.get_kind_id(kind), node };
        let node = |parts: &[BasicMetadataValueEnum<'ctx>]| context.metadata_node(parts);
        let number = |number| context.i64_type().const_int(number, false).into();
        let domain = node(&[context.metadata_string("lists").into()]);
        let scope = |name: &str| node(&[node(&[context.metadata_string(name).into(), domain.into()]).into()]);
        let (headers, elements) = (scope("headers"), scope("elements"));
        Marks {
            invariant: mark("invariant.load", node(&[])),
            length: mark("range", node(&[number(0), number(LONGEST_LIST)])),
            header: [mark("alias.scope", headers), mark("noalias", elements)],
            element: [mark("alias.scope", elements), mark("noalias", headers)],
        }
    }

    /// What is loaded is the same whenever this function looks there.
    pub fn invariant(&self, load: InstructionValue<'ctx>) {
        put(load, &[self.invariant]);
    }

    /// A list's length is loaded.
    pub fn length(&self, load: InstructionValue<'ctx>) {
        put(load, &[self.length]);
    }

    /// A word of a list's header is loaded or stored: none of it lies where elements do. The same memory may have held elements
    /// before, but only the runtime frees lists, and the optimiser keeps the order of anything and a call of what it cannot see.
    pub fn header(&self, access: InstructionValue<'ctx>) {
        put(access, &self.header);
    }

    /// A word of an element is loaded or stored: see `header`.
    pub fn element(&self, access: InstructionValue<'ctx>) {
        put(access, &self.element);
    }
}

fn put<'ctx>(access: InstructionValue<'ctx>, marks: &[Mark<'ctx>]) {
    for mark in marks {
        access.set_metadata(mark.node, mark.kind).expect("a node is set");
    }
}
