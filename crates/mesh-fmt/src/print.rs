//! A document to text: which of the possible line breaks are real, by the room that there is.
//!
//! A group that fits into the rest of its line is flat. One that does not, but has a last part that can be broken alone, is
//! hugged: `f(a, fn x ->`. Otherwise all of its own breaks are real. Looking whether something fits goes no further than a line
//! is wide, so that all of it takes linear time.

use unicode_width::UnicodeWidthStr;

use crate::document::{Break, Element, Last, Piece, Shape};
use crate::{INDENT, WIDTH};

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Flat,
    Broken,
    /// Flat, but for the last part.
    Hugged,
    /// In the last part of a hugged group: the group here is broken.
    Expanded,
    /// Broken, while one looks whether the line before its first break fits: what is inside of it is flat.
    Begun,
}

#[derive(Clone, Copy)]
struct Frame {
    mode: Mode,
    indent: usize,
}

struct Printer<'t> {
    elements: &'t [Element],
    text: &'t str,
    out: String,
    column: usize,
    /// Line breaks to write before the next text, and where it begins then.
    breaks: usize,
    indent: usize,
    /// A blank to write before the next text on this line.
    blank: bool,
    /// A comment for the end of this line, and how long the text was at its place.
    suffix: String,
    suffix_at: usize,
    frames: Vec<Frame>,
}

/// The text of a document.
pub fn print(elements: &[Element], text: &str) -> String {
    let mut printer = Printer {
        elements,
        text,
        out: String::with_capacity(text.len() + text.len() / 8),
        column: 0,
        breaks: 0,
        indent: 0,
        blank: false,
        suffix: String::new(),
        suffix_at: 0,
        frames: vec![Frame { mode: Mode::Broken, indent: 0 }],
    };
    for (at, element) in elements.iter().enumerate() {
        printer.element(at, *element);
    }
    printer.out.push_str(&printer.suffix);
    if !printer.out.is_empty() {
        printer.out.push('\n');
    }
    printer.out
}

impl<'t> Printer<'t> {
    fn frame(&self) -> Frame {
        self.frames[self.frames.len() - 1]
    }

    fn element(&mut self, at: usize, element: Element) {
        let Frame { mode, indent } = self.frame();
        match element {
            Element::Text(text) => self.write(text),
            Element::IfBroken(text) if mode == Mode::Broken => self.write(text),
            Element::IfBroken(_) => {}
            Element::Blank => self.blank = true,
            Element::Source(piece) => self.write(self.source(piece)),
            Element::Lines { piece, unix } => self.write_lines(piece, unix),
            Element::Suffix(piece) => self.write_behind(piece),
            Element::Fence => self.end_comment(),
            Element::Break(kind) => self.line_break(kind, mode, indent),
            Element::Open { shape, forced, inside_last } => {
                let mode = self.group_mode(at, mode, shape, forced, inside_last);
                self.frames.push(Frame { mode, indent });
            }
            Element::LastStart(last) => self.frames.push(Frame { mode: last_mode(mode, last), indent }),
            Element::IndentStart => {
                let deeper = matches!(mode, Mode::Broken | Mode::Expanded);
                self.frames.push(Frame { mode, indent: if deeper { indent + INDENT } else { indent } });
            }
            Element::Close => {
                self.frames.pop();
            }
        }
    }

    fn group_mode(&self, at: usize, around: Mode, shape: Shape, forced: bool, inside_last: bool) -> Mode {
        let is_free = !forced && !inside_last;
        let used = self.used();
        let hug = || shape != Shape::Plain && !forced && self.fits(at + 1, &[Mode::Hugged], used);
        // Behind the indentation and the break.
        let below = || is_free && self.fits(at + 3, &[Mode::Flat; 2], self.frame().indent + INDENT);
        match around {
            Mode::Flat | Mode::Hugged => Mode::Flat,
            Mode::Expanded if hug() => Mode::Hugged,
            Mode::Expanded => Mode::Broken,
            _ if is_free && self.fits(at + 1, &[Mode::Flat], used) => Mode::Flat,
            _ if shape == Shape::Assigned && below() => Mode::Broken,
            _ if hug() => Mode::Hugged,
            _ => Mode::Broken,
        }
    }

    /// How much of the line is used.
    fn used(&self) -> usize {
        if self.breaks > 0 { self.indent } else { self.column + usize::from(self.blank) }
    }

    /// Whether what begins at `at`, inside of groups of these modes, fits up to the next line break, when so much is used.
    fn fits(&self, at: usize, modes: &[Mode], used: usize) -> bool {
        let Some(mut room) = WIDTH.checked_sub(used) else { return false };
        let (mut inside, mut outer) = (modes.to_vec(), self.frames.len());
        for element in &self.elements[at..] {
            let mode = match inside.last() {
                Some(mode) => *mode,
                None => self.frames[outer - 1].mode,
            };
            let width = match element {
                Element::Text(text) => text.len(),
                Element::Blank => 1,
                Element::Source(piece) => self.source(*piece).width(),
                Element::Lines { piece, .. } => {
                    let first = self.source(*piece).lines().next().unwrap_or_default();
                    return first.width() <= room;
                }
                Element::Break(Break::Space) if matches!(mode, Mode::Flat | Mode::Hugged) => 1,
                Element::Break(Break::Soft) if matches!(mode, Mode::Flat | Mode::Hugged) => 0,
                Element::Break(_) => return true,
                Element::Open { shape, forced, inside_last } => {
                    inside.push(match mode {
                        Mode::Flat | Mode::Hugged => Mode::Flat,
                        Mode::Begun if !forced && !inside_last => Mode::Flat,
                        Mode::Expanded if *shape != Shape::Plain && !forced => Mode::Hugged,
                        Mode::Expanded => Mode::Begun,
                        Mode::Begun | Mode::Broken => Mode::Broken,
                    });
                    0
                }
                Element::LastStart(last) => {
                    inside.push(last_mode(mode, *last));
                    0
                }
                Element::IndentStart => {
                    inside.push(mode);
                    0
                }
                Element::Close => {
                    if inside.pop().is_none() {
                        outer -= 1;
                    }
                    0
                }
                Element::IfBroken(_) | Element::Suffix(_) | Element::Fence => 0,
            };
            match room.checked_sub(width) {
                Some(rest) => room = rest,
                None => return false,
            }
        }
        true
    }

    fn source(&self, piece: Piece) -> &'t str {
        &self.text[piece.start as usize..piece.end as usize]
    }

    fn line_break(&mut self, kind: Break, mode: Mode, indent: usize) {
        let is_flat = matches!(mode, Mode::Flat | Mode::Hugged);
        let breaks = match kind {
            Break::Space if is_flat => return self.blank = true,
            Break::Soft if is_flat => return,
            Break::Fresh if self.column == 0 => return,
            Break::Blank => 2,
            Break::Space | Break::Soft | Break::Hard | Break::Fresh => 1,
        };
        self.breaks = self.breaks.max(breaks);
        self.indent = indent;
        self.column = 0;
        self.blank = false;
    }

    /// Begins the line that was asked for.
    fn begin(&mut self) {
        if self.breaks > 0 {
            self.out.push_str(&self.suffix);
            self.suffix.clear();
            if !self.out.is_empty() {
                (0..self.breaks).for_each(|_| self.out.push('\n'));
            }
            (0..self.indent).for_each(|_| self.out.push(' '));
            self.column = self.indent;
            self.breaks = 0;
        } else if self.blank && !self.out.is_empty() {
            self.out.push(' ');
            self.column += 1;
        }
        self.blank = false;
    }

    fn write(&mut self, text: &str) {
        self.begin();
        self.out.push_str(text);
        self.column += text.width();
    }

    fn write_lines(&mut self, piece: Piece, unix: bool) {
        let text = self.source(piece);
        self.begin();
        if unix && text.contains('\r') {
            self.out.push_str(&text.replace("\r\n", "\n").replace('\r', "\n"));
        } else {
            self.out.push_str(text);
        }
        let last = text.rsplit(['\n', '\r']).next().unwrap_or_default();
        self.column = last.width() + if last.len() == text.len() { self.column } else { 0 };
    }

    fn write_behind(&mut self, piece: Piece) {
        self.end_comment();
        // At the beginning of the text, or with its line ended already, there is no code before it.
        if self.breaks > 0 || self.out.is_empty() {
            return self.write(self.source(piece));
        }
        self.suffix_at = self.out.len();
        self.suffix.push(' ');
        self.suffix.push_str(self.source(piece));
    }

    /// Writes the comment for the end of this line, and what follows it on the next: where it stood, the line ended before, too.
    fn end_comment(&mut self) {
        if self.suffix.is_empty() || self.breaks > 0 {
            return;
        }
        let rest = self.out.split_off(self.suffix_at);
        self.out.push_str(&self.suffix);
        self.suffix.clear();
        (self.breaks, self.indent) = (1, self.frame().indent);
        let (rest, blank) = (rest.trim_start(), self.blank);
        if !rest.is_empty() {
            self.indent += INDENT;
            self.write(rest);
            self.blank = blank;
        }
    }
}

fn last_mode(around: Mode, last: Last) -> Mode {
    match (around, last) {
        (Mode::Hugged, Last::Expanded) => Mode::Expanded,
        (Mode::Hugged, Last::Free) => Mode::Broken,
        (around, _) => around,
    }
}
