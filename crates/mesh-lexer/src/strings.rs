//! The value of string literals: escapes and the trimming of heredocs.

/// Resolves escapes. An unknown `\c` is just `c`.
pub fn unescape(written: &str) -> String {
    let mut text = String::with_capacity(written.len());
    let mut characters = written.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => text.push('\n'),
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('0') => text.push('\0'),
            Some(other) => text.push(other),
            None => {}
        }
    }
    text
}

/// Trims the text pieces (as written) of a `"""` string: the newline after the opening quotes, the last line when it is
/// blank, and as many blanks as that line has from the start of every line.
pub fn dedent(pieces: &mut [String], first: bool, last: bool) {
    if first && let Some(piece) = pieces.first_mut() {
        for newline in ["\r\n", "\n", "\r"] {
            if let Some(rest) = piece.strip_prefix(newline) {
                *piece = rest.to_owned();
                break;
            }
        }
    }
    if !last {
        return;
    }
    let Some(piece) = pieces.last_mut() else { return };
    let line_start = piece.rfind('\n').map(|at| at + 1);
    let start = line_start.unwrap_or(0);
    if !piece[start..].chars().all(|c| c == ' ' || c == '\t') || line_start.is_none() {
        return;
    }
    let width = piece.len() - start;
    let without = piece[..start - 1].strip_suffix('\r').unwrap_or(&piece[..start - 1]).to_owned();
    *piece = without;
    for (index, piece) in pieces.iter_mut().enumerate() {
        *piece = trim_lines(piece, width, first && index == 0);
    }
}

/// Takes up to `width` blanks from each line start; the piece itself begins a line when `at_start`.
fn trim_lines(piece: &str, width: usize, at_start: bool) -> String {
    let mut trimmed = String::with_capacity(piece.len());
    for (number, line) in piece.split('\n').enumerate() {
        if number > 0 {
            trimmed.push('\n');
        }
        if number > 0 || at_start {
            let blanks = line.bytes().take(width).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            trimmed.push_str(&line[blanks..]);
        } else {
            trimmed.push_str(line);
        }
    }
    trimmed
}
