##! Smaller answers for clients that can unpack them.

@extern("mesh_http_coding")
fn coding(values :: List<String>) -> Option<String>

@extern("mesh_http_pack")
fn pack(coding :: String, bytes :: Bytes) -> Result<Bytes, String>

## A step for `HTTP.use` that compresses answers of a kibibyte or more (zstd, br or gzip, as the client likes most) whose type is one of
## texts. Streams and files go out as they are.
pub fn answers(request :: Request, next :: Fun(Request) -> Response) -> Response do
  packed_from(1024, request, next(request))
end

## The same from another size on, in bytes.
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
        if name == "etag" and not String.starts_with(value, "W/") do (name, "W/${value}") else header end
      end)
      HTTP.add_header(%{answer | headers: headers, body: "", bytes: Some(bytes)}, "content-encoding", coding)
    end
  end
end

# Whether it is a text as it is, all of it, which others may pack.
fn is_compressible(answer :: Response) -> Bool do
  let kind = String.to_lower(header(answer, "content-type"))
  let parts = ["json", "javascript", "xml", "wasm", "manifest"]
  let is_text = String.starts_with(kind, "text/") or List.any(parts, fn part -> String.contains(kind, part) end)
  let has_body = answer.status != 204 and answer.status != 206 and answer.status != 304
  let is_bare = header(answer, "content-encoding") == "" and not String.contains(header(answer, "cache-control"), "no-transform")
  is_text and has_body and is_bare and HTTP.is_whole(answer)
end

fn header(answer :: Response, name :: String) -> String do
  case List.find(answer.headers, fn header -> Tuple.first(header) == name end) do
    None -> ""
    Some(header) -> Tuple.second(header)
  end
end
