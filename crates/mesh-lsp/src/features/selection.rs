//! `textDocument/selectionRange`: what a selection grows to.

use lsp_types::{SelectionRange, SelectionRangeParams};

use crate::nodes;
use crate::position::Lines;
use crate::session::Session;

/// Answers the request.
pub fn answer(session: &mut Session, params: SelectionRangeParams) -> Option<Vec<SelectionRange>> {
    let mut scene = session.scene(&params.text_document)?;
    let facts = scene.facts();
    let text = scene.text();
    let lines = Lines::new(text);
    let names = crate::meaning::names_of(scene.tree(), &facts, text);
    let ranges = params.positions.iter().map(|place| {
        let offset = lines.offset(*place);
        let mut spans: Vec<(u32, u32)> = vec![(0, text.len() as u32)];
        let path = nodes::path_to(scene.tree(), offset, offset);
        spans.extend(path.iter().map(|node| (node.span().start, node.span().end)));
        let name = names.iter().find(|named| (named.span.start..=named.span.end).contains(&offset));
        spans.extend(name.map(|named| (named.span.start, named.span.end)));
        // Each must lie in the one before.
        let mut chain: Option<SelectionRange> = None;
        let mut around = (0, u32::MAX);
        for (start, end) in spans {
            if (start, end) != around && around.0 <= start && end <= around.1 {
                let parent = chain.take().map(Box::new);
                chain = Some(SelectionRange { range: lines.range(start, end), parent });
                around = (start, end);
            }
        }
        chain.unwrap_or_else(|| SelectionRange { range: lines.range(offset, offset), parent: None })
    });
    Some(ranges.collect())
}
