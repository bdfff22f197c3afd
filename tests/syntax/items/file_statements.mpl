let x = 1
println("hi")
1 + 2
