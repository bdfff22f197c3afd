//! Messages: where one is sent, and which arm of a `receive` takes it. A message finds its way by types: what is sent to a
//! `Pid<M>` is taken by who receives `M`; of a sum type, variant by variant.

use std::collections::HashMap;

use mesh_common::Span;
use mesh_parser::ast::{self, Arm, Expr, ExprKind, PatternKind, StmtKind};
use mesh_typeck::facts::{Facts, Meaning};
use mesh_typeck::types::{QualifiedName, Ty};

use crate::meaning;
use crate::nodes::{self, Node};
use crate::session::Scene;

/// What is sent: its type, and the variant if that is seen.
#[derive(Clone, PartialEq, Debug)]
pub struct Message {
    pub ty: Ty,
    pub variant: Option<Meaning>,
}

/// An arm that takes messages.
#[derive(Clone, Debug)]
pub struct Taken {
    pub message: Message,
    /// What it is called by: the variant, or all of the pattern.
    pub name: Span,
    pub arm: Span,
}

/// A place where something is sent.
#[derive(Clone, Debug)]
pub struct Sent {
    pub ty: Ty,
    /// The variants that are seen there; none for a message that comes from elsewhere.
    pub variants: Vec<Meaning>,
    pub span: Span,
}

impl Message {
    /// Whether what is sent somewhere is this message.
    pub fn is_sent_by(&self, sent: &Sent) -> bool {
        self.ty == sent.ty && self.variant.is_none_or(|variant| sent.variants.contains(&variant))
    }
}

impl Taken {
    /// Whether it takes what is sent somewhere. Who sends a message that comes from elsewhere may send each.
    pub fn takes(&self, sent: &Sent) -> bool {
        self.message.ty == sent.ty
            && self.message.variant.is_none_or(|variant| sent.variants.is_empty() || sent.variants.contains(&variant))
    }
}

/// The types of a module's places, to be asked often.
struct Known<'a> {
    facts: &'a Facts,
    types: HashMap<Span, &'a Ty>,
}

impl<'a> Known<'a> {
    fn new(facts: &'a Facts) -> Self {
        Self { facts, types: facts.types.iter().map(|placed| (placed.span, &placed.ty)).collect() }
    }

    fn of_expr(&self, expr: &Expr) -> Option<&'a Ty> {
        match &expr.kind {
            ExprKind::Paren(inner) => self.of_expr(inner),
            _ => self.types.get(&expr.span).copied(),
        }
    }

    /// The variants of a type that are named inside of a place.
    fn variants(&self, ty: &Ty, inside: Span) -> Vec<Meaning> {
        let Ty::Named(wanted, _) = ty else { return Vec::new() };
        let uses = self.facts.uses.iter().filter(|used| holds(inside, used.span));
        let mut found: Vec<Meaning> =
            uses.map(|used| used.meaning).filter(|meaning| is_variant_of(*meaning, *wanted)).collect();
        found.dedup();
        found
    }
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn is_variant_of(meaning: Meaning, wanted: QualifiedName) -> bool {
    matches!(meaning, Meaning::Variant(of, _) if of == wanted)
}

/// The arms of a module that take messages.
pub fn taken_in(tree: &ast::Module, facts: &Facts) -> Vec<Taken> {
    let known = Known::new(facts);
    let mut found = Vec::new();
    nodes::each(tree, &mut |node| {
        if let Node::Expr(Expr { kind: ExprKind::Receive(receive), .. }) = node {
            found.extend(receive.arms.iter().filter_map(|arm| taken(&known, arm)));
        }
    });
    found
}

fn taken(known: &Known<'_>, arm: &Arm) -> Option<Taken> {
    let pattern = &arm.pattern;
    let ty = (*known.types.get(&pattern.span)?).clone();
    let head = match &pattern.kind {
        PatternKind::Constructor { path, .. } | PatternKind::Struct { path, .. } => path.segments.last(),
        _ => None,
    };
    let variant = head.and_then(|name| {
        let is_it = |used: &&mesh_typeck::facts::Use| used.span == name.span;
        let meant = known.facts.uses.iter().filter(is_it).map(|used| used.meaning);
        meant.into_iter().find(|meaning| matches!(meaning, Meaning::Variant(..)))
    });
    let name = head.filter(|_| variant.is_some()).map_or(pattern.span, |name| name.span);
    Some(Taken { message: Message { ty, variant }, name, arm: arm.span })
}

/// The places of a module where something is sent: by `send`, or by a function that takes a pid and what it takes.
pub fn sent_in(tree: &ast::Module, facts: &Facts) -> Vec<Sent> {
    let known = Known::new(facts);
    let lets = values_of_lets(tree);
    let mut found: Vec<Sent> = Vec::new();
    nodes::each(tree, &mut |node| {
        let Node::Expr(expr) = node else { return };
        let values: Vec<&Expr> = match &expr.kind {
            ExprKind::Send(values) => values.iter().collect(),
            ExprKind::Call(call) => call.args.iter().collect(),
            ExprKind::Pipe { left, right, .. } => match &right.kind {
                ExprKind::Call(call) => std::iter::once(&**left).chain(&call.args).collect(),
                _ => return,
            },
            _ => return,
        };
        let types: Vec<Option<&Ty>> = values.iter().map(|value| known.of_expr(value)).collect();
        let Some((at, ty)) = message_among(&types, matches!(expr.kind, ExprKind::Send(_))) else { return };
        let value = values[at];
        let mut variants = known.variants(&ty, value.span);
        // `let order = Deposit(2)`, and then `send(pid, order)`.
        let local = facts.uses.iter().find(|used| used.span == value.span).map(|used| used.meaning);
        if let Some(Meaning::Local(bound)) = local
            && let Some(span) = lets.get(&bound)
        {
            variants = known.variants(&ty, *span);
        }
        if !found.iter().any(|known| known.span == value.span) {
            found.push(Sent { ty, variants, span: value.span });
        }
    });
    found
}

/// Which of the values is a message for the pid among them, and its type. What goes to a pid without a type may be anything.
fn message_among(types: &[Option<&Ty>], is_send: bool) -> Option<(usize, Ty)> {
    types.iter().enumerate().find_map(|(pid, ty)| match ty {
        Some(Ty::Named(name, args)) if name.name.as_str() == "Pid" && mesh_driver::is_standard(name.module) => {
            match args.first() {
                Some(wanted) => {
                    let is_it = |(at, ty): (usize, &Option<&Ty>)| at != pid && *ty == Some(wanted);
                    let at = types.iter().enumerate().position(is_it)?;
                    Some((at, wanted.clone()))
                }
                None if is_send && pid == 0 => Some((1, (*types.get(1)?)?.clone())),
                None => None,
            }
        }
        _ => None,
    })
}

/// What is bound by a `let` with a single name, by the place of the name.
fn values_of_lets(tree: &ast::Module) -> HashMap<Span, Span> {
    let mut found = HashMap::new();
    nodes::each(tree, &mut |node| {
        if let Node::Stmt(stmt) = node
            && let StmtKind::Let { pattern, value, .. } = &stmt.kind
            && matches!(pattern.kind, PatternKind::Bind(_))
        {
            found.insert(pattern.span, value.span);
        }
    });
    found
}

/// The arm whose message is named at a place of the file.
pub fn taken_at(scene: &mut Scene<'_>, offset: u32) -> Option<Taken> {
    let path = nodes::path_to(scene.tree(), offset, offset);
    let is_receive = |node: &&Node<'_>| matches!(node, Node::Expr(Expr { kind: ExprKind::Receive(_), .. }));
    path.iter().find(is_receive)?;
    let facts = scene.facts();
    let all = taken_in(scene.tree(), &facts);
    all.into_iter().find(|taken| (taken.name.start..=taken.name.end).contains(&offset))
}

/// The files whose texts can have to do with a message: they see its type, and hold a word.
fn files_about(scene: &mut Scene<'_>, ty: &Ty, word: &str) -> Vec<usize> {
    let all = match ty {
        Ty::Named(name, _) => {
            let mut users = scene.workspace.users_of(name.module);
            users.extend(scene.workspace.position_of_module(name.module));
            users
        }
        _ => (0..scene.workspace.files().len()).collect(),
    };
    let mut files: Vec<usize> = all.into_iter().filter(|&at| scene.workspace.text(at).contains(word)).collect();
    files.sort_unstable();
    files.dedup();
    files
}

/// Where in the project a message is sent.
pub fn senders(scene: &mut Scene<'_>, message: &Message) -> Vec<Span> {
    let word = match message.variant {
        Some(variant) => meaning::name_of(variant, scene).to_string(),
        None => String::new(),
    };
    let mut found = Vec::new();
    for at in files_about(scene, &message.ty, &word) {
        let facts = scene.workspace.facts(at);
        let sent = sent_in(scene.workspace.tree(at), &facts);
        found.extend(sent.into_iter().filter(|sent| message.is_sent_by(sent)).map(|sent| sent.span));
    }
    found
}

/// The arms in the project that take messages of a type.
pub fn takers(scene: &mut Scene<'_>, ty: &Ty) -> Vec<Taken> {
    let mut found = Vec::new();
    for at in files_about(scene, ty, "receive") {
        let facts = scene.workspace.facts(at);
        let taken = taken_in(scene.workspace.tree(at), &facts);
        found.extend(taken.into_iter().filter(|taken| taken.message.ty == *ty));
    }
    found
}
