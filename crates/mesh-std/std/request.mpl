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

## The address of the client.
pub fn peer(request :: Request) -> String = request.peer

## The header with that name, in any case.
pub fn header(request :: Request, name :: String) -> Option<String> = Map.fetch(request.headers, String.to_lower(name))

## What stands in the path where the route has `:name`.
pub fn param(request :: Request, name :: String) -> Option<String> = Map.fetch(request.params, name)

## The query parameter with that name.
pub fn query(request :: Request, name :: String) -> Option<String> = Map.fetch(request.query, name)
