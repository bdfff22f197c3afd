@extern("mesh_text")
pub fn f(x :: Int) -> Int

@owned(a, b)
@extern("g")
fn g(a, b)

@opaque
pub type Handle
