# args: one two
fn main() do
  println("${Env.args()}")
  println("${Env.get("MESH_TEST_SURELY_UNSET")} ${Env.get("MESH_TEST_SURELY_UNSET", "fallback")} ${Env.get_int("MESH_TEST_SURELY_UNSET", 7)}")
end
