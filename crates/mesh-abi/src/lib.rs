//! What generated code and the runtime share: the shapes of objects and descriptors, and the numbers in them. The back end
//! writes them, `mesh-rt` reads them; neither says them again.

use std::mem::offset_of;
use std::sync::atomic::AtomicPtr;

/// A count with this bit set belongs to a static object and is never changed.
pub const IMMORTAL: u32 = 1 << 31;
/// Bytes of an object's header.
pub const HEADER_BYTES: u64 = size_of::<Object>() as u64;
/// Where the variant tag lies in the header.
pub const TAG_OFFSET: u64 = offset_of!(Object, tag) as u64;
/// Where the descriptor lies in the header.
pub const DESC_OFFSET: u64 = offset_of!(Object, desc) as u64;
/// Where the code pointer lies in a closure.
pub const CLOSURE_CODE_OFFSET: u64 = offset_of!(ClosureObject, code) as u64;
/// Where a closure's captured words begin.
pub const CLOSURE_CAPTURES_OFFSET: u64 = size_of::<ClosureObject>() as u64;
/// Where a list's length lies.
pub const LIST_LEN_OFFSET: u64 = offset_of!(ListObject, len) as u64;
/// Where the pointer to a list's first element lies.
pub const LIST_START_OFFSET: u64 = offset_of!(ListObject, start) as u64;

/// Every heap object begins with this. Counts are not atomic: an object belongs to one actor.
#[repr(C)]
pub struct Object {
    /// Number of references; 1 is unique.
    pub count: u32,
    /// Variant of a sum value; free for the runtime's own kinds.
    pub tag: u32,
    pub desc: *const ObjectDesc,
}

/// What an object is, for the code that walks values: release, deep copy, equality, hash, JSON.
#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ObjectKind {
    /// Tuple, struct or sum: words follow the header, `variants[tag]` describes them.
    Record = 0,
    String = 1,
    /// `args[0]` describes the elements.
    List = 2,
    /// `args[0]` describes keys, `args[1]` values.
    Map = 3,
    /// `args[0]` describes the elements.
    Set = 4,
    /// Code pointer, then captured words described by `variants[0]`.
    Closure = 5,
    /// A handle to something outside the heap (`Regex`, `SqliteConn`): a boxed trait object with its own drop.
    Resource = 6,
}

/// Static description of one object type, emitted by the compiler (or, for resources, by the runtime).
#[repr(C)]
pub struct ObjectDesc {
    pub kind: ObjectKind,
    pub variant_count: u32,
    pub variants: *const VariantDesc,
    pub name: StaticStr,
    pub args: *const *const ValueDesc,
    pub arg_count: u64,
}

/// One variant: its words in order and its fields.
#[repr(C)]
pub struct VariantDesc {
    pub name: StaticStr,
    /// Number of words after the header (after the code pointer, for closures).
    pub words: u32,
    pub field_count: u32,
    /// How many of the words are of kind `Ptr`.
    pub pointers: u32,
    /// `words` entries.
    pub kinds: *const WordKind,
    /// `field_count` entries.
    pub fields: *const *const ValueDesc,
    /// `field_count` entries, or null when fields have no names.
    pub field_names: *const StaticStr,
}

/// What one word holds.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WordKind {
    /// Int, Bool, Atom, Pid, enum: equal when the bits are.
    Raw = 0,
    Float = 1,
    /// A counted object; null and odd values are payload-free variants.
    Ptr = 2,
}

/// How a value of a type lies in memory.
#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueShape {
    Unit = 0,
    Int = 1,
    Float = 2,
    Bool = 3,
    Atom = 4,
    Pid = 5,
    /// One pointer; `object` describes what it points to.
    Boxed = 6,
    /// The fields of `object.variants[0]`, one after the other.
    Unboxed = 7,
    /// The variant number.
    Enum = 8,
    /// Null, or the pointer field of the one variant with a payload (`object` describes the sum).
    Nullable = 9,
    /// The variant number, then the payload's words by kind; unused ones are zero (`object` describes the sum).
    Tagged = 10,
}

/// Static description of a type's values, emitted by the compiler. Passed to runtime functions for each type parameter.
#[repr(C)]
pub struct ValueDesc {
    pub shape: ValueShape,
    pub words: u32,
    /// `words` entries.
    pub kinds: *const WordKind,
    /// Null for Int, Float, Bool, Unit, Atom, Pid.
    pub object: *const ObjectDesc,
    /// A hash of the type's printed name: identifies the type at run time.
    pub type_id: u64,
    pub name: StaticStr,
    /// Descriptors of containers of this type that the runtime made; null at first.
    pub cache: AtomicPtr<()>,
}

/// Static UTF-8 text.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct StaticStr {
    pub bytes: *const u8,
    pub len: u64,
}

impl StaticStr {
    /// The text.
    pub fn text(&self) -> &'static str {
        // SAFETY: the compiler wrote it into the program.
        unsafe { std::str::from_utf8_unchecked(std::slice::from_raw_parts(self.bytes, self.len as usize)) }
    }
}

// SAFETY: descriptors are immutable statics made by the compiler.
unsafe impl Sync for ObjectDesc {}
unsafe impl Sync for VariantDesc {}
unsafe impl Sync for ValueDesc {}
unsafe impl Sync for StaticStr {}

/// A string object: bytes follow, `capacity` of them.
#[repr(C)]
pub struct StringObject {
    pub object: Object,
    pub len: u64,
    pub capacity: u64,
}

/// A list: `start` points at the first element, inside this object's own storage or inside `owner`'s.
#[repr(C)]
pub struct ListObject {
    pub object: Object,
    pub len: u64,
    pub start: *mut u64,
    /// Elements that fit after `start`; 0 for a slice.
    pub capacity: u64,
    /// The list whose elements a slice shows (it holds one count of it), or null.
    pub owner: *mut ListObject,
}

/// A closure: captured words follow.
#[repr(C)]
pub struct ClosureObject {
    pub object: Object,
    /// `extern "tailcc"`: reached only through generated trampolines.
    pub code: *const u8,
}

// Symbols that generated code provides: each program defines them.
//   mesh_entry() -> i64            C ABI; runs `main`; 0, or 1 after printing an `Err`.
//   mesh_call_unit_closure(*mut ClosureObject)
//                                  C ABI; calls an owned `fn() -> ()` closure.
// Symbols that generated code calls (beside `@extern`s); all C ABI:
//   mesh_alloc(bytes: u64, desc: *const ObjectDesc) -> *mut Object      count 1, tag 0
//   mesh_free(*mut Object)                    count is 0: releases what it holds, frees it (iteratively)
//   mesh_free_shell(*mut Object)              frees the memory only (an unused reuse token)
//   mesh_free_sized(*mut Object, bytes: u64)  the same, when the size is known
//   mesh_list_new(capacity: u64, desc: *const ObjectDesc) -> *mut ListObject      the list's ObjectDesc; len 0, start set
//   mesh_list_drop(list, from: u64) -> list   consumes
//   mesh_spawn(closure: *mut ClosureObject, message: *const ValueDesc) -> i64
//   mesh_send(pid: i64, words: *const u64, message: *const ValueDesc)
//   mesh_send_checked(pid: i64, words: *const u64, message: *const ValueDesc)
//   mesh_self() -> i64
//   mesh_receive_start(millis: i64)   mesh_receive_next() -> i64   mesh_receive_message(out: *mut u64)
//   mesh_receive_accept()             mesh_receive_skip()
//   mesh_crash(text: *const StringObject) -> !
//   mesh_crash_static(bytes: *const u8, len: u64) -> !      arithmetic and match failures
//   mesh_stack_slow()                 from a prologue or loop back-edge: yields, or ends the actor on overflow
