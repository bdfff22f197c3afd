//! The law that the cache is never wrong: after any edits of a project, and whatever happens to the files of the cache, a check
//! with it gives what a check without it gives.

use std::path::PathBuf;

use proptest::prelude::*;

use super::order_law::{MODULES, Plan, plan, text};
use super::*;

/// Of the generator's modules so many are used.
const USED: usize = 6;

const CASES: u32 = if cfg!(debug_assertions) { 2 } else { 24 };

/// What happens between two checks.
#[derive(Clone, Debug)]
enum Edit {
    /// A module is written anew.
    Write(usize, Plan),
    /// What a module is stays the same, and its text does not.
    Move(usize),
    /// A module loses its last lines: it may be a mistake, or the end of what others use.
    Cut(usize, usize),
    /// A file of the project is gone, or there again.
    Toggle(usize),
    /// A file of the cache is damaged.
    Damage(prop::sample::Index, usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => (0..USED, plan(true)).prop_map(|(at, plan)| Edit::Write(at, plan)),
        2 => (0..USED).prop_map(Edit::Move),
        1 => (0..USED, 1..12usize).prop_map(|(at, lines)| Edit::Cut(at, lines)),
        1 => (0..USED).prop_map(Edit::Toggle),
        2 => (any::<prop::sample::Index>(), 0..100usize).prop_map(|(file, at)| Edit::Damage(file, at)),
    ]
}

/// The project's modules; `None` for one that is gone.
struct State {
    texts: Vec<String>,
    gone: Vec<bool>,
}

impl State {
    fn files(&self) -> Vec<(String, String)> {
        let there = (0..USED).filter(|at| !self.gone[*at]);
        let mut files: Vec<_> = there.map(|at| (format!("m{at}.mpl"), self.texts[at].clone())).collect();
        files.push(("main.mpl".to_owned(), "fn main() do\n  println(\"\")\nend\n".to_owned()));
        files
    }

    fn apply(&mut self, edit: &Edit, cache: &Path) {
        match edit {
            Edit::Write(at, plan) => self.texts[*at] = text(*at, plan),
            Edit::Move(at) => self.texts[*at].insert_str(0, "# moved\n\n"),
            Edit::Cut(at, lines) => {
                let kept = self.texts[*at].lines().count().saturating_sub(*lines);
                self.texts[*at] = self.texts[*at].lines().take(kept).map(|line| format!("{line}\n")).collect();
            }
            Edit::Toggle(at) => self.gone[*at] = !self.gone[*at],
            Edit::Damage(file, at) => {
                let folders = std::fs::read_dir(cache).into_iter().flatten().flatten().map(|entry| entry.path());
                let mut files: Vec<PathBuf> = folders
                    .filter_map(|path| std::fs::read_dir(path).ok())
                    .flatten()
                    .flatten()
                    .map(|file| file.path())
                    .collect();
                files.sort();
                if files.is_empty() {
                    return;
                }
                let path = file.get(&files);
                let mut bytes = std::fs::read(path).unwrap();
                let at = at * bytes.len() / 100;
                if at % 2 == 0 {
                    bytes.truncate(at);
                } else {
                    bytes[at] ^= 64;
                }
                std::fs::write(path, bytes).unwrap();
            }
        }
    }
}

/// All that a check says of the project's own modules.
pub fn seen(checked: &Checked, library: usize) -> (Vec<Diagnostic>, Vec<String>, Vec<String>) {
    let interfaces = checked.interfaces.iter().skip(library).map(|interface| format!("{interface:?}")).collect();
    let trees = checked.modules.iter().skip(library).map(|module| format!("{module:?}")).collect();
    (checked.diagnostics.clone(), interfaces, trees)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn edits_in_any_order_give_what_a_clean_check_gives(
        plans in prop::collection::vec(plan(false), MODULES),
        edits in prop::collection::vec(edit(), 6),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().to_owned(), "this compiler");
        let texts = (0..USED).map(|at| text(at, &plans[at])).collect();
        let mut state = State { texts, gone: vec![false; USED] };
        for edit in [None].into_iter().chain(edits.iter().map(Some)) {
            if let Some(edit) = edit {
                state.apply(edit, folder.path());
            }
            let clean = check_sources(state.files());
            let library = standard::for_tuples(mesh_typeck::tuple_sizes([]), false).interfaces.len();
            let told = check_sources_with(state.files(), Some(&cache), Goal::Diagnostics);
            prop_assert_eq!(&told.diagnostics, &clean.diagnostics, "only diagnostics, after {:?}", edit);
            prop_assert_eq!(told.main, clean.main);
            let whole = check_sources_with(state.files(), Some(&cache), Goal::Program);
            prop_assert_eq!(seen(&whole, library), seen(&clean, library), "after {:?}", edit);
            prop_assert_eq!(told.inputs.is_some(), !clean.has_errors() && whole.inputs == told.inputs);
        }
    }
}
