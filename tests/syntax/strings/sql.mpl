fn main() do
  sql"select 1"
  sql""
  sql"${a}"
  sql"where a = ${x} and b in ${[1, "${deep}", sql"c ${y}"]}"
  sql"""
    select *
      from "t"
     where a = ${x}
    """
  f(sql"say \"hi\"", sql("no literal"), sql)
  let sql = mysql
  sql.name
end
