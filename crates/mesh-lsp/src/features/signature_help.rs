//! `textDocument/signatureHelp`: the parameters of the call that is being written.

use lsp_types::{
    Documentation, MarkupContent, MarkupKind, ParameterInformation, ParameterLabel, SignatureHelp, SignatureHelpParams,
    SignatureInformation,
};
use mesh_parser::ast::{Call, ExprKind};
use mesh_typeck::facts::Meaning;
use mesh_typeck::types::FnRef;

use super::completion::{Marked, mark};
use crate::nodes::{self, Node};
use crate::session::{Scene, Session};
use crate::{describe, meaning};

/// Answers the request.
pub fn answer(session: &mut Session, params: SignatureHelpParams) -> Option<SignatureHelp> {
    let (mut scene, offset) = session.scene_at(&params.text_document_position_params)?;
    let marked = mark(&mut scene, offset);
    let (call, piped) = call_around(&marked)?;
    let given = call.args.iter().take_while(|arg| arg.span.end < marked.span.start).count() as u32;
    let at = given + u32::from(piped);
    // The name may mean functions of several arities: each is shown, the one that fits first.
    let callee = call.callee.span;
    let named =
        marked.facts.uses.iter().filter(|found| found.span.end == callee.end && found.span.start >= callee.start);
    let meant = named.map(|found| found.meaning).find(|known| !matches!(known, Meaning::Module(_)))?;
    let signatures = signatures(&scene, meant);
    let fits =
        |signature: &SignatureInformation| signature.parameters.as_ref().is_some_and(|all| all.len() > at as usize);
    let active = signatures.iter().position(fits).unwrap_or(0) as u32;
    let (active_signature, active_parameter) = (Some(active), Some(at));
    (!signatures.is_empty()).then_some(SignatureHelp { signatures, active_signature, active_parameter })
}

/// The innermost call whose arguments hold the mark, and whether a pipe gives the first one.
fn call_around(marked: &Marked) -> Option<(&Call, bool)> {
    let path = nodes::path_to(&marked.tree, marked.span.start, marked.span.end);
    path.iter().enumerate().rev().find_map(|(depth, node)| {
        let Node::Expr(expr) = node else { return None };
        let ExprKind::Call(call) = &expr.kind else { return None };
        let is_inside = call.args_span.start < marked.span.start && marked.span.end <= call.args_span.end;
        let is_piped = depth.checked_sub(1).is_some_and(|at| match path[at] {
            Node::Expr(outer) => matches!(&outer.kind, ExprKind::Pipe { right, .. } if right.span == expr.span),
            _ => false,
        });
        is_inside.then_some((&**call, is_piped))
    })
}

fn signatures(scene: &Scene<'_>, meant: Meaning) -> Vec<SignatureInformation> {
    match meant {
        Meaning::Function(function) => {
            let interface = scene.workspace.interface(function.module);
            let decls = interface.and_then(|interface| interface.values.get(&function.name)).cloned();
            let decls = decls.unwrap_or_default();
            decls.iter().filter_map(|decl| of_function(scene, decl.function)).collect()
        }
        Meaning::Method(name, method) => {
            let Some(decl) = describe::interface_of(scene, name) else { return Vec::new() };
            let Some(found) = decl.methods.iter().find(|known| known.name == method) else { return Vec::new() };
            let origin = meaning::origin(scene, meant);
            let clause = origin.as_ref().and_then(|origin| origin.clause.as_ref());
            let signature = describe::signature("", method.as_str(), &found.scheme, clause, true);
            vec![information(signature, origin.and_then(|origin| origin.doc))]
        }
        Meaning::Variant(name, variant) => {
            let Some(decl) = describe::type_of(scene, name) else { return Vec::new() };
            let text = describe::variant(decl, variant);
            let inner = text.find('(').map_or("", |open| &text[open + 1..text.len() - 1]);
            let mut begin = text.len() - inner.len() - 1;
            let parts = inner.split(", ").map(|part| {
                let place = (begin, begin + part.len());
                begin = place.1 + 2;
                place
            });
            let parameters = if inner.is_empty() { Vec::new() } else { parts.collect() };
            vec![information(describe::Signature { text, parameters }, None)]
        }
        _ => Vec::new(),
    }
}

fn of_function(scene: &Scene<'_>, function: FnRef) -> Option<SignatureInformation> {
    let origin = meaning::origin(scene, Meaning::Function(function));
    let clause = origin.as_ref().and_then(|origin| origin.clause.as_ref());
    let signature = describe::value(describe::value_of(scene, function)?, clause);
    Some(information(signature, origin.and_then(|origin| origin.doc)))
}

fn information(signature: describe::Signature, doc: Option<String>) -> SignatureInformation {
    let units = |to: usize| signature.text[..to].encode_utf16().count() as u32;
    let parameter = |&(from, to): &(usize, usize)| ParameterInformation {
        label: ParameterLabel::LabelOffsets([units(from), units(to)]),
        documentation: None,
    };
    let parameters = signature.parameters.iter().map(parameter).collect();
    let documentation = doc.map(|doc| {
        Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value: doc.trim().to_owned() })
    });
    SignatureInformation { parameters: Some(parameters), documentation, label: signature.text, active_parameter: None }
}
