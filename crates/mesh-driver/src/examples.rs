//! Examples in doc comments: each block of code that begins with ```` ```mesh ```` becomes a module with one test. Its nodes lie
//! where they are written, so that whatever is said of them shows the comment.

use mesh_common::{Diagnostic, FileId, ModulePath, Span, Symbol};
use mesh_parser::ast::{
    self, Block, Expr, ExprKind, FnBody, Item, ItemKind, Stmt, StmtKind, StringPart, TrailingBlock,
};

/// The example modules of a file whose tree is `module`, with what is wrong in them.
pub fn examples_of(file: FileId, text: &str, module: &ast::Module) -> Vec<(ast::Module, Vec<Diagnostic>)> {
    let blocks = blocks(text);
    let path = |number: usize| ModulePath::new(&format!("{}'{}", module.path, number + 1));
    let texts: Vec<_> = blocks.iter().enumerate().map(|(at, block)| (file, block.text.as_str(), path(at))).collect();
    let mut parsed = mesh_parser::parse_all(&texts);
    for ((tree, _), block) in parsed.iter_mut().zip(&blocks) {
        let about = module.items.iter().find(|item| item.span.start as usize >= block.end).and_then(name_of);
        make_test(tree, block, about, module.path, file);
    }
    parsed
}

/// A block of code.
struct Code {
    /// The text of the file up to the end of the code, blank but for that.
    text: String,
    /// Where the line with its end begins.
    end: usize,
    start: usize,
}

/// Whether there is an example in a text.
pub fn has_examples(text: &str) -> bool {
    text.contains(EXAMPLE) && !blocks(text).is_empty()
}

/// How the first line of an example ends.
const EXAMPLE: &str = "```mesh";

/// The blocks of the doc comments of a text.
fn blocks(text: &str) -> Vec<Code> {
    let mut found: Vec<Code> = Vec::new();
    let mut open: Option<(usize, Vec<(usize, &str)>)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let marked = trimmed.strip_prefix("##!").or_else(|| trimmed.strip_prefix("##"));
        let code = marked.map(|code| code.strip_prefix(' ').unwrap_or(code));
        open = match (open, code) {
            (None, Some(code)) if code.trim_end() == EXAMPLE => Some((at, Vec::new())),
            (Some((start, lines)), Some(code)) if code.trim_end() == "```" => {
                found.push(Code { text: blanked(&lines), end: at, start });
                None
            }
            (Some((start, mut lines)), Some(code)) => {
                lines.push((at + line.len() - code.len(), code));
                Some((start, lines))
            }
            // Without its end it is no block.
            _ => None,
        };
        at += line.len();
    }
    found
}

/// A text with these pieces in their places and nothing else, up to the end of the last: so what is missing there is told there.
fn blanked(pieces: &[(usize, &str)]) -> String {
    let mut bytes = vec![b' '; pieces.last().map_or(0, |(at, piece)| at + piece.len())];
    for (at, piece) in pieces {
        bytes[*at..at + piece.len()].copy_from_slice(piece.as_bytes());
    }
    let mut text = String::from_utf8(bytes).unwrap_or_default();
    text.truncate(text.trim_end().len());
    text
}

/// What a declaration is called.
fn name_of(item: &Item) -> Option<Symbol> {
    Some(match &item.kind {
        ItemKind::Fn(clause) => clause.name.text,
        ItemKind::Struct(decl) => decl.name.text,
        ItemKind::Sum(decl) => decl.name.text,
        ItemKind::Alias(decl) => decl.name.text,
        ItemKind::Interface(decl) => decl.name.text,
        ItemKind::Actor(decl) => decl.name.text,
        ItemKind::Service(decl) => decl.name.text,
        ItemKind::Supervisor(decl) => decl.name.text,
        _ => return None,
    })
}

/// Statements become a test; a `main` is called by one. The module that the comment stands in can be named.
fn make_test(tree: &mut ast::Module, block: &Code, about: Option<Symbol>, module: ModulePath, file: FileId) {
    let (stmts, mut items): (Vec<Item>, Vec<Item>) =
        std::mem::take(&mut tree.items).into_iter().partition(|item| matches!(item.kind, ItemKind::Stmt(_)));
    let span = Span::new(file, block.start as u32, block.start as u32);
    let mut stmts: Vec<Stmt> = stmts
        .into_iter()
        .filter_map(|item| if let ItemKind::Stmt(stmt) = item.kind { Some(stmt) } else { None })
        .collect();
    let expr = |kind| Expr { kind, span };
    let call = |name: &str, args: Vec<Expr>, trailing: Option<TrailingBlock>| {
        let callee = expr(ExprKind::Name(Symbol::new(name)));
        expr(ExprKind::Call(Box::new(ast::Call { callee, args, keywords: Vec::new(), trailing, args_span: span })))
    };
    let has_main = items.iter().any(|item| {
        matches!(&item.kind, ItemKind::Fn(clause) if clause.name.text.as_str() == "main" && !matches!(clause.body, FnBody::None))
    });
    if stmts.is_empty() && has_main {
        stmts.push(Stmt { kind: StmtKind::Expr(call("main", Vec::new(), None)), span });
    }
    let is_standard = crate::is_standard(module);
    let names_it = block.text.contains(&format!("{}.", module.last_segment()));
    let imports_it = items.iter().any(|item| {
        let ItemKind::Import(import) = &item.kind else { return false };
        let segments: Vec<&str> = import.module.segments.iter().map(|name| name.text.as_str()).collect();
        import.names.is_none() && segments.join(".") == module.written()
    });
    let item = |kind| Item { kind, span, doc: None, public: false, attributes: Vec::new() };
    if !is_standard && names_it && !imports_it {
        let segments = module.written().split('.').map(|text| ast::Name { text: Symbol::new(text), span }).collect();
        items.push(item(ItemKind::Import(ast::Import { module: ast::Path { segments, span }, names: None })));
    }
    let name = about.map_or_else(|| "example".to_owned(), |about| format!("example of {about}"));
    let name = expr(ExprKind::String(vec![StringPart::Text(name, span)]));
    let body = Block { stmts, span };
    let test = call("test", vec![name], Some(TrailingBlock { params: Vec::new(), body, span }));
    items.push(item(ItemKind::Stmt(Stmt { kind: StmtKind::Expr(test), span })));
    tree.items = items;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_lie_where_they_are_written() {
        let text = "## Twice.\n##\n## ```mesh\n## assert A.twice(2) == 4\n## ```\npub fn twice(n :: Int) = n * 2\n";
        let file = FileId(0);
        let (module, _) = mesh_parser::parse(file, text, ModulePath::new("A"));
        let found = examples_of(file, text, &module);
        let [(tree, diagnostics)] = found.as_slice() else { panic!("one example") };
        assert!(diagnostics.is_empty());
        let tests = mesh_typeck::tests_of(tree);
        assert_eq!(tests[0].name, "example of twice");
        assert!(matches!(&tree.items[0].kind, ItemKind::Import(_)));
        let ItemKind::Stmt(Stmt { kind: StmtKind::Expr(Expr { kind: ExprKind::Call(call), .. }), .. }) =
            &tree.items[1].kind
        else {
            panic!("a test")
        };
        let span = call.trailing.as_ref().unwrap().body.stmts[0].span;
        assert_eq!(&text[span.start as usize..span.end as usize], "assert A.twice(2) == 4");
    }

    #[test]
    fn other_blocks_are_none() {
        let text =
            "## ```mesh fragment\n## x\n## ```\n## ```text\n## y\n## ```\n## ```mesh\n## without end\nfn f() = 1\n";
        assert!(blocks(text).is_empty());
    }
}
