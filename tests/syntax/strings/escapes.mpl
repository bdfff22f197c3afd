fn main() do
  "\n\t\r\0\\\""
  "\$ \# \${x} \u{41} \q"
  ""
  "two
lines"
end
