//! "Did you mean": the nearest known name.

use crate::Symbol;

/// The candidate that is at most two edits away (one for a short name), the nearest first, then the alphabetically first.
pub fn nearest(name: &str, candidates: impl IntoIterator<Item = Symbol>) -> Option<Symbol> {
    let limit = match name.chars().count() {
        0..=1 => 0,
        2..=4 => 1,
        _ => 2,
    };
    candidates
        .into_iter()
        .filter(|c| c.as_str() != name)
        .map(|c| (distance(name, c.as_str()), c))
        .filter(|&(d, c)| d <= limit && d < c.as_str().chars().count().max(2))
        .min()
        .map(|(_, c)| c)
}

/// Edit distance where swapping two neighbours counts as one edit.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 2 {
        return usize::MAX;
    }
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_is_one_edit_and_far_names_are_no_suggestion() {
        let known = ["length", "take", "reverse"].map(Symbol::new);
        assert_eq!(nearest("lenght", known), Some(known[0]));
        assert_eq!(nearest("tke", known), Some(known[1]));
        assert_eq!(nearest("zzz", known), None);
    }
}
