##! Answers what the tests ask of Mesher's pure parts: a JSON object on each line, with the answer on a line of its own.

from Ingestion.Fields import text_or_empty
import Ingestion.Detail

fn main() do
  for line in IO.lines() do
    println(Json.encode(answer(Result.unwrap(Json.parse(line)))))
  end
end

fn answer(question :: Json) -> Json do
  let asked = fn name -> text_or_empty(question, name) end
  case asked("ask") do
    "detail" -> Detail.of(asked("form"), asked("body"))
    other -> panic("nobody knows `${other}`")
  end
end
