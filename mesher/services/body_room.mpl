##! Room for large bodies: whoever has one in memory says so first, and waits while others have too much. A small body that grows a
##! thousandfold when it is unpacked costs its sender nothing, and this machine as much as a large one. Who has room and does not go on
##! keeps what has come; the rest is for those who wait.

struct Waiting do
  id :: String
  bytes :: Int
  from :: ReplyTo<Bool>
end

# What somebody has.
struct Held do
  # What was asked for, and what there is of it now.
  wanted :: Int
  bytes :: Int
  # How much has come, and when that was told, on the clock that only goes forward, in ms.
  come :: Int
  at :: Int
end

struct Room do
  most :: Int
  taken :: Map<String, Held>
  used :: Int
  waiting :: List<Waiting>
end

# So many wait at most.
fn most_waiting() -> Int = 100

# So long somebody waits, in ms: less than clients do.
fn patience() -> Int = 10000

# Who tells nothing for so long does not go on, in ms.
fn still() -> Int = 1000

## Whoever has room tells what has come whenever that are so many bytes more.
pub fn step() -> Int = 262144

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
      served(%{room | waiting: List.append(room.waiting, one)})
    end
  end

  ## So much has come of a body that has room. Answered when it has room for all of it, should others have got some meanwhile.
  call GoOn(id :: String, come :: Int) :: Bool do |room, from|
    case Map.fetch(room.taken, id) do
      Some(held) when held.bytes < held.wanted -> do
        let told = with_held(room, id, %{held | come: come, at: Timer.now()})
        let rest = Waiting { id: id, bytes: held.wanted - held.bytes, from: from }
        # Before those who have nothing: they wait for it.
        served(%{told | waiting: [rest] ++ told.waiting})
      end
      Some(held) -> do
        Service.reply(from, true)
        with_held(room, id, %{held | come: come, at: Timer.now()})
      end
      # This is another room than the one that it was taken from.
      None -> do
        Service.reply(from, true)
        room
      end
    end
  end

  ## Gives it back, or waits no longer.
  cast Leave(id :: String) do |room|
    let bytes =
      Option.unwrap_or(Option.map(Map.fetch(room.taken, id), fn held -> held.bytes end), 0)
    served(%{room |
      taken: Map.delete(room.taken, id),
      used: room.used - bytes,
      waiting: List.reject(room.waiting, fn one -> one.id == id end)
    })
  end

  ## Looks whether somebody does not go on while others wait.
  cast Look() do |room|
    served(room)
  end
end

fn with_held(room :: Room, id :: String, held :: Held) -> Room =
  %{room | taken: Map.put(room.taken, id, held)}

# In the order of their coming.
fn served(room :: Room) -> Room do
  case List.first(room.waiting) do
    None -> room
    Some(one) ->
      if has_place(room, one) do
        served(given(room, one))
      else
        let freed = taken_back(room)
        if has_place(freed, one) do served(given(freed, one)) else freed end
      end
  end
end

# Whoever is alone has as much as is needed.
fn has_place(room :: Room, one :: Waiting) -> Bool do
  let own =
    Option.unwrap_or(Option.map(Map.fetch(room.taken, one.id), fn held -> held.bytes end), 0)
  room.used == own or room.used + one.bytes <= room.most
end

fn given(room :: Room, one :: Waiting) -> Room do
  Service.reply(one.from, true)
  let now = Timer.now()
  let held = case Map.fetch(room.taken, one.id) do
    Some(had) -> %{had | bytes: had.bytes + one.bytes, at: now}
    None -> Held { wanted: one.bytes, bytes: one.bytes, come: 0, at: now }
  end
  let next = with_held(room, one.id, held)
  %{next | used: room.used + one.bytes, waiting: List.drop(room.waiting, 1)}
end

# Of those who do not go on, what has not come.
fn taken_back(room :: Room) -> Room do
  let before = Timer.now() - still()
  let taken = Map.transform(room.taken, fn held ->
    if held.at > before do
      held
    else
      %{held | bytes: Math.min(held.bytes, held.come + step())}
    end
  end)
  %{room | taken: taken, used: Map.reduce(taken, 0, fn sum, _, held -> sum + held.bytes end)}
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

## Tells that so many bytes have come: false when others have the rest of the room, and keep it.
pub fn goes_on(id :: String, come :: Int) -> Bool do
  case room() do
    None -> true
    Some(pid) -> BodyRoom.try_go_on(pid, id, come, patience()) == Ok(true)
  end
end

## Gives room back.
pub fn give(id :: String) -> () = Option.each(room(), fn pid -> BodyRoom.leave(pid, id) end)

## Has room looked for, while somebody waits.
pub fn look() -> () = Option.each(room(), BodyRoom.look)

fn room() -> Option<Pid<BodyRoom>> = Process.named("body_room")
