a
bc
d