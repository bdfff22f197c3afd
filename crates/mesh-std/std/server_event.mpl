##! Events that a server sends to browsers, over a stream that `HTTP.events` begins.

## An event. `name` is what kind it is, `id` what a browser tells as `Last-Event-ID` when it comes again, `retry` the milliseconds that it
## waits before that.
pub struct ServerEvent do
  data :: String
  name :: Option<String>
  id :: Option<String>
  retry :: Option<Int>
end deriving(Eq, Debug)

## An event with data only: `%{ServerEvent.new("12.5") | name: Some("price")}` has a name, too.
##
## ```mesh
## let event = %{ServerEvent.new("12.5") | name: Some("price")}
## assert_eq (event.name, event.data), (Some("price"), "12.5")
## ```
pub fn new(data :: String) -> ServerEvent =
  ServerEvent { data: data, name: None, id: None, retry: None }

## Sends an event. Line ends in its name or identifier become blanks. False when nobody reads it any more.
##
## ```mesh
## let prices = HTTP.events(fn out ->
##   let _ = ServerEvent.send(out, ServerEvent.new("12.5"))
## end)
## assert_eq prices.status, 200
## ```
pub fn send(out :: BodyWriter, event :: ServerEvent) -> Bool = HTTP.write(out, text(event))

## What goes over the wire.
##
## ```mesh
## let event = %{ServerEvent.new("12.5") | name: Some("price")}
## assert_eq ServerEvent.text(event), "event: price\ndata: 12.5\n\n"
## ```
pub fn text(event :: ServerEvent) -> String do
  let lines = String.split(one_line_end(event.data), "\n")
  let retry = case event.retry do
    None -> ""
    Some(millis) -> "retry: ${millis}\n"
  end
  let data = String.join(List.map(lines, fn line -> "data: ${line}\n" end), "")
  "${field("event", event.name)}${field("id", event.id)}${retry}${data}\n"
end

fn field(name :: String, value :: Option<String>) -> String do
  case value do
    None -> ""
    Some(text) -> "${name}: ${String.replace(one_line_end(text), "\n", " ")}\n"
  end
end

fn one_line_end(text :: String) -> String =
  String.replace(String.replace(text, "\r\n", "\n"), "\r", "\n")
