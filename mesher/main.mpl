##! Mesher: an error-monitoring server.

import Commands.Line

fn main() do
  # Many connections, each of which holds little.
  Process.small_pages()
  Line.run(Env.args())
end
