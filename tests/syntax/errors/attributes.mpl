# mistakes: 2
@doc "text"
fn f() = 1

@spec f(Int) :: Int
fn g() = 1

fn main() do end
