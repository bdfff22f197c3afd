fn main() do
  let fine = ~r/a\/b(c|d)*/i
  let _ = ~r/(abc/
  #          ^ E0080
  let _ = ~r/\/[z-a]/
  #             ^^^ E0080
  let _ = ~r/a**{2/
  #             ^^ E0080
  let _ = ~r/(?=a)/
  #          ^^^ E0080
  let _ = ~r/(a)\1/
  #             ^^ E0080
  let _ = ~r/\p{Nowhere}/
  #          ^^^^^^^^^^^ E0080
  let _ = ~r/(\w{500}){500}/
  #       ^^^^^^^^^^^^^^^^^^ E0080
  let _ = ~r/^\w{1,64}$/
  let _ = ~r/^\w{1,640}$/
  #       ^^^^^^^^^^^^^^^ E0080
  let _ = ~r/a/iq
  #            ^^ E0080
  println("${Regex.is_match(fine, "A/BC")}")
end
