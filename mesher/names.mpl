##! What people call things: which texts can be names, short names and platforms, and how that is said.

import Slugs

## A name for people to read: of 1 to `most` characters, without line ends and other controls.
pub fn title(text :: String, what :: String, most :: Int) -> Result<String, String> do
  let trimmed = String.trim(text)
  if trimmed == "" or String.length(trimmed) > most or Regex.is_match(~r/\p{Cc}/, trimmed) do
    Err("${what} must have 1 to ${most} characters and no line ends")
  else
    Ok(trimmed)
  end
end

## A short name for addresses.
pub fn slug(text :: String) -> Result<String, String> do
  if Slugs.is_slug(text) do
    Ok(text)
  else
    Err("slug must begin with a letter and have at most 50 of a-z, 0-9, _ and -")
  end
end

## What a project runs on; "" when nobody says.
pub fn platform(text :: String) -> Result<String, String> do
  if Regex.is_match(~r/^[\w.-]{0,64}$/, text) do
    Ok(text)
  else
    Err("platform must have at most 64 letters, digits, dots, _ and -")
  end
end
