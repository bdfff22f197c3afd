struct Version do
  major :: Int
  minor :: Int
end deriving(Eq, Ord, Display, Debug, Hash)

type Level do
  Low
  Mid(Int)
  High(String, Bool)
end deriving(Eq, Ord, Display)

fn main() do
  let a = Version { major: 1, minor: 2 }
  let b = Version { major: 1, minor: 10 }
  println("${a} ${a < b} ${a == b} ${compare(b, a)}")
  println("${inspect(a)}")
  println("${Low} ${Mid(3)} ${High("x", true)}")
  println("${Low < Mid(1)} ${Mid(2) < Mid(1)} ${Mid(9) < High("a", false)}")
  println("${a.hash() == Version { major: 1, minor: 2 }.hash()}")
end
