//! The value of string literals: escapes and the trimming of heredocs.

/// What an escape stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Escape {
    Char(char),
    /// It stands for nothing, and is as long as this in bytes, with the backslash.
    Unknown,
}

/// The escape at the start of a text that begins with a backslash: what it stands for, and how many bytes it takes.
pub fn escape(written: &str) -> (Escape, usize) {
    let mut characters = written.chars();
    characters.next();
    let Some(kind) = characters.next() else { return (Escape::Unknown, 1) };
    let simple = match kind {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        '0' => '\0',
        'e' => '\x1b',
        '\\' | '"' | '$' | '#' | '{' | '}' => kind,
        'x' => return numbered(written.get(2..4), 4, 0x7f),
        'u' if characters.next() == Some('{') => {
            let Some(end) = written.find('}').filter(|end| *end <= 10) else { return (Escape::Unknown, 2) };
            return numbered(written.get(3..end), end + 1, u32::MAX);
        }
        _ => return (Escape::Unknown, 1 + kind.len_utf8()),
    };
    (Escape::Char(simple), 2)
}

fn numbered(digits: Option<&str>, length: usize, most: u32) -> (Escape, usize) {
    let digits = digits.filter(|digits| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).filter(|number| *number <= most);
    match number.and_then(char::from_u32) {
        Some(character) => (Escape::Char(character), length),
        None => (Escape::Unknown, 2),
    }
}

/// Resolves escapes. One that is unknown, which the lexer reported, is what stands behind its backslash.
pub fn unescape(written: &str) -> String {
    let mut text = String::with_capacity(written.len());
    let mut rest = written;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        let (found, length) = escape(&rest[at..]);
        match found {
            Escape::Char(character) => text.push(character),
            Escape::Unknown => text.push_str(&rest[at + 1..at + length]),
        }
        rest = &rest[at + length..];
    }
    text.push_str(rest);
    text
}

/// Trims the text pieces (as written) of a `"""` string, in which the ends of lines are `\n`: the newline after the opening quotes, the last line when it is
/// blank, and as many blanks as that line has from the start of every line.
pub fn dedent(pieces: &mut [String], first: bool, last: bool) {
    for piece in pieces.iter_mut().filter(|piece| piece.contains('\r')) {
        *piece = piece.replace("\r\n", "\n").replace('\r', "\n");
    }
    let mut first_line_dropped = false;
    if first
        && let Some(piece) = pieces.first_mut()
        && let Some(rest) = piece.strip_prefix('\n')
    {
        *piece = rest.to_owned();
        first_line_dropped = true;
    }
    if !last {
        return;
    }
    // With nothing in it, its last line is its only one.
    if let [only] = pieces
        && first_line_dropped
        && only.chars().all(|c| c == ' ' || c == '\t')
    {
        return only.clear();
    }
    let Some(piece) = pieces.last_mut() else { return };
    let line_start = piece.rfind('\n').map(|at| at + 1);
    let start = line_start.unwrap_or(0);
    if !piece[start..].chars().all(|c| c == ' ' || c == '\t') || line_start.is_none() {
        return;
    }
    let width = piece.len() - start;
    piece.truncate(start - 1);
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
