//! Arguments in another order than their parameters: one mistake, whatever each of them is told.

use mesh_common::{Code, Diagnostic, Span};

use super::resolve_call::Candidate;
use crate::check::Checker;
use crate::infer_ty::T;
use crate::known;
use crate::typed::Expr;
use crate::types::Ty;

/// With more arguments no other order is looked for.
const MOST: usize = 5;
const PLACES: [&str; MOST] = ["first", "second", "third", "fourth", "fifth"];

impl Checker<'_> {
    /// Tells once that arguments stand in another order, in the place of what was told of each since `before`. False where they do not.
    pub fn reorders(&mut self, before: usize, candidate: &Candidate, args: &[Expr], span: Span) -> bool {
        let is_of_argument = |diagnostic: &Diagnostic| {
            let at = diagnostic.primary().span;
            let inside = args.iter().any(|arg| arg.span.start <= at.start && at.end <= arg.span.end);
            inside && matches!(diagnostic.code, Code::E0001 | Code::E0005 | Code::E0006 | Code::E0060)
        };
        let misfits = |arg: &Expr| {
            let wrong = |known: &Diagnostic| known.code == Code::E0001 && known.primary().span == arg.span;
            self.diags[before..].iter().any(wrong)
        };
        if !(2..=MOST).contains(&args.len()) || !args.iter().any(misfits) {
            return false;
        }
        let types: Vec<T> = args.iter().map(|arg| self.type_of(arg)).collect();
        if types.iter().any(|ty| matches!(self.store.head(ty), T::Error | T::Var(_))) {
            return false;
        }
        let fits = |at: usize, from: usize| self.takes(candidate, at, &types[from]);
        let Some(order) = other_order(args.len(), &fits) else { return false };
        let told = self.diags.split_off(before);
        self.diags.extend(told.into_iter().filter(|diagnostic| !is_of_argument(diagnostic)));
        let mut open = Vec::new();
        types.iter().for_each(|ty| self.store.free_vars(ty, false, &mut open));
        open.into_iter().for_each(|var| self.store.bind(var, T::Error));
        let name = candidate.function().name;
        let whole = args.iter().fold(span, |whole, arg| if whole == span { arg.span } else { whole.to(arg.span) });
        let message = format!("the arguments of `{name}` stand in another order");
        let diagnostic = Diagnostic::error(Code::E0001, message, whole, "not in this order");
        let diagnostic = self.with_signatures(diagnostic, std::slice::from_ref(candidate));
        self.diags.push(diagnostic.help(how_to_order(&order)));
        true
    }

    /// Whether a function can take a value of this type at a place.
    pub fn takes(&self, candidate: &Candidate, at: usize, ty: &T) -> bool {
        let is_pid = self.store.head(ty).is_named(known::types::pid());
        // Where a bare pid is wanted each does.
        let bare =
            |param: &Ty| matches!(param, Ty::Named(name, args) if *name == known::types::pid() && args.is_empty());
        let fits = |param: &Ty| self.could_match(param, ty) || (is_pid && bare(param));
        match candidate {
            Candidate::Known(decl) => match &decl.scheme.ty {
                Ty::Fn(signature) => signature.params.get(at).is_some_and(fits),
                _ => false,
            },
            Candidate::Open { open, .. } => open.params.get(at).is_some_and(|param| !self.store.differ(param, ty)),
        }
    }
}

/// The order in which arguments would fit: for each place the argument that belongs there. The one that changes the fewest places.
fn other_order(count: usize, fits: &impl Fn(usize, usize) -> bool) -> Option<Vec<usize>> {
    let mut best: Option<Vec<usize>> = None;
    let moved = |order: &[usize]| order.iter().enumerate().filter(|(at, from)| at != *from).count();
    let mut order = Vec::with_capacity(count);
    each_order(count, fits, &mut order, &mut |found| {
        if best.as_ref().is_none_or(|known| moved(found) < moved(known)) {
            best = Some(found.to_vec());
        }
    });
    best.filter(|order| moved(order) > 0)
}

fn each_order(
    count: usize,
    fits: &impl Fn(usize, usize) -> bool,
    order: &mut Vec<usize>,
    found: &mut impl FnMut(&[usize]),
) {
    if order.len() == count {
        return found(order);
    }
    for from in 0..count {
        if !order.contains(&from) && fits(order.len(), from) {
            order.push(from);
            each_order(count, fits, order, found);
            order.pop();
        }
    }
}

fn how_to_order(order: &[usize]) -> String {
    let moved: Vec<usize> = (0..order.len()).filter(|at| order[*at] != *at).collect();
    match moved.as_slice() {
        [_, _] if order.len() == 2 => "swap the two arguments".to_owned(),
        [one, other] => format!("swap the {} and the {} argument", PLACES[*one], PLACES[*other]),
        _ => {
            let words: Vec<&str> = order.iter().map(|from| PLACES[*from]).collect();
            format!("write the {} argument first, then the {}", words[0], words[1..].join(", then the "))
        }
    }
}
