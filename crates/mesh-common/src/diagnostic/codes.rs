//! The one table of diagnostic codes. Each code has a page `docs/errors/<CODE>.md`.

use serde::{Deserialize, Serialize};

/// Declares the codes: name, and the fixed title that says what is wrong without data.
macro_rules! codes {
    ($($name:ident $title:literal;)*) => {
        /// A stable diagnostic code.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        pub enum Code { $($name,)* }
        impl Code {
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => stringify!($name),)* }
            }
            pub fn title(self) -> &'static str {
                match self { $(Code::$name => $title,)* }
            }
        }
    };
}

codes! {
    E0001 "type mismatch";
    E0002 "infinite type";
    E0003 "wrong number of arguments";
    E0004 "unknown name";
    E0005 "value is not a function";
    E0006 "type lacks a trait";
    E0007 "impl lacks a method";
    E0008 "impl method signature differs";
    E0009 "missing, unknown or no such field";
    E0010 "unknown variant in pattern";
    E0011 "or-pattern bindings differ";
    E0012 "match does not cover every case";
    E0013 "construct not allowed in a guard";
    E0014 "message does not fit the mailbox";
    E0015 "self() outside an actor";
    E0016 "spawn of a non-function";
    E0017 "receive outside an actor";
    E0018 "child start gives no pid";
    E0019 "unknown strategy or duplicate child";
    E0020 "unknown restart type";
    E0021 "bad shutdown value";
    E0022 "catch-all clause is not last";
    E0023 "clauses are not consecutive";
    E0024 "clause arity differs";
    E0025 "guard is not a Bool";
    E0026 "duplicate impl";
    E0027 "several traits give the method";
    E0028 "trait cannot be derived";
    E0029 "derive needs another derive";
    E0030 "no such method";
    E0031 "module not found";
    E0032 "break outside a loop";
    E0033 "continue outside a loop";
    E0034 "imported name not found";
    E0035 "private item used";
    E0036 "`?` in a function with another result";
    E0037 "`?` on a value that is neither Result nor Option";
    E0038 "field cannot be JSON";
    E0039 "field cannot come from a row";
    E0040 "impl lacks an associated type";
    E0041 "impl has an undeclared associated type";
    E0042 "associated type cannot be resolved";
    E0043 "slot position conflict";
    E0044 "slot position beyond the arity";
    E0045 "unknown type name";
    E0052 "import cycle";
    E0053 "module imports itself";
    E0054 "module imported twice";
    E0055 "name defined twice";
    E0056 "no main module";
    E0057 "no main function";
    E0058 "file cannot be read";
    E0059 "number literal out of range";
    E0060 "type is ambiguous";
    E0061 "refutable pattern";
    E0062 "service definition is incomplete";
    E0063 "type parameter mismatch";
    E0064 "not allowed at this place";
    E0065 "project name or manifest is unusable";
    E0066 "limit cannot be used";
    E0070 "SQL is wrong";
    E0071 "no such table";
    E0072 "no such column";
    E0073 "rows do not fit the type that reads them";
    E0074 "value does not fit its column";
    E0075 "statement does not fit the tables";
    E0076 "migration fails";
    E0077 "cannot be embedded";
    E0078 "constant needs itself";
    E0079 "value of a constant has an effect";
    E0080 "regular expression is wrong";
    E0081 "promise to work in place is broken";
    E0082 "promise to allocate nothing is broken";
    E0083 "type is too large";
    E0090 "package cannot be used";
    E0091 "packages do not fit together";
    E0092 "packages stand on each other in a circle";
    E0093 "package is not asked for";
    E0094 "type cannot cross to C";
    P0001 "syntax error";
    W0001 "unreachable arm";
    W0002 "annotation on a later clause";
    W0003 "unused name";
    W0004 "function clauses do not cover every case";
    W0005 "statements are not separated";
    W0006 "value is not used";
    W0007 "function calls itself for good";
    W0008 "definition hides an import";
    W0009 "type has no values";
    W0010 "manifest says what nobody reads";
    W0011 "message looks like a signal";
    C0001 "build failed";
}

impl std::str::FromStr for Code {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Code::ALL.iter().copied().find(|code| code.as_str().eq_ignore_ascii_case(text)).ok_or(())
    }
}
