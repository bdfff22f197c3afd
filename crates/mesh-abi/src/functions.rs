//! The functions through which generated code and the runtime call each other, beside `@extern`s.

use crate::{
    ClosureObject, ForeignFn, ListObject, MachineType, Object, ObjectDesc, Shared, StringObject, TableObject, ValueDesc,
};

// Two words of each thread: one that generated code compares the stack pointer with (below it, `mesh_stack_slow` is called), and one
// with the address of the running actor's heap.

/// On x86-64, byte offset of the first in the thread's control block. glibc reserves it for the limits of split stacks, and nobody else
/// uses it.
pub const STACK_LIMIT_OFFSET: usize = 0x70;

/// On x86-64, byte offset of the second in the thread's control block. glibc reserves it for transactional memory, which nothing uses.
pub const HEAP_OFFSET: usize = 0x68;

/// On AArch64, the name of the first among the executable's thread-local words, as a literal.
#[macro_export]
macro_rules! stack_limit_word {
    () => {
        "mesh_limit_word"
    };
}

/// On AArch64, the name of the second.
#[macro_export]
macro_rules! heap_word {
    () => {
        "mesh_heap_word"
    };
}

/// The first name.
pub const STACK_LIMIT_WORD: &str = stack_limit_word!();

/// The second.
pub const HEAP_WORD: &str = heap_word!();

/// One function as its caller sees it.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    /// The name for the linker.
    pub symbol: &'static str,
    /// Each parameter for the machine.
    pub params: &'static [MachineType],
    /// The result for the machine.
    pub result: Option<MachineType>,
    /// Parameters as Rust spells them.
    pub rust_params: &'static [&'static str],
    /// The result as Rust spells it, "" for none.
    pub rust_result: &'static str,
    /// What the optimiser may know.
    pub property: Property,
}

/// What the optimiser may know about a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Property {
    /// Nothing.
    Plain,
    /// Gives fresh memory.
    Allocates,
    /// The same, and is rarely called.
    AllocatesRarely,
    /// Rarely called.
    Cold,
    /// Never comes back.
    NoReturn,
}

/// Defines an enum of functions with a signature for each.
macro_rules! signatures {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident {
            $(
                $(#[$doc:meta])*
                $variant:ident: $property:ident fn $symbol:ident($($param:ident: $ty:ty),*) $(-> $result:ty)?;
            )*
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum $name {
            $($(#[$doc])* $variant,)*
        }

        impl $name {
            /// Every one.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// Its name and shape.
            pub const fn signature(self) -> Signature {
                match self {
                    $($name::$variant => Signature {
                        symbol: stringify!($symbol),
                        params: &[$(<$ty as Shared>::MACHINE),*],
                        result: signatures!(@result $($result)?),
                        rust_params: &[$(stringify!($ty)),*],
                        rust_result: concat!($(stringify!($result))?),
                        property: Property::$property,
                    },)*
                }
            }
        }
    };
    (@result) => { None };
    (@result $ty:ty) => { Some(<$ty as Shared>::MACHINE) };
}

signatures! {
    /// What the runtime provides.
    pub enum RuntimeFn {
        /// An object of so many bytes with count 1 and tag 0; its words are not set.
        Alloc: AllocatesRarely fn mesh_alloc(bytes: u64, desc: *const ObjectDesc) -> *mut Object;
        /// Releases what an object holds whose count is 0, and frees it, without recursion.
        Free: Cold fn mesh_free(object: *mut Object);
        /// Frees a text or a list of numbers whose count is 0.
        FreeLeaf: Cold fn mesh_free_leaf(object: *mut Object);
        /// Frees the memory of an object only, which is so large.
        FreeSized: Cold fn mesh_free_sized(object: *mut Object, bytes: u64);
        /// A list with room: length 0, `start` set. `desc` is the list's own.
        ListNew: Allocates fn mesh_list_new(capacity: u64, desc: *const ObjectDesc) -> *mut ListObject;
        /// The same without elements, with room for as many as are going to be put into it, but not for very many.
        ListRoom: Allocates fn mesh_list_room(count: i64, desc: *const ObjectDesc) -> *mut ListObject;
        /// A list with the same elements that the caller alone holds. Consumes the list.
        ListOwn: Cold fn mesh_list_own(list: *mut ListObject) -> *mut ListObject;
        /// The same with room for one element more.
        ListGrow: Cold fn mesh_list_grow(list: *mut ListObject) -> *mut ListObject;
        /// The elements from `from` on. Consumes the list.
        ListDrop: Plain fn mesh_list_drop(list: *mut ListObject, from: u64) -> *mut ListObject;
        /// A map with the same entries that the caller alone holds. Consumes the map.
        MapOwn: Cold fn mesh_map_own(map: *mut TableObject) -> *mut TableObject;
        /// A text with another one behind it. Consumes the first.
        StringAppend: Plain fn mesh_string_append(text: *mut StringObject, more: *const StringObject) -> *mut StringObject;
        /// Starts an actor that runs a copy of the closure; its address.
        Spawn: Plain fn mesh_spawn(closure: *mut ClosureObject, message: *const ValueDesc) -> i64;
        /// Sends a copy of the message that lies at `words`.
        Send: Plain fn mesh_send(pid: i64, words: *const u64, message: *const ValueDesc);
        /// The same; crashes when the actor receives messages of another type.
        SendChecked: Plain fn mesh_send_checked(pid: i64, words: *const u64, message: *const ValueDesc);
        /// Makes an immortal copy of the value that lies at `words`, and writes its words to `place`.
        Keep: Plain fn mesh_keep(words: *const u64, desc: *const ValueDesc, place: *mut u64);
        /// The actor's own address.
        SelfPid: Plain fn mesh_self() -> i64;
        /// Begins to look through the mailbox; gives up after so many milliseconds, never when they are negative. `site` is the
        /// number of a `receive` that takes or leaves a message by the message alone, 0 for any other.
        ReceiveStart: Plain fn mesh_receive_start(millis: i64, site: i64);
        /// The same without a limit, for a function that returns to where `from` points: 1 when the actor waits without its stack
        /// until something comes. Then the function calls `Park` and returns; else 0.
        ReceiveOrPark: Plain fn mesh_receive_or_park(site: i64, from: *const u8) -> i64;
        /// Keeps what an actor that waits without its stack goes on with. Consumes the closure, a `fn() -> ()`.
        Park: Plain fn mesh_park(closure: *mut ClosureObject);
        /// Waits for what comes next in the mailbox: a `Received`.
        ReceiveNext: Plain fn mesh_receive_next() -> i64;
        /// Writes the words of the message that was found, each with a count of its own.
        ReceiveMessage: Plain fn mesh_receive_message(out: *mut u64);
        /// Takes what was found out of the mailbox.
        ReceiveAccept: Plain fn mesh_receive_accept();
        /// What the three before do one after the other, for a `receive` that takes every message: waits for the first in the mailbox,
        /// and takes it out if it is a message, whose words it writes.
        ReceiveTake: Plain fn mesh_receive_take(out: *mut u64) -> i64;
        /// Leaves what was found to another receive, and goes on behind it.
        ReceiveSkip: Plain fn mesh_receive_skip();
        /// Calls a function of C with the arguments whose words lie at `words`. The words of its result go to `out`; when it may be
        /// missing, an `OptionTag` tells whether there are any.
        ForeignCall: Plain fn mesh_foreign_call(function: *const ForeignFn, words: *const u64, out: *mut u64) -> i64;
        /// Crashes the actor with a text.
        Crash: NoReturn fn mesh_crash(text: *const StringObject);
        /// The same with a text of the program, such as that of an overflow.
        CrashStatic: NoReturn fn mesh_crash_static(bytes: *const u8, len: u64);
        /// From the stub that checks call: lets others run, or ends the actor when its stack is full, or would be with a frame of so
        /// many bytes.
        StackSlow: Plain fn mesh_stack_slow(frame: i64);
    }
}

/// The same, and declares the functions for the runtime.
macro_rules! provided_signatures {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident {
            $(
                $(#[$doc:meta])*
                $variant:ident: fn $symbol:ident($($param:ident: $ty:ty),*) $(-> $result:ty)?;
            )*
        }
    ) => {
        signatures! {
            $(#[$attribute])*
            pub enum $name {
                $($(#[$doc])* $variant: Plain fn $symbol($($param: $ty),*) $(-> $result)?;)*
            }
        }

        unsafe extern "C" {
            $($(#[$doc])* pub fn $symbol($($param: $ty),*) $(-> $result)?;)*
        }
    };
}

provided_signatures! {
    /// What each program provides.
    pub enum ProgramFn {
        /// Runs `main`; 0, what it returned, or 1 when that was an `Err`.
        Entry: fn mesh_entry() -> i64;
        /// Calls a `fn() -> ()` and consumes it.
        CallUnitClosure: fn mesh_call_unit_closure(closure: *mut ClosureObject);
    }
}
