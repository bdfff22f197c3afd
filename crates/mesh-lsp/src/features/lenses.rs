//! `textDocument/codeLens`: run the program, run a test, how often something is used. The commands are the editor's. Uses are
//! counted when a lens is seen (`codeLens/resolve`).

use lsp_types::{CodeLens, CodeLensParams, Command, TextDocumentPositionParams};
use mesh_typeck::facts::Meaning;
use serde_json::{Value, json};

use crate::declared::declarations;
use crate::meaning;
use crate::position::Lines;
use crate::session::Session;

/// Answers the request.
pub fn answer(session: &mut Session, params: CodeLensParams) -> Option<Vec<CodeLens>> {
    let scene = session.scene(&params.text_document)?;
    let uri = params.text_document.uri.as_str();
    let lines = Lines::new(scene.text());
    let command = |title: &str, command: &str, arguments: Vec<Value>| {
        Some(Command { title: title.to_owned(), command: command.to_owned(), arguments: Some(arguments) })
    };
    let mut lenses = Vec::new();
    for test in mesh_typeck::tests_of(scene.tree()) {
        let range = lines.range(test.span.start, test.span.start);
        let command = command("Run test", "mesh.test", vec![json!(uri), json!(test.name)]);
        lenses.push(CodeLens { range, command, data: None });
    }
    for declared in declarations(scene.tree()) {
        let range = lines.range(declared.name.span.start, declared.name.span.end);
        if declared.name.text.as_str() == "main" && declared.clause.is_some_and(|clause| clause.params.is_empty()) {
            lenses.push(CodeLens { range, command: command("Run", "mesh.run", vec![json!(uri)]), data: None });
        } else if let Some(Meaning::Function(_) | Meaning::Type(_) | Meaning::Interface(_)) = declared.meaning {
            let place = json!({ "textDocument": params.text_document, "position": range.start });
            lenses.push(CodeLens { range, command: None, data: Some(place) });
        }
    }
    Some(lenses)
}

/// Counts the uses that a lens tells.
pub fn resolve(session: &mut Session, lens: CodeLens) -> CodeLens {
    let place = lens.data.clone().and_then(|place| serde_json::from_value(place).ok());
    let command = place.and_then(|place| references(session, &place));
    CodeLens { command: command.or(lens.command), ..lens }
}

fn references(session: &mut Session, place: &TextDocumentPositionParams) -> Option<Command> {
    let (mut scene, offset) = session.scene_at(place)?;
    let named = meaning::name_at(&mut scene, offset)?;
    let facts = scene.facts();
    let declared: Vec<_> = meaning::declared_names(scene.tree(), &facts)
        .into_iter()
        .filter(|known| known.meaning == named.meaning)
        .map(|known| known.span)
        .collect();
    let all = meaning::everywhere(&mut scene, named.meaning).into_iter();
    let uses: Vec<_> = all.filter(|span| !declared.contains(span)).filter_map(|span| scene.location(span)).collect();
    let title = if uses.len() == 1 { "1 reference".to_owned() } else { format!("{} references", uses.len()) };
    let arguments = vec![json!(place.text_document.uri), json!(place.position), json!(uses)];
    Some(Command { title, command: "mesh.showReferences".to_owned(), arguments: Some(arguments) })
}
