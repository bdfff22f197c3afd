from Search.Query import parse, at, Completion, most_terms, most_characters
from Search.Terms import About, Wanted

# The conditions of a search that is right, without what is negated.
fn abouts(text :: String) -> List<About> do
  case parse(text, 0) do
    Ok(terms) -> List.map(terms, fn term -> term.about end)
    Err(problem) -> panic("${text}: ${problem.error} at ${problem.at}")
  end
end

fn problem(text :: String) -> (String, Int) do
  case parse(text, 0) do
    Ok(_) -> panic("${text} was read")
    Err(problem) -> (problem.error, problem.at)
  end
end

fn word(text :: String, wild :: Bool) -> About = Text(Wanted { text: text, wild: wild })

test("words are looked for as they stand, with stars where they are not quoted") do
  assert_eq abouts("Some"), [word("some", false)]
  assert_eq abouts("  \"Some Words*\"  "), [word("some words*", false)]
  assert_eq abouts("S**e message:w*s"), [word("s*e", true), word("w*s", true)]
  assert_eq abouts(""), []
end

test("names have meanings") do
  assert_eq abouts("is:unresolved level:error"), [State("unresolved"), Level(["error"])]
  assert_eq abouts("has:user"), [Has("user")]
end

test("a condition may be negated") do
  let terms = Result.unwrap(parse("!is:resolved x", 0))
  assert_eq List.map(terms, fn term -> term.negated end), [true, false]
  assert_eq List.map(Result.unwrap(parse("!", 0)), fn term -> term.about end), [word("!", false)]
end

test("numbers are compared") do
  case abouts("timesSeen:>10") do
    [Count(_, from, to)] -> assert_eq (from, to), (Some(11), None)
    other -> panic("${other}")
  end
end

test("mistakes have a place") do
  let (error, place) = problem("is:unresolved is:perhaps")
  assert String.starts_with(error, "is: takes unresolved, ")
  assert place >= 14
end

describe("a search has limits") do
  test("of its length") do
    let long = String.repeat("a", most_characters())
    assert List.length(abouts(long)) == 1
    let (error, _) = problem(long <> "a")
    assert String.contains(error, "at most 1000 characters")
  end

  test("of its conditions") do
    assert List.length(abouts(String.repeat("a ", most_terms()))) == most_terms()
    let (error, place) = problem(String.repeat("a ", most_terms() + 1))
    assert String.contains(error, "at most 30 conditions") and place == 60
  end
end

describe("completion knows") do
  test("the name that is begun") do
    assert_eq at("level:error is", 14), Completion { name: None, prefix: "is", from: 12 }
    assert_eq at("!is", 3), Completion { name: None, prefix: "is", from: 1 }
  end

  test("the value of a name") do
    assert_eq at("is:unres", 8), Completion { name: Some("is"), prefix: "unres", from: 3 }
  end

  test("no place outside of the text") do
    assert_eq at("is", -5), Completion { name: None, prefix: "", from: 0 }
    assert_eq at("is", 500), Completion { name: None, prefix: "is", from: 0 }
  end
end
