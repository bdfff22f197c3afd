##! Room for large bodies: whoever has one in memory says so first, and waits while others have too much. A small body that grows a
##! thousandfold when it is unpacked costs its sender nothing, and this machine as much as a large one.

struct Waiting do
  id :: String
  bytes :: Int
  from :: ReplyTo<Bool>
end

struct Room do
  most :: Int
  # Who has how much.
  taken :: Map<String, Int>
  used :: Int
  waiting :: List<Waiting>
end

# So many wait at most.
fn most_waiting() -> Int = 100

# So long somebody waits, in ms: less than clients do.
fn patience() -> Int = 10000

service BodyRoom do
  fn init(most :: Int) -> Room do
    Process.register("body_room", self())
    Room { most: most, taken: %{}, used: 0, waiting: [] }
  end

  ## Takes room for so many bytes: false when too many wait for it.
  call Take(id :: String, bytes :: Int) :: Bool do |room, from|
    if List.length(room.waiting) >= most_waiting() do
      Service.reply(from, false)
      room
    else
      let one = Waiting { id: id, bytes: bytes, from: from }
      let next = served(%{room | waiting: List.append(room.waiting, one)})
      next
    end
  end

  ## Gives it back, or waits no longer.
  cast Leave(id :: String) do |room|
    let bytes = Map.get_or(room.taken, id, 0)
    served(%{room |
      taken: Map.delete(room.taken, id),
      used: room.used - bytes,
      waiting: List.reject(room.waiting, fn one -> one.id == id end)
    })
  end
end

# In the order of their coming. Whoever is alone has as much as is needed.
fn served(room :: Room) -> Room do
  case List.first(room.waiting) do
    Some(one) when room.used == 0 or room.used + one.bytes <= room.most -> do
      Service.reply(one.from, true)
      let had = Map.get_or(room.taken, one.id, 0)
      served(%{room |
        taken: Map.put(room.taken, one.id, had + one.bytes),
        used: room.used + one.bytes,
        waiting: List.drop(room.waiting, 1)
      })
    end
    _ -> room
  end
end

## Takes room for so many bytes, until `give` or this actor's end; `None` when there is none in time. Whoever needs more than that
## gives it back and takes all of it anew: two that hold some and wait for more would wait for each other.
pub fn take(bytes :: Int) -> Option<String> do
  let id = Crypto.uuid7()
  case room() do
    # While it restarts, nobody is kept out.
    None -> Some(id)
    Some(pid) -> do
      Process.on_exit(fn -> BodyRoom.leave(pid, id) end)
      if BodyRoom.try_take(pid, id, bytes, patience()) == Ok(true) do Some(id) else None end
    end
  end
end

## Gives room back.
pub fn give(id :: String) -> () = Option.each(room(), fn pid -> BodyRoom.leave(pid, id) end)

fn room() -> Option<Pid<BodyRoom>> = Process.named("body_room")
