//! Examples in doc comments: each block of code that begins with ```` ```mesh ```` becomes a module with one test. Its nodes lie
//! where they are written, so that whatever is said of them shows the comment.

use mesh_common::{Diagnostic, FileId, ModulePath, Span, Symbol};
use mesh_lexer::{Comment, CommentKind};
use mesh_parser::ast::{
    self, Block, Expr, ExprKind, FnBody, Item, ItemKind, Stmt, StmtKind, StringPart, TrailingBlock,
};

/// The example modules of a file whose tree is `module`, with what is wrong in them; there are so many of the module `before` them.
pub fn examples_of(
    file: FileId,
    text: &str,
    module: &ast::Module,
    before: usize,
) -> Vec<(ast::Module, Vec<Diagnostic>)> {
    let blocks = blocks(file, text);
    let path = |number: usize| ModulePath::new(&format!("{}'{}", module.path, before + number + 1));
    let mut parsed = Vec::new();
    // Each text is as long as what stands before its end: there are few of them at a time.
    for (at, some) in blocks.chunks(TOGETHER).enumerate() {
        let texts: Vec<String> = some.iter().map(Code::text).collect();
        let numbered = texts.iter().enumerate().map(|(i, text)| (file, text.as_str(), path(at * TOGETHER + i)));
        parsed.extend(mesh_parser::parse_all(&numbered.collect::<Vec<_>>()));
    }
    for ((tree, _), block) in parsed.iter_mut().zip(&blocks) {
        let next = module.items.partition_point(|item| (item.span.start as usize) < block.end);
        let about = module.items.get(next).and_then(name_of);
        make_test(tree, block, about, module.path, file);
    }
    parsed
}

/// So many examples are parsed at a time.
const TOGETHER: usize = 8;

/// A block of code.
struct Code<'t> {
    /// Its lines, and where they stand in the file.
    lines: Vec<(usize, &'t str)>,
    /// Where the comments with its beginning and its end begin.
    start: usize,
    end: usize,
}

impl Code<'_> {
    /// The text of the file up to the end of the code, blank but for that: so what is missing there is told there.
    fn text(&self) -> String {
        let mut bytes = vec![b' '; self.lines.last().map_or(0, |(at, line)| at + line.len())];
        for (at, line) in &self.lines {
            bytes[*at..at + line.len()].copy_from_slice(line.as_bytes());
        }
        let mut text = String::from_utf8(bytes).unwrap_or_default();
        text.truncate(text.trim_end().len());
        text
    }
}

/// Whether there is an example in a text.
pub fn has_examples(text: &str) -> bool {
    text.contains(EXAMPLE) && !blocks(FileId(0), text).is_empty()
}

/// The examples in a text, each as that text up to its end, blank but for the code: what stands in it stands where it is written.
pub fn texts_of_examples(text: &str) -> Vec<String> {
    if !text.contains(EXAMPLE) {
        return Vec::new();
    }
    blocks(FileId(0), text).iter().map(Code::text).collect()
}

/// How the first line of an example ends.
const EXAMPLE: &str = "```mesh";

/// The blocks of the doc comments of a text, which stand on lines of their own, one below the other.
fn blocks(file: FileId, text: &str) -> Vec<Code<'_>> {
    let mut found: Vec<Code<'_>> = Vec::new();
    let mut open: Option<Code<'_>> = None;
    let mut last = 0;
    let is_doc = |comment: &Comment| matches!(comment.kind, CommentKind::Doc | CommentKind::ModuleDoc);
    for comment in mesh_lexer::lex(file, text).comments.into_iter().filter(is_doc) {
        let (start, end) = (comment.span.start as usize, comment.span.end as usize);
        let between = text.get(std::mem::replace(&mut last, end)..start).unwrap_or_default();
        if !is_blank(between) || breaks(between) > 1 {
            open = None;
        }
        if !is_blank(between.rsplit(['\n', '\r']).next().unwrap_or_default()) {
            continue;
        }
        let line = &text[start..end + line_end(&text[end..])];
        let code = line.strip_prefix("##!").or_else(|| line.strip_prefix("##")).unwrap_or(line);
        let code = code.strip_prefix(' ').unwrap_or(code);
        open = match open {
            None if code.trim_end() == EXAMPLE => Some(Code { lines: Vec::new(), start, end: start }),
            Some(block) if code.trim_end() == "```" => {
                found.push(Code { end: start, ..block });
                None
            }
            Some(mut block) => {
                block.lines.push((start + line.len() - code.len(), code));
                Some(block)
            }
            None => None,
        };
    }
    // Without its end it is no block.
    found
}

/// Whether nothing but blanks, or the mark that a file may begin with, stands in a text.
fn is_blank(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim().is_empty()
}

/// How many line breaks a text has, `\n`, `\r\n` or `\r`.
fn breaks(text: &str) -> usize {
    text.matches('\n').count() + text.replace("\r\n", "\n").matches('\r').count()
}

/// How long the line break is that a text begins with, with the blanks before it.
fn line_end(text: &str) -> usize {
    let rest = text.trim_start_matches([' ', '\t']);
    let break_length = ["\r\n", "\n", "\r"].into_iter().find(|end| rest.starts_with(end)).map_or(0, str::len);
    text.len() - rest.len() + break_length
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
fn make_test(tree: &mut ast::Module, block: &Code<'_>, about: Option<Symbol>, module: ModulePath, file: FileId) {
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
    let its = format!("{}.", module.last_segment());
    let names_it = block.lines.iter().any(|(_, line)| line.contains(&its));
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
        let found = examples_of(file, text, &module, 0);
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
        assert!(blocks(FileId(0), text).is_empty());
        let example = "## ```mesh\n## x\n## ```\n";
        for text in [
            format!("fn f() = \"\"\"\n{example}\"\"\"\n"),
            format!("#=\n{example}=#\n"),
            example.replace("mesh\n", "mesh\n\n"),
            format!("fn f() = 1 {}", example.replace("```mesh\n", "```mesh\nfn g() = 1\n")),
        ] {
            assert!(blocks(FileId(0), &text).is_empty(), "{text}");
        }
    }

    #[test]
    fn files_may_begin_and_lines_may_end_otherwise() {
        let text = "## ```mesh\n## let a = 1\n## assert a == 1\n## ```\nfn f() = 1\n";
        let marked = format!("\u{feff}{text}");
        for text in [text, &marked, &text.replace('\n', "\r\n"), &text.replace('\n', "\r")] {
            let (module, _) = mesh_parser::parse(FileId(0), text, ModulePath::new("A"));
            let found = examples_of(FileId(0), text, &module, 0);
            let [(tree, diagnostics)] = found.as_slice() else { panic!("one example in {text:?}") };
            assert!(diagnostics.is_empty(), "{diagnostics:?} in {text:?}");
            assert_eq!(mesh_typeck::tests_of(tree)[0].name, "example of f");
        }
    }
}
