//! The one table of what the compiler knows of the standard library by name. Everything here is there, a test of the library says so.

use std::sync::OnceLock;

use mesh_common::{ModulePath, Symbol};

use crate::types::{FnRef, QualifiedName};
use crate::{builtin, desugar, foreign, walk};

/// A method of an interface.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MethodRef {
    pub interface: QualifiedName,
    pub method: Symbol,
}

macro_rules! known {
    (
        types { $($type_module:ident { $($type_fn:ident $type_name:literal)* })* }
        methods { $($method_fn:ident $interface:ident $method:literal)* }
        functions { $($module:ident { $($function:ident $name:literal / $arity:literal)* })* }
    ) => {
        /// The names of types and interfaces.
        pub mod types {
            use super::*;
            $($(
                pub fn $type_fn() -> QualifiedName {
                    static NAME: OnceLock<QualifiedName> = OnceLock::new();
                    *NAME.get_or_init(|| QualifiedName {
                        module: ModulePath::new(stringify!($type_module)),
                        name: Symbol::new($type_name),
                    })
                }
            )*)*
            /// All of them.
            pub fn all() -> Vec<QualifiedName> {
                vec![$($($type_fn(),)*)*]
            }
        }

        /// Methods of interfaces.
        pub mod methods {
            use super::*;
            $(
                pub fn $method_fn() -> MethodRef {
                    static METHOD: OnceLock<MethodRef> = OnceLock::new();
                    *METHOD.get_or_init(|| MethodRef { interface: types::$interface(), method: Symbol::new($method) })
                }
            )*
            /// All of them.
            pub fn all() -> Vec<MethodRef> {
                vec![$($method_fn(),)*]
            }
        }

        /// Functions.
        pub mod functions {
            use super::*;
            $($(
                pub fn $function() -> FnRef {
                    static FUNCTION: OnceLock<FnRef> = OnceLock::new();
                    *FUNCTION.get_or_init(|| FnRef {
                        module: ModulePath::new(stringify!($module)),
                        name: Symbol::new($name),
                        arity: $arity,
                    })
                }
            )*)*
            /// All of them.
            pub fn all() -> Vec<FnRef> {
                vec![$($($function(),)*)*]
            }
        }
    };
}

known! {
    types {
        Prelude {
            pid "Pid" list "List" map "Map" set "Set" bytes "Bytes" option "Option" result "Result" range "Range"
            add "Add" sub "Sub" mul "Mul" div "Div" modulo "Mod" neg "Neg" not "Not"
            eq "Eq" ord "Ord" hash "Hash" display "Display" debug "Debug" default "Default"
            from "From" try_from "TryFrom"
        }
        Iter { iter "Iter" iterable "Iterable" }
        Process {
            exit_reason "ExitReason" mailbox_policy "MailboxPolicy" monitor "Monitor" main_result "MainResult"
        }
        Supervisor { strategy "Strategy" restart "Restart" }
        Service { reply_to "ReplyTo" call_error "CallError" }
        Json { json "Json" to_json "ToJson" from_json "FromJson" }
        Config { from_config "FromConfig" config_range "ConfigRange" }
        Sql {
            sql "Sql" sql_value "SqlValue" to_column "ToColumn" from_column "FromColumn" from_row "FromRow"
        }
        Property { choices "Choices" gen_interface "Gen" }
        Embedded { embedded_file "EmbeddedFile" }
    }
    methods {
        eq eq "eq"
        lt ord "lt" gt ord "gt" le ord "le" ge ord "ge"
        add add "add" sub sub "sub" mul mul "mul" div div "div" modulo modulo "mod" neg neg "neg" not not "not"
        to_string display "to_string" append_string display "append_string"
        inspect debug "inspect" append_inspect debug "append_inspect"
        from from "from" try_from try_from "try_from"
        iter iterable "iter"
        to_json to_json "to_json"
        to_column to_column "to_column"
        exit_code main_result "exit_code"
    }
    functions {
        Prelude {
            string_concat "string_concat"/2 append_int "append_int"/2 list_append "list_append"/2 string_eq "string_eq"/2
            string_case_hash "string_case_hash"/1 map_new "map_new"/0 map_entries "map_entries"/1 map_keys "map_keys"/1
        }
        List { list_get "get"/2 list_concat "concat"/2 }
        Map { map_get "get"/2 map_put "put"/3 }
        Set { set_to_list "to_list"/1 }
        Iter { iter_next "next"/1 }
        Process {
            at_end "at_end"/1 bounded "bounded"/3 current_signal "current_signal"/0 find "find"/1 limit_mailbox "limit_mailbox"/2
            limit_memory "limit_memory"/1 link "link"/1 named "named"/1 register "register"/2 receive_left "_receive_left"/2
            receive_wants "_receive_wants"/3 takes "takes"/0 typed "typed"/1 watched_signal "watched_signal"/1
            whereis "whereis"/1
        }
        Supervisor { supervisor_child "child"/4 supervisor_run "run"/4 supervisor_start_within "start_within"/2 }
        Service {
            service_call "call"/2 service_call_within "call"/3 service_reply "reply"/2 service_start "start"/2
            service_stop "stop"/2 service_try_call "try_call"/3
        }
        Json { json_decode "decode"/1 json_encode "encode"/1 }
        Sql { sql_empty "empty"/0 sql_join "join"/2 sql_literal "literal"/2 }
        Regex { regex_literal "literal"/2 }
        Db { db_open "open"/1 db_open_postgres "open_postgres"/1 db_open_sqlite "open_sqlite"/1 }
        Embedded { embedded_of "of"/2 }
        Log {
            log_error "error"/1 log_warn "warn"/1 log_info "info"/1 log_debug "debug"/1
            log_wanted "wanted"/2 log_write "write"/3 log_write_fields "write"/4 }
        Test {
            false_assertion "false_assertion"/2 hit "hit"/1 inspected "inspected"/1 show "show"/1 shown "shown"/1
            test_at_end "at_end"/1 test_bench "bench"/1 test_finish "finish"/0 test_missed "missed"/2 test_received "received"/1
        }
        Property { property_any "any"/1 property_check "check"/2 property_tried "tried"/3 }
    }
}

/// The numbers that C has, which are types of the library.
pub fn numbers_of_c() -> Vec<QualifiedName> {
    foreign::NUMBERS.iter().map(|(name, _)| builtin::name_in(foreign::MODULE, name)).collect()
}

/// Modules that are known as a whole, beside those of what is named above.
pub fn modules() -> Vec<ModulePath> {
    walk::NAMED.iter().map(|name| ModulePath::new(name)).chain([builtin::tuple(), builtin::test()]).collect()
}

/// The variants of types of the library for which the language has words.
pub fn variants() -> Vec<(QualifiedName, &'static str)> {
    let of = |name: QualifiedName, words: &[(&str, &'static str)]| -> Vec<_> {
        words.iter().map(|(_, variant)| (name, *variant)).collect()
    };
    [
        of(types::strategy(), &desugar::STRATEGIES),
        of(types::restart(), &desugar::RESTARTS),
        of(types::mailbox_policy(), &desugar::POLICIES),
    ]
    .concat()
}
