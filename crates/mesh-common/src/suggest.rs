//! "Did you mean": the nearest known name.

use crate::Symbol;

/// The candidate that is at most two edits away (one for a short name), the nearest first, then the alphabetically first.
pub fn nearest(name: &str, candidates: impl IntoIterator<Item = Symbol>) -> Option<Symbol> {
    let limit = match name.chars().count() {
        0..=1 => 0,
        2..=4 => 1,
        _ => 2,
    };
    within(limit, name, candidates)
}

/// The alphabetically first candidate that is one edit away.
pub fn one_edit_from(name: &str, candidates: impl IntoIterator<Item = Symbol>) -> Option<Symbol> {
    within(1, name, candidates)
}

fn within(limit: usize, name: &str, candidates: impl IntoIterator<Item = Symbol>) -> Option<Symbol> {
    let (letters, own) = (name.chars().collect::<Vec<_>>(), letters_of(name));
    let (mut others, mut rows) = (Vec::new(), Rows::default());
    let mut known = |candidate: &str| {
        // Most names have other letters: that is seen at once. An edit changes two of them at most.
        if (own ^ letters_of(candidate)).count_ones() as usize > 2 * limit {
            return None;
        }
        others.clear();
        others.extend(candidate.chars());
        distance(&letters, &others, limit, &mut rows).filter(|distance| *distance < others.len().max(2))
    };
    let near = candidates.into_iter().filter(|c| c.as_str() != name).filter_map(|c| Some((known(c.as_str())?, c)));
    near.min().map(|(_, c)| c)
}

/// A bit for each letter that stands in a name, which some share.
fn letters_of(name: &str) -> u64 {
    name.chars().fold(0, |letters, c| letters | 1 << (c as u32 % 64))
}

/// The last rows of the matrix of an edit distance, the newest first.
type Rows = [Vec<usize>; 3];

/// Edit distance where swapping two neighbours counts as one edit (optimal string alignment), if it is no larger than `limit`:
/// what is further from the diagonal than that does not count (E. Ukkonen, *Algorithms for approximate string matching*, 1985).
fn distance(a: &[char], b: &[char], limit: usize, rows: &mut Rows) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let far = limit + 1;
    for row in rows.iter_mut() {
        row.clear();
        row.resize(b.len() + 1, far);
    }
    (0..=b.len().min(limit)).for_each(|j| rows[0][j] = j);
    for i in 1..=a.len() {
        rows.rotate_right(1);
        let [row, last, before] = rows;
        row.fill(far);
        if i <= limit {
            row[0] = i;
        }
        for j in i.saturating_sub(limit).max(1)..=(i + limit).min(b.len()) {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row[j] = best;
        }
    }
    Some(rows[0][b.len()]).filter(|distance| *distance <= limit)
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
        let known = ["reversed", "tak", "alength", "lengths"].map(Symbol::new);
        assert_eq!(nearest("reverse", known), Some(known[0]));
        assert_eq!(nearest("take", known), Some(known[1]));
        assert_eq!(nearest("length", known), Some(known[2]));
        assert_eq!(nearest("ntelgh", known), None);
    }

    /// The distance as it is defined.
    fn whole(a: &[char], b: &[char]) -> usize {
        let (Some((last, a_rest)), Some((other, b_rest))) = (a.split_last(), b.split_last()) else {
            return a.len().max(b.len());
        };
        let cost = usize::from(last != other);
        let best = (whole(a_rest, b) + 1).min(whole(a, b_rest) + 1).min(whole(a_rest, b_rest) + cost);
        let is_swap = a.len() > 1 && b.len() > 1 && a[a.len() - 2] == *other && b[b.len() - 2] == *last;
        if is_swap { best.min(whole(&a[..a.len() - 2], &b[..b.len() - 2]) + 1) } else { best }
    }

    #[test]
    fn what_is_near_has_its_distance() {
        let word = |number: u32, length: u32| -> Vec<char> {
            (0..length).map(|at| char::from(b'a' + (number >> (2 * at) & 3) as u8)).collect()
        };
        let words: Vec<Vec<char>> =
            (0..5).flat_map(|length| (0..1 << (2 * length)).map(move |n| word(n, length))).collect();
        let mut rows = Rows::default();
        for (a, b) in words.iter().flat_map(|a| words.iter().step_by(7).map(move |b| (a, b))) {
            for limit in 0..3 {
                let wanted = Some(whole(a, b)).filter(|distance| *distance <= limit);
                assert_eq!(distance(a, b, limit, &mut rows), wanted, "{a:?} {b:?} within {limit}");
            }
        }
    }
}
