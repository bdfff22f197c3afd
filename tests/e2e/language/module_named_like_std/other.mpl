pub fn root() -> Float = Math.sqrt(16.0) + Int.to_float(Queue.size(Queue.push(Queue.new(), 1)))
