//! What all pages of a site have in common.

use serde_json::json;

use crate::File;
use crate::highlight::escaped;

/// A page without what surrounds it.
pub struct Page {
    /// From the root of the site, with `/` between folders.
    pub path: String,
    pub title: String,
    pub body: String,
    /// Places in it, for the list beside it: what they are called, and their anchors.
    pub places: Vec<(String, String)>,
}

/// The way from a page to the root of the site.
pub fn root_of(path: &str) -> String {
    "../".repeat(path.matches('/').count())
}

impl Page {
    /// The page of a site that is called `site`.
    pub fn html(&self, site: &str) -> File {
        let root = root_of(&self.path);
        let (title, site, path) = (escaped(&self.title), escaped(site), escaped(&self.path));
        let whole_title = if title == site { title } else { format!("{title} · {site}") };
        let places = if self.places.len() < 2 {
            String::new()
        } else {
            let item = |(name, anchor): &(String, String)| {
                format!("<li><a href=\"#{}\">{}</a></li>", escaped(anchor), escaped(name))
            };
            let items: String = self.places.iter().map(item).collect();
            format!("<aside aria-label=\"On this page\"><h2>On this page</h2><ul>{items}</ul></aside>")
        };
        let body = &self.body;
        let html = format!(
            r##"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{whole_title}</title>
<link rel="stylesheet" href="{root}style.css">
<script>try {{ document.documentElement.dataset.theme = localStorage.getItem("mesh-theme") || "" }} catch (e) {{}}</script>
<script defer src="{root}nav.js"></script>
<script defer src="{root}script.js"></script>
</head>
<body data-root="{root}" data-page="{path}">
<a class="skip" href="#main">To the text</a>
<header>
<button id="menu" aria-label="Contents" aria-controls="nav" aria-expanded="false">☰</button>
<a class="home" href="{root}index.html">{site}</a>
<input id="search" type="search" placeholder="Search (press /)" aria-label="Search" autocomplete="off" spellcheck="false">
<button id="theme" aria-label="Dark or light">◐</button>
</header>
<div id="results" role="listbox" hidden></div>
<nav id="nav" aria-label="Contents"><noscript><a href="{root}index.html">Contents</a></noscript></nav>
<main id="main">
{body}
</main>
{places}
</body>
</html>
"##
        );
        (self.path.clone(), html)
    }
}

/// A group of the contents: what it is called, and titles and paths of its pages.
pub type Group = (String, Vec<(String, String)>);

/// Something that can be searched for.
pub struct Searched {
    pub name: String,
    pub kind: &'static str,
    pub place: String,
    pub summary: String,
}

/// The files that all pages use.
pub fn assets(contents: &[Group], searched: &[Searched]) -> Vec<File> {
    let rows = searched.iter().map(|found| json!([found.name, found.kind, found.place, found.summary]).to_string());
    let rows: Vec<String> = rows.collect();
    let file = |name: &str, text: String| (name.to_owned(), text);
    vec![
        file("style.css", include_str!("../assets/style.css").to_owned()),
        file("script.js", include_str!("../assets/script.js").to_owned()),
        file("nav.js", format!("var meshContents = {};\n", json!(contents))),
        file("search.js", format!("meshFound([\n{}\n]);\n", rows.join(",\n"))),
    ]
}
