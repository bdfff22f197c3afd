//! How shared things lie in registers and in memory, for a writer that knows them by LLVM's types instead of Rust's.

use std::sync::atomic::AtomicPtr;

/// What a machine knows of a type. Fields of a struct lie as C lays them out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MachineType {
    /// Four bytes.
    I32,
    /// Eight bytes.
    I64,
    /// An address.
    Ptr,
    /// These fields, one after the other.
    Struct(&'static [MachineType]),
}

/// A Rust type that generated code has to do with.
pub trait Shared {
    /// The same for the back end.
    const MACHINE: MachineType;
}

macro_rules! machine {
    ($($ty:ty: $machine:ident),* $(,)?) => {
        $(impl $crate::machine::Shared for $ty {
            const MACHINE: $crate::machine::MachineType = $crate::machine::MachineType::$machine;
        })*
    };
}

machine! { u32: I32, u64: I64, i64: I64 }

impl<T> Shared for *const T {
    const MACHINE: MachineType = MachineType::Ptr;
}

impl<T> Shared for *mut T {
    const MACHINE: MachineType = MachineType::Ptr;
}

impl<T> Shared for AtomicPtr<T> {
    const MACHINE: MachineType = MachineType::Ptr;
}

/// Defines a struct `Name` and beside it `NameFields<V>`, which has the same fields, all of type `V`: with offsets it tells
/// where they lie (`Name::OFFSETS`), with values of LLVM it is a constant that can miss no field.
macro_rules! shared_struct {
    (
        $(#[$attribute:meta])*
        pub struct $name:ident / $fields:ident {
            $($(#[$field_attribute:meta])* pub $field:ident: $ty:ty,)*
        }
    ) => {
        $(#[$attribute])*
        #[repr(C)]
        pub struct $name {
            $($(#[$field_attribute])* pub $field: $ty,)*
        }

        #[doc = concat!("Something for each field of a [`", stringify!($name), "`].")]
        pub struct $fields<V> {
            $($(#[$field_attribute])* pub $field: V,)*
        }

        impl<V> $fields<V> {
            /// In the order in which the fields lie in memory.
            pub fn in_order(self) -> [V; [$(stringify!($field)),*].len()] {
                [$(self.$field),*]
            }
        }

        impl $name {
            /// At which byte each field lies.
            pub const OFFSETS: $fields<u64> = $fields { $($field: std::mem::offset_of!($name, $field) as u64),* };
        }

        impl $crate::machine::Shared for $name {
            const MACHINE: $crate::machine::MachineType =
                $crate::machine::MachineType::Struct(&[$(<$ty as $crate::machine::Shared>::MACHINE),*]);
        }
    };
}
