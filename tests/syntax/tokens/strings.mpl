"" "plain" "a\"b\\" "two
lines" "x${a}y#{b + "in ${c}"}z" "\${no} \#{no}" "$ # {"
"""triple "quoted" ${v}
end"""
"${ %{"k" => {1}} }"
~r/a\/b[0-9]+/ims :name :_x a:b
