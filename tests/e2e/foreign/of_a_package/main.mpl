# modes: debug release
# The C code of a package is compiled and linked with the project that stands on it, beside the project's own.
import Checksums

extern "C" do
  fn half_root(x :: Float) -> Float
end

fn main() do
  println("${Checksums.of_text("Wikipedia")} ${half_root(9.0)}")
end
