# Of what is declared and not public, somebody makes use.
extern "C" do
  type Window
  fn first() -> Window
  fn second(window :: Window)
  #  ^^^^^^ W0003
  pub fn third(window :: Window?)
end

fn main() do
  println("${first() == first()}")
end
