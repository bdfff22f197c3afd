//! How two values differ, by their structure as `Debug` shows it: records by their fields, maps by their keys, lists by their
//! elements.

/// Which value a line is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Left,
    Right,
    Both,
}

/// What a value is made of: text, and brackets with items between them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Item {
    /// The text up to the bracket: `x: Point `, `"key" => `, or all of it.
    head: String,
    group: Option<Group>,
    /// What stands behind the bracket.
    tail: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    open: char,
    close: char,
    items: Vec<Item>,
}

/// Deeper values are compared as texts: no stack is deep enough for what a program can nest.
const MAX_DEPTH: usize = 60;
/// Longer lists are not aligned.
const MAX_ITEMS: usize = 2000;

/// The lines that show how two values differ, as `Debug` writes them.
pub fn diff(left: &str, right: &str) -> Vec<(Side, String)> {
    let mut lines = Lines(Vec::new());
    match (parse(left), parse(right)) {
        _ if left == right => {
            lines.push(Side::Both, 0, left);
            lines.push(Side::Both, 0, "(both look the same, but `==` says that they are not)");
        }
        (Some(left), Some(right)) => lines.items(&left, &right, 0, ""),
        _ => {
            lines.push(Side::Left, 0, left);
            lines.push(Side::Right, 0, right);
        }
    }
    lines.0
}

struct Lines(Vec<(Side, String)>);

impl Lines {
    fn push(&mut self, side: Side, depth: usize, text: &str) {
        self.0.push((side, format!("{}{text}", "  ".repeat(depth))));
    }

    fn whole(&mut self, side: Side, item: &Item, depth: usize, comma: &str) {
        let text = format!("{}{comma}", text_of(item));
        self.push(side, depth, &text);
    }

    /// Two items that stand in the same place.
    fn items(&mut self, left: &Item, right: &Item, depth: usize, comma: &str) {
        if left == right {
            return self.whole(Side::Both, left, depth, comma);
        }
        match (&left.group, &right.group) {
            (Some(one), Some(other))
                if left.head == right.head && one.open == other.open && left.tail == right.tail =>
            {
                self.push(Side::Both, depth, &format!("{}{}", left.head, one.open));
                self.groups(&one.items, &other.items, depth + 1);
                self.push(Side::Both, depth, &format!("{}{}{comma}", one.close, left.tail));
            }
            _ => match lines_of_texts(left, right) {
                Some(lines) => lines.into_iter().for_each(|(side, line)| self.push(side, depth, &line)),
                None => {
                    self.whole(Side::Left, left, depth, comma);
                    self.whole(Side::Right, right, depth, comma);
                }
            },
        }
    }

    fn groups(&mut self, left: &[Item], right: &[Item], depth: usize) {
        let mut pending: (Vec<&Item>, Vec<&Item>) = (Vec::new(), Vec::new());
        for step in aligned(left, right) {
            match step {
                (Some(one), Some(other)) => {
                    self.replaced(&mut pending, depth);
                    self.items(one, other, depth, ",");
                }
                (one, other) => {
                    pending.0.extend(one);
                    pending.1.extend(other);
                }
            }
        }
        self.replaced(&mut pending, depth);
    }

    /// Items of one side that stand where others of the other side do: pairs of them may differ in a part only.
    fn replaced(&mut self, (left, right): &mut (Vec<&Item>, Vec<&Item>), depth: usize) {
        let pairs = left.len().min(right.len());
        for (one, other) in left.iter().zip(right.iter()) {
            self.items(one, other, depth, ",");
        }
        left.drain(..).skip(pairs).for_each(|item| self.whole(Side::Left, item, depth, ","));
        right.drain(..).skip(pairs).for_each(|item| self.whole(Side::Right, item, depth, ","));
    }
}

/// The longest common subsequence of two lists, as pairs; items with the same name or key are pairs as well.
fn aligned<'a>(left: &'a [Item], right: &'a [Item]) -> Vec<(Option<&'a Item>, Option<&'a Item>)> {
    if left.len().max(right.len()) > MAX_ITEMS {
        let longest = left.len().max(right.len());
        return (0..longest).map(|at| (left.get(at), right.get(at))).collect();
    }
    let same = |one: &Item, other: &Item| one == other || name_of(one).is_some_and(|name| Some(name) == name_of(other));
    let width = right.len() + 1;
    let mut longest = vec![0u32; (left.len() + 1) * width];
    for i in (0..left.len()).rev() {
        for j in (0..right.len()).rev() {
            longest[i * width + j] = if same(&left[i], &right[j]) {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut steps = Vec::new();
    while i < left.len() || j < right.len() {
        if i < left.len() && j < right.len() && same(&left[i], &right[j]) {
            steps.push((Some(&left[i]), Some(&right[j])));
            (i, j) = (i + 1, j + 1);
        } else if j == right.len() || (i < left.len() && longest[(i + 1) * width + j] >= longest[i * width + j + 1]) {
            steps.push((Some(&left[i]), None));
            i += 1;
        } else {
            steps.push((None, Some(&right[j])));
            j += 1;
        }
    }
    steps
}

/// The name of a field or the key of an entry.
fn name_of(item: &Item) -> Option<&str> {
    let key = item.head.find(" => ").map(|at| &item.head[..at]);
    key.or_else(|| {
        let (name, _) = item.head.split_once(": ")?;
        name.chars().all(|c| c.is_alphanumeric() || c == '_').then_some(name)
    })
}

/// The lines of two texts of which one has more than one line.
fn lines_of_texts(left: &Item, right: &Item) -> Option<Vec<(Side, String)>> {
    let is_text = |item: &Item| item.group.is_none() && item.head.starts_with('"');
    if !is_text(left) || !is_text(right) || !(left.head.contains("\\n") || right.head.contains("\\n")) {
        return None;
    }
    let lines = |item: &Item| -> Vec<Item> {
        let line = |text: &str| Item { head: text.to_owned(), group: None, tail: String::new() };
        item.head.split_inclusive("\\n").map(line).collect()
    };
    let (left, right) = (lines(left), lines(right));
    let steps = aligned(&left, &right).into_iter().flat_map(|(one, other)| match (one, other) {
        (Some(one), Some(_)) => vec![(Side::Both, one.head.clone())],
        (one, other) => {
            let removed = one.map(|line| (Side::Left, line.head.clone()));
            removed.into_iter().chain(other.map(|line| (Side::Right, line.head.clone()))).collect()
        }
    });
    Some(steps.collect())
}

fn text_of(item: &Item) -> String {
    let Some(group) = &item.group else { return item.head.clone() };
    let items: Vec<String> = group.items.iter().map(text_of).collect();
    let room = if group.open == '{' && !item.head.ends_with('%') && !items.is_empty() { " " } else { "" };
    format!("{}{}{room}{}{room}{}{}", item.head, group.open, items.join(", "), group.close, item.tail)
}

/// A whole value; nothing for what is not written as `Debug` does.
fn parse(text: &str) -> Option<Item> {
    let chars: Vec<char> = text.chars().collect();
    let mut reader = Reader { chars: &chars, at: 0 };
    let item = reader.item(0)?;
    (reader.at == chars.len()).then_some(item)
}

struct Reader<'a> {
    chars: &'a [char],
    at: usize,
}

impl Reader<'_> {
    /// Up to a comma or a closing bracket.
    fn item(&mut self, depth: usize) -> Option<Item> {
        let mut item = Item { head: String::new(), group: None, tail: String::new() };
        while let Some(&c) = self.chars.get(self.at) {
            match c {
                ',' | ')' | ']' | '}' => break,
                '(' | '[' | '{' if depth < MAX_DEPTH && item.group.is_none() => {
                    item.group = Some(self.group(c, depth)?);
                    if self.rest_is_key() {
                        // `(1, 2) => x`: the bracket is a part of the key.
                        let whole = text_of(&item);
                        item = Item { head: whole, group: None, tail: String::new() };
                    }
                }
                '(' | '[' | '{' => return None,
                '"' => {
                    let text = self.string();
                    if item.group.is_none() { item.head.push_str(&text) } else { item.tail.push_str(&text) }
                }
                c => {
                    self.at += 1;
                    if item.group.is_none() { item.head.push(c) } else { item.tail.push(c) }
                }
            }
        }
        item.tail.truncate(item.tail.trim_end().len());
        if item.group.is_none() {
            item.head.truncate(item.head.trim_end().len());
        }
        Some(item)
    }

    fn rest_is_key(&self) -> bool {
        self.chars[self.at..].starts_with(&[' ', '=', '>', ' '])
    }

    fn group(&mut self, open: char, depth: usize) -> Option<Group> {
        let close = match open {
            '(' => ')',
            '[' => ']',
            _ => '}',
        };
        self.at += 1;
        let mut items = Vec::new();
        loop {
            while self.chars.get(self.at) == Some(&' ') {
                self.at += 1;
            }
            if self.chars.get(self.at) == Some(&close) {
                self.at += 1;
                return Some(Group { open, close, items });
            }
            items.push(self.item(depth + 1)?);
            match self.chars.get(self.at) {
                Some(',') => self.at += 1,
                Some(c) if *c == close => {}
                _ => return None,
            }
        }
    }

    /// A string with its quotes.
    fn string(&mut self) -> String {
        let start = self.at;
        self.at += 1;
        while let Some(&c) = self.chars.get(self.at) {
            self.at += if c == '\\' { 2 } else { 1 };
            if c == '"' {
                break;
            }
        }
        self.at = self.at.min(self.chars.len());
        self.chars[start..self.at].iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(left: &str, right: &str) -> String {
        let sign = |side| match side {
            Side::Left => '-',
            Side::Right => '+',
            Side::Both => ' ',
        };
        diff(left, right).into_iter().map(|(side, line)| format!("{}{line}\n", sign(side))).collect()
    }

    #[test]
    fn fields_are_compared_by_name() {
        let (left, right) = ("Point { x: 1, y: [1, 2, 3] }", "Point { x: 1, y: [1, 3] }");
        assert_eq!(shown(left, right), " Point {\n   x: 1,\n   y: [\n     1,\n-    2,\n     3,\n   ],\n }\n");
    }

    #[test]
    fn entries_are_compared_by_key() {
        let (left, right) = ("%{\"a\" => 1, (1, 2) => 5}", "%{\"a\" => 2, (1, 2) => 5}");
        assert_eq!(shown(left, right), " %{\n-  \"a\" => 1,\n+  \"a\" => 2,\n   (1, 2) => 5,\n }\n");
    }

    #[test]
    fn other_constructors_are_other_values() {
        assert_eq!(shown("Some(1)", "None"), "-Some(1)\n+None\n");
        assert_eq!(shown("Some(1)", "Some(2)"), " Some(\n-  1,\n+  2,\n )\n");
    }

    #[test]
    fn lines_of_texts_are_compared() {
        assert_eq!(shown(r#""a\nb\nc""#, r#""a\nc""#), " \"a\\n\n-b\\n\n c\"\n");
    }

    #[test]
    fn what_is_no_value_is_a_text() {
        assert_eq!(shown("a(", "b"), "-a(\n+b\n");
        assert_eq!(shown("[1]", "[1]").lines().count(), 2);
        let deep = "[".repeat(10_000);
        assert_eq!(shown(&deep, "x").lines().count(), 2);
        assert_eq!(shown(r#"Some("a, (b")"#, "Some(\"\\\"\")"), " Some(\n-  \"a, (b\",\n+  \"\\\"\",\n )\n");
    }
}
