//! A site: the pages of modules, their sources, the guide, the diagnostics, and what finds a way through them.

use std::collections::HashSet;

use mesh_common::{FileId, SourceMap};
use mesh_driver::docs::{Implemented, ModuleDocs};

use crate::directory::Directory;
use crate::highlight::{code, escaped};
use crate::layout::{Group, Page, Searched, assets, root_of};
use crate::markdown::{Rendering, summary};
use crate::module_page::{Listing, Modules};
use crate::{File, book};

/// What a site is made from.
pub struct Site<'a> {
    pub title: String,
    /// A text in Markdown that the first page begins with.
    pub front: Option<String>,
    /// The modules of a project; none for the site of the library.
    pub own: &'a [ModuleDocs],
    pub library: &'a [ModuleDocs],
    /// The files of all of them.
    pub sources: &'a SourceMap,
    pub implemented: &'a Implemented,
    /// Whether the guide and the diagnostics are part of it.
    pub with_book: bool,
}

/// All files of a site.
pub fn site(site: &Site<'_>) -> Vec<File> {
    Builder::new(site).files()
}

/// A module with the paths of its pages.
struct Placed<'a> {
    docs: &'a ModuleDocs,
    page: String,
    /// One for each of its files.
    listings: Vec<Listing>,
}

struct Builder<'a> {
    site: &'a Site<'a>,
    own: Vec<Placed<'a>>,
    library: Vec<Placed<'a>>,
    guide: Vec<book::Page>,
    others: Vec<book::Page>,
    diagnostics: Vec<book::Page>,
    directory: Directory,
    /// The pages that are written by hand.
    written: HashSet<String>,
}

/// The page about all diagnostics.
const DIAGNOSTICS: &str = "errors/index.html";

impl<'a> Builder<'a> {
    fn new(site: &'a Site<'a>) -> Self {
        let own = placed(site.own, "modules", site.sources);
        let library = placed(site.library, "library", site.sources);
        let mut directory = Directory::default();
        for module in own.iter().chain(&library) {
            directory.add_module(module.docs, module.page.clone());
        }
        for module in own.iter().chain(&library) {
            directory.add_bare_names(module.docs);
        }
        let pages = |make: fn() -> Vec<book::Page>| if site.with_book { make() } else { Vec::new() };
        let (guide, others, diagnostics) = (pages(book::guide), pages(book::others), pages(book::diagnostics));
        for page in &diagnostics {
            let code = page.path.trim_start_matches("errors/").trim_end_matches(".md");
            directory.add(code.to_owned(), html_path(&page.path));
        }
        let all = guide.iter().chain(&others).chain(&diagnostics);
        let mut written: HashSet<String> = all.map(|page| html_path(&page.path)).collect();
        written.extend(library.iter().map(|module| module.page.clone()));
        written.insert("index.html".to_owned());
        Self { site, own, library, guide, others, diagnostics, directory, written }
    }

    fn files(&self) -> Vec<File> {
        let mut searched = Vec::new();
        let mut pages = vec![self.front()];
        let modules =
            Modules { directory: &self.directory, sources: self.site.sources, implemented: self.site.implemented };
        for module in self.own.iter().chain(&self.library) {
            pages.push(modules.page(module.docs, &module.page, &module.listings));
            pages.extend(module.listings.iter().map(|listing| self.source(module, listing)));
            searched.extend(modules.searched(module.docs, &module.page));
        }
        for (at, page) in self.guide.iter().enumerate() {
            let near = |at: Option<usize>| at.and_then(|at| self.guide.get(at));
            let mut made = self.book_page(page, "guide", &mut searched);
            made.body.push_str(&turning(near(at.checked_sub(1)), near(Some(at + 1))));
            pages.push(made);
        }
        pages.extend(self.others.iter().map(|page| self.book_page(page, "guide", &mut searched)));
        pages.extend(self.diagnostics.iter().map(|page| self.book_page(page, "diagnostic", &mut searched)));
        if self.site.with_book {
            pages.push(self.all_diagnostics());
        }
        let mut files: Vec<File> = pages.iter().map(|page| page.html(&self.site.title)).collect();
        files.extend(assets(&self.contents(), &searched));
        files
    }

    fn contents(&self) -> Vec<Group> {
        let modules = |modules: &[Placed<'_>]| {
            let module = |module: &Placed<'_>| (module.docs.module.written().to_owned(), module.page.clone());
            let mut all: Vec<_> = modules.iter().map(module).collect();
            all.sort();
            all
        };
        let titled = |page: &book::Page| (page.title().to_owned(), html_path(&page.path));
        let mut more: Vec<(String, String)> = self.others.iter().map(titled).collect();
        if self.site.with_book {
            more.insert(0, ("All diagnostics".to_owned(), DIAGNOSTICS.to_owned()));
        }
        let groups = [
            ("Modules", modules(&self.own)),
            ("Guide", self.guide.iter().map(titled).collect()),
            ("Library", modules(&self.library)),
            ("More", more),
        ];
        let full = groups.into_iter().filter(|(_, pages)| !pages.is_empty());
        full.map(|(name, pages)| (name.to_owned(), pages)).collect()
    }

    fn render(&self, path: &str, root: &str, text: &str) -> crate::markdown::Rendered {
        let has_page = |page: &str| self.written.contains(page);
        let rendering =
            Rendering { directory: &self.directory, root, path: Some(path), has_page: &has_page, lowered: 0 };
        rendering.render(text)
    }

    fn book_page(&self, page: &book::Page, kind: &'static str, searched: &mut Vec<Searched>) -> Page {
        let path = html_path(&page.path);
        let rendered = self.render(&page.path, &root_of(&path), page.text);
        let title = page.title().to_owned();
        for (heading, anchor) in &rendered.headings {
            let is_title = *heading == title;
            let (name, place) = match is_title {
                true => (title.clone(), path.clone()),
                false => (heading.clone(), format!("{path}#{anchor}")),
            };
            let summary = if is_title { String::new() } else { title.clone() };
            searched.push(Searched { name, kind, place, summary });
        }
        Page { path, title, body: rendered.html, places: rendered.headings.into_iter().skip(1).collect() }
    }

    fn all_diagnostics(&self) -> Page {
        let title = "All diagnostics".to_owned();
        let row = |page: &book::Page| {
            let code = page.path.trim_start_matches("errors/").trim_end_matches(".md");
            let about = page.title().split_once(": ").map_or("", |(_, about)| about);
            format!("<tr><td><a href=\"{code}.html\"><code>{code}</code></a></td><td>{}</td></tr>\n", escaped(about))
        };
        let rows: String = self.diagnostics.iter().map(row).collect();
        let body = format!("<h1>{title}</h1>\n<table class=\"summary\">\n{rows}</table>\n");
        Page { path: DIAGNOSTICS.to_owned(), title, body, places: Vec::new() }
    }

    /// The first page: what the project says of itself, and its contents.
    fn front(&self) -> Page {
        let title = self.site.title.clone();
        let mut body = match &self.site.front {
            Some(text) => self.render("README.md", "", text).html,
            None => format!("<h1>{}</h1>\n", escaped(&title)),
        };
        for (name, modules) in [("Modules", &self.own), ("Library", &self.library)] {
            if modules.is_empty() {
                continue;
            }
            body.push_str(&format!("<h2>{name}</h2>\n<table class=\"summary\">\n"));
            let mut sorted: Vec<&Placed<'_>> = modules.iter().collect();
            sorted.sort_by_key(|module| module.docs.module);
            for module in sorted {
                let about = module.docs.text.as_deref().map_or_else(String::new, summary);
                let about = self.render("README.md", "", &about).html;
                let about = about.trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned();
                let (page, name) = (escaped(&module.page), escaped(module.docs.module.written()));
                body.push_str(&format!("<tr><td><a href=\"{page}\">{name}</a></td><td>{about}</td></tr>\n"));
            }
            body.push_str("</table>\n");
        }
        if self.site.with_book {
            body.push_str("<h2>Guide</h2>\n<ol class=\"chapters\">\n");
            for page in self.guide.iter().filter(|page| !page.path.ends_with("README.md")) {
                let title = page.title().split_once(". ").map_or(page.title(), |(_, title)| title);
                body.push_str(&format!("<li><a href=\"{}\">{}</a></li>\n", html_path(&page.path), escaped(title)));
            }
            body.push_str("</ol>\n");
        }
        Page { path: "index.html".to_owned(), title, body, places: Vec::new() }
    }

    fn source(&self, module: &Placed<'_>, listing: &Listing) -> Page {
        let file = self.site.sources.file(listing.file);
        let lines = file.text.lines().count().max(1);
        let numbers: String =
            (1..=lines).map(|line| format!("<a id=\"L{line}\" href=\"#L{line}\">{line}</a>\n")).collect();
        let root = root_of(&listing.path);
        let name = escaped(&file.name);
        let body = format!(
            "<h1>{name} <a class=\"source\" href=\"{root}{}\">documentation</a></h1>\n<div class=\"listing\">\
             <pre class=\"numbers\">{numbers}</pre><pre class=\"mesh\"><code>{}</code></pre></div>\n",
            escaped(&module.page),
            code(&file.text)
        );
        Page { path: listing.path.clone(), title: file.name.clone(), body, places: Vec::new() }
    }
}

/// Where the pages of modules are: `library/file_stream.html`, and `source/library/file_stream.html`.
fn placed<'a>(modules: &'a [ModuleDocs], folder: &str, sources: &SourceMap) -> Vec<Placed<'a>> {
    let mut taken = HashSet::new();
    let mut path_of = |file: FileId| {
        let name = &sources.file(file).name;
        let name = name.strip_prefix("std/").unwrap_or(name).trim_end_matches(".mpl").replace(['/', '\\'], ".");
        let mut path = format!("{folder}/{}.html", url_part(&name));
        // Where big and small letters are the same, two files would be one.
        for number in 2.. {
            if taken.insert(path.to_lowercase()) {
                break;
            }
            path = format!("{folder}/{}-{number}.html", url_part(&name));
        }
        path
    };
    let place = |docs: &'a ModuleDocs| {
        let paths: Vec<String> = docs.files.iter().map(|file| path_of(*file)).collect();
        let listing = |(file, path): (&FileId, &String)| Listing { file: *file, path: format!("source/{path}") };
        let listings = docs.files.iter().zip(&paths).map(listing).collect();
        Placed { docs, page: paths.into_iter().next().unwrap_or_default(), listings }
    };
    modules.iter().map(place).collect()
}

/// A name of which every character stands for itself in a URL and in a file system.
fn url_part(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() || "._-".contains(c) { c } else { '-' }).collect()
}

fn html_path(markdown: &str) -> String {
    format!("{}.html", markdown.trim_end_matches(".md"))
}

/// The links to the chapters before and behind.
fn turning(before: Option<&book::Page>, behind: Option<&book::Page>) -> String {
    let link = |page: Option<&book::Page>, rel: &str, sign: &dyn Fn(String) -> String| {
        page.map_or_else(
            || "<span></span>".to_owned(),
            |page| {
                let file = html_path(page.path.trim_start_matches("guide/"));
                format!("<a rel=\"{rel}\" href=\"{file}\">{}</a>", sign(escaped(page.title())))
            },
        )
    };
    let (back, on) =
        (link(before, "prev", &|title| format!("← {title}")), link(behind, "next", &|title| format!("{title} →")));
    format!("<p class=\"turning\">{back}{on}</p>\n")
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use mesh_driver::docs;

    use super::*;

    /// What follows each `mark` in a text, up to a quote.
    fn quoted<'t>(text: &'t str, mark: &str) -> Vec<&'t str> {
        text.split(mark).skip(1).filter_map(|rest| rest.split('"').next()).collect()
    }

    #[test]
    fn every_link_leads_somewhere() {
        let library = docs::library(None);
        let implemented = docs::implemented(&library.interfaces);
        let sources = mesh_driver::library_sources();
        let files = site(&Site {
            title: "Mesh".to_owned(),
            front: None,
            own: &[],
            library: &library.modules,
            sources,
            implemented: &implemented,
            with_book: true,
        });
        let anchors: HashMap<&str, HashSet<&str>> =
            files.iter().map(|(path, text)| (path.as_str(), quoted(text, " id=\"").into_iter().collect())).collect();
        let mut links = 0;
        for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
            let entries = quoted(text, "<section class=\"entry\" id=\"");
            assert_eq!(
                entries.iter().collect::<HashSet<_>>().len(),
                entries.len(),
                "{path}: each entry has its own place"
            );
            for link in quoted(text, "href=\"").into_iter().filter(|link| !link.starts_with("http")) {
                let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
                let mut parts: Vec<&str> = path.split('/').collect();
                if !file.is_empty() {
                    parts.pop();
                }
                for part in file.split('/').filter(|part| !part.is_empty()) {
                    match part {
                        ".." => parts.truncate(parts.len().saturating_sub(1)),
                        part => parts.push(part),
                    }
                }
                let target = parts.join("/");
                let known = anchors.get(target.as_str());
                assert!(known.is_some(), "{path}: {link} leads to {target}, which is not there");
                assert!(anchor.is_empty() || known.is_some_and(|known| known.contains(anchor)), "{path}: {link}");
                links += 1;
            }
        }
        assert!(links > 10_000, "{links} links");
    }
}
