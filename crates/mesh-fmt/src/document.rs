//! What the rules write: a row of texts, possible line breaks, and the groups that decide about them.

/// A piece of the source text.
#[derive(Clone, Copy, Debug)]
pub struct Piece {
    pub start: u32,
    pub end: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Break {
    /// A blank in a group that fits on its line, a line break otherwise.
    Space,
    /// Nothing in a group that fits, a line break otherwise.
    Soft,
    /// Always a line break.
    Hard,
    /// A line break, and an empty line.
    Blank,
    /// A line break, unless the line is still empty.
    Fresh,
}

/// How the last part of a group looks when only it is broken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Last {
    /// Its group is broken whether it would fit or not: `f(a, fn x ->` and the body below.
    Expanded,
    /// It decides itself: `Ok(case x do` and the arms below.
    Free,
}

/// What a group may look like besides being on one line, and all broken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    Plain,
    /// Only its last part is broken: `f(a, fn x ->`.
    Hugging,
    /// The same, but its only break is real where the last part then fits on one line: `let x =` and the value below. It begins with an
    /// indentation and that break.
    Assigned,
}

#[derive(Clone, Copy, Debug)]
pub enum Element {
    Text(&'static str),
    /// The same, in a broken group only.
    IfBroken(&'static str),
    /// A blank, unless the line ends here.
    Blank,
    Source(Piece),
    /// A string or comment of several lines; `unix` when its line ends become `\n`.
    Lines {
        piece: Piece,
        unix: bool,
    },
    /// A comment behind code: it takes no room, and is put at the end of the line that the code before it is on.
    Suffix(Piece),
    /// Comments come next that stay where they are: those for the end of the line must be written before.
    Fence,
    Break(Break),
    /// A group is on one line if it fits; `forced` when it holds a line break that must be, `inside_last` when its last part
    /// does.
    Open {
        shape: Shape,
        forced: bool,
        inside_last: bool,
    },
    LastStart(Last),
    IndentStart,
    /// The end of a group, a last part, or an indentation.
    Close,
}
