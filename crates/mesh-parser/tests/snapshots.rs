//! Each `tests/syntax/<area>/<name>.mpl` is a test whose output lies beside it in `<name>.snap`.
//!
//! `tokens` shows the tokens, `errors` the diagnostics (their number stands in the first line, `# mistakes: N`), every
//! other area the syntax tree. `INSTA_UPDATE=always cargo test -p mesh-parser --test snapshots` writes them anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use libtest_mimic::{Arguments, Failed, Trial};
use mesh_common::diagnostic::render::render_text;
use mesh_common::{Diagnostic, FileId, ModulePath, SourceMap};

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/syntax").canonicalize().unwrap();
    let (mut programs, mut snapshots) = (Vec::new(), Vec::new());
    for area in folder(&root) {
        for path in folder(&area) {
            match path.extension().and_then(|extension| extension.to_str()) {
                Some("mpl") => programs.push(path),
                Some("snap") => snapshots.push(path),
                // A snapshot that a failed test would have.
                Some("new") => {}
                other => panic!("{}: what is a file of kind {other:?} here?", path.display()),
            }
        }
    }
    let mut trials: Vec<Trial> = programs.into_iter().map(|path| trial(&root, path)).collect();
    trials.push(Trial::test("every snapshot has its program", move || no_orphans(&snapshots)));
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn folder(path: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

fn no_orphans(snapshots: &[PathBuf]) -> Result<(), Failed> {
    match snapshots.iter().find(|path| !path.with_extension("mpl").exists()) {
        Some(orphan) => Err(format!("{} has no program", orphan.display()).into()),
        None => Ok(()),
    }
}

fn trial(root: &Path, path: PathBuf) -> Trial {
    let relative = path.strip_prefix(root).unwrap().with_extension("");
    Trial::test(relative.display().to_string(), move || check(&relative, &path))
}

fn check(relative: &Path, path: &Path) -> Result<(), Failed> {
    let text = std::fs::read_to_string(path)?;
    let mut sources = SourceMap::default();
    let file = sources.add(format!("{}.mpl", relative.file_name().unwrap().display()), text.clone());
    let output = match relative.parent().and_then(Path::to_str) {
        Some("tokens") => tokens(file, &text, &sources),
        Some("errors") => errors(file, &text, &sources)?,
        _ => tree(file, &text, &sources)?,
    };
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(path.parent().unwrap());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let name = relative.file_name().unwrap().display().to_string();
    let shown = format!("{}\n=====\n{output}", text.replace('\r', "␍").trim_end());
    settings.bind(|| insta::assert_snapshot!(name, shown));
    Ok(())
}

/// Kind and text of every token, in the lines of the source; then comments and complaints.
fn tokens(file: FileId, text: &str, sources: &SourceMap) -> String {
    let lexed = mesh_lexer::lex(file, text);
    let mut shown = String::new();
    for token in &lexed.tokens {
        let written = sources.text(token.span);
        let _ = match token.kind {
            mesh_lexer::TokenKind::Newline => writeln!(shown, "{:?}", token.kind),
            kind if written == format!("{kind:?}").to_lowercase() => write!(shown, "{kind:?}  "),
            kind => write!(shown, "{kind:?} {written:?}  "),
        };
    }
    shown.push('\n');
    for comment in &lexed.comments {
        let _ = writeln!(shown, "{:?} comment {:?}", comment.kind, sources.text(comment.span));
    }
    for diagnostic in &lexed.diagnostics {
        let _ = writeln!(shown, "\n{}", render_text(std::slice::from_ref(diagnostic), sources, false).trim_end());
    }
    shown
}

fn parse(file: FileId, text: &str) -> (String, Vec<Diagnostic>) {
    let (module, diagnostics) = mesh_parser::parse(file, text, ModulePath::new("Main"));
    (mesh_parser::print::module(&module), diagnostics)
}

fn tree(file: FileId, text: &str, sources: &SourceMap) -> Result<String, Failed> {
    let (tree, diagnostics) = parse(file, text);
    if diagnostics.is_empty() { Ok(tree) } else { Err(render_text(&diagnostics, sources, false).into()) }
}

fn errors(file: FileId, text: &str, sources: &SourceMap) -> Result<String, Failed> {
    let (_, diagnostics) = parse(file, text);
    let shown = render_text(&diagnostics, sources, false);
    let said = text.lines().next().and_then(|line| line.strip_prefix("# mistakes: "));
    let expected: usize = said.ok_or("the first line is `# mistakes: N`")?.trim().parse()?;
    if diagnostics.len() != expected {
        return Err(format!("{expected} mistakes, {} diagnostics:\n{shown}", diagnostics.len()).into());
    }
    let mut shown = shown;
    for diagnostic in &diagnostics {
        for fix in &diagnostic.fixes {
            let edits = fix.edits.iter().map(|(span, text)| format!("{:?} by {text:?}", sources.text(*span)));
            let _ = writeln!(shown, "fix: {} (replaces {})", fix.title, edits.collect::<Vec<_>>().join(", "));
        }
    }
    Ok(shown)
}
