 println("hi")
#^^^^^^^^^^^^^ E0064
