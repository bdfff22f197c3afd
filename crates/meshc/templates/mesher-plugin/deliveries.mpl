##! What was done already: Mesher sends again what it got no answer for, under the same name.

# As many are remembered; older ones are not sent again.
const MOST = 10_000

struct Done do
  names :: Set<String>
  order :: Queue<String>
end deriving()

## One delivery after the other, each once.
pub service Deliveries do
  fn init() -> Done = Done { names: Set.new(), order: Queue.new() }

  ## Does the work of a delivery unless it was done before. After an `Err` it is not done.
  call Once(name :: String, work :: Fun() -> Result<(), String>) :: Result<(), String> do |done|
    if Set.contains(done.names, name) do
      (done, Ok(()))
    else
      case work() do
        Ok(_) -> (remembering(done, name), Ok(()))
        Err(problem) -> (done, Err(problem))
      end
    end
  end
end

fn remembering(done :: Done, name :: String) -> Done do
  let names = Set.add(done.names, name)
  let order = Queue.push(done.order, name)
  if Set.size(names) <= MOST do
    Done { names: names, order: order }
  else
    let (oldest, rest) = Queue.pop(order)
    Done { names: Set.remove(names, oldest), order: rest }
  end
end
