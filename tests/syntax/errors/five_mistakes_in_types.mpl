# mistakes: 5
struct A do
  x Int
  y :: List<Int
  z :: String
end

type B do
  One(Int
  Two
end

interface C do
  function show(self) -> String
end

impl C for A do
  fn show(self) -> do
    "a"
  end
end
