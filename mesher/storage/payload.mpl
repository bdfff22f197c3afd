##! The kept body of an event: compressed where that makes it smaller, which the form of its row says.

# Smaller bodies are kept as they are.
fn least() -> Int = 256

# Nothing that is kept has more bytes.
fn most() -> Int = 536870912

fn compressed() -> String = "+zstd"

## The form of a row and its payload, made from the form of an event and its body.
pub fn packed(form :: String, body :: String) -> (String, Bytes) do
  let plain = Bytes.from_string(body)
  if Bytes.length(plain) < least() do
    (form, plain)
  else
    let small = Compression.zstd(plain, 1)
    if Bytes.length(small) < Bytes.length(plain) do
      (form <> compressed(), small)
    else
      (form, plain)
    end
  end
end

## The body in a row's payload; "" when it cannot be read any more.
pub fn text(form :: String, payload :: Bytes) -> String do
  if String.ends_with(form, compressed()) do
    Bytes.to_string_lossy(Result.unwrap_or(Compression.unzstd(payload, most()), Bytes.empty()))
  else
    Bytes.to_string_lossy(payload)
  end
end

## The form of an event in the form of its row: `sentry`, `native` or `first`.
pub fn form(of_row :: String) -> String =
  Option.unwrap_or(String.strip_suffix(of_row, compressed()), of_row)

## Any bytes, made small for the database.
pub fn small(content :: Bytes) -> Bytes = Compression.zstd(content)

## What was made small.
pub fn whole(kept :: Bytes) -> Bytes = Result.unwrap_or(Compression.unzstd(kept, most()), kept)
