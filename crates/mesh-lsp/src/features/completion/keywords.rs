//! Keywords, by place, with what belongs to them.

use lsp_types::{CompletionItemKind, InsertTextFormat};

use super::Items;

const EXPRESSION: [(&str, &str); 14] = [
    ("let", "let ${1:name} = $0"),
    ("if", "if ${1:condition} do\n  $0\nend"),
    ("case", "case ${1:value} do\n  ${2:pattern} -> $0\nend"),
    ("for", "for ${1:item} in ${2:items} do\n  $0\nend"),
    ("while", "while ${1:condition} do\n  $0\nend"),
    ("fn", "fn ${1:x} -> $0 end"),
    ("receive", "receive do\n  ${1:message} -> $0\nend"),
    ("spawn", "spawn($0)"),
    ("send", "send(${1:pid}, ${2:message})"),
    ("self", "self()"),
    ("return", "return $0"),
    ("not", "not $0"),
    ("true", "true"),
    ("false", "false"),
];

const FILE: [(&str, &str); 11] = [
    ("fn", "fn ${1:name}(${2}) do\n  $0\nend"),
    ("pub", "pub $0"),
    ("struct", "struct ${1:Name} do\n  $0\nend"),
    ("type", "type ${1:Name} do\n  $0\nend"),
    ("interface", "interface ${1:Name} do\n  $0\nend"),
    ("impl", "impl ${1:Interface} for ${2:Type} do\n  $0\nend"),
    ("actor", "actor ${1:name}(${2}) do\n  $0\nend"),
    ("service", "service ${1:Name} do\n  fn init() do\n    $0\n  end\nend"),
    ("supervisor", "supervisor ${1:Name} do\n  $0\nend"),
    ("import", "import $0"),
    ("from", "from ${1:Module} import $0"),
];

fn add(words: &[(&str, &str)], items: &mut Items) {
    let has_snippets = items.has_snippets;
    for (word, snippet) in words {
        let item = items.add(word, CompletionItemKind::KEYWORD, String::new(), '7');
        if has_snippets && word != snippet {
            item.insert_text = Some((*snippet).to_owned());
            item.insert_text_format = Some(InsertTextFormat::SNIPPET);
        }
    }
}

/// Where an expression or a statement can begin.
pub fn of_expression(items: &mut Items) {
    add(&EXPRESSION, items);
}

/// Where a declaration can begin.
pub fn of_file(items: &mut Items) {
    add(&FILE, items);
}

/// In a pattern.
pub fn of_pattern(items: &mut Items) {
    add(&[("true", "true"), ("false", "false")], items);
}
