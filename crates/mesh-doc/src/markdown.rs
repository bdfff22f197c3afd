//! Markdown as HTML: code is coloured, names in it are links, and nothing of a text becomes more than text.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::directory::Directory;
use crate::highlight::{code, escaped};

/// How a text is rendered.
pub struct Rendering<'a> {
    pub directory: &'a Directory,
    /// The way from the page to the root of the site: empty, or `../`.
    pub root: &'a str,
    /// Where the text is from, as a path below the root of the site, for links between pages; `None` for a comment.
    pub path: Option<&'a str>,
    /// Which pages the site has.
    pub has_page: &'a dyn Fn(&str) -> bool,
    /// How many levels headings are lowered.
    pub lowered: usize,
}

/// What became of a text.
pub struct Rendered {
    pub html: String,
    /// The headings with their anchors.
    pub headings: Vec<(String, String)>,
}

impl Rendering<'_> {
    /// A text as HTML.
    pub fn render(&self, text: &str) -> Rendered {
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
        let mut events = Parser::new_ext(text, options);
        let mut out: Vec<Event<'_>> = Vec::new();
        let mut headings: Vec<(String, String)> = Vec::new();
        // What is open of links: whether it is one in what comes out.
        let mut links: Vec<bool> = Vec::new();
        while let Some(event) = events.next() {
            match event {
                Event::Start(Tag::CodeBlock(kind)) => out.push(html(code_block(&kind, &mut events))),
                Event::Start(Tag::Heading { level, .. }) => {
                    let (inside, plain) = heading(&mut events);
                    let anchor = unique(&anchor(&plain), &headings);
                    let level = lowered(level, self.lowered);
                    out.push(html(format!("<{level} id=\"{anchor}\"><a class=\"self\" href=\"#{anchor}\">")));
                    out.extend(inside);
                    out.push(html(format!("</a></{level}>")));
                    headings.push((plain, anchor));
                }
                Event::Start(Tag::Link { dest_url, .. }) => {
                    let target = self.target(&dest_url);
                    out.extend(target.iter().map(|target| html(format!("<a href=\"{}\">", escaped(target)))));
                    links.push(target.is_some());
                }
                Event::End(TagEnd::Link) => {
                    if links.pop() == Some(true) {
                        out.push(html("</a>".to_owned()));
                    }
                }
                // Pictures are files that the site does not have: what stands for them is shown.
                Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => {}
                Event::Code(text) => out.push(html(self.code_span(&text, links.is_empty()))),
                Event::Html(text) | Event::InlineHtml(text) => out.push(Event::Text(text)),
                Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => {}
                other => out.push(other),
            }
        }
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, out.into_iter());
        Rendered { html, headings }
    }

    fn code_span(&self, text: &str, may_link: bool) -> String {
        let shown = format!("<code>{}</code>", escaped(text));
        match self.directory.written(text).filter(|_| may_link) {
            Some(place) => format!("<a href=\"{}{}\">{shown}</a>", self.root, escaped(place)),
            None => shown,
        }
    }

    /// Where a link leads in the site; `None` when that is not part of it.
    fn target(&self, written: &str) -> Option<String> {
        if written.starts_with("https://") || written.starts_with("http://") || written.starts_with("mailto:") {
            return Some(written.to_owned());
        }
        if written.starts_with('#') {
            return Some(written.to_owned());
        }
        let (file, anchor) = written.split_once('#').map_or((written, None), |(file, anchor)| (file, Some(anchor)));
        let path = resolve(self.path?, file)?;
        let page = match path.strip_prefix("reference/") {
            Some("README.md") => "index.html".to_owned(),
            Some(module) => format!("library/{}.html", module.strip_suffix(".md")?),
            None => format!("{}.html", path.strip_suffix(".md")?),
        };
        let page = if (self.has_page)(&page) { page } else { return None };
        let anchor = anchor.map_or_else(String::new, |anchor| format!("#{anchor}"));
        Some(format!("{}{page}{anchor}", self.root))
    }
}

fn html(text: String) -> Event<'static> {
    Event::Html(CowStr::from(text))
}

/// The path that a relative one means in the page at `from`.
fn resolve(from: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn code_block<'t>(kind: &CodeBlockKind<'t>, events: &mut impl Iterator<Item = Event<'t>>) -> String {
    let mut text = String::new();
    for event in events {
        match event {
            Event::Text(piece) => text.push_str(&piece),
            Event::End(TagEnd::CodeBlock) => break,
            _ => {}
        }
    }
    let language = match kind {
        CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or("").to_owned(),
        CodeBlockKind::Indented => String::new(),
    };
    let shown = if language == "mesh" { code(&text) } else { escaped(&text) };
    let class = if language == "mesh" { " class=\"mesh\"" } else { "" };
    format!("<pre{class}><code>{shown}</code></pre>\n")
}

/// What is inside of a heading, and its plain text.
fn heading<'t>(events: &mut impl Iterator<Item = Event<'t>>) -> (Vec<Event<'t>>, String) {
    let (mut inside, mut plain) = (Vec::new(), String::new());
    for event in events {
        match event {
            Event::End(TagEnd::Heading(_)) => break,
            Event::Text(text) => {
                plain.push_str(&text);
                inside.push(Event::Text(text));
            }
            Event::Code(text) => {
                plain.push_str(&text);
                inside.push(html(format!("<code>{}</code>", escaped(&text))));
            }
            // A heading is a link itself.
            Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link) => {}
            Event::Html(text) | Event::InlineHtml(text) => inside.push(Event::Text(text)),
            other => inside.push(other),
        }
    }
    (inside, plain)
}

fn lowered(level: HeadingLevel, by: usize) -> HeadingLevel {
    HeadingLevel::try_from((level as usize + by).min(6)).unwrap_or(HeadingLevel::H6)
}

/// Small letters and digits, `-` for blanks: what pages elsewhere link to.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase().replace(' ', "-");
    kept.chars().filter(|c| c.is_alphanumeric() || *c == '-' || *c == '_').collect()
}

fn unique(anchor: &str, taken: &[(String, String)]) -> String {
    let is_free = |anchor: &str| taken.iter().all(|(_, other)| other != anchor);
    if is_free(anchor) {
        return anchor.to_owned();
    }
    (1..).map(|number| format!("{anchor}-{number}")).find(|other| is_free(other)).unwrap_or_default()
}

/// The first sentence of a comment, without the marks of Markdown but those of code.
pub fn summary(text: &str) -> String {
    let paragraph: Vec<&str> = text.lines().take_while(|line| !line.trim().is_empty()).map(str::trim).collect();
    let paragraph = paragraph.join(" ");
    let ends = |at: usize| paragraph[at + 1..].is_empty() || paragraph[at + 1..].starts_with(' ');
    let in_code = |at: usize| paragraph[..at].matches('`').count() % 2 == 1;
    let is_short = |at: usize| paragraph[..at].ends_with("e.g") || paragraph[..at].ends_with("i.e");
    let mut stops = paragraph.match_indices('.').map(|(at, _)| at);
    match stops.find(|&at| ends(at) && !in_code(at) && !is_short(at)) {
        Some(at) => paragraph[..=at].to_owned(),
        None => paragraph,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str) -> String {
        let mut directory = Directory::default();
        directory.add("String.split".to_owned(), "library/string.html#split".to_owned());
        let has_page = |page: &str| ["guide/a.html", "runtime.html", "index.html"].contains(&page);
        let path = Some("guide/b.md");
        Rendering { directory: &directory, root: "../", path, has_page: &has_page, lowered: 1 }.render(text).html
    }

    #[test]
    fn names_in_code_are_links() {
        let link = "<a href=\"../library/string.html#split\"><code>String.split</code></a>";
        assert!(rendered("See `String.split`.").contains(link));
        assert!(rendered("See `String.split(a, \"b\")`.").contains("#split"));
        assert!(!rendered("See `String.splat`.").contains("href"));
        assert_eq!(rendered("[see `String.split`](a.md)").matches("href").count(), 1);
    }

    #[test]
    fn links_lead_to_pages_of_the_site_or_nowhere() {
        assert!(rendered("[a](a.md#x-y)").contains("<a href=\"../guide/a.html#x-y\">a</a>"));
        assert!(rendered("[r](../runtime.md)").contains("href=\"../runtime.html\""));
        assert!(rendered("[l](../reference/README.md)").contains("href=\"../index.html\""));
        assert_eq!(rendered("[s](../../crates/x.rs)"), "<p>s</p>\n");
        assert_eq!(rendered("[s](../../../../../a.md)"), "<p>s</p>\n");
        assert_eq!(rendered("[evil](javascript:alert)"), "<p>evil</p>\n");
        assert!(rendered("[w](https://example.com/?a=\"b\")").contains("&quot;"));
    }

    #[test]
    fn html_is_text() {
        let shown = rendered("a <b onclick=\"x\">b</b>\n\n<script>alert(1)</script>\n\n```html\n<i>\n```\n");
        assert!(!shown.contains("<b ") && !shown.contains("<script") && !shown.contains("<i>"), "{shown}");
    }

    #[test]
    fn headings_have_anchors() {
        let shown = rendered("# A `b` c!\n\n# A b c\n");
        assert!(shown.contains("<h2 id=\"a-b-c\">") && shown.contains("<h2 id=\"a-b-c-1\">"), "{shown}");
    }

    #[test]
    fn a_summary_is_a_sentence() {
        assert_eq!(summary("The parts, e.g. `a.b. c` of it. More.\n\nAnd more."), "The parts, e.g. `a.b. c` of it.");
        assert_eq!(summary("Whether\nit is so"), "Whether it is so");
        assert_eq!(summary("Version 1.5 is. x"), "Version 1.5 is.");
    }
}
