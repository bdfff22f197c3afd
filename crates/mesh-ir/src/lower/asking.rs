//! The tests of one place in a decision graph, as code.

use indexmap::IndexMap;
use mesh_typeck::decision::{Head, Link};
use mesh_typeck::known;
use mesh_typeck::types::Ty as Closed;

use super::Lowerer;
use super::expr::Builder;
use super::matching::{Source, Writing};
use crate::ir::{Block, Case, End, Label, Op, Prim, Stmt, Var};

/// Tests that are written one in the other; the next ones stand in a join point.
const CHAIN: usize = 16;

/// More texts than this are told apart by a hash.
const FEW_TEXTS: usize = 8;

/// What follows when no test of a chain succeeds.
#[derive(Clone, Copy)]
enum Otherwise<'l> {
    Link(&'l Link),
    Jump(Label),
}

impl<'a> Lowerer<'a> {
    /// Goes on where the value of `on` leads.
    pub(super) fn ask<'b>(
        &mut self,
        b: &mut Builder<'b>,
        on: Var,
        cases: &[(Head, Link)],
        default: Option<&Link>,
        scope: &[Source],
        writing: &mut Writing<'b>,
    ) {
        match (&cases[0].0, default) {
            (Head::Length(..), _) => {
                let int = self.type_id(&Closed::Int);
                let length = b.emit(int, Op::Prim(Prim::ListLen, vec![on]), writing.span);
                self.ask_length(b, length, cases, scope, writing);
            }
            (Head::String(_), Some(default)) if cases.len() > FEW_TEXTS => {
                self.ask_hash(b, on, cases, default, scope, writing);
            }
            (Head::String(_) | Head::Float(_) | Head::Atom(_), Some(default)) => {
                self.ask_each(b, on, cases, Otherwise::Link(default), scope, writing);
            }
            _ => {
                let mut blocks: Vec<(Case, Block)> = Vec::new();
                for (head, link) in cases {
                    let case = match head {
                        Head::Variant(variant) => Case::Variant(*variant),
                        Head::Bool(value) => Case::Bool(*value),
                        Head::Int(value) => Case::Int(*value),
                        other => panic!("{}: {other:?} is no case", b.name),
                    };
                    blocks.push((case, self.branch(b, link, scope, writing)));
                }
                let default = match default {
                    Some(link) => Some(Box::new(self.branch(b, link, scope, writing))),
                    None => blocks.pop().map(|(_, block)| Box::new(block)),
                };
                b.end(End::Switch { on, cases: blocks, default });
            }
        }
    }

    /// Lists: equal lengths by a switch, up to a range of lengths.
    fn ask_length<'b>(
        &mut self,
        b: &mut Builder<'b>,
        length: Var,
        cases: &[(Head, Link)],
        scope: &[Source],
        writing: &mut Writing<'b>,
    ) {
        let is_one = |head: &Head| matches!(head, Head::Length(start, Some(end)) if start + 1 == *end);
        let ones = cases.iter().take_while(|(head, _)| is_one(head)).count();
        let mut blocks = Vec::new();
        for (head, link) in &cases[..ones] {
            if let Head::Length(start, _) = head {
                blocks.push((Case::Int(*start as i64), self.branch(b, link, scope, writing)));
            }
        }
        let others = &cases[ones..];
        if blocks.is_empty() {
            self.ask_range(b, length, others, scope, writing);
            return;
        }
        let default = self.apart(b, writing, |this, b, writing| this.ask_range(b, length, others, scope, writing));
        b.end(End::Switch { on: length, cases: blocks, default: Some(Box::new(default)) });
    }

    fn ask_range<'b>(
        &mut self,
        b: &mut Builder<'b>,
        length: Var,
        cases: &[(Head, Link)],
        scope: &[Source],
        writing: &mut Writing<'b>,
    ) {
        let [(Head::Length(_, Some(end)), link), others @ ..] = cases else {
            match cases.first() {
                Some((_, link)) => self.follow(b, link, scope, writing),
                None => b.end(End::Unreachable),
            }
            return;
        };
        let (bool_ty, int) = (self.type_id(&Closed::Bool), self.type_id(&Closed::Int));
        let end = b.emit(int, Op::Int(*end as i64), writing.span);
        let on = b.emit(bool_ty, Op::Prim(Prim::IntLt, vec![length, end]), writing.span);
        let yes = self.branch(b, link, scope, writing);
        let no = self.apart(b, writing, |this, b, writing| this.ask_length(b, length, others, scope, writing));
        b.end(End::Switch { on, cases: vec![(Case::Bool(true), yes)], default: Some(Box::new(no)) });
    }

    /// One comparison after the other.
    fn ask_each<'b>(
        &mut self,
        b: &mut Builder<'b>,
        on: Var,
        cases: &[(Head, Link)],
        otherwise: Otherwise<'_>,
        scope: &[Source],
        writing: &mut Writing<'b>,
    ) {
        let mut otherwise = otherwise;
        let mut parts: Vec<&[(Head, Link)]> = cases.chunks(CHAIN).collect();
        while parts.len() > 1
            && let Some(part) = parts.pop()
        {
            let label = b.label();
            let body = self.apart(b, writing, |this, b, writing| this.compare(b, on, part, otherwise, scope, writing));
            b.push(Stmt::Join { label, params: Vec::new(), body, recursive: false });
            otherwise = Otherwise::Jump(label);
        }
        self.compare(b, on, parts.first().copied().unwrap_or_default(), otherwise, scope, writing);
    }

    fn compare<'b>(
        &mut self,
        b: &mut Builder<'b>,
        value: Var,
        cases: &[(Head, Link)],
        otherwise: Otherwise<'_>,
        scope: &[Source],
        writing: &mut Writing<'b>,
    ) {
        let [(head, link), others @ ..] = cases else {
            match otherwise {
                Otherwise::Link(link) => self.follow(b, link, scope, writing),
                Otherwise::Jump(label) => b.end(End::Jump(label, Vec::new())),
            }
            return;
        };
        let on = self.is(b, value, head, writing);
        let yes = self.branch(b, link, scope, writing);
        let no = self.apart(b, writing, |this, b, writing| this.compare(b, value, others, otherwise, scope, writing));
        b.end(End::Switch { on, cases: vec![(Case::Bool(true), yes)], default: Some(Box::new(no)) });
    }

    /// Whether a value is this literal.
    fn is(&mut self, b: &mut Builder<'_>, on: Var, head: &Head, writing: &Writing<'_>) -> Var {
        let (bool_ty, span) = (self.type_id(&Closed::Bool), writing.span);
        match head {
            Head::Float(bits) => {
                let float = self.type_id(&Closed::Float);
                let value = b.emit(float, Op::Float(f64::from_bits(*bits)), span);
                b.emit(bool_ty, Op::Prim(Prim::FloatEq, vec![on, value]), span)
            }
            Head::Atom(name) => {
                let atom = self.type_id(&Closed::Atom);
                let value = b.emit(atom, Op::Atom(*name), span);
                b.emit(bool_ty, Op::Prim(Prim::AtomEq, vec![on, value]), span)
            }
            Head::String(text) => {
                let string = self.type_id(&Closed::String);
                let text = b.emit(string, Op::String(text.clone()), span);
                self.std_call(b, known::functions::string_eq(), Vec::new(), vec![on, text], span).unwrap_or(on)
            }
            other => panic!("{}: {other:?} is no literal to compare with", b.name),
        }
    }

    /// Many texts: one switch on their hash, and one comparison.
    fn ask_hash<'b>(
        &mut self,
        b: &mut Builder<'b>,
        on: Var,
        cases: &[(Head, Link)],
        default: &Link,
        scope: &[Source],
        writing: &mut Writing<'b>,
    ) {
        let other = b.label();
        let body = self.branch(b, default, scope, writing);
        b.push(Stmt::Join { label: other, params: Vec::new(), body, recursive: false });
        let mut groups: IndexMap<u64, Vec<(Head, Link)>> = IndexMap::new();
        for (head, link) in cases {
            if let Head::String(text) = head {
                groups.entry(mesh_abi::text_hash(text.as_bytes())).or_default().push((head.clone(), link.clone()));
            }
        }
        let hash = self.std_call(b, known::functions::string_case_hash(), Vec::new(), vec![on], writing.span);
        let Some(hash) = hash else { return };
        let otherwise = Otherwise::Jump(other);
        let mut blocks = Vec::new();
        for (number, group) in groups {
            let block = self.apart(b, writing, |this, b, writing| {
                this.ask_each(b, on, &group, otherwise, scope, writing);
            });
            blocks.push((Case::Int(number as i64), block));
        }
        let default = Block { stmts: Vec::new(), end: End::Jump(other, Vec::new()) };
        b.end(End::Switch { on: hash, cases: blocks, default: Some(Box::new(default)) });
    }
}
