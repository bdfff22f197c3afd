fn main() do
  let a = """
    hi ${n}
    """
  let b = """
    two
      deep
    back
    """
  let c = """one "quoted" line"""
  let d = """
  ${x}    after
    ${y}
  """
  let g = """${x}  not trimmed
  """
  let e = """
      kept
    """
  f("""
    in a call
  """)
end
