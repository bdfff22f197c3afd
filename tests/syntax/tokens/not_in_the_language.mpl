a ^ b & c $ d ` ~
"ok"
'x'
