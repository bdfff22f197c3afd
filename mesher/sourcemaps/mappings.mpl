##! The mappings of a source map: segments of numbers in Base64, each relative to the one before. They stay in that form, which is
## compact; they are cut into pieces of which one is decoded when a place is looked for.

## Where the decoder is: the place in what was made, counted from 0, and what it last said of what was written.
pub struct State do
  line :: Int
  column :: Int
  source :: Int
  source_line :: Int
  source_column :: Int
  name :: Int
end deriving(Eq, Debug)

## Some segments. `line` and `column` are the place of the first one, `state` stands before it.
pub struct Piece do
  line :: Int
  column :: Int
  state :: State
  text :: String
end deriving(Debug)

## Where something was written.
pub struct Origin do
  source :: Int
  line :: Int
  column :: Int
  name :: Option<Int>
end deriving(Eq, Debug)

# A segment that was read: the state behind it, where it ends, and how many numbers it has.
struct Segment do
  state :: State
  stop :: Int
  fields :: Int
end

# Bytes of a piece: it takes some microseconds to go through.
fn piece_size() -> Int = 4096

pub fn start() -> State =
  State { line: 0, column: 0, source: 0, source_line: 0, source_column: 0, name: 0 }

## As a text, for the database.
pub fn state_text(state :: State) -> String do
  "${state.line} ${state.column} ${state.source} ${state.source_line} ${state.source_column} ${state.name}"
end

pub fn state_of(text :: String) -> Option<State> do
  case List.filter_map(String.words(text), String.to_int) do
    [line, column, source, source_line, source_column, name] ->
      Some(State {
        line: line,
        column: column,
        source: source,
        source_line: source_line,
        source_column: source_column,
        name: name
      })
    _ -> None
  end
end

# ---- pieces -----------------------------------------------------------------------------------------------------

## The pieces of mappings, from a state on, or what is wrong with them.
pub fn pieces(mappings :: String, from :: State) -> Result<List<Piece>, String> do
  cut(
    mappings,
    Bytes.from_string(mappings),
    0,
    from,
    Open { from: 0, state: from, first: None },
    []
  )
end

# The piece that is being filled.
struct Open do
  from :: Int
  state :: State
  # The place of its first segment.
  first :: Option<(Int, Int)>
end

fn cut(
  text :: String,
  bytes :: Bytes,
  at :: Int,
  state :: State,
  open :: Open,
  done :: List<Piece>
) -> Result<List<Piece>, String> do
  case Bytes.at(bytes, at) do
    None -> Ok(closed(text, at, open, done))
    Some(59) -> do
      let next = %{state | line: state.line + 1, column: 0}
      separated(text, bytes, at, next, open, done)
    end
    Some(44) -> separated(text, bytes, at, state, open, done)
    Some(_) ->
      case segment(bytes, at, state) do
        Err(error) -> Err(error)
        Ok(read) -> do
          let first = Option.or(open.first, Some((read.state.line, read.state.column)))
          cut(text, bytes, read.stop, read.state, %{open | first: first}, done)
        end
      end
  end
end

# Between two segments a piece may end.
fn separated(
  text :: String,
  bytes :: Bytes,
  at :: Int,
  next :: State,
  open :: Open,
  done :: List<Piece>
) -> Result<List<Piece>, String> do
  if at - open.from >= piece_size() and Option.is_some(open.first) do
    cut(
      text,
      bytes,
      at + 1,
      next,
      Open { from: at + 1, state: next, first: None },
      closed(text, at, open, done)
    )
  else
    cut(text, bytes, at + 1, next, open, done)
  end
end

@in_place
fn closed(text :: String, at :: Int, open :: Open, done :: List<Piece>) -> List<Piece> do
  case open.first do
    None -> done
    Some((line, column)) ->
      List.append(done, Piece {
        line: line,
        column: column,
        state: open.state,
        text: String.byte_slice(text, open.from, at)
      })
  end
end

# ---- looking for a place ----------------------------------------------------------------------------------------

## What stands before a place on its line, by the segments of a piece.
pub fn find(piece :: String, from :: State, line :: Int, column :: Int) -> Option<Origin> do
  seek(Bytes.from_string(piece), 0, from, line, column, None)
end

fn seek(
  bytes :: Bytes,
  at :: Int,
  state :: State,
  line :: Int,
  column :: Int,
  found :: Option<Origin>
) -> Option<Origin> do
  case Bytes.at(bytes, at) do
    # What was found is of the line where the piece ends.
    None -> if state.line == line do found else None end
    Some(59) ->
      if state.line >= line do
        found
      else
        seek(bytes, at + 1, %{state | line: state.line + 1, column: 0}, line, column, None)
      end
    Some(44) -> seek(bytes, at + 1, state, line, column, found)
    Some(_) ->
      case segment(bytes, at, state) do
        Err(_) -> found
        Ok(read) ->
          if read.state.line == line and read.state.column > column do
            found
          else
            seek(bytes, read.stop, read.state, line, column, origin(read))
          end
      end
  end
end

# A segment of one number says that nobody wrote this.
fn origin(read :: Segment) -> Option<Origin> do
  if read.fields < 4 do
    None
  else
    let state = read.state
    let name = if read.fields == 5 do Some(state.name) else None end
    Some(Origin {
      source: state.source,
      line: state.source_line,
      column: state.source_column,
      name: name
    })
  end
end

# ---- segments ---------------------------------------------------------------------------------------------------

fn segment(bytes :: Bytes, at :: Int, state :: State) -> Result<Segment, String> =
  field(bytes, at, state, 0)

# The numbers of a segment from one on.
fn field(bytes :: Bytes, at :: Int, state :: State, fields :: Int) -> Result<Segment, String> do
  case Bytes.at(bytes, at) do
    None | Some(44) | Some(59) ->
      if fields == 1 or fields >= 4 do
        Ok(Segment { state: state, stop: at, fields: fields })
      else
        Err("a segment of ${fields} numbers at ${at}")
      end
    Some(_) ->
      if fields == 5 do
        Err("a segment of more than 5 numbers at ${at}")
      else
        number(bytes, at, state, fields, 0, 0)
      end
  end
end

# One number: five bits in each character, the lowest first; the very lowest is its sign.
fn number(
  bytes :: Bytes,
  at :: Int,
  state :: State,
  fields :: Int,
  shift :: Int,
  sum :: Int
) -> Result<Segment, String> do
  let digit = digit_of(Option.unwrap_or(Bytes.at(bytes, at), 0))
  if digit < 0 or shift > 30 do
    Err("no number at ${at}")
  else
    let total = sum + (digit % 32) * power(shift)
    if digit >= 32 do
      number(bytes, at + 1, state, fields, shift + 5, total)
    else
      let value = if total % 2 == 1 do -(total / 2) else total / 2 end
      let next = moved(state, fields, value)
      if is_outside(next) do
        Err("a place outside of everything at ${at}")
      else
        field(bytes, at + 1, next, fields + 1)
      end
    end
  end
end

fn moved(state :: State, fields :: Int, by :: Int) -> State do
  case fields do
    0 -> %{state | column: state.column + by}
    1 -> %{state | source: state.source + by}
    2 -> %{state | source_line: state.source_line + by}
    3 -> %{state | source_column: state.source_column + by}
    _ -> %{state | name: state.name + by}
  end
end

fn is_outside(state :: State) -> Bool do
  state.column < 0 or
    state.source < 0 or
    state.source_line < 0 or
    state.source_column < 0 or
    state.name < 0 or
    state.column > 2147483647 or
    state.source_line > 2147483647 or
    state.source_column > 2147483647
end

fn power(shift :: Int) -> Int do
  case shift do
    0 -> 1
    5 -> 32
    10 -> 1024
    15 -> 32768
    20 -> 1048576
    25 -> 33554432
    _ -> 1073741824
  end
end

fn digit_of(character :: Int) -> Int do
  if character >= 97 and character <= 122 do
    character - 71
  else if character >= 65 and character <= 90 do
    character - 65
  else if character >= 48 and character <= 57 do
    character + 4
  else if character == 43 do
    62
  else if character == 47 do
    63
  else
    -1
  end
end
