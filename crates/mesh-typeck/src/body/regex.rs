//! Regular expression literals: what is wrong with them is told when the program is compiled.

use mesh_abi::patterns::{LARGEST, LONGEST, TOO_LARGE, largest};
use mesh_common::{Code, Diagnostic, Span};
use regex::RegexBuilder;
use regex_syntax::{Error, ParserBuilder};

/// The letters that may follow the second `/`.
const FLAGS: &str = "imsxuU";

/// E0080, if the literal at `span` is no expression.
pub fn mistake(pattern: &str, flags: &str, span: Span) -> Option<Diagnostic> {
    let error = |text: String, at, label: &str| Diagnostic::error(Code::E0080, text, at, label.to_owned());
    if let Some(unknown) = flags.chars().find(|flag| !FLAGS.contains(*flag)) {
        let at = Span { start: span.end - flags.len() as u32, ..span };
        let help =
            "the flags are `i` (upper and lower case alike), `m` (`^` and `$` at lines), `s` (`.` takes line ends)";
        return Some(error(format!("there is no flag `{unknown}`"), at, "not a flag").help(help));
    }
    let has = |flag| flags.contains(flag);
    let mut parser = ParserBuilder::new();
    parser.case_insensitive(has('i')).multi_line(has('m')).dot_matches_new_line(has('s'));
    parser.ignore_whitespace(has('x')).swap_greed(has('U'));
    let place = |place: &regex_syntax::ast::Span| {
        // Behind `~r/`, where each `/` of the expression is written with a backslash.
        let at = |offset: usize| {
            let escaped = pattern[..offset].bytes().filter(|byte| *byte == b'/').count();
            span.start + 3 + (offset + escaped) as u32
        };
        let (start, end) = (at(place.start.offset), at(place.end.offset));
        Span { start, end: end.max(start + 1).min(span.end), ..span }
    };
    let (text, at) = match parser.build().parse(pattern) {
        Err(Error::Parse(wrong)) => (wrong.kind().to_string(), place(wrong.span())),
        Err(Error::Translate(wrong)) => (wrong.kind().to_string(), place(wrong.span())),
        Err(other) => (other.to_string(), span),
        Ok(_) => {
            let mut builder = RegexBuilder::new(pattern);
            builder.case_insensitive(has('i')).multi_line(has('m')).dot_matches_new_line(has('s'));
            builder.ignore_whitespace(has('x')).swap_greed(has('U'));
            (unfit(&mut builder, pattern.len())?, span)
        }
    };
    let diagnostic = error(format!("the regular expression is wrong: {text}"), at, "here");
    Some(if text.contains("look-around") || text.contains("backreferences") {
        diagnostic.note("a search takes time in proportion to the text, which these forms make impossible")
    } else {
        diagnostic
    })
}

/// What keeps an expression that can be read from being compiled.
fn unfit(builder: &mut RegexBuilder, length: usize) -> Option<String> {
    // The runtime has it with its flags.
    if length + "(?)".len() + FLAGS.len() > LONGEST {
        return Some(format!("it is too long: a pattern has at most {} KiB", LONGEST >> 10));
    }
    let mut sized = |size: usize| match builder.size_limit(size).build() {
        Err(regex::Error::CompiledTooBig(_)) => Err(TOO_LARGE.to_owned()),
        outcome => outcome.map_err(|error| error.to_string()),
    };
    let groups = match sized(LARGEST) {
        Ok(regex) => regex.captures_len(),
        Err(wrong) => return Some(wrong),
    };
    if largest(groups) < LARGEST { sized(largest(groups)).err() } else { None }
}
