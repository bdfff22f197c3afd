fn main() do
  f()
  f(1, 2,)
  f(
    1,
    2
  )
  f(x, a: 1, b: "two")
  f(key: value)
  f(type: 1, when: 2,)
  M.f(g(h(1)))
end
