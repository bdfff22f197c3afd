fn main() do
  f(
    a
    + b,
    c
      .d
  )
  [
    1
    , 2
  ]
  (
    a
    and b
  )
  %{
    "a"
      => 1
  }
end
