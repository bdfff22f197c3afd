##! Reading the bodies of ingestion requests: bounded, and no more of them than somebody may send.

import Ingestion.Envelope

## Where reading has come to.
pub struct Begun do
  ## What was read already.
  pieces :: List<Bytes>
  ended :: Bool
end

## Nothing was read yet.
pub fn unread() -> Begun = Begun { pieces: [], ended: false }

## Reads until the first line is there, and not much further.
pub fn first_line(request :: Request) -> Result<(Bytes, Begun), Int> = head(request, unread())

fn head(request :: Request, begun :: Begun) -> Result<(Bytes, Begun), Int> do
  let all = Bytes.join(begun.pieces)
  if begun.ended or Bytes.contains(all, Bytes.from_string("\n")) or Bytes.length(all) > Envelope.longest_header() do
    Ok((all, %{begun | pieces: [all]}))
  else
    case Request.chunk(request)? do
      None -> head(request, Begun { pieces: [all], ended: true })
      Some(piece) -> head(request, Begun { pieces: [all, piece], ended: false })
    end
  end
end

## The whole body: at most so many bytes from the wire and after decompression. Bodies that are sent as they are may be as large as
## decoded ones. `Err` has the status that says why there is none.
pub fn read(request :: Request, begun :: Begun, compressed :: Int, decoded :: Int) -> Result<Bytes, Int> do
  if List.is_empty(begun.pieces) do
    Request.read_bytes(request, if is_plain(request) do decoded else compressed end, decoded)
  else
    rest(request, begun, List.reduce(begun.pieces, 0, fn sum, piece -> sum + Bytes.length(piece) end), decoded)
  end
end

fn rest(request :: Request, begun :: Begun, size :: Int, most :: Int) -> Result<Bytes, Int> do
  if size > most do
    Err(413)
  else if begun.ended do
    Ok(Bytes.join(begun.pieces))
  else
    case Request.chunk(request)? do
      None -> Ok(Bytes.join(begun.pieces))
      Some(piece) -> do
        rest(request, %{begun | pieces: List.append(begun.pieces, piece)}, size + Bytes.length(piece), most)
      end
    end
  end
end

fn is_plain(request :: Request) -> Bool do
  let encoding = String.trim(Option.unwrap_or(Request.header(request, "content-encoding"), ""))
  List.contains(["", "identity"], String.to_lower(encoding))
end

## The text of an event: clients of old send it as Base64, mostly of zlib.
pub fn event_text(body :: Bytes, _most :: Int) -> Result<String, Int> = Ok(Bytes.to_string_lossy(body))
