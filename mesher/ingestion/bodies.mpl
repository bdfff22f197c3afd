##! Reading the bodies of ingestion requests: bounded, and no more of them than somebody may send.

import Ingestion.Envelope
import Services.BodyRoom

# So much is inflated for somebody who has shown no key: the header of an envelope is shorter.
fn longest_head() -> Int = 8192

## The header of an envelope, where its line is among the first bytes. The whole body is still to be read.
pub fn head(request :: Request) -> Result<Option<Json>, Int> do
  Result.map(Request.peek(request, longest_head()), Envelope.head_of)
end

# Bodies of so many bytes need room; smaller ones find it.
fn large() -> Int = 4194304

# What is expected of every body, and how many times larger than on the wire one may be without more ado.
fn usual() -> Int = 1048576

fn usual_growth() -> Int = 20

## The whole body: at most so many bytes from the wire, where the client says how many it sends, and after decompression. Bodies that
## are sent as they are may be as large as decoded ones. Large ones wait until there is room for them; those that say that they are too
## large are not waited for. `Err` has the status that says why there is none.
pub fn read(request :: Request, compressed :: Int, decoded :: Int) -> Result<Bytes, Int> =
  bounded(request, compressed, decoded, 1)

## The same of a body that is one JSON text. Read, that takes many times as much as its bytes, and so much more room.
pub fn read_json(request :: Request, compressed :: Int, decoded :: Int) -> Result<Bytes, Int> =
  bounded(request, compressed, decoded, json_weight())

# What the worst of JSON takes for each byte (35), in what is reckoned with for each byte of a body (3).
fn json_weight() -> Int = 12

fn bounded(
  request :: Request,
  compressed :: Int,
  decoded :: Int,
  weight :: Int
) -> Result<Bytes, Int> do
  let sent = Option.and_then(Request.header(request, "content-length"), String.to_int)
  let most = if is_plain(request) do decoded else compressed end
  if Option.unwrap_or(sent, 0) > most do
    Err(413)
  else
    take(request, sent, most, decoded, weight)
  end
end

fn take(
  request :: Request,
  sent :: Option<Int>,
  most :: Int,
  decoded :: Int,
  weight :: Int
) -> Result<Bytes, Int> do
  let is_known = is_plain(request) and Option.is_some(sent)
  let growth = if is_plain(request) do 1 else usual_growth() end
  let expected =
    Math.min(decoded, Math.max(usual(), Math.min(Option.unwrap_or(sent, 0), decoded) * growth))
  if expected >= large() do
    # Who only says that very much will come takes no room from others.
    let _ = Request.peek(request, usual())?
    in_room(request, expected, decoded, weight)
  else if is_known or decoded < large() do
    Request.read_bytes(request, most, decoded)
  else if Bytes.length(Request.peek(request, expected + 1)?) <= expected do
    Request.read_bytes(request, most, decoded)
  else
    in_room(request, decoded, decoded, weight)
  end
end

# ---- large bodies -----------------------------------------------------------------------------------------------

# A body that has room, as far as it has come. What was sent packed is packed again, quickly, until it is known to be within its
# limit: a bomb takes no more than it has to say.
struct Gathered do
  packs :: Bool
  # How much room each byte takes.
  weight :: Int
  id :: String
  room :: Int
  # How much of it the room knows of.
  told :: Int
  pieces :: List<Bytes>
  size :: Int
end

# In pieces, so that as much is in memory as has come.
fn in_room(request :: Request, expected :: Int, most :: Int, weight :: Int) -> Result<Bytes, Int> do
  let begun = Gathered {
    packs: not is_plain(request),
    weight: weight,
    id: reserve(expected * weight)?,
    room: expected,
    told: 0,
    pieces: [],
    size: 0
  }
  gather(request, begun, most)
end

fn gather(request :: Request, gathered :: Gathered, most :: Int) -> Result<Bytes, Int> do
  case Request.chunk(request)? do
    None -> whole(gathered)
    Some(piece) -> do
      let size = gathered.size + Bytes.length(piece)
      if size > most do
        Err(413)
      else
        gather(request, with_room(added(gathered, piece, size), most)?, most)
      end
    end
  end
end

fn whole(gathered :: Gathered) -> Result<Bytes, Int> do
  let bytes = Bytes.join(gathered.pieces)
  if gathered.packs do
    Result.map_err(Compression.unzstd(bytes, gathered.size), fn _ -> 400 end)
  else
    Ok(bytes)
  end
end

@in_place
fn added(gathered :: Gathered, piece :: Bytes, size :: Int) -> Gathered do
  let kept = if gathered.packs do Compression.zstd(piece, 1) else piece end
  %{gathered | pieces: List.append(gathered.pieces, kept), size: size}
end

fn with_room(gathered :: Gathered, most :: Int) -> Result<Gathered, Int> do
  if gathered.size > gathered.room do
    BodyRoom.give(gathered.id)
    Ok(%{gathered | id: reserve(most * gathered.weight)?, room: most, told: 0})
  else if gathered.size - gathered.told < BodyRoom.step() do
    Ok(gathered)
  else if BodyRoom.goes_on(gathered.id, gathered.size * gathered.weight) do
    Ok(%{gathered | told: gathered.size})
  else
    Err(503)
  end
end

fn reserve(bytes :: Int) -> Result<String, Int> = Option.ok_or(BodyRoom.take(bytes), 503)

fn is_plain(request :: Request) -> Bool do
  let encoding = String.trim(Option.unwrap_or(Request.header(request, "content-encoding"), ""))
  List.contains(["", "identity"], String.to_lower(encoding))
end

## The text of an event, of at most so many bytes: clients of old send it as Base64, mostly of what zlib made of it.
pub fn event_text(body :: Bytes, most :: Int) -> Result<String, Int> do
  let plain = if is_base64(body) do unpacked(body, most)? else body end
  if Bytes.length(plain) > most do Err(413) else Ok(Bytes.to_string_lossy(plain)) end
end

# No JSON text of an object begins with a letter or a digit.
fn is_base64(body :: Bytes) -> Bool do
  Regex.is_match(~r/^[A-Za-z0-9+\/_-]/, Bytes.to_string_lossy(Bytes.slice(body, 0, 1)))
end

fn unpacked(body :: Bytes, most :: Int) -> Result<Bytes, Int> do
  let text = Regex.replace(~r/\s+/, Bytes.to_string_lossy(body), "")
  case Base64.decode_bytes(text) do
    Err(_) -> Err(400)
    # What zlib makes begins with an x.
    Ok(decoded) ->
      if Bytes.at(decoded, 0) == Some(120) do
        Result.map_err(Compression.inflate(decoded, most), fn reason ->
          if String.starts_with(reason, "more than") do 413 else 400 end
        end)
      else
        Ok(decoded)
      end
  end
end
