# A strategy is one of three, and so is what happens with a child that ends: other atoms are refused by their types.
actor worker() do
  ()
end

fn main() do
  let kids = [Supervisor.child("q", fn -> spawn(worker) end, :sometimes, 5)]
  #                                                          ^^^^^^^^^^ E0001
  Supervisor.run(:nonsense, 1, 5, kids)
  #              ^^^^^^^^^ E0001
  Supervisor.start(OneForOne, 3, "five", [Supervisor.child("r", fn -> spawn(worker) end, Permanent, Permanent)])
  #                              ^^^^^^ E0001
  #                                                                                                 ^^^^^^^^^ E0001
end
