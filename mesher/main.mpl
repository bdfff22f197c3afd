##! Mesher: an error-monitoring server.

import Commands.Line

fn main() do
  Line.run(Env.args())
end
