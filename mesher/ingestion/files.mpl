##! Where files are, without what changes when a program is built or installed anew.

## The last folders and the name of a file: no host, no folders of releases, no hashes.
pub fn file(written :: String) -> String do
  let path = String.replace(before(before(written, "?"), "#"), "\\", "/")
  if not String.contains(path, "/") do
    asset(path)
  else
    let parts = String.split(within_packages(bare(path)), "/")
    let folders = List.filter_map(List.take_last(List.drop_last(parts, 1), 8), folder)
    let name = asset_in(folders, List.last(parts))
    String.join(List.append(List.take_last(folders, 2), name), "/")
  end
end

fn before(text :: String, mark :: String) -> String do
  case String.split_once(text, mark) do
    Some((first, _)) -> first
    None -> text
  end
end

# Without scheme, host and drive; pages of an extension of a browser have a host that differs on each machine.
fn bare(path :: String) -> String do
  let hostless = if String.contains(path, ":/") do
    let local = Regex.replace(~r/^(?:[a-z-]+-extension:\/\/[^\/]*\/+)/i, path, "<extension>/")
    Regex.replace(~r/^[a-z][a-z0-9+.-]*:\/\/[^\/]*\/+|^[a-z]:\/+|^file:\/+/i, local, "")
  else
    path
  end
  if List.any(["/", ".", "~", "("], fn sign -> String.starts_with(hostless, sign) end) do
    Regex.replace(~r/^(?:\([\w-]+\)\/|~\/|\.{1,2}\/|\/)+/, hostless, "")
  else
    hostless
  end
end

# From the last folder of packages on.
fn within_packages(path :: String) -> String do
  let rooted = "/${path}"
  if List.any(["_modules/", "-packages/", "/gems/"], fn folder ->
    String.contains(rooted, folder)
  end) do
    Regex.replace(~r/^.*\/(node_modules|site-packages|dist-packages|gems)\//, rooted, "$1/")
  else
    rooted
  end
end

# A folder's name, unless it is that of a release.
fn folder(name :: String) -> Option<String> do
  let known = ["", ".", "..", "releases", "release", "current"]
  if List.contains(known, name) do
    None
  else if not Regex.is_match(~r/\d/, name) do
    Some(name)
  else if is_release(name) do
    None
  else
    # `react@18.2.0`, `serde-1.0.1`, `index.crates.io-6f17d22bba15001f`, `python3.11`
    Some(
      Regex.replace(
        ~r/(?:@[^\/]*|-v?\d+(?:\.\d+)+[\w.+-]*|-[0-9a-f]{12,}|\d+(?:\.\d+)+)$/,
        name,
        ""
      )
    )
  end
end

# Numbers, dates, versions, hashes and identifiers: what has a digit.
fn is_release(name :: String) -> Bool do
  Regex.is_match(~r/^v?\d[\d._T-]*(?:[-+][\w.+-]*)?$|^_MEI\d+$/, name) or
    Regex.is_match(~r/^[0-9a-f]{7,}$|^[0-9a-f]{8}-[0-9a-f-]{27}$/, name) or
    is_random(name)
end

fn is_random(name :: String) -> Bool do
  let is_word = Regex.is_match(~r/^[A-Za-z0-9_-]{16,}$/, name)
  is_word and Regex.is_match(~r/[0-9][A-Za-z]/, name) and Regex.is_match(~r/[A-Za-z][0-9]/, name)
end

## The name of a file without hashes.
pub fn asset(name :: String) -> String = asset_in([], name)

fn asset_in(folders :: List<String>, name :: String) -> String do
  let hexed = if Regex.is_match(~r/[0-9a-f]{6}\./, name) do
    Regex.replace_with(~r/(?:^|[.\-_])[0-9a-f]{6,64}\./, name, hex)
  else
    name
  end
  if Regex.is_match(~r/\.(?:[cm]?jsx?|css|bundle|map)$/, hexed) do
    case Regex.captures(~r/^(|.*[-._~])([A-Za-z0-9_-]{8})((?:\.[a-z]+)*\.[a-z]+)$/, hexed) do
      Some([_, stem, last, rest]) when is_hash(last) or
        (stem != "" and List.contains(folders, "assets")) -> do
        "${stem}<hash>${rest}"
      end
      _ -> Regex.replace(~r/^\d{3,}([.-])/, hexed, "<num>$1")
    end
  else
    hexed
  end
end

# Hexadecimal digits between two marks, when there are a digit and a letter, or very many.
fn hex(found :: String) -> String do
  let first = String.slice(found, 0, 1)
  let lead = if List.contains([".", "-", "_"], first) do first else "" end
  if Regex.is_match(~r/[0-9].*[a-f]|[a-f].*[0-9]/, found) do "${lead}<hash>." else found end
end

# Eight characters that no name has: digits among letters, capitals only, or capitals here and there.
fn is_hash(text :: String) -> Bool do
  (Regex.is_match(~r/[0-9]/, text) and Regex.is_match(~r/[A-Za-z]/, text)) or
    Regex.is_match(~r/^[A-Z_-]+$|[a-z][A-Z].*[a-z][A-Z]|[A-Z]{2}.*[a-z].*[A-Z]/, text)
end
