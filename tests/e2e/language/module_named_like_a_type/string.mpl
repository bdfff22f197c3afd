pub fn mine() -> String = "mine"
