//! The SQL of a program: finds it in the typed trees, has it compared with the schema that `migrations/` make, and says
//! inside of the literals what is wrong.

mod expand;
mod find;
mod tell;

use mesh_common::{Code, Diagnostic, FileId, SourceMap, Span};
use mesh_sql::{Dialect, Finding, Migration, Outcome, Rule, Schema};
use mesh_typeck::typed;

use crate::assets::Assets;
use find::{Literal, Reach};

/// What was done with a literal, for those who ask.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SqlNote {
    pub span: Span,
    pub text: String,
}

/// Whether there is SQL in a module.
pub fn is_in(module: &typed::Module) -> bool {
    !find::literals(&[module]).is_empty()
}

/// Checks the SQL in these modules; `library` are those that they use.
pub fn check(
    modules: &[&typed::Module],
    assets: &Assets,
    sources: &mut SourceMap,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<SqlNote> {
    let literals: Vec<Literal> = find::literals(modules);
    if literals.is_empty() {
        return Vec::new();
    }
    let Some(mut schema) = schema(assets, sources, diagnostics) else { return Vec::new() };
    for literal in &literals {
        schema.made_at_run_time(&literal.statement.text());
    }
    let mut notes = Vec::new();
    for literal in &literals {
        let text = match literal.reach {
            Reach::Whole => compare(&schema, literal, sources, diagnostics),
            Reach::Inside => "checked as a part of others".to_owned(),
            Reach::Loose => compare_loose(&schema, literal, sources, diagnostics),
            Reach::Open => "left to run time: a part of it is only known when it runs".to_owned(),
        };
        notes.push(SqlNote { span: literal.span, text });
    }
    notes.sort_by_key(|note| (note.span.file, note.span.start));
    notes.dedup();
    notes
}

/// Compares one literal with the schema that may be a part of a statement: what it changes must be there in any case.
fn compare_loose(schema: &Schema, literal: &Literal, sources: &SourceMap, diagnostics: &mut Vec<Diagnostic>) -> String {
    let text = literal.statement.text().trim_start().to_lowercase();
    let changes = ["insert ", "update ", "delete "].iter().any(|verb| text.starts_with(verb));
    match mesh_sql::check(schema, &literal.statement) {
        Outcome::Checked(findings) => {
            let is_sure = |finding: &Finding| matches!(finding.rule, Rule::Table | Rule::Column | Rule::Value);
            if findings.is_empty() || (changes && findings.iter().all(is_sure)) {
                compare(schema, literal, sources, diagnostics)
            } else {
                "left to run time: it may be a part of a statement".to_owned()
            }
        }
        _ => compare(schema, literal, sources, diagnostics),
    }
}

/// Compares one literal with the schema; gives what was done.
fn compare(schema: &Schema, literal: &Literal, sources: &SourceMap, diagnostics: &mut Vec<Diagnostic>) -> String {
    match mesh_sql::check(schema, &literal.statement) {
        Outcome::Checked(findings) => {
            for finding in &findings {
                let diagnostic = tell::diagnostic(finding, literal, sources);
                if !diagnostics.contains(&diagnostic) {
                    diagnostics.push(diagnostic);
                }
            }
            if findings.is_empty() { "checked".to_owned() } else { "wrong".to_owned() }
        }
        Outcome::Read { why } => format!("only its syntax was checked: {why}"),
        Outcome::Left { why } => format!("left to run time: {why}"),
    }
}

/// The schema that the project's migrations make.
fn schema(assets: &Assets, sources: &mut SourceMap, diagnostics: &mut Vec<Diagnostic>) -> Option<Schema> {
    let files = match assets.migrations() {
        Ok(files) => files,
        Err((name, problem)) => {
            let file = sources.add(format!("migrations/{name}"), "");
            let message = format!("cannot read migrations/{name}: {problem}");
            diagnostics.push(Diagnostic::error(Code::E0058, message, Span::new(file, 0, 0), ""));
            return None;
        }
    };
    let (mut migrations, mut ids) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let Some(known) = mesh_sql::name_of(&name) else { continue };
        ids.push(sources.add(format!("migrations/{name}"), text.clone()));
        migrations.push(Migration { name: known, text });
    }
    if migrations.is_empty() {
        return Schema::unknown().ok();
    }
    let mut order: Vec<usize> = (0..migrations.len()).collect();
    order.sort_by_key(|at| migrations[*at].name.number);
    let ordered: Vec<Migration> = order.iter().map(|at| migrations[*at].clone()).collect();
    diagnostics.extend(twice(&ordered, &order, &ids));
    let (schema, errors) = Schema::of(&ordered).ok()?;
    for error in errors {
        let file = ids[order[error.index]];
        let span = Span::new(file, error.bytes.start as u32, error.bytes.end as u32);
        let message = format!("this migration fails: {}", error.message);
        diagnostics.push(Diagnostic::error(Code::E0076, message, span, "here"));
    }
    Some(schema)
}

/// E0076 for two migrations with the same number and for the same database.
fn twice(migrations: &[Migration], order: &[usize], ids: &[FileId]) -> Vec<Diagnostic> {
    let meet = |a: Dialect, b: Dialect| a == b || a == Dialect::Any || b == Dialect::Any;
    let pairs = migrations.windows(2).enumerate();
    let same = pairs.filter(|(_, pair)| {
        pair[0].name.number == pair[1].name.number && meet(pair[0].name.dialect, pair[1].name.dialect)
    });
    let told = same.map(|(at, pair)| {
        let (first, second) = (Span::new(ids[order[at]], 0, 0), Span::new(ids[order[at + 1]], 0, 0));
        let message = format!("two migrations have the number {}", pair[0].name.number);
        Diagnostic::error(Code::E0076, message, second, "the second file").label(first, "the first file")
    });
    told.collect()
}
