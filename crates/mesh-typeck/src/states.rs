//! The states of services: what `init` gives, and what handlers say of it where that leaves it open.

use mesh_common::{FxIndexMap, Symbol};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::check::Checker;
use crate::desugar::{end_name, init_name};
use crate::groups::{FnItem, FnState};
use crate::infer_ty::T;
use crate::order::reached;
use crate::origin::Origin;
use crate::types::ValueKind;

impl Checker<'_> {
    /// Lets `init` and the handlers of a service say together what its state is, where that is not written. A handler that asks
    /// such a service itself needs the types of the others first.
    pub fn share_states(&self, uses: &mut [Vec<usize>]) {
        let mut services: FxIndexMap<Symbol, Vec<usize>> = FxIndexMap::default();
        for (at, item) in self.functions.values().enumerate() {
            if let Some(init) = init_of(item) {
                services.entry(init).or_default().push(at);
            }
        }
        let asked: FxHashMap<_, _> =
            self.requests.iter().map(|(function, request)| (*function, &request.askers)).collect();
        let key = |at: usize| *self.functions.get_index(at).expect("it is the number of a function").0;
        for (init, handlers) in services {
            let Some((init, _, item)) = self.key_of(init).and_then(|key| self.functions.get_full(&key)) else {
                continue;
            };
            let askers: FxHashSet<Symbol> = handlers
                .iter()
                .filter_map(|at| asked.get(&key(*at)))
                .flat_map(|askers| askers.iter().copied())
                .collect();
            let is_written = item.clauses[0].result.is_some();
            if !is_written && !reached(uses, &handlers).into_iter().any(|at| askers.contains(&key(at).0)) {
                uses[init].extend(handlers);
            }
        }
    }

    /// The function that an `init` is.
    fn key_of(&self, init: Symbol) -> Option<(Symbol, u32)> {
        Some((init, *self.arities.get(&init)?.first()?))
    }

    /// The type of a first parameter that is not written: the state that `init` gives, for handlers of a service.
    pub fn state_of(&mut self, key: (Symbol, u32)) -> T {
        let Some(init) = init_of(&self.functions[&key]).and_then(|init| self.key_of(init)) else {
            return self.store.fresh();
        };
        if let FnState::Open(open) = &self.functions[&init].state {
            let (result, span) = (open.result.clone(), self.functions[&init].span);
            return self.store.because(result, Origin::Given(span));
        }
        let Some(decl) = self.functions[&init].decl() else { return self.store.fresh() };
        let goals = self.goals.len();
        let (ty, _) = self.instantiate(&decl.scheme, decl.span);
        self.goals.truncate(goals);
        let T::Fn(signature) = ty else { return self.store.fresh() };
        // What is wrong in `init` was told there, and no handler can help it.
        let is_lost = self.is_open(&signature.result) && self.is_mistaken(init);
        if is_lost { T::Error } else { self.store.because(signature.result.clone(), Origin::Given(decl.span)) }
    }
}

/// The `init` of the service whose handler or `terminate` a function is: `Counter.Get` is one, `Counter.get` asks for it.
pub fn init_of(item: &FnItem<'_>) -> Option<Symbol> {
    let (service, name) = item.name.as_str().split_once('.')?;
    let takes_state = name.starts_with(char::is_uppercase) || item.name.as_str() == end_name(service);
    (item.kind == ValueKind::Service && takes_state).then(|| Symbol::new(&init_name(service)))
}

/// Whether a function is the `init` of a service.
pub fn is_init(name: Symbol) -> bool {
    let service = name.as_str().split_once('.').map(|(service, _)| service);
    service.is_some_and(|service| name.as_str() == init_name(service))
}
