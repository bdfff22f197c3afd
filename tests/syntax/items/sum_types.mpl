type Shape do
  Circle(Float)
  Rect(w :: Float, h :: Float)
  Named(name :: String, Float,)
  Empty
  Unit()
end

pub type Tree<T> do
  Leaf
  Node(Tree<T>, T, Tree<T>)
end deriving(Eq)

type Flag do On; Off end
