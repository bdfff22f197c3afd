//! Numbers by which the two sides tell cases apart.
//!
//! Those that a module of the standard library writes out are compared with it by a test of `mesh-std`.

/// Defines an enum of numbers with the way back.
macro_rules! numbers {
    ($($(#[$attribute:meta])* pub enum $name:ident { $($(#[$doc:meta])* $case:ident = $number:literal,)* })*) => {$(
        $(#[$attribute])*
        #[repr(i64)]
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum $name {
            $($(#[$doc])* $case = $number,)*
        }

        impl $name {
            /// Every case.
            pub const ALL: &[$name] = &[$($name::$case),*];

            /// The number in a register.
            pub const fn number(self) -> i64 {
                self as i64
            }

            /// The case with this number, if there is one.
            pub const fn from_number(number: i64) -> Option<$name> {
                match number {
                    $($number => Some($name::$case),)*
                    _ => None,
                }
            }
        }
    )*};
}

numbers! {
    /// What `mesh_receive_next` found.
    pub enum Received {
        /// A message.
        Message = 0,
        /// A signal: news of another actor.
        Signal = 1,
        /// The time is over.
        Timeout = 2,
    }

    /// What an `@extern` gives whose result is an `Option`; the payload lies where its last parameter points.
    pub enum OptionTag {
        /// Nothing.
        None = 0,
        /// A payload.
        Some = 1,
    }

    /// What an `@extern` gives whose result is a `Result`; the payload lies where its last parameter points.
    pub enum ResultTag {
        /// The first type's payload.
        Ok = 0,
        /// The second type's payload.
        Err = 1,
    }

    /// The variants of `ExitReason`.
    pub enum ReasonNumber {
        /// The work was done.
        Normal = 0,
        /// Asked to end, in order.
        Shutdown = 1,
        /// Ended from outside, without a chance to clean up.
        Killed = 2,
        /// A crash; there is a text.
        Error = 3,
        /// A linked actor ended; there are its address and a text.
        Linked = 4,
        /// The program's own reason; there is a text.
        Custom = 5,
        /// The actor's node cannot be reached.
        Noconnection = 6,
        /// There was no such actor.
        Noproc = 7,
    }

    /// The variants of `Json`, which the runtime builds and reads.
    pub enum JsonVariant {
        /// No payload.
        Null = 0,
        /// A `Bool`.
        Bool = 1,
        /// An `Int`.
        Int = 2,
        /// A `Float`.
        Float = 3,
        /// A `String`.
        String = 4,
        /// A `List<Json>`.
        Array = 5,
        /// A `Map<String, Json>`.
        Object = 6,
    }

    /// The variants of `SqlValue`, which the runtime builds and reads.
    pub enum SqlVariant {
        /// No payload.
        Null = 0,
        /// A `Bool`.
        Bool = 1,
        /// An `Int`.
        Int = 2,
        /// A `Float`.
        Float = 3,
        /// A `String`.
        Text = 4,
        /// `Bytes`.
        Bytes = 5,
        /// A `DateTime`: microseconds since 1970.
        Time = 6,
        /// A `String`.
        Json = 7,
        /// A `String`.
        Decimal = 8,
        /// A `List<SqlValue>`.
        List = 9,
        /// A `Sql`: a `List<String>` and a `List<SqlValue>`.
        Part = 10,
    }

    /// The variants of `DbError`, those of constraints one by one.
    pub enum DbFailureNumber {
        /// Somebody else has what is needed.
        Busy = 0,
        /// It took too long.
        Timeout = 1,
        /// The database cannot be reached.
        Unavailable = 2,
        /// The SQL, a value or the use is wrong.
        Invalid = 3,
        /// Anything else, with the database's code.
        Other = 4,
        /// The same values are there already.
        Unique = 5,
        /// The row that is referred to is not there.
        ForeignKey = 6,
        /// There has to be a value.
        NotNull = 7,
        /// What a table demands of its rows does not hold.
        Check = 8,
        /// Rows exclude each other.
        Exclusion = 9,
    }

    /// The variants of `MailboxPolicy`: what happens with one message more than a mailbox may hold.
    pub enum PolicyNumber {
        /// The one that waits longest is thrown away.
        DropOldest = 0,
        /// The new one is thrown away.
        DropNewest = 1,
        /// The sender waits until there is room.
        Block = 2,
        /// The actor crashes.
        Crash = 3,
    }

    /// What `mesh_process_figure` can be asked for.
    pub enum FigureNumber {
        /// Bytes of the heap.
        Memory = 0,
        /// Bytes of the stack in use.
        Stack = 1,
        /// Work done.
        Reductions = 2,
        /// How many messages may wait; -1 when there is no bound.
        Bound = 3,
        /// A `PolicyNumber`, when there is a bound.
        Policy = 4,
        /// How many messages the policy threw away.
        Dropped = 5,
    }

    /// What became of a call or a job that was waited for.
    pub enum WaitNumber {
        /// There is a value.
        Value = 0,
        /// The actor ended without one.
        Ended = 1,
        /// The time is over.
        Timeout = 2,
        /// The request was thrown away, since the mailbox was full.
        Refused = 3,
    }

    /// What a signal tells of.
    pub enum SignalNumber {
        /// A monitored actor ended.
        Down = 0,
        /// A linked actor ended, or somebody asks this one to.
        Exit = 1,
        /// A node is gone.
        Nodedown = 2,
        /// A node has come.
        Nodeup = 3,
    }
}

/// By which a match with many texts finds the one to compare with (FNV-1a): the same in every program.
pub fn text_hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}
