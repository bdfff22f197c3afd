//! The words of the checker's diagnostics: the checker says *what*, this module says *how*.

use mesh_common::diagnostic::Fix;
use mesh_common::suggest::nearest;
use mesh_common::{Code, Diagnostic, ModulePath, Span, Symbol};
use mesh_parser::ast;

use crate::types::QualifiedName;

/// `1 argument`, `2 arguments`.
pub fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

/// `a`, `a or b`, `a, b or c`.
pub fn alternatives(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} or {last}", init.join(", ")),
    }
}

/// The same with the name that is near to what is written, if one is.
pub fn did_you_mean(diagnostic: Diagnostic, name: &str, known: impl IntoIterator<Item = Symbol>) -> Diagnostic {
    match nearest(name, known) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic,
    }
}

/// What to do with an `Option`, and with a `Result`, where a value is wanted.
pub const MAY_BE_ABSENT: &str = "it may be absent: use `case`, `?` or `Option.unwrap_or`";
pub const MAY_HAVE_FAILED: &str = "it may have failed: use `case` or `?`";

/// Why `Hash` is needed where nobody calls it.
pub const KEYS_ARE_HASHED: &str = "keys of maps and elements of sets have `Hash`";

/// What to do where an actor would take messages of several types.
pub const ONE_TYPE_OF_MESSAGES: &str = "make one sum type of all messages";

/// E0001: a value of another type than is wanted.
pub fn expected(expected: &str, actual: &str, span: Span) -> Diagnostic {
    let message = format!("expected {expected}, found {actual}");
    Diagnostic::error(Code::E0001, message, span, format!("this is {actual}"))
}

/// E0001 for clauses of one function whose parameters have different types.
pub fn clauses_of_types(name: Symbol, (here, actual): (Span, &str), (there, first): (Span, &str)) -> Diagnostic {
    let message = format!("the clauses of `{name}` take values of one type: {first}, not {actual}");
    let help = "give the functions different names, or write an interface that both types implement";
    Diagnostic::error(Code::E0001, message, here, format!("this is {actual}"))
        .label(there, format!("this is {first}"))
        .help(help)
}

/// E0001 for a function where one with another number of parameters is wanted.
pub fn function_arity(wanted: usize, found: usize, span: Span) -> Diagnostic {
    let message = format!("expected a function of {}, found one of {found}", count(wanted, "argument"));
    Diagnostic::error(Code::E0001, message, span, format!("takes {}", count(found, "argument")))
}

/// E0001 for a function of tuples where one of something else is wanted.
pub fn function_of_tuples(wanted: &str, span: Span) -> Diagnostic {
    let message = format!("expected a function of {wanted}, found one of tuples");
    Diagnostic::error(Code::E0001, message, span, "takes tuples")
}

/// E0001 for a function with another result than is wanted.
pub fn function_gives(wanted: &str, found: &str, span: Span) -> Diagnostic {
    let message = format!("expected a function that gives {wanted}, found one that gives {found}");
    Diagnostic::error(Code::E0001, message, span, format!("gives {found}"))
}

/// E0001 for a function that receives other messages than is wanted.
pub fn receives_otherwise(wanted: &str, found: &str, span: Span) -> Diagnostic {
    let message = format!("expected a function that receives {wanted}, found one that receives {found}");
    Diagnostic::error(Code::E0001, message, span, format!("receives {found}"))
        .note("what a function receives is a part of its type: it takes from the mailbox of whoever calls it")
        .help(ONE_TYPE_OF_MESSAGES)
}

/// E0060 for `Tuple.first` and its like as a value that nobody calls.
pub fn which_tuples(span: Span) -> Diagnostic {
    let message = "nothing says here which tuples this function takes";
    let diagnostic = Diagnostic::error(Code::E0060, message, span, "of tuples of any size");
    diagnostic.help("take them apart: `fn ((first, _)) -> first end`")
}

pub fn infinite(span: Span) -> Diagnostic {
    Diagnostic::error(Code::E0002, "this type would contain itself", span, "its type has no finite form")
}

pub fn too_large(span: Span) -> Diagnostic {
    let message = format!("this type has more than {} parts", crate::unify::LARGEST_TYPE);
    let diagnostic = Diagnostic::error(Code::E0083, message, span, "its type is too large");
    diagnostic.help("declare a struct or a sum type for what is repeated in it: one without parameters is one part, whatever it holds")
}

pub fn arity(name: &str, wanted: &[usize], found: usize, span: Span) -> Diagnostic {
    let wanted: Vec<String> = wanted.iter().map(ToString::to_string).collect();
    let noun = if wanted == ["1"] { "argument" } else { "arguments" };
    // "this function" is no name.
    let shown = if name.contains(' ') { name.to_owned() } else { format!("`{name}`") };
    let message = format!("{shown} takes {} {noun}, found {found}", alternatives(&wanted));
    Diagnostic::error(Code::E0003, message, span, format!("{} given", count(found, "argument")))
}

pub fn unknown_name(name: &str, span: Span, known: Vec<Symbol>) -> Diagnostic {
    let diagnostic = Diagnostic::error(Code::E0004, format!("nothing is named `{name}`"), span, "not found here");
    match mesh_parser::foreign::value(name) {
        Some(advice) => diagnostic.help(advice),
        None => did_you_mean(diagnostic, name, known),
    }
}

/// E0004 for a module whose name is written small.
pub fn small_module(written: ast::Name, module: Symbol) -> Diagnostic {
    let title = format!("write `{module}`");
    let fix = Fix { title: title.clone(), edits: vec![(written.span, module.to_string())], certain: true };
    let message = format!("nothing is named `{}`: modules begin with a capital letter", written.text);
    Diagnostic::error(Code::E0004, message, written.span, "not found here").help(title).fix(fix)
}

pub fn unknown_in(module: &str, name: &str, span: Span, known: Vec<Symbol>) -> Diagnostic {
    let message = format!("`{module}` has no `{name}`");
    let diagnostic = Diagnostic::error(Code::E0004, message, span, "not found there");
    match usual_of(name, &known) {
        Some(usual) => diagnostic.help(format!("write `{module}.{usual}`")),
        None => did_you_mean(diagnostic, name, known),
    }
}

/// The function of a module that has this name elsewhere.
pub fn usual_of(name: &str, known: &[Symbol]) -> Option<&'static str> {
    usual(name).iter().find(|usual| known.contains(&Symbol::new(usual))).copied()
}

/// What a function is called here that has this name elsewhere.
fn usual(name: &str) -> &'static [&'static str] {
    match name {
        "size" | "len" | "count" | "length" => &["length", "size"],
        "push" | "add" | "append" | "put" | "insert" | "set" => &["append", "put", "push", "add"],
        "each" | "forEach" | "foreach" | "for_each" => &["each", "map", "reduce"],
        "toString" | "inspect" | "str" | "to_s" => &["to_string"],
        "to_i" | "toInt" | "to_integer" | "parse_int" | "int" => &["to_int"],
        "to_f" | "toFloat" | "to_double" | "parse_float" | "float" => &["to_float"],
        "upper" | "toUpperCase" | "upcase" | "uppercase" => &["to_upper"],
        "lower" | "toLowerCase" | "downcase" | "lowercase" => &["to_lower"],
        "includes" | "has" | "include" | "member" | "contains_key" | "containsKey" => &["contains", "has_key"],
        "fold" | "inject" | "foldl" | "fold_left" => &["reduce"],
        "select" | "where" | "keep" => &["filter"],
        "substring" | "substr" | "sub" | "subList" => &["slice"],
        "indexOf" | "index_of" | "index" | "position" | "findIndex" => &["find_index", "index_of"],
        "delete" | "erase" | "drop_key" => &["remove", "delete"],
        "get" | "unwrap" | "expect" | "value" => &["unwrap_or"],
        "match" | "matches" | "test" => &["is_match", "matches"],
        "parse" | "of" | "from" => &["parse", "from_text"],
        "readFile" | "read_file" | "slurp" => &["read"],
        "concat" | "flatten" | "flat" => &["concat", "flatten", "join"],
        "trimStart" | "ltrim" | "lstrip" => &["trim_start"],
        "trimEnd" | "rtrim" | "rstrip" => &["trim_end"],
        "sort" | "sortBy" | "sorted_by" => &["sorted", "sort_by"],
        "now" | "today" => &["now", "utc_now"],
        _ => &[],
    }
}

pub fn not_a_function(ty: &str, span: Span) -> Diagnostic {
    Diagnostic::error(Code::E0005, format!("{ty} is not a function"), span, "cannot be called")
}

pub fn lacks_trait(ty: &str, name: Symbol, args: &[String], span: Span) -> Diagnostic {
    let full = with_args(name, args);
    Diagnostic::error(Code::E0006, format!("{ty} has no `{full}`"), span, format!("`{full}` is needed here"))
}

/// E0006 where arithmetic must give the type that it is done with.
pub fn other_output(ty: &str, interface: Symbol, output: &str, span: Span) -> Diagnostic {
    let message = format!("`{interface}` of {ty} gives {output}, and {ty} is needed again");
    Diagnostic::error(Code::E0006, message, span, format!("its `Output` is {output}"))
        .note(format!("`where T: {interface}` says that `T.Output` is `T`, unless the declaration writes `T.Output`"))
}

/// E0057 for a `main` whose result is no exit code.
pub fn main_gives(found: &str, span: Span) -> Diagnostic {
    let message = format!("`main` gives {found}, which is no exit code");
    Diagnostic::error(Code::E0057, message, span, "given here")
        .help("`main` gives (), a number, or a Result (`Option.ok_or` makes one); print what is to be seen")
}

/// E0055 for a method that an impl has already: it may be meant as a further clause.
pub fn method_twice(name: Symbol, first: Span, second: Span) -> Diagnostic {
    defined_twice(name.as_str(), first, second)
        .note("a function may have several clauses, a method has one")
        .help("tell cases apart inside: `case self do ... end`")
}

/// E0064 for a bound by an interface with parameters where no body says what it is for.
pub fn bound_for_what(interface: Symbol, span: Span) -> Diagnostic {
    let message = format!("`{interface}` has type parameters, which nothing decides here");
    Diagnostic::error(Code::E0064, message, span, format!("`{interface}` of what?"))
        .help("ask for it at a function, whose body says it, or take a function as a parameter")
}

/// E0001 for an associated type that was found to be another than what is done with it wants.
pub fn associated_is(wanted: &str, found: &str, name: &str, span: Span) -> Diagnostic {
    let message = format!("expected {wanted}, found {found}");
    Diagnostic::error(Code::E0001, message, span, format!("{name} is {found}"))
}

fn with_args(name: Symbol, args: &[String]) -> String {
    if args.is_empty() { name.to_string() } else { format!("{name}<{}>", args.join(", ")) }
}

/// How a type of the program gets an interface.
pub fn impl_advice(diagnostic: Diagnostic, ty: &str, name: Symbol, args: &[String]) -> Diagnostic {
    if matches!(name.as_str(), "ToJson" | "FromJson") {
        diagnostic.help("add `deriving(Json)` to the type")
    } else if matches!(name.as_str(), "ToColumn" | "FromColumn") {
        diagnostic.help("add `deriving(Column)` to the type if it is one value, or write the `impl`")
    } else if name.as_str() == "FromRow" {
        diagnostic.help("add `deriving(Row)` to the type")
    } else if ["Eq", "Ord", "Hash", "Display", "Debug"].contains(&name.as_str()) {
        diagnostic.help(format!("add `deriving({name})` to the type, or write `impl {name} for {ty} do ... end`"))
    } else {
        diagnostic.help(format!("write `impl {} for {ty} do ... end`", with_args(name, args)))
    }
}

pub fn cannot_be_shown(ty: &str, span: Span) -> Diagnostic {
    let message = format!("{ty} cannot be shown as text");
    Diagnostic::error(Code::E0006, message, span, "has neither `Display` nor `Debug`")
}

pub fn unknown_field(ty: &str, name: ast::Name, known: Vec<Symbol>) -> Diagnostic {
    let message = format!("{ty} has no field `{}`", name.text);
    let diagnostic = Diagnostic::error(Code::E0009, message, name.span, "no such field");
    let listed: Vec<String> = known.iter().map(|field| format!("`{field}`")).collect();
    let diagnostic =
        if listed.is_empty() { diagnostic } else { diagnostic.note(format!("its fields are {}", listed.join(", "))) };
    if ty.ends_with('?') || ty.starts_with("Result<") {
        return diagnostic.help("take the value out first: use `case` or `?`");
    }
    did_you_mean(diagnostic, name.text.as_str(), known)
}

/// E0009 for a function of a type's module that is written like a field.
pub fn not_called(ty: &str, name: ast::Name, meant: Symbol) -> Diagnostic {
    let message = format!("{ty} has no field `{}`", name.text);
    let title = format!("call the function: `{meant}()`");
    let fix = Fix { title: title.clone(), edits: vec![(name.span, format!("{meant}()"))], certain: true };
    Diagnostic::error(Code::E0009, message, name.span, "no such field").help(title).fix(fix)
}

/// What is missing although nothing that is unknown was meant for it.
pub fn not_misspelt(mut missing: Vec<Symbol>, unknown: impl Iterator<Item = Symbol>) -> Vec<Symbol> {
    let mut others = 0;
    for name in unknown {
        match nearest(name.as_str(), missing.iter().copied()) {
            Some(near) => missing.retain(|field| *field != near),
            None => others += 1,
        }
    }
    if others >= missing.len() { Vec::new() } else { missing }
}

pub fn missing_fields(ty: &str, missing: &[Symbol], span: Span) -> Diagnostic {
    let names: Vec<String> = missing.iter().map(|field| format!("`{field}`")).collect();
    Diagnostic::error(Code::E0009, format!("{ty} needs {}", names.join(", ")), span, "incomplete")
        .help(format!("add {}", missing.iter().map(|f| format!("`{f}: ...`")).collect::<Vec<_>>().join(", ")))
}

pub fn no_method(ty: &str, name: ast::Name, known: Vec<Symbol>) -> Diagnostic {
    let message = format!("{ty} has no method `{}`", name.text);
    if let Some(usual) = usual_of(name.text.as_str(), &known) {
        let diagnostic = Diagnostic::error(Code::E0030, message, name.span, "no such method");
        return diagnostic.help(format!("write `{usual}`"));
    }
    did_you_mean(Diagnostic::error(Code::E0030, message, name.span, "no such method"), name.text.as_str(), known)
}

pub fn ambiguous(span: Span) -> Diagnostic {
    Diagnostic::error(Code::E0060, "the type of this value is not known here", span, "could be anything")
        .help("write its type: `name :: Type`")
}

pub fn undecided_messages(message: &str, span: Span) -> Diagnostic {
    let text = format!("nothing says what all parts of this actor's messages are: {message}");
    Diagnostic::error(Code::E0060, text, span, "becomes a bare `Pid` here")
        .note("what is sent through a bare `Pid` is compared with the type of the actor's messages")
        .help("write that type first: `let pid :: Pid<...> = spawn(...)`")
}

pub fn unknown_type(name: String, span: Span, last: Symbol, known: Vec<Symbol>) -> Diagnostic {
    let diagnostic = Diagnostic::error(Code::E0045, format!("no type is named `{name}`"), span, "unknown type");
    match mesh_parser::foreign::type_name(&name) {
        Some(advice) => diagnostic.help(advice),
        None => did_you_mean(diagnostic, last.as_str(), known),
    }
}

pub fn unknown_trait(name: Symbol, span: Span, known: Vec<Symbol>) -> Diagnostic {
    let diagnostic = Diagnostic::error(Code::E0004, format!("no interface is named `{name}`"), span, "not found here");
    if matches!(name.as_str(), "Iterator" | "IntoIterator" | "Enumerable") {
        return diagnostic.help("what a `for` runs over has `Iterable`, whose `iter` gives an `Iter`");
    }
    did_you_mean(diagnostic, name.as_str(), known)
}

/// E0045 for a service where the type of a value is wanted.
pub fn service_as_type(name: &str, span: Span) -> Diagnostic {
    let message = format!("`{name}` is a service: what there is of it is its pid");
    let title = format!("write `Pid<{name}>`");
    let fix = Fix { title: title.clone(), edits: vec![(span, format!("Pid<{name}>"))], certain: true };
    Diagnostic::error(Code::E0045, message, span, "no value has this type").help(title).fix(fix)
}

/// E0035 for a method of an interface that another module keeps to itself.
pub fn private_method(name: ast::Name, interface: QualifiedName) -> Diagnostic {
    let diagnostic = private(interface.name, interface.module, name.span);
    diagnostic.note(format!("`{}` is a method of `{}`", name.text, interface.name))
}

pub fn type_arguments(name: Symbol, params: &[Symbol], found: usize, span: Span) -> Diagnostic {
    let message = format!("`{name}` takes {}, found {found}", count(params.len(), "type argument"));
    let params: Vec<String> = params.iter().map(ToString::to_string).collect();
    let diagnostic = Diagnostic::error(Code::E0063, message, span, format!("{} given", count(found, "type argument")));
    diagnostic.help(match params.as_slice() {
        [] => format!("write `{name}`"),
        params => format!("write `{}`, with a type for {}", with_args(name, params), listed(params)),
    })
}

/// `a`, `b` and `c`, each in its marks.
pub fn listed(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [init @ .., last] if !init.is_empty() => format!("{} and {last}", init.join(", ")),
        names => names.concat(),
    }
}

pub fn alias_cycle(name: Symbol, span: Span) -> Diagnostic {
    Diagnostic::error(Code::E0002, format!("the alias `{name}` stands for itself"), span, "never ends")
        .help("make one of the types a struct or a sum type")
}

pub fn associated_cycle(name: ast::Name) -> Diagnostic {
    let message = format!("the associated type `{}` is made of itself", name.text);
    Diagnostic::error(Code::E0002, message, name.span, "never ends")
        .help("write `type` and its name alone: an impl says it")
}

pub fn endless(name: &str, span: Span) -> Diagnostic {
    let message = format!("`{name}` needs itself at ever larger types");
    Diagnostic::error(Code::E0002, message, span, "larger each time around")
        .note("each type that a generic declaration is used at is compiled for itself")
        .help("hand the type parameter on as it is")
}

pub fn unresolved_associated(name: ast::Name) -> Diagnostic {
    let message = format!("`{}` is no associated type that is known here", name.text);
    Diagnostic::error(Code::E0042, message, name.span, "cannot be resolved")
}

pub fn private(name: Symbol, module: ModulePath, span: Span) -> Diagnostic {
    Diagnostic::error(Code::E0035, format!("`{name}` is private to `{module}`"), span, "not `pub`")
        .help(format!("write `pub` before its declaration in `{module}`"))
}

/// E0035 for a look into a value whose parts are its module's own.
pub fn opaque(name: QualifiedName, module: ModulePath, span: Span) -> Diagnostic {
    let message = format!("the fields of `{}` are seen in its module only", name.name);
    let help = match module.as_str() {
        "Iter" => "make one by `Iter.unfold(state, f)`, and ask it by `Iter.next(iter)`".to_owned(),
        _ => format!("use the functions of the module `{module}`"),
    };
    Diagnostic::error(Code::E0035, message, span, "made and read by functions").help(help)
}

/// E0055 for a type that is called like one of the language.
pub fn of_the_language(name: ast::Name) -> Diagnostic {
    let message = format!("`{}` is a type of the language", name.text);
    Diagnostic::error(Code::E0055, message, name.span, "defined again here").help("give it another name")
}

/// E0055 for a type parameter that is named as a type is.
pub fn parameter_like_type(name: ast::Name) -> Diagnostic {
    let message = format!("`{}` is the name of a type", name.text);
    Diagnostic::error(Code::E0055, message, name.span, "a type parameter of the same name")
        .help("give it another name, such as `T`")
}

/// E0009 for a field that a literal, an update or a pattern gives twice.
pub fn given_twice(name: Symbol, first: Span, second: Span) -> Diagnostic {
    Diagnostic::error(Code::E0009, format!("`{name}` is given twice"), second, "given again here")
        .label(first, "first given here")
        .help("remove one of them")
}

/// E0055 for each name that is bound again by patterns that hold together.
pub fn bound_twice(names: &[ast::Name]) -> impl Iterator<Item = Diagnostic> {
    names.iter().enumerate().filter_map(|(at, name)| {
        let first = names[..at].iter().find(|known| known.text == name.text)?;
        let message = format!("`{}` is bound twice", name.text);
        let diagnostic = Diagnostic::error(Code::E0055, message, name.span, "bound again here");
        let help = "rename one of them, and compare with `==` in a guard if they must be equal";
        Some(diagnostic.label(first.span, "first bound here").help(help))
    })
}

pub fn not_together(name: &str, first: Span, span: Span) -> Diagnostic {
    Diagnostic::error(Code::E0023, format!("the clauses of `{name}` are not together"), span, "another clause here")
        .label(first, "the first clause")
        .help("move the clauses together, or choose another name")
}

pub fn defined_twice(name: &str, first: Span, second: Span) -> Diagnostic {
    Diagnostic::error(Code::E0055, format!("`{name}` is defined twice"), second, "defined again here")
        .label(first, "first defined here")
        .help("rename one of them")
}

pub fn unknown_variant(name: &str, span: Span, known: Vec<Symbol>) -> Diagnostic {
    let diagnostic = Diagnostic::error(Code::E0010, format!("no variant is named `{name}`"), span, "unknown variant");
    did_you_mean(diagnostic, name.rsplit('.').next().unwrap_or(name), known)
}

/// E0010 for a name with a capital letter where a value is bound.
pub fn capital_name(name: ast::Name) -> Diagnostic {
    let message = format!("no variant is named `{}`, and names of values begin with a small letter", name.text);
    let small = name.text.as_str().to_lowercase();
    let is_loud = !name.text.as_str().contains(char::is_lowercase);
    let constant = format!("; a value for the whole module is a constant: `const {} = ...`", name.text);
    let help = format!("write `{small}`{}", if is_loud { &constant } else { "" });
    Diagnostic::error(Code::E0010, message, name.span, "begins with a capital letter").help(help)
}

/// E0010 for a constant where a pattern stands.
pub fn constant_pattern(name: &str, binds: bool, span: Span) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(Code::E0010, format!("`{name}` is a constant, not a pattern"), span, "not a pattern");
    diagnostic.help(match binds {
        true => format!("a constant is never bound again: write another name, `{}`", name.to_lowercase()),
        false => format!("compare with it in a guard: `value when value == {name} ->`"),
    })
}

pub fn message_mismatch(expected: &str, actual: &str, span: Span) -> Diagnostic {
    let message = format!("the actor takes {expected}, but this is {actual}");
    Diagnostic::error(Code::E0014, message, span, format!("this is {actual}"))
}

/// E0014 for a call of a function that receives something else than its caller.
pub fn receives_other(taken: &str, own: &str, span: Span) -> Diagnostic {
    let message = format!("this receives {taken}, but the actor takes {own}");
    Diagnostic::error(Code::E0014, message, span, format!("receives {taken}"))
        .note("an actor has one mailbox, and functions that receive take from that of their caller")
        .help(ONE_TYPE_OF_MESSAGES)
}

pub fn no_mailbox(span: Span) -> Diagnostic {
    Diagnostic::error(Code::E0017, "this would receive messages where there is no mailbox", span, "must not receive")
        .note("a function that is kept in a struct, sent, or called by an impl runs in any actor, so it cannot receive")
        .help("receive in the actor's own function and pass the message on")
}

/// E0015
pub fn no_self(span: Span) -> Diagnostic {
    Diagnostic::error(Code::E0015, "`self()` where there is no mailbox", span, "not inside an actor")
}

/// E0013 for a call in a guard of something that takes messages.
pub fn receives_in_guard(span: Span) -> Diagnostic {
    Diagnostic::error(Code::E0013, "this would receive messages in a guard", span, "not allowed here")
        .note("while a guard is tried, the message that it looks at is still in the mailbox")
        .help("compute the value in a `let` before")
}

/// E0064: a form of tests that is no statement of a test.
pub fn not_in_a_test(span: Span) -> Diagnostic {
    let message = "messages are asserted by a statement of a test";
    Diagnostic::error(Code::E0064, message, span, "not a statement of a test")
        .help("write it on a line of its own, in a file or module with tests that `meshc test` builds")
}
