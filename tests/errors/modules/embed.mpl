fn main() do
  let name = "web/"
  let fine = [embed("web"), embed("web/a.txt"), embed("./web/")]
  let all = [embed("webb/"), embed("../other"), embed("/etc/passwd"), embed("")]
  #                ^^^^^^^ E0077
  #                                ^^^^^^^^^^ E0077
  #                                                   ^^^^^^^^^^^^^ E0077
  #                                                                         ^^ E0077
  let more = [embed(name), embed(), embed("${name}"), embed("a", "b")]
  #                 ^^^^ E0077
  #                        ^^^^^^^ E0077
  #                                       ^^^^^^^^^ E0077
  #                                                   ^^^^^^^^^^^^^^^ E0077
  println("${List.length(fine ++ all ++ more)}")
end
#- web/a.txt
a text
#- web/b/c.txt
another
