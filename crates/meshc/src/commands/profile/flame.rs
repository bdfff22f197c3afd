//! A flame graph as SVG: who calls lies below, and is as wide as what was seen in it. A click makes one as wide as the page.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Stack;

const WIDTH: f64 = 1200.0;
const ROW: usize = 18;
/// Room above for the title.
const TOP: usize = 44;
/// The width of a sign, about.
const SIGN: f64 = 7.0;
/// What is narrower is left out.
const NARROWEST: f64 = 0.3;

/// A function below another one.
#[derive(Default)]
struct Node<'a> {
    count: u64,
    callees: BTreeMap<&'a str, Node<'a>>,
}

impl<'a> Node<'a> {
    fn of(stacks: &'a [Stack]) -> Node<'a> {
        let mut root = Node::default();
        for stack in stacks {
            root.count += stack.count;
            let mut node = &mut root;
            for name in &stack.functions {
                node = node.callees.entry(name).or_default();
                node.count += stack.count;
            }
        }
        root
    }

    /// The rows that are seen.
    fn depth(&self, total: u64) -> usize {
        let seen = self.callees.values().filter(|callee| is_seen(callee.count, total));
        seen.map(|callee| 1 + callee.depth(total)).max().unwrap_or(0)
    }
}

fn is_seen(count: u64, total: u64) -> bool {
    WIDTH * count as f64 / total as f64 >= NARROWEST
}

struct Graph<'a> {
    text: String,
    total: u64,
    height: usize,
    amount: &'a dyn Fn(u64) -> String,
}

/// The graph of these stacks; `amount` says how much a count is.
pub fn graph(stacks: &[Stack], title: &str, amount: impl Fn(u64) -> String) -> String {
    let root = Node::of(stacks);
    let height = TOP + ROW * (root.depth(root.count) + 1) + 8;
    let mut graph = Graph { text: String::new(), total: root.count.max(1), height, amount: &amount };
    let title = escaped(title);
    let _ = write!(
        graph.text,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\">\n\
         <style>text {{ font: 12px ui-monospace, monospace; pointer-events: none }} g {{ cursor: pointer }} \
         g:hover rect {{ stroke: #000 }}</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#fdfdf8\"/>\n\
         <text x=\"10\" y=\"24\" style=\"font-size: 15px\">{title}</text>\n"
    );
    graph.node("all", &root, 0, 0);
    let _ = write!(graph.text, "<script><![CDATA[{SCRIPT}]]></script>\n</svg>\n");
    graph.text
}

impl Graph<'_> {
    /// A function in its row, from this count on, and what it calls above it.
    fn node(&mut self, name: &str, node: &Node<'_>, row: usize, from: u64) {
        let scale = WIDTH / self.total as f64;
        let (x, width) = (from as f64 * scale, node.count as f64 * scale);
        let y = self.height - 8 - ROW * (row + 1);
        let share = 100.0 * node.count as f64 / self.total as f64;
        let signs = (width / SIGN) as usize;
        let shown: String = if signs > 2 { name.chars().take(signs - 1).collect() } else { String::new() };
        let (amount, known) = ((self.amount)(node.count), escaped(name));
        let _ = writeln!(
            self.text,
            "<g data-x=\"{x:.3}\" data-w=\"{width:.3}\" data-n=\"{known}\"><title>{known}: {amount}, {share:.1} %</title>\
             <rect x=\"{x:.3}\" y=\"{y}\" width=\"{width:.3}\" height=\"{}\" rx=\"2\" fill=\"{}\"/>\
             <text x=\"{:.3}\" y=\"{}\">{}</text></g>",
            ROW - 1,
            colour(name),
            x + 3.0,
            y + 13,
            escaped(&shown),
        );
        let mut from = from;
        for (name, callee) in &node.callees {
            if is_seen(callee.count, self.total) {
                self.node(name, callee, row + 1, from);
            }
            from += callee.count;
        }
    }
}

/// The same for each function wherever it is: warm ones, and grey for the runtime.
fn colour(name: &str) -> String {
    let hash = name.bytes().fold(5381u32, |hash, byte| hash.wrapping_mul(33) ^ u32::from(byte));
    match name.contains('(') {
        true => format!("hsl({} {}% {}%)", 14 + hash % 40, 70 + hash / 40 % 20, 62 + hash / 800 % 12),
        false => format!("hsl(210 12% {}%)", 72 + hash % 10),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const SCRIPT: &str = r#"
const all = [...document.querySelectorAll("g")], width = 1200;
function zoom(to) {
  const from = Number(to.dataset.x), scale = width / Number(to.dataset.w);
  for (const one of all) {
    const x = (Number(one.dataset.x) - from) * scale, w = Number(one.dataset.w) * scale;
    const [left, right] = [Math.max(x, 0), Math.min(x + w, width)];
    one.style.display = right - left < 0.3 ? "none" : "";
    const [rect, text] = [one.querySelector("rect"), one.querySelector("text")];
    rect.setAttribute("x", left);
    rect.setAttribute("width", Math.max(right - left, 0));
    text.setAttribute("x", left + 3);
    const signs = Math.floor((right - left) / 7);
    text.textContent = signs > 2 ? one.dataset.n.slice(0, signs - 1) : "";
  }
}
for (const one of all) one.addEventListener("click", () => zoom(one));
"#;

#[cfg(test)]
mod tests {
    use super::*;

    fn stack(count: u64, functions: &[&str]) -> Stack {
        Stack { count, functions: functions.iter().map(|&name| name.to_owned()).collect() }
    }

    #[test]
    fn wide_is_what_was_seen_much() {
        let stacks = [
            stack(3, &["main (a.mpl)", "hot (a.mpl)"]),
            stack(1, &["main (a.mpl)", "a<b> & \"c\" (a.mpl)"]),
            stack(1, &["main (a.mpl)", "hot (a.mpl)", "List.append"]),
        ];
        let text = graph(&stacks, "time & more", |count| count.to_string());
        let width = |name: &str| -> f64 {
            let line = text.lines().find(|line| line.contains(&format!("data-n=\"{name}\""))).expect(name);
            line.split("data-w=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
        };
        assert_eq!(width("all"), WIDTH);
        assert_eq!(width("main (a.mpl)"), WIDTH);
        assert_eq!(width("hot (a.mpl)"), WIDTH * 4.0 / 5.0);
        assert_eq!(width("List.append"), WIDTH / 5.0);
        assert_eq!(width("a&lt;b&gt; &amp; &quot;c&quot; (a.mpl)"), WIDTH / 5.0);
        assert!(text.contains("time &amp; more") && text.contains("4, 80.0 %"));
    }

    #[test]
    fn what_cannot_be_seen_is_left_out() {
        let stacks = [stack(1_000_000, &["main (a.mpl)"]), stack(1, &["tiny (a.mpl)"])];
        assert!(!graph(&stacks, "", |_| String::new()).contains("tiny"));
    }
}
