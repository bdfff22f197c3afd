# An impl for functions does not know who calls them: they do not receive.
struct Kept do
  fs :: List<Fun() -> Int>
end

interface Keep do
  fn keep(self) -> Kept
end

interface Adds<F> do
  fn add(self, f :: F) -> Kept
end

impl Keep for Fun() -> Int do
  fn keep(self) -> Kept = Kept { fs: [self] }
end

impl From<Fun() -> Int> for Kept do
  fn from(f :: Fun() -> Int) -> Kept = Kept { fs: [f] }
end

impl Adds<List<Fun() -> Int>> for Kept do
  fn add(self, fs :: List<Fun() -> Int>) -> Kept = Kept { fs: self.fs ++ fs }
end

fn take() -> Int do
  receive do
    k -> k + 1
  end
end

fn any() -> Int do
  receive do
    _ -> 1
  end
end

fn kept() -> Kept = take.into()
#                   ^^^^^^^^^^^ E0017

fn all() -> List<Kept> do
  let t = take
  let k = Kept { fs: [] }
  [Keep.keep(t), Keep.keep(any), k.add([take]), kept()]
#  ^^^^^^^^^ E0017
#                          ^^^ E0017
#                                  ^^^ E0017
end

fn main() do
  for k in all() do
    for f in k.fs do
      println("${f()}")
    end
  end
end
