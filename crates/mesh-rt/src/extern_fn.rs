//! `mesh_extern!`: exports runtime functions under their symbol and, for tests, lists them.

#[cfg(test)]
mod declarations;

/// One exported function, for the tests that compare declarations with symbols.
#[cfg(test)]
pub struct ExternFn {
    pub symbol: &'static str,
    /// The Rust types of the parameters and the result, as written.
    pub params: &'static [&'static str],
    pub result: &'static str,
}

/// All exported functions.
#[cfg(test)]
#[linkme::distributed_slice]
pub static EXTERN_FNS: [ExternFn];

/// Defines functions that generated code calls: `mesh_extern! { fn mesh_x(a: i64) -> i64 { a } }`.
#[macro_export]
macro_rules! mesh_extern {
    ($($(#[$attribute:meta])* fn $name:ident($($param:ident: $ty:ty),* $(,)?) $(-> $result:ty)? $body:block)*) => {$(
        $(#[$attribute])*
        #[unsafe(no_mangle)]
        pub extern "C-unwind" fn $name($($param: $ty),*) $(-> $result)? $body

        #[cfg(test)]
        const _: () = {
            #[linkme::distributed_slice($crate::extern_fn::EXTERN_FNS)]
            static ENTRY: $crate::extern_fn::ExternFn = $crate::extern_fn::ExternFn {
                symbol: stringify!($name),
                params: &[$(stringify!($ty)),*],
                result: concat!("" $(, stringify!($result))?),
            };
        };
    )*};
}
