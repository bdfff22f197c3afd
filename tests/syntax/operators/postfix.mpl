fn main() do
  f(x)(y)(z)
  a.b.c(d).e
  xs[0][i + 1].name
  f()?
  f(x)?.g()?
  M.N.f(x)
  (fn x -> x end)(1)
  a.self.monitor.spawn.link.send.where.cast.json.end
end
