//! Requests of services whose types are not all written: what their handlers say of them.

use std::sync::Arc;

use mesh_common::{Code, Diagnostic, Symbol};

use crate::check::Checker;
use crate::desugar::{OpenRequest, Source};
use crate::known;
use crate::types::{QualifiedName, Ty, TypeDeclKind};

impl Checker<'_> {
    /// E0062 for handlers that say what a request consists of and depend on that themselves.
    pub fn reject_self_asking(&mut self, group: &[(Symbol, u32)]) {
        let asks = |request: &OpenRequest| group.iter().any(|key| request.askers.contains(&key.0));
        let mut own: Vec<OpenRequest> = Vec::new();
        for key in group {
            if self.requests.get(key).is_some_and(asks) {
                own.extend(self.requests.swap_remove(key));
            }
        }
        for request in own {
            let message = format!("the types of `{}` depend on themselves", request.name.text);
            let here = "its handler asks for it, or for what needs it";
            let diagnostic = Diagnostic::error(Code::E0062, message, request.name.span, here);
            self.diags.push(diagnostic.help("write the types of its parts, and of the reply of a `call`"));
        }
    }

    /// Completes the requests whose handlers are known now.
    pub fn settle_requests(&mut self, group: &[(Symbol, u32)]) {
        let known: Vec<_> = group.iter().filter_map(|key| self.requests.swap_remove(key)).collect();
        known.iter().for_each(|request| self.settle_request(request));
    }

    fn settle_request(&mut self, request: &OpenRequest) {
        let Some(handler) = self.functions.get(&request.function).and_then(|item| item.decl()) else { return };
        let Ty::Fn(signature) = &handler.scheme.ty else { return };
        let qualified = QualifiedName { module: self.module, name: request.service };
        let mut parts = Vec::new();
        for &(field, source, name) in &request.fields {
            let (found, what) = match source {
                Source::Param(at) => (signature.params[at].clone(), "the type of this part"),
                Source::Later => (signature.params[1].clone(), "what this replies"),
                Source::Reply => match &signature.result {
                    Ty::Tuple(items) if items.len() == 2 => {
                        let reply_to = known::types::reply_to();
                        (Ty::Named(reply_to, vec![items[1].clone()]), "what this replies")
                    }
                    _ => (Ty::Error, ""),
                },
            };
            let found = found.stored();
            if found.has_param() {
                // What is wrong in the handler was told.
                if self.is_mistaken(request.function) || signature.params.first() == Some(&Ty::Error) {
                    continue;
                }
                // One type that nothing says leaves all open that is kept together.
                if signature.params.first().is_some_and(|state| shares_param(state, &found)) {
                    if self.open_states.contains(&request.service) {
                        continue;
                    }
                    self.open_states.push(request.service);
                }
                let message = format!("nothing says {what}");
                let diagnostic = Diagnostic::error(Code::E0062, message, name.span, "any type would do");
                let help = match source {
                    Source::Reply | Source::Later => "write `call Name(...) :: Type do |state|`".to_owned(),
                    Source::Param(_) => format!("write `{} :: Type`", name.text),
                };
                self.diags.push(diagnostic.help(help));
            } else {
                parts.push((field, found));
            }
        }
        // Changed in place: a service may have thousands of requests.
        let Some(decl) = self.env.types.own_mut(&qualified) else { return };
        if let TypeDeclKind::Sum(variants) = &mut Arc::make_mut(decl).kind {
            // Something else has the name of the service where there is no such variant: that was told.
            if let Some(variant) = variants.get_mut(request.variant as usize) {
                parts.into_iter().for_each(|(field, ty)| variant.fields[field].1 = ty);
            }
        }
    }
}

/// Whether two types of a signature have a parameter in common.
fn shares_param(one: &Ty, other: &Ty) -> bool {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    one.params(&mut left);
    other.params(&mut right);
    left.iter().any(|param| right.contains(param))
}
