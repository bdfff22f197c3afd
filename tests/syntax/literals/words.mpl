fn main() do
  f(true, false, nil, (), :atom, :_other)
  f(~r/a\/b+\d/, ~r/x y/ims)
end
