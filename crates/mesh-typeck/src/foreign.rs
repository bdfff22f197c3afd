//! Functions of C: how their values cross, and what cannot.

use mesh_common::diagnostic::Fix;
use mesh_common::{Code, Diagnostic, Symbol};
use mesh_parser::ast::{self, Attribute, AttributeArg, FnBody, FnClause, Item, Type, TypeKind};

use crate::attributes::External;
use crate::builtin;
use crate::check::Checker;
use crate::known;
use crate::resolve::path_text;
use crate::typed::{Crossing, Foreign};
use crate::types::{QualifiedName, TypeDecl, TypeDeclKind};

/// The module with the types of numbers that only C has.
pub const MODULE: &str = "C";

/// Those types: a value is an `Int` or a `Float` in Mesh.
pub const NUMBERS: [(&str, Crossing); 10] = [
    ("Int8", Crossing::Int { bits: 8, signed: true }),
    ("Int16", Crossing::Int { bits: 16, signed: true }),
    ("Int32", Crossing::Int { bits: 32, signed: true }),
    ("Int64", Crossing::Int { bits: 64, signed: true }),
    ("UInt8", Crossing::Int { bits: 8, signed: false }),
    ("UInt16", Crossing::Int { bits: 16, signed: false }),
    ("UInt32", Crossing::Int { bits: 32, signed: false }),
    ("UInt64", Crossing::Int { bits: 64, signed: false }),
    ("Size", Crossing::Int { bits: 64, signed: false }),
    ("Float32", Crossing::Float { bits: 32 }),
];

/// What people write who have C's header beside them, and what it is here; those of `NUMBERS` without their module beside.
const WORDS: [(&str, &str); 19] = [
    ("char", "C.Int8"),
    ("short", "C.Int16"),
    ("int", "C.Int32"),
    ("long", "Int"),
    ("unsigned", "C.UInt32"),
    ("float", "C.Float32"),
    ("double", "Float"),
    ("bool", "Bool"),
    ("size_t", "C.Size"),
    ("int8_t", "C.Int8"),
    ("int16_t", "C.Int16"),
    ("int32_t", "C.Int32"),
    ("int64_t", "Int"),
    ("uint8_t", "C.UInt8"),
    ("uint16_t", "C.UInt16"),
    ("uint32_t", "C.UInt32"),
    ("uint64_t", "C.UInt64"),
    ("CInt", "C.Int32"),
    ("Double", "Float"),
];

/// Why a type does not cross, and what is done instead.
struct Refusal {
    help: String,
    /// What can be written in its place.
    instead: Option<String>,
}

impl Refusal {
    fn new(help: impl Into<String>) -> Refusal {
        Refusal { help: help.into(), instead: None }
    }

    fn by(instead: &str) -> Refusal {
        Refusal { help: format!("write `{instead}`"), instead: Some(instead.to_owned()) }
    }
}

/// Whether a function stands in an `extern` block: nothing else has no body but what the library declares.
pub fn is_foreign(item: &Item, clause: &FnClause) -> bool {
    let of_library = |attribute: &Attribute| attribute.name.text.as_str() == "extern";
    matches!(clause.body, FnBody::None) && !item.attributes.iter().any(of_library)
}

impl Checker<'_> {
    /// What a declaration says of a function of C. Types that cannot cross are reported.
    pub fn foreign(&mut self, item: &Item, clause: &FnClause) -> External {
        let find = |name: &str| item.attributes.iter().find(|attribute| attribute.name.text.as_str() == name);
        let text = |name: &str| match find(name)?.args.first()? {
            AttributeArg::Text(text, _) => Some(Symbol::new(text)),
            AttributeArg::Name(_) | AttributeArg::Number(..) => None,
        };
        let mut params = Vec::new();
        for param in &clause.params {
            let Some(ty) = &param.ty else {
                let message = "a parameter of a function of C needs a type";
                let diagnostic = Diagnostic::error(Code::E0060, message, param.span, "no type");
                self.diags.push(diagnostic.help("write `name :: Type`"));
                continue;
            };
            let crossing = self.crossing(ty).and_then(|crossing| match crossing {
                Crossing::Unit => Err(Refusal::new("leave the parameter out: C has no value for it")),
                crossing => Ok(crossing),
            });
            params.push(self.settled(crossing, ty));
        }
        let result = clause.result.as_ref().map_or(Crossing::Unit, |ty| {
            let crossing = self.crossing(ty);
            self.settled(crossing, ty)
        });
        let (free, is_kept) = (text("free_with"), matches!(result, Crossing::Text { .. } | Crossing::Bytes { .. }));
        if let Some(attribute) = find("free_with").filter(|_| !is_kept) {
            let message = "`@free_with` is for functions that give a text or bytes, which are copied";
            let diagnostic = Diagnostic::error(Code::E0064, message, attribute.span, "nothing is copied");
            self.diags.push(diagnostic.help("declare the function that frees it, and call that"));
        }
        let symbol = text("symbol").unwrap_or(clause.name.text);
        External::Foreign(Foreign { symbol, params, result, blocking: find("blocking").is_some(), free })
    }

    /// How values of a type cross, after a word about one that does not.
    fn settled(&mut self, crossing: Result<Crossing, Refusal>, ty: &Type) -> Crossing {
        let refusal = match crossing {
            Ok(crossing) => return crossing,
            Err(refusal) => refusal,
        };
        let shown = match &ty.kind {
            TypeKind::Named(path, _) => format!("`{}`", path_text(path)),
            TypeKind::Tuple(_) => "a tuple".to_owned(),
            TypeKind::Fn(..) => "a function".to_owned(),
            TypeKind::Option(_) => "this `Option`".to_owned(),
            TypeKind::Result(..) => "a `Result`".to_owned(),
            // Already reported.
            TypeKind::Error => return Crossing::Unit,
        };
        let message = format!("{shown} cannot cross to C");
        let diagnostic = Diagnostic::error(Code::E0094, message, ty.span, "not a type that C shares");
        let note =
            "what crosses: Int, Float, Bool, String, Bytes, the types of the module `C`, and those of `extern` blocks";
        let diagnostic = diagnostic.note(note).help(refusal.help);
        self.diags.push(match refusal.instead {
            Some(instead) => {
                let title = format!("write `{instead}`");
                diagnostic.fix(Fix { title, edits: vec![(ty.span, instead)], certain: true })
            }
            None => diagnostic,
        });
        Crossing::Unit
    }

    fn crossing(&mut self, ty: &Type) -> Result<Crossing, Refusal> {
        match &ty.kind {
            TypeKind::Tuple(items) if items.is_empty() => Ok(Crossing::Unit),
            TypeKind::Tuple(_) => Err(Refusal::new(PIECES)),
            TypeKind::Fn(..) => {
                Err(Refusal::new("C cannot call Mesh: let it give what is needed, and go on with that"))
            }
            TypeKind::Option(inner) => self.optional(inner),
            TypeKind::Result(..) => {
                Err(Refusal::new("let C give a number or nothing, and make a `Result` of it in a function of Mesh"))
            }
            TypeKind::Named(path, args) => match path.segments.as_slice() {
                [name] if args.is_empty() && basic(name.text).is_some() => {
                    Ok(basic(name.text).unwrap_or(Crossing::Unit))
                }
                _ => self.named(path, args),
            },
            TypeKind::Error => Err(Refusal::new("")),
        }
    }

    fn optional(&mut self, inner: &Type) -> Result<Crossing, Refusal> {
        match self.crossing(inner)? {
            Crossing::Text { optional: false } => Ok(Crossing::Text { optional: true }),
            Crossing::Bytes { optional: false } => Ok(Crossing::Bytes { optional: true }),
            Crossing::Handle { optional: false } => Ok(Crossing::Handle { optional: true }),
            _ => Err(Refusal::new(
                "in C only an address can be missing: that of a text, of bytes, or of a type of an `extern` block",
            )),
        }
    }

    fn named(&mut self, path: &ast::Path, args: &[Type]) -> Result<Crossing, Refusal> {
        let text = path_text(path);
        let Some(name) = self.type_name(path) else {
            if text == "Atom" {
                return Err(Refusal::new("pass its text: `String`"));
            }
            let word = WORDS.iter().find(|(word, _)| *word == text).map(|(_, instead)| (*instead).to_owned());
            let number = NUMBERS.iter().find(|(number, _)| *number == text);
            let Some(instead) = word.or_else(|| number.map(|(number, _)| format!("{MODULE}.{number}"))) else {
                // It is reported as unknown where the type is read, which is enough.
                return Ok(UNKNOWN);
            };
            self.env.scope.broken.insert(path.segments[0].text);
            return Err(Refusal::by(&instead));
        };
        let number = NUMBERS.iter().find(|(known, _)| name == builtin::name_in(MODULE, known));
        match (name, args) {
            _ if let Some((_, crossing)) = number => return Ok(*crossing),
            (name, []) if name == known::types::bytes() => return Ok(Crossing::Bytes { optional: false }),
            (name, [inner]) if name == known::types::option() => return self.optional(inner),
            _ => {}
        }
        match self.env.types.get(&name).cloned() {
            Some(decl) if decl.handle => Ok(Crossing::Handle { optional: false }),
            Some(decl) => Err(self.refusal(name, &decl)),
            None => Ok(UNKNOWN),
        }
    }

    fn refusal(&self, name: QualifiedName, decl: &TypeDecl) -> Refusal {
        if let Some(state) = self.aliases.get(&name.name).filter(|_| name.module == self.module) {
            let target = &state.alias.ty;
            return match &target.kind {
                TypeKind::Named(path, args) if args.is_empty() => Refusal::by(&path_text(path)),
                _ => Refusal::new(ALIAS),
            };
        }
        match (&decl.kind, name) {
            (TypeDeclKind::Alias(_), _) => Refusal::new(ALIAS),
            (_, name) if name == known::types::list() => {
                Refusal::new("pass the elements one by one, or as bytes that C reads: `Bytes`")
            }
            (_, name) if name == known::types::pid() => {
                Refusal::new("C cannot send: let it give what is needed, and send that")
            }
            (_, name) if name == known::types::result() => {
                Refusal::new("let C give a number or nothing, and make a `Result` of it in a function of Mesh")
            }
            _ => Refusal::new(PIECES),
        }
    }
}

/// For a type of which nothing more is said.
const UNKNOWN: Crossing = Crossing::Int { bits: 64, signed: true };

const PIECES: &str = "pass what it holds piece by piece, or as bytes that C reads: `Bytes`";
const ALIAS: &str = "write the type itself: the widths of numbers matter to C";

/// The types without a module.
fn basic(name: Symbol) -> Option<Crossing> {
    match name.as_str() {
        "Int" => Some(Crossing::Int { bits: 64, signed: true }),
        "Float" => Some(Crossing::Float { bits: 64 }),
        "Bool" => Some(Crossing::Bool),
        "String" => Some(Crossing::Text { optional: false }),
        "Unit" => Some(Crossing::Unit),
        _ => None,
    }
}
