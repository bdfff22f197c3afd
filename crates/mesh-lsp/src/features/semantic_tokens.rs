//! `textDocument/semanticTokens/full`: what each name is.

use lsp_types::{
    SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensLegend,
    SemanticTokensParams, SemanticTokensResult,
};
use mesh_typeck::facts::Meaning;

use crate::declared::{self, declarations};
use crate::meaning;
use crate::position::Lines;
use crate::session::Session;

const TYPES: [SemanticTokenType; 11] = [
    SemanticTokenType::VARIABLE,
    SemanticTokenType::PARAMETER,
    SemanticTokenType::FUNCTION,
    SemanticTokenType::METHOD,
    SemanticTokenType::TYPE,
    SemanticTokenType::ENUM_MEMBER,
    SemanticTokenType::PROPERTY,
    SemanticTokenType::INTERFACE,
    SemanticTokenType::NAMESPACE,
    SemanticTokenType::CLASS,
    SemanticTokenType::KEYWORD,
];

const MODIFIERS: [SemanticTokenModifier; 2] =
    [SemanticTokenModifier::DECLARATION, SemanticTokenModifier::DEFAULT_LIBRARY];

/// The kinds that tokens name by number.
pub fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend { token_types: TYPES.to_vec(), token_modifiers: MODIFIERS.to_vec() }
}

/// Answers the request.
pub fn answer(session: &mut Session, params: SemanticTokensParams) -> Option<SemanticTokensResult> {
    let mut scene = session.scene(&params.text_document)?;
    let facts = scene.facts();
    let tree = scene.tree();
    let declared = declarations(tree);
    let own: Vec<_> = declared::all(&declared).into_iter().map(|one| one.name.span).collect();
    let mut parameters = Vec::new();
    crate::nodes::each(tree, &mut |node| {
        if let crate::nodes::Node::Param(param) = node {
            parameters.push(param.pattern.span);
        }
    });
    let lines = Lines::new(scene.text());
    let mut data = Vec::new();
    let (mut last_line, mut last_start, mut covered) = (0, 0, 0);
    for named in meaning::names_of(tree, &facts, scene.text()) {
        if named.span.start < covered {
            continue;
        }
        covered = named.span.end;
        let range = lines.range(named.span.start, named.span.end);
        let delta_line = range.start.line - last_line;
        let delta_start = if delta_line == 0 { range.start.character - last_start } else { range.start.character };
        let is_declared =
            own.contains(&named.span) || matches!(named.meaning, Meaning::Local(span) if span == named.span);
        let is_library = meaning::module_of(named.meaning).is_some_and(mesh_driver::is_standard);
        data.push(SemanticToken {
            delta_line,
            delta_start,
            length: range.end.character - range.start.character,
            token_type: number(named.meaning, &parameters),
            token_modifiers_bitset: u32::from(is_declared) | u32::from(is_library) << 1,
        });
        (last_line, last_start) = (range.start.line, range.start.character);
    }
    Some(SemanticTokensResult::Tokens(SemanticTokens { result_id: None, data }))
}

fn number(meant: Meaning, parameters: &[mesh_common::Span]) -> u32 {
    match meant {
        Meaning::Local(span) if parameters.contains(&span) => 1,
        Meaning::Local(_) => 0,
        Meaning::Function(_) => 2,
        Meaning::Method(..) => 3,
        Meaning::Type(_) => 4,
        Meaning::Variant(..) => 5,
        Meaning::Field(..) => 6,
        Meaning::Interface(_) => 7,
        Meaning::Module(_) => 8,
        Meaning::Service(_) => 9,
    }
}
