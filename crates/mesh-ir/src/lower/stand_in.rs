//! Types at which a generic function is looked at that nothing calls.

use mesh_typeck::types::{Bound, Scheme, Ty as Closed};

use super::Lowerer;

impl Lowerer<'_> {
    /// One for each parameter, such that all bounds hold: texts where they can be, since those are counted. `None` where no types are known
    /// at which it could be called.
    pub fn stand_ins(&self, scheme: &Scheme) -> Option<Vec<Closed>> {
        let mut types = vec![Closed::String; scheme.params.len()];
        for (at, name) in scheme.params.iter().enumerate() {
            if Scheme::is_hidden(*name) {
                types[at] = Closed::Unit;
                continue;
            }
            let is_own = |bound: &&Bound| bound.subject == Closed::Param(at as u32);
            let bounds: Vec<&Bound> = scheme.bounds.iter().filter(is_own).collect();
            let candidates = self.candidates(&bounds);
            types[at] = candidates.into_iter().find(|candidate| {
                let mut types = types.clone();
                types[at] = candidate.clone();
                bounds.iter().all(|bound| self.meets(bound, &types))
            })?;
        }
        let is_equal = |(projection, ty): &(_, Closed)| {
            self.concrete(&Closed::Projection(Box::new(Clone::clone(projection))), &types) == self.concrete(ty, &types)
        };
        let holds =
            scheme.bounds.iter().all(|bound| self.meets(bound, &types)) && scheme.equalities.iter().all(is_equal);
        holds.then_some(types)
    }

    fn candidates(&self, bounds: &[&Bound]) -> Vec<Closed> {
        let impls = bounds.first().and_then(|bound| self.decls.impls.get(&bound.interface));
        let heads = impls.into_iter().flatten().map(|decl| {
            let types = vec![Closed::String; decl.params.len()];
            self.concrete(&decl.subject, &types)
        });
        [Closed::String, Closed::Int].into_iter().chain(heads).collect()
    }

    fn meets(&self, bound: &Bound, types: &[Closed]) -> bool {
        let args: Vec<Closed> = bound.args.iter().map(|arg| self.concrete(arg, types)).collect();
        self.holds(bound.interface, &args, &self.concrete(&bound.subject, types))
    }
}
