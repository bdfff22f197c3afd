//! What generated code tells the runtime about types.

use std::sync::atomic::AtomicPtr;

/// What an object is, for the code that walks values: release, deep copy, equality, hash, JSON.
#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ObjectKind {
    /// Tuple, struct or sum: words follow the header, `variants[tag]` describes them.
    Record = 0,
    /// UTF-8 text.
    String = 1,
    /// `args[0]` describes the elements.
    List = 2,
    /// `args[0]` describes keys, `args[1]` values.
    Map = 3,
    /// `args[0]` describes the elements.
    Set = 4,
    /// Code pointer, then captured words described by `variants[0]`.
    Closure = 5,
    /// A handle to something outside the heap (`Regex`, `Db`): a boxed trait object with its own drop.
    Resource = 6,
    /// Any bytes, laid out like a string. Only the runtime makes them.
    Bytes = 7,
}

machine! { ObjectKind: I32, ValueShape: I32, Crossing: I32 }

shared_struct! {
    /// Static description of one object type, emitted by the compiler (or, for resources, by the runtime).
    pub struct ObjectDesc / ObjectDescFields {
        /// What it is.
        pub kind: ObjectKind,
        /// Number of variants; 1 for tuples, structs and closures.
        pub variant_count: u32,
        /// `variant_count` entries.
        pub variants: *const VariantDesc,
        /// The type as the program writes it.
        pub name: StaticStr,
        /// What the elements are: `arg_count` entries.
        pub args: *const *const ValueDesc,
        /// Number of `args`.
        pub arg_count: u64,
    }
}

shared_struct! {
    /// One variant: its words in order and its fields.
    pub struct VariantDesc / VariantDescFields {
        /// Its name, "" in a tuple.
        pub name: StaticStr,
        /// Number of words after the header (after the code pointer, for closures).
        pub words: u32,
        /// Number of fields.
        pub field_count: u32,
        /// How many of the words are of kind `Ptr`.
        pub pointers: u32,
        /// `words` entries.
        pub kinds: *const WordKind,
        /// `field_count` entries.
        pub fields: *const *const ValueDesc,
        /// `field_count` entries, or null when fields have no names.
        pub field_names: *const StaticStr,
        /// Where the words lie in a value of a sum that is `Tagged`; null in other types.
        pub places: *const u8,
    }
}

/// What one word holds.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WordKind {
    /// Int, Bool, Atom, Pid, enum: equal when the bits are.
    Raw = 0,
    /// Equal as floats are.
    Float = 1,
    /// A counted object; null and odd values are payload-free variants.
    Ptr = 2,
}

/// How a value of a type lies in memory.
#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueShape {
    /// No words.
    Unit = 0,
    /// The number.
    Int = 1,
    /// The number.
    Float = 2,
    /// 0 or 1.
    Bool = 3,
    /// The address of the one string object with the atom's name.
    Atom = 4,
    /// The number of an actor.
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

shared_struct! {
    /// Static description of a type's values, emitted by the compiler. Passed to runtime functions for each type parameter.
    pub struct ValueDesc / ValueDescFields {
        /// How a value lies in memory.
        pub shape: ValueShape,
        /// Number of words.
        pub words: u32,
        /// `words` entries.
        pub kinds: *const WordKind,
        /// Null for Int, Float, Bool, Unit, Atom, Pid.
        pub object: *const ObjectDesc,
        /// A hash of the type's printed name: identifies the type at run time.
        pub type_id: u64,
        /// The type as the program writes it.
        pub name: StaticStr,
        /// Descriptors of containers of this type that the runtime made; null at first.
        pub cache: AtomicPtr<()>,
    }
}

/// How a value crosses to a function of C, or back.
#[repr(u32)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Crossing {
    /// Not at all: the result of a `void` function.
    Unit = 0,
    /// A number that C has in as many bits as Mesh.
    Int64 = 1,
    /// Numbers of fewer bits, and those without a sign: what does not fit is refused.
    Int8 = 2,
    /// See `Int8`.
    Int16 = 3,
    /// See `Int8`.
    Int32 = 4,
    /// See `Int8`.
    UInt8 = 5,
    /// See `Int8`.
    UInt16 = 6,
    /// See `Int8`.
    UInt32 = 7,
    /// See `Int8`.
    UInt64 = 8,
    /// The number.
    Float64 = 9,
    /// The nearest number that fits.
    Float32 = 10,
    /// 0 or 1.
    Bool = 11,
    /// A copy that ends with a zero.
    Text = 12,
    /// The same, or null.
    MaybeText = 13,
    /// An address and a length.
    Bytes = 14,
    /// The same, where the address may be null.
    MaybeBytes = 15,
    /// An address that C gave, not null.
    Handle = 16,
    /// The same, or null.
    MaybeHandle = 17,
}

shared_struct! {
    /// A function of C that the program calls.
    pub struct ForeignFn / ForeignFnFields {
        /// What C calls it.
        pub name: StaticStr,
        /// Calls it: takes the address of its arguments, as C has them but each in a word, and where its result goes; behind that
        /// the length of one that is bytes.
        pub code: *const u8,
        /// What frees the memory of its result; null for memory that C keeps.
        pub free: *const u8,
        /// How its arguments cross: `param_count` entries.
        pub params: *const Crossing,
        /// Number of `params`.
        pub param_count: u64,
        /// How its result crosses.
        pub result: Crossing,
        /// Whether it may block its thread: 0 or 1.
        pub blocking: u32,
    }
}

shared_struct! {
    /// Static UTF-8 text.
    #[derive(Clone, Copy)]
    pub struct StaticStr / StaticStrFields {
        /// The first byte.
        pub bytes: *const u8,
        /// Number of bytes.
        pub len: u64,
    }
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
unsafe impl Sync for ForeignFn {}
unsafe impl Sync for StaticStr {}
