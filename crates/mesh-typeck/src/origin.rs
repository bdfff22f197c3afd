//! Why a type is what it is: where it is declared, or which value decided it. Types carry that on the variables that stand
//! for them, so a mismatch finds it whatever way the type went.

use mesh_common::{Span, Symbol, newtype_index};

use crate::check::Checker;
use crate::infer_ty::T;
use crate::types::{FnRef, QualifiedName, TypeDeclKind};

newtype_index! {
    pub struct OriginId;
}

/// What says that a type is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// Written after `::`.
    Annotation(Span),
    /// Written after `->`.
    Result(Span),
    /// The `terminate` of a service.
    Terminate(Span),
    /// A `?` that leaves with such a value.
    Try(Span, Leaves),
    Field(QualifiedName, Symbol),
    Variant(QualifiedName, u32),
    Parameter(FnRef),
    Method(QualifiedName, Symbol),
    /// The first value of several that are of one type.
    First(Role, Span),
    /// A use of something whose type was open.
    Used(Span),
    /// A value for something whose type was open.
    Given(Span),
}

/// What a `?` leaves a function with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leaves {
    Option,
    Result,
}

impl Leaves {
    pub fn name(self) -> &'static str {
        match self {
            Leaves::Option => "Option",
            Leaves::Result => "Result",
        }
    }
}

/// What a value is where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    Item,
    Key,
    Value,
    Branch,
    Returned,
    /// A pattern, which the value must fit.
    Pattern,
    /// The left side of an operator.
    Left,
    /// The right side of an operator, in the whole expression.
    Right(Span),
    Condition,
    Other,
}

impl Role {
    /// Why something is of the type of a value that stands at `span` in this role.
    pub fn decides(self, span: Span) -> Origin {
        match self {
            Role::Right(whole) => Origin::Used(whole),
            Role::Condition | Role::Other => Origin::Given(span),
            role => Origin::First(role, span),
        }
    }
}

impl Origin {
    /// Whether it stands in a declaration, which the value has to follow.
    pub fn is_declared(self) -> bool {
        !matches!(self, Origin::Try(..) | Origin::First(..) | Origin::Used(_) | Origin::Given(_))
    }

    /// Whether its place says something beside a value's: it is not that value, nor around it. What a `?` does is always
    /// worth saying.
    pub fn is_apart(self, place: Span, value: Span) -> bool {
        let covers = place.file == value.file && place.start <= value.start && value.end <= place.end;
        if let Origin::Try(..) = self { place != value } else { !covers }
    }
}

/// How an origin is shown beside a mismatch.
pub enum Shown {
    Label(Span, String),
    Note(String),
}

impl Checker<'_> {
    /// The words for an origin of the type `ty`.
    pub fn show_origin(&self, origin: Origin, ty: &T) -> Option<Shown> {
        let label = |span: Span, text: &str| Some(Shown::Label(span, text.to_owned()));
        let typed = |span: Span, before: &str, after: &str| {
            Some(Shown::Label(span, format!("{before}{}{after}", self.show(ty))))
        };
        match origin {
            Origin::Annotation(span) => label(span, "the type is written here"),
            Origin::Result(span) => label(span, "the result type is written here"),
            Origin::Terminate(span) => label(span, "`terminate` gives ()"),
            Origin::Try(span, Leaves::Option) => label(span, "this `?` leaves with an Option"),
            Origin::Try(span, Leaves::Result) => label(span, "this `?` leaves with a Result"),
            Origin::First(Role::Item, span) => typed(span, "this item is ", ""),
            Origin::First(Role::Key, span) => typed(span, "this key is ", ""),
            Origin::First(Role::Value, span) => typed(span, "this value is ", ""),
            Origin::First(Role::Branch, span) => typed(span, "this branch is ", ""),
            Origin::First(Role::Returned, span) => typed(span, "", " is returned here"),
            Origin::First(Role::Pattern, span) => typed(span, "this pattern takes ", ""),
            Origin::First(Role::Left, span) => typed(span, "this is ", ""),
            Origin::First(_, span) | Origin::Given(span) => typed(span, "", " comes from here"),
            Origin::Used(span) => typed(span, "used as ", " here"),
            Origin::Field(of, name) => self.show_field(of, name),
            Origin::Variant(of, at) => self.show_variant(of, at),
            Origin::Parameter(function) => self.show_function(function).map(Shown::Note),
            Origin::Method(of, name) => {
                let interface = self.env.traits.get(&of)?;
                Some(Shown::Note(format!("the method is {}", crate::print::method(interface, name))))
            }
        }
    }

    /// The declaration of a field: in this module it is marked, of another it is quoted.
    fn show_field(&self, of: QualifiedName, name: Symbol) -> Option<Shown> {
        let field = self.env.fields(of)?.iter().find(|field| field.name == name)?;
        if of.module == self.module {
            return Some(Shown::Label(field.span, "the field is declared here".to_owned()));
        }
        let params = &self.env.types.get(&of)?.params;
        Some(Shown::Note(format!("the field is `{name} :: {}`", crate::print::ty(&field.ty, params))))
    }

    fn show_variant(&self, of: QualifiedName, at: u32) -> Option<Shown> {
        let decl = self.env.types.get(&of)?;
        let TypeDeclKind::Sum(variants) = &decl.kind else { return None };
        let variant = &variants[at as usize];
        if of.module == self.module {
            return Some(Shown::Label(variant.span, "the variant is declared here".to_owned()));
        }
        Some(Shown::Note(format!("the variant is `{}`", crate::print::variant(variant, &decl.params))))
    }
}
