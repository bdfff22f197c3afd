pub fn render(rows :: List<List<String>>) -> String = String.join(List.map(rows, helper), "\n")

fn helper(row :: List<String>) -> String = "|" <> String.join(row, "|") <> "|"
