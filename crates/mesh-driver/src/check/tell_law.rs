//! The law that who only asks what is wrong hears what who compiles hears: the methods of derived impls are left out then, and
//! what was kept so serves a compilation later.

use super::cache_law::seen;
use super::unread_law::programs;
use super::*;

/// One of so many programs is tried: fewer by a compiler that is not optimised.
const STEP: usize = if cfg!(debug_assertions) { 12 } else { 1 };

/// Types whose parts are shown, hashed and compared by what somebody wrote, which does more.
const ACTS: &str = "
struct Loud do
  n :: Int
end deriving(Eq)

impl Display for Loud do
  fn to_string(self) -> String do
    println(\"shown\")
    \"loud\"
  end
end

impl Hash for Loud do
  fn hash(self) -> Int do
    println(\"hashed\")
    self.n
  end
end

type Either<T> do
  One(Loud)
  Other(T)
end deriving(Eq, Display, Hash, Debug)

struct Pair do
  a :: Either<Int>
  b :: (Int, Loud)
end deriving(Display, Hash, Debug, Eq)

pub const HASHED = Pair { a: One(Loud { n: 1 }), b: (1, Loud { n: 2 }) }.hash()
";

/// All that can be derived.
const DERIVED: &str = "
struct Plain do
  a :: Int
end

struct Both<A, B> do
  a :: A
  b :: B
end deriving(Eq, Ord, Hash, Display, Debug, Json)

struct Row do
  @json(skip)
  @range(1, 2)
  a :: Int
  @json(default)
  b :: String
end deriving(Json, Row, Config)

struct Id do
  value :: Int
end deriving(Column)

type Shape<T> do
  Dot
  Line(T, Int)
end deriving(Eq, Ord, Hash, Display, Debug, Json)

type Color do
  Red
  Green
end deriving(Column)
";

/// A polymorphic recursion through a derived method.
const ENDLESS: &str = "
struct Tower<T> do
  floor :: Floor<T>
end deriving(Debug)

struct Floor<T> do
  value :: T
end

impl Debug for Floor<T> where T: Debug do
  fn inspect(self) -> String = Tower { floor: Floor { value: [self.value] } }.inspect()
end
";

const MAIN: &str = "\nfn main() do\n  ()\nend\n";

fn codes(found: &[Diagnostic]) -> Vec<&'static str> {
    found.iter().map(|found| found.code.as_str()).collect()
}

#[test]
fn what_is_told_does_not_depend_on_who_asks() {
    let check = || {
        let mut all: Vec<_> = programs().into_iter().step_by(STEP).collect();
        for (text, wrong) in [(ACTS, &["E0079"][..]), (ENDLESS, &["E0002"]), (DERIVED, &[])] {
            let program = vec![("main.mpl".to_owned(), format!("{text}{MAIN}"))];
            assert_eq!(codes(&check_sources(program.clone()).diagnostics), wrong);
            all.push(program);
        }
        all.iter().for_each(|files| is_same(files));
    };
    // The compiler has a larger stack than tests.
    let thread = std::thread::Builder::new().stack_size(mesh_common::parallel::STACK_BYTES).spawn(check).unwrap();
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}

fn is_same(files: &[(String, String)]) {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::new(folder.path().to_owned(), "this compiler");
    let clean = check_sources(files.iter().cloned());
    let library = clean.interfaces.iter().filter(|known| standard::is_standard(known.module)).count();
    for cache in [None, Some(&cache)] {
        let told = check_sources_with(files.iter().cloned(), cache, Goal::Diagnostics);
        assert_eq!(told.diagnostics, clean.diagnostics, "{files:?}");
    }
    let whole = check_sources_with(files.iter().cloned(), Some(&cache), Goal::Program);
    assert_eq!(seen(&whole, library), seen(&clean, library), "{files:?}");
}
