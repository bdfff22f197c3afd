##! Short names that stand in addresses for organizations and projects.

## Whether a text can be one: it begins with a letter, so that no number is one, and looks like no id.
pub fn is_slug(text :: String) -> Bool do
  Regex.is_match(~r/^[a-z][a-z0-9_-]{0,49}$/, text) and
    not Regex.is_match(~r/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-/, text)
end

## One made of a name; "" when nothing of it can stand there.
pub fn of(name :: String) -> String do
  let plain = Regex.replace(~r/[^a-z0-9_]+/, String.to_lower(name), "-")
  let slug =
    Regex.replace(~r/-+$/, String.slice(Regex.replace(~r/^[0-9_-]+/, plain, ""), 0, 40), "")
  if is_slug(slug) do slug else "" end
end
