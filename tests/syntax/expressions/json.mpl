fn main() do
  json { name: "x", tags: ["a"], nothing: nil }
  json {
    nested: json { a: 1 }
    list: [json { b: 2 }]
  }
  json {}
  let json = 1
  f(json, json + 1)
  user.json
end
