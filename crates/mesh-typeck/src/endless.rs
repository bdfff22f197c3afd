//! Types that grow without end. Each instance of a generic declaration is compiled for itself, so a declaration must not
//! need itself at ever larger types. It does exactly if a type parameter flows around a circle and grows on the way
//! (Kennedy, Syme, "Transposing F to C#", 2001).

use mesh_common::Span;

use crate::types::Ty;

/// A parameter of a declaration: which declaration, which parameter.
type Place = (usize, u32);

/// A type parameter that is handed on.
pub struct Flow {
    pub from: Place,
    pub to: Place,
    /// Whether it is handed on inside a larger type.
    pub grows: bool,
    pub span: Span,
}

/// What the parameters of declaration `from` contribute to argument number `at` of `to`.
pub fn flows_of(from: usize, to: usize, at: u32, arg: &Ty, span: Span, flows: &mut Vec<Flow>) {
    let mut params = Vec::new();
    params_in(arg, &mut params);
    let grows = !matches!(arg, Ty::Param(_));
    flows.extend(params.into_iter().map(|param| Flow { from: (from, param), to: (to, at), grows, span }));
}

fn params_in(ty: &Ty, found: &mut Vec<u32>) {
    match ty {
        Ty::Param(at) => found.push(*at),
        Ty::Named(_, items) | Ty::Tuple(items) => items.iter().for_each(|item| params_in(item, found)),
        Ty::Fn(f) => {
            f.params.iter().for_each(|item| params_in(item, found));
            params_in(&f.result, found);
        }
        Ty::Projection(p) => params_in(&p.subject, found),
        _ => {}
    }
}

/// A growing flow on a circle.
pub fn endless(flows: &[Flow]) -> Option<&Flow> {
    flows.iter().filter(|flow| flow.grows).find(|flow| reaches(flows, flow.to, flow.from))
}

fn reaches(flows: &[Flow], start: Place, goal: Place) -> bool {
    let mut seen = vec![start];
    let mut at = 0;
    while let Some(&place) = seen.get(at) {
        if place == goal {
            return true;
        }
        for flow in flows.iter().filter(|flow| flow.from == place) {
            if !seen.contains(&flow.to) {
                seen.push(flow.to);
            }
        }
        at += 1;
    }
    false
}
