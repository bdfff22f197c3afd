fn main() do
  let big = 9223372036854775808
  #         ^^^^^^^^^^^^^^^^^^^ E0059
  let mask = 0x1_0000_0000_0000_0000
  #          ^^^^^^^^^^^^^^^^^^^^^^^ E0059
  let wide = 1e400
  #          ^^^^^ E0059
  let low = case 1.7e308 do
    -1e309 -> 1
#    ^^^^^ E0059
    _ -> 2
  end
  println("${big} ${mask} ${wide} ${low}")
end
