fn main() do
  "\n\t\r\0\\\""
  "\$ \# \${x} \u{41} \x41 \e"
  ""
  "two
lines"
end
