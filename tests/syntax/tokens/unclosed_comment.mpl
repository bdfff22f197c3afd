let a = 1
#= outer #= inner =#
