# mistakes: 5
fn main() do
  let a = 1 × 2
  let b = a ≠ 1
  let c = $a
  let d = "fine ✓"
  let e = a → b
  let f = 1;; 
  let g = … 
end
