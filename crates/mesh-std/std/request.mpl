##! Parts of an HTTP request.

## The request and its connection, as the runtime knows them.
@opaque
pub type Exchange

## What a client asks. Names of headers are in lower case.
pub struct Request do
  method :: String
  path :: String
  headers :: Map<String, String>
  query :: Map<String, String>
  params :: Map<String, String>
  body :: String
  peer :: String
  exchange :: Exchange
end deriving()

## The verb: `GET`, `POST`, ...
pub fn method(request :: Request) -> String = request.method

## The path without the query, percent signs decoded.
pub fn path(request :: Request) -> String = request.path

## The body as text, decompressed.
pub fn body(request :: Request) -> String = request.body

@extern("mesh_http_read")
fn read_exchange(exchange :: Exchange, sent :: Int, decoded :: Int) -> Result<String, Int>

## Reads the body of a raw route: at most `sent` bytes from the wire, at most `decoded` after decompression. A byte that
## is not UTF-8 reads as `?`, so that lengths stay. `Err` holds the status that says why there is none: 413 too large,
## 415 an encoding that is not known, 400 broken.
pub fn read(request :: Request, sent :: Int, decoded :: Int) -> Result<String, Int> do
  read_exchange(request.exchange, sent, decoded)
end

## The address of the client.
pub fn peer(request :: Request) -> String = request.peer

## The header with that name, in any case.
pub fn header(request :: Request, name :: String) -> Option<String> = Map.fetch(request.headers, String.to_lower(name))

## What stands in the path where the route has `:name`.
pub fn param(request :: Request, name :: String) -> Option<String> = Map.fetch(request.params, name)

## The query parameter with that name.
pub fn query(request :: Request, name :: String) -> Option<String> = Map.fetch(request.query, name)
