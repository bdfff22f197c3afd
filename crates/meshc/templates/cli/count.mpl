##! What is counted.

## The number of lines.
pub fn lines(text :: String) -> Int = List.length(String.lines(text))

## The number of words.
pub fn words(text :: String) -> Int = List.length(String.words(text))
