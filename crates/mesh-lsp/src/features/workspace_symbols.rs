//! `workspace/symbol`: what the projects declare whose name holds the letters of a query, in their order.

use lsp_types::{SymbolInformation, WorkspaceSymbolParams, WorkspaceSymbolResponse};

use crate::declared::{self, declarations};
use crate::session::Session;

/// More than so many help nobody.
const MOST: usize = 200;

/// Answers the request.
pub fn answer(session: &mut Session, params: WorkspaceSymbolParams) -> Option<WorkspaceSymbolResponse> {
    let query = params.query.to_lowercase();
    let mut found: Vec<(usize, SymbolInformation)> = Vec::new();
    for scene in session.scenes() {
        for (at, file) in scene.workspace.files().iter().enumerate() {
            let declared = declarations(scene.workspace.tree(at));
            for one in declared::all(&declared) {
                let Some(distance) = distance(&query, one.name.text.as_str()) else { continue };
                let Some(location) = scene.location(one.name.span) else { continue };
                #[allow(deprecated)]
                let symbol = SymbolInformation {
                    name: one.name.text.to_string(),
                    kind: one.kind,
                    tags: None,
                    deprecated: None,
                    location,
                    container_name: Some(file.module.written().to_owned()),
                };
                found.push((distance, symbol));
            }
        }
    }
    found.sort_by(|a, b| (a.0, &a.1.name).cmp(&(b.0, &b.1.name)));
    found.truncate(MOST);
    Some(WorkspaceSymbolResponse::Flat(found.into_iter().map(|(_, symbol)| symbol).collect()))
}

/// How many letters a name has beside those of the query; `None` if it does not hold them in this order.
fn distance(query: &str, name: &str) -> Option<usize> {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    let all = query.chars().all(|wanted| letters.any(|letter| letter == wanted));
    all.then(|| name.chars().count().saturating_sub(query.chars().count()))
}
