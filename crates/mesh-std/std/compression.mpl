##! Bytes packed and unpacked; smaller answers for clients that can unpack them.

# ---- bytes ------------------------------------------------------------------------------------------------------

@extern("mesh_packing_zstd")
@reads
fn pack_zstd(bytes :: Bytes, level :: Int) -> Result<Bytes, String>

@extern("mesh_packing_unzstd")
@reads
fn unpack_zstd(bytes :: Bytes, most :: Int) -> Result<Bytes, String>

@extern("mesh_packing_gzip")
@reads
fn pack_gzip(bytes :: Bytes) -> Result<Bytes, String>

@extern("mesh_packing_gunzip")
@reads
fn unpack_gzip(bytes :: Bytes, most :: Int) -> Result<Bytes, String>

@extern("mesh_packing_deflate")
@reads
fn pack_deflate(bytes :: Bytes) -> Result<Bytes, String>

@extern("mesh_packing_inflate")
@reads
fn unpack_deflate(bytes :: Bytes, most :: Int) -> Result<Bytes, String>

# Packing fails for want of memory alone.
fn packed_bytes(outcome :: Result<Bytes, String>) -> Bytes do
  case outcome do
    Ok(bytes) -> bytes
    Err(problem) -> panic(problem)
  end
end

fn bounded(most :: Int) -> Int do
  if most < 0 do panic("at most ${most} bytes are none that can be") else most end
end

## The bytes packed by zstd, quickly.
##
## ```mesh
## let text = Bytes.from_string(String.repeat("again ", 100))
## assert Bytes.length(Compression.zstd(text)) < 100
## ```
pub fn zstd(bytes :: Bytes) -> Bytes = zstd(bytes, 3)

## The same at a level from 1, which is the quickest, to 19, which packs best. Crashes on another one.
##
## ```mesh
## let text = Bytes.from_string(String.repeat("again ", 100))
## assert_eq Compression.unzstd(Compression.zstd(text, 19), 1000), Ok(text)
## ```
pub fn zstd(bytes :: Bytes, level :: Int) -> Bytes do
  if level < 1 or level > 19 do
    panic("zstd has levels from 1 to 19, not ${level}")
  else
    packed_bytes(pack_zstd(bytes, level))
  end
end

## What was packed by zstd, as it was; `Err` when that is more than `most` bytes, which is found out before there are more, or when it
## is something else. Several frames give what is in all of them.
##
## ```mesh
## let packed = Compression.zstd(Bytes.from_string("hello"))
## assert_eq Compression.unzstd(packed, 1000), Ok(Bytes.from_string("hello"))
## assert Result.is_err(Compression.unzstd(packed, 4))
## ```
pub fn unzstd(bytes :: Bytes, most :: Int) -> Result<Bytes, String> =
  unpack_zstd(bytes, bounded(most))

## The bytes packed as `gzip` does.
##
## ```mesh
## let text = Bytes.from_string(String.repeat("again ", 100))
## assert Bytes.length(Compression.gzip(text)) < 100
## ```
pub fn gzip(bytes :: Bytes) -> Bytes = packed_bytes(pack_gzip(bytes))

## What was packed by `gzip`, as it was; `Err` as `unzstd` gives it.
##
## ```mesh
## let packed = Compression.gzip(Bytes.from_string("hello"))
## assert_eq Compression.gunzip(packed, 1000), Ok(Bytes.from_string("hello"))
## assert Result.is_err(Compression.gunzip(Bytes.from_string("hello"), 1000))
## ```
pub fn gunzip(bytes :: Bytes, most :: Int) -> Result<Bytes, String> =
  unpack_gzip(bytes, bounded(most))

## The bytes packed as zlib does, which HTTP calls `deflate`.
##
## ```mesh
## let text = Bytes.from_string("hello")
## assert_eq Compression.inflate(Compression.deflate(text), 1000), Ok(text)
## ```
pub fn deflate(bytes :: Bytes) -> Bytes = packed_bytes(pack_deflate(bytes))

## What was packed by zlib, or by the same method without its wrapper, as it was; `Err` as `unzstd` gives it.
##
## ```mesh
## let packed = Compression.deflate(Bytes.from_string("hello"))
## assert_eq Compression.inflate(packed, 5), Ok(Bytes.from_string("hello"))
## assert Result.is_err(Compression.inflate(packed, 4))
## ```
pub fn inflate(bytes :: Bytes, most :: Int) -> Result<Bytes, String> =
  unpack_deflate(bytes, bounded(most))

# ---- answers ----------------------------------------------------------------------------------------------------

@extern("mesh_http_coding")
@reads
fn coding(values :: List<String>) -> Option<String>

@extern("mesh_http_pack")
@reads
fn pack(coding :: String, bytes :: Bytes) -> Result<Bytes, String>

## A step for `HTTP.use` that compresses answers of a kibibyte or more (zstd, br or gzip, as the client likes most) whose type is one of
## texts. Streams and files go out as they are.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router()
##     |> HTTP.use(Compression.answers)
##     |> HTTP.on_get("/", fn _ -> HTTP.response(200, String.repeat("again ", 1000)) end)
## )
## let request = Http.header(Http.build(:get, url), "accept-encoding", "gzip")
## let answer = Result.unwrap(Http.send(request))
## assert_eq Http.header_of(answer, "content-encoding"), Some("gzip")
## ```
pub fn answers(request :: Request, next :: Fun(Request) -> Response) -> Response do
  packed_from(1024, request, next(request))
end

## The same from another size on, in bytes.
##
## ```mesh
## let url = Test.serve(
##   HTTP.router()
##     |> HTTP.use(Compression.answers_from(100))
##     |> HTTP.on_get("/", fn _ -> HTTP.response(200, String.repeat("again ", 1000)) end)
## )
## let request = Http.header(Http.build(:get, url), "accept-encoding", "gzip")
## let answer = Result.unwrap(Http.send(request))
## assert_eq Http.header_of(answer, "content-encoding"), Some("gzip")
## ```
pub fn answers_from(size :: Int) -> Fun(Request, Fun(Request) -> Response) -> Response do
  fn request, next -> packed_from(size, request, next(request)) end
end

fn packed_from(least :: Int, request :: Request, answer :: Response) -> Response do
  let size = case answer.bytes do
    None -> String.byte_length(answer.body)
    Some(bytes) -> Bytes.length(bytes)
  end
  if not is_compressible(answer) do
    answer
  else
    let known = HTTP.add_header(answer, "vary", "Accept-Encoding")
    case (size >= least, coding(Request.headers(request, "accept-encoding"))) do
      (true, Some(name)) -> packed(known, name)
      _ -> known
    end
  end
end

fn packed(answer :: Response, coding :: String) -> Response do
  case pack(coding, Option.unwrap_or(answer.bytes, Bytes.from_string(answer.body))) do
    Err(_) -> answer
    Ok(bytes) -> do
      # Another form of the same content: a strong tag would say that the bytes are the same.
      let headers = List.map(answer.headers, fn header ->
        let (name, value) = header
        if name == "etag" and not String.starts_with(value, "W/") do
          (name, "W/${value}")
        else
          header
        end
      end)
      HTTP.add_header(
        %{answer | headers: headers, body: "", bytes: Some(bytes)},
        "content-encoding",
        coding
      )
    end
  end
end

# Whether it is a text as it is, all of it, which others may pack.
fn is_compressible(answer :: Response) -> Bool do
  let kind = String.to_lower(header(answer, "content-type"))
  let parts = ["json", "javascript", "xml", "wasm", "manifest"]
  let is_text =
    String.starts_with(kind, "text/") or List.any(parts, fn part -> String.contains(kind, part) end)
  let has_body = answer.status != 204 and answer.status != 206 and answer.status != 304
  let is_bare =
    header(answer, "content-encoding") == "" and
    not String.contains(header(answer, "cache-control"), "no-transform")
  is_text and has_body and is_bare and HTTP.is_whole(answer)
end

fn header(answer :: Response, name :: String) -> String do
  case List.find(answer.headers, fn header -> Tuple.first(header) == name end) do
    None -> ""
    Some(header) -> Tuple.second(header)
  end
end
