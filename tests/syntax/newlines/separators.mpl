fn main() do a; b; c end;

fn f() do
  ;
  let x = 1; let y = 2

  # comment

  x + y;
end
;
fn g() do x end
