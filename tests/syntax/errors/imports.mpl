# mistakes: 5
import
import "text"
from List map
from List import
import A as B
fn main() do end
