//! Runtime functions that generated code calls: the only floor that knows the C ABI.
//!
//! The body of an extern gives a value, or a `Result<value, Crash>`; that of an `async fn` gives something to wait for (see
//! `wait`). What happens then is done here, after everything that the body owned is gone: the actor crashes, pauses, or gets
//! the words of its result. A Rust panic is caught in the same place: a mistake of the runtime ends one actor.

pub mod give;
pub mod wait;

mod archive;
mod bytes;
mod clock;
mod command;
mod cookie;
mod crypto;
mod csv;
mod db;
mod email;
mod file;
mod fits;
mod folder;
mod foreign;
mod http;
mod http_client;
mod inspect;
mod io;
mod json;
mod list;
mod log;
mod map;
mod metrics;
mod number;
mod observer;
mod packing;
mod process;
mod random;
mod receive;
mod regex;
mod repl;
mod service;
mod set;
mod spawn;
mod stream;
mod string;
mod supervisor;
mod tcp;
mod test;
mod timer;
mod toml;
mod url;
mod web;
mod ws;

#[cfg(test)]
mod declarations;

/// One exported function, for the tests that compare declarations with symbols.
#[cfg(test)]
pub struct ExternFn {
    pub symbol: &'static str,
    /// The Rust types of the parameters and the result, as written.
    pub params: &'static [&'static str],
    pub result: &'static str,
    /// Whether the result goes to where a pointer behind the parameters points.
    pub by_pointer: bool,
}

/// All exported functions.
#[cfg(test)]
#[linkme::distributed_slice]
pub static EXTERN_FNS: [ExternFn];

/// Defines functions that generated code calls.
///
/// `fn mesh_x(a: i64) -> i64 { … }` gives its result in a register, `fn mesh_y(a: i64) => Option<i64> { … }` through a
/// pointer behind the parameters, with the number of the variant in a register. The bodies of `async fn` give a `Wait`.
/// The unit tests have them under no symbol, so that only what they call is compiled for them.
/// A `seen fn` does what other actors can see, or looks at what they did: see `actor::policy::point`.
#[macro_export]
macro_rules! mesh_extern {
    () => {};
    ($(#[$attribute:meta])* fn $name:ident($($param:ident: $ty:ty),* $(,)?) $(-> $result:ty)? $body:block $($rest:tt)*) => {
        $(#[$attribute])*
        #[cfg_attr(not(test), unsafe(no_mangle))]
        #[cfg_attr(test, allow(dead_code))]
        pub extern "C-unwind" fn $name($($param: $ty),*) $(-> $crate::externs::give::RegisterOf<$result>)? {
            $crate::externs::give::in_register(move || $(-> $result)? { $body })
        }
        $crate::mesh_extern! { @listed $name [$($ty),*] [$($result)?] false }
        $crate::mesh_extern! { $($rest)* }
    };
    ($(#[$attribute:meta])* fn $name:ident($($param:ident: $ty:ty),* $(,)?) => $result:ty $body:block $($rest:tt)*) => {
        $(#[$attribute])*
        #[cfg_attr(not(test), unsafe(no_mangle))]
        #[cfg_attr(test, allow(dead_code))]
        pub extern "C-unwind" fn $name($($param: $ty,)* out: *mut u64) -> $crate::externs::give::TagOf<$result> {
            $crate::externs::give::by_pointer(move || -> $result { $body }, out)
        }
        $crate::mesh_extern! { @listed $name [$($ty),*] [$result] true }
        $crate::mesh_extern! { $($rest)* }
    };
    ($(#[$attribute:meta])* seen fn $name:ident($($param:ident: $ty:ty),* $(,)?) $(-> $result:ty)? $body:block $($rest:tt)*) => {
        $(#[$attribute])*
        #[cfg_attr(not(test), unsafe(no_mangle))]
        #[cfg_attr(test, allow(dead_code))]
        pub extern "C-unwind" fn $name($($param: $ty),*) $(-> $crate::externs::give::RegisterOf<$result>)? {
            $crate::actor::policy::point();
            $crate::externs::give::in_register(move || $(-> $result)? { $body })
        }
        $crate::mesh_extern! { @listed $name [$($ty),*] [$($result)?] false }
        $crate::mesh_extern! { $($rest)* }
    };
    ($(#[$attribute:meta])* seen fn $name:ident($($param:ident: $ty:ty),* $(,)?) => $result:ty $body:block $($rest:tt)*) => {
        $(#[$attribute])*
        #[cfg_attr(not(test), unsafe(no_mangle))]
        #[cfg_attr(test, allow(dead_code))]
        pub extern "C-unwind" fn $name($($param: $ty,)* out: *mut u64) -> $crate::externs::give::TagOf<$result> {
            $crate::actor::policy::point();
            $crate::externs::give::by_pointer(move || -> $result { $body }, out)
        }
        $crate::mesh_extern! { @listed $name [$($ty),*] [$result] true }
        $crate::mesh_extern! { $($rest)* }
    };
    ($(#[$attribute:meta])* async fn $name:ident($($param:ident: $ty:ty),* $(,)?) $(-> $result:ty)? $body:block $($rest:tt)*) => {
        $(#[$attribute])*
        #[cfg_attr(not(test), unsafe(no_mangle))]
        #[cfg_attr(test, allow(dead_code))]
        pub extern "C-unwind" fn $name($($param: $ty),*) $(-> $crate::externs::give::RegisterOf<$result>)? {
            let outcome $(: <$result as $crate::externs::give::Outcome>::Value)? = $crate::externs::wait::until_done(move || { $body });
            $crate::externs::give::in_register(move || outcome)
        }
        $crate::mesh_extern! { @listed $name [$($ty),*] [$($result)?] false }
        $crate::mesh_extern! { $($rest)* }
    };
    ($(#[$attribute:meta])* async fn $name:ident($($param:ident: $ty:ty),* $(,)?) => $result:ty $body:block $($rest:tt)*) => {
        $(#[$attribute])*
        #[cfg_attr(not(test), unsafe(no_mangle))]
        #[cfg_attr(test, allow(dead_code))]
        pub extern "C-unwind" fn $name($($param: $ty,)* out: *mut u64) -> $crate::externs::give::TagOf<$result> {
            let outcome: <$result as $crate::externs::give::Outcome>::Value = $crate::externs::wait::until_done(move || { $body });
            $crate::externs::give::by_pointer(move || outcome, out)
        }
        $crate::mesh_extern! { @listed $name [$($ty),*] [$result] true }
        $crate::mesh_extern! { $($rest)* }
    };
    (@listed $name:ident [$($ty:ty),*] [$($result:ty)?] $by_pointer:literal) => {
        #[cfg(test)]
        const _: () = {
            #[linkme::distributed_slice($crate::externs::EXTERN_FNS)]
            static ENTRY: $crate::externs::ExternFn = $crate::externs::ExternFn {
                symbol: stringify!($name),
                params: &[$(stringify!($ty)),*],
                result: concat!("" $(, stringify!($result))?),
                by_pointer: $by_pointer,
            };
        };
    };
}
