##! about the module
# a line
## about x
x #tail
#= block #= nested =# still =# y
#
#=
many
lines
=#
z
