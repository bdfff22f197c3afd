//! Whether messages of one type may go where another is received, by the names that the compiler gives types.

/// Types whose parts only come out again, as the checker has them.
const COVARIANT: [&str; 4] = ["List", "Option", "Result", "Map"];
const RECEIVES: &str = " receives ";

/// Whether what receives the one type takes the other: that type, where a bare `Pid` takes every pid, the pid of an actor that receives
/// nothing is one for all messages, and a function that does not receive is called by every actor.
pub(super) fn fits(expected: &str, given: &str) -> bool {
    let (mut wanted, mut rest) = (expected, given);
    loop {
        let name = last_name(expected, wanted);
        let is_pid = name == "Pid";
        match (wanted.chars().next(), rest.chars().next()) {
            (None, None) => return true,
            (Some('<'), Some('<')) if !COVARIANT.contains(&name) => {
                let (parts, given_parts) = (parts(&mut wanted), parts(&mut rest));
                if parts != given_parts && !(is_pid && given_parts == "<()>") {
                    return false;
                }
            }
            (other, Some('<')) if is_pid && other != Some('<') => {
                parts(&mut rest);
            }
            // What a function takes goes in.
            (Some('('), Some('(')) if name == "Fun" => {
                if parts(&mut wanted) != parts(&mut rest) {
                    return false;
                }
            }
            _ if wanted.starts_with(RECEIVES) => {
                let received = one(&mut wanted);
                if rest.starts_with(RECEIVES) && one(&mut rest) != received {
                    return false;
                }
            }
            (Some(a), Some(b)) if a == b => {
                wanted = &wanted[a.len_utf8()..];
                rest = &rest[b.len_utf8()..];
            }
            _ => return false,
        }
    }
}

/// The name that ends where the rest begins.
fn last_name<'t>(text: &'t str, rest: &str) -> &'t str {
    let before = &text[..text.len() - rest.len()];
    before.rsplit(['<', '(', ',', ' ']).next().unwrap_or_default()
}

/// Takes what stands in brackets.
fn parts<'t>(rest: &mut &'t str) -> &'t str {
    take(rest, true)
}

/// Takes a type.
fn one<'t>(rest: &mut &'t str) -> &'t str {
    take(rest, false)
}

/// Takes up to where the first bracket is closed, or the one around.
fn take<'t>(rest: &mut &'t str, brackets: bool) -> &'t str {
    let (mut depth, mut last) = (0, ' ');
    let mut end = rest.len();
    for (at, char) in rest.char_indices() {
        match char {
            '<' | '(' => depth += 1,
            '>' if last == '-' => {}
            '>' | ')' | ',' if depth == 0 => {
                end = at;
                break;
            }
            '>' | ')' => depth -= 1,
            _ => {}
        }
        last = char;
        if brackets && depth == 0 {
            end = at + char.len_utf8();
            break;
        }
    }
    let (taken, others) = rest.split_at(end);
    *rest = others;
    taken
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn types_of_messages_fit_as_the_checker_says() {
        let fit = [
            ("Int", "Int"),
            ("(Atom, Pid)", "(Atom, Pid<List<Int>>)"),
            ("(Pid, List<Pid>)", "(Pid<Int>, List<Pid<Fun(Int) -> ()>>)"),
            ("Pid<String>", "Pid<()>"),
            ("Pid", "Pid<Pid<Int>>"),
            ("Main.Box<Pid<Int>>", "Main.Box<Pid<Int>>"),
            ("(Fun(Int) -> Int receives List<String>, Int)", "(Fun(Int) -> Int, Int)"),
            ("Fun() -> Pid receives Int", "Fun() -> Pid<Int> receives Int"),
        ];
        for (expected, given) in fit {
            assert!(fits(expected, given), "{given} as {expected}");
        }
        let misfit = [
            ("Int", "Int8"),
            ("Pid<String>", "Pid<Int>"),
            ("Pid<Int>", "Pid"),
            ("(Pid<Int>, Int)", "(Pid, Int)"),
            ("Pid<Pid<String>>", "Pid<Pid<()>>"),
            ("Main.Box<Pid>", "Main.Box<Pid<Int>>"),
            ("Main.Pid", "Main.Pid<Int>"),
            ("Fun(Pid) -> Int", "Fun(Pid<Int>) -> Int"),
            ("Fun() -> Int", "Fun() -> Int receives Int"),
            ("Fun() -> Int receives Int", "Fun() -> Int receives String"),
            ("(Atom, Int)", "(Atom)"),
            ("Atom", "(Atom, Int)"),
        ];
        for (expected, given) in misfit {
            assert!(!fits(expected, given), "{given} as {expected}");
        }
    }
}
