fn main() do
  case 3 do
  #    ^ E0012
  end
end
