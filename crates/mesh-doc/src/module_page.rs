//! The page of a module.

use mesh_common::{FileId, SourceMap, Span};
use mesh_driver::docs::{Declaration, Entry, EntryKind, Implemented, ModuleDocs};
use mesh_typeck::types::QualifiedName;

use crate::directory::Directory;
use crate::highlight::{self, Named, escaped};
use crate::layout::{Page, Searched, root_of};
use crate::markdown::{Rendering, summary};

/// What the pages of modules are made from.
pub struct Modules<'a> {
    pub directory: &'a Directory,
    pub sources: &'a SourceMap,
    pub implemented: &'a Implemented,
}

/// The page that shows the text of a file.
pub struct Listing {
    pub file: FileId,
    pub path: String,
}

/// The groups in which declarations are told.
const GROUPS: [(&str, &[EntryKind]); 6] = [
    ("Types", &[EntryKind::Struct, EntryKind::Sum, EntryKind::Alias, EntryKind::Opaque]),
    ("Interfaces", &[EntryKind::Interface]),
    ("Services and supervisors", &[EntryKind::Service, EntryKind::Supervisor]),
    ("Actors", &[EntryKind::Actor]),
    ("Constants", &[EntryKind::Constant]),
    ("Functions", &[EntryKind::Function]),
];

/// What a module shows, in groups; empty ones are left out.
pub fn groups(docs: &ModuleDocs) -> Vec<(&'static str, Vec<&Entry>)> {
    let group = |(title, kinds): &(&'static str, &[EntryKind])| {
        let entries: Vec<&Entry> = docs.public().filter(|entry| kinds.contains(&entry.kind)).collect();
        (!entries.is_empty()).then_some((*title, entries))
    };
    GROUPS.iter().filter_map(group).collect()
}

impl Modules<'_> {
    /// The page of a module, the source of whose files is at `listings`.
    pub fn page(&self, docs: &ModuleDocs, path: &str, listings: &[Listing]) -> Page {
        let root = root_of(path);
        let writer = Writer { modules: self, docs, root: &root, listings };
        let title = docs.module.written().to_owned();
        let mut body = format!(
            "<h1>{} <span class=\"kind\">module</span> {}</h1>\n",
            escaped(&title),
            docs.entries.first().map_or_else(String::new, |_| writer.source_link(Span::new(docs.files[0], 0, 0)))
        );
        body.push_str(&docs.text.as_deref().map_or_else(String::new, |text| writer.text(text)));
        let groups = groups(docs);
        for (name, entries) in &groups {
            body.push_str(&format!("<h2>{name}</h2>\n<table class=\"summary\">\n"));
            entries.iter().for_each(|entry| body.push_str(&writer.row(entry)));
            body.push_str("</table>\n");
        }
        let mut places = Vec::new();
        for (_, entries) in &groups {
            for entry in entries {
                body.push_str(&writer.entry(entry));
                places.push((entry.name.to_string(), writer.anchor(entry)));
            }
        }
        Page { path: path.to_owned(), title, body, places }
    }

    /// What can be searched for in a module.
    pub fn searched(&self, docs: &ModuleDocs, path: &str) -> Vec<Searched> {
        let first = |text: &Option<String>| text.as_deref().map_or_else(String::new, summary);
        let module = docs.module.written();
        let own =
            Searched { name: module.to_owned(), kind: "module", place: path.to_owned(), summary: first(&docs.text) };
        let mut all = vec![own];
        for entry in docs.public() {
            let anchor = self.directory.anchor_of(docs.module, entry).unwrap_or_default();
            let place = format!("{path}#{anchor}");
            let name = format!("{module}.{}", entry.name);
            all.push(Searched { name, kind: entry.kind.word(), place, summary: first(&entry.text) });
            for part in &entry.parts {
                let name = format!("{}.{}", entry.name, part.name);
                let place = format!("{path}#{name}");
                all.push(Searched { name, kind: part_word(entry), place, summary: first(&part.text) });
            }
        }
        all
    }
}

fn part_word(entry: &Entry) -> &'static str {
    match entry.kind {
        EntryKind::Struct => "field",
        EntryKind::Sum => "variant",
        EntryKind::Interface => "method",
        _ => "function",
    }
}

struct Writer<'a> {
    modules: &'a Modules<'a>,
    docs: &'a ModuleDocs,
    root: &'a str,
    listings: &'a [Listing],
}

impl Writer<'_> {
    fn anchor(&self, entry: &Entry) -> String {
        self.modules.directory.anchor_of(self.docs.module, entry).unwrap_or_default().to_owned()
    }

    fn source_link(&self, at: Span) -> String {
        let Some(listing) = self.listings.iter().find(|listing| listing.file == at.file) else { return String::new() };
        let line = self.modules.sources.file(at.file).line_column(at.start).0;
        format!("<a class=\"source\" href=\"{}{}#L{line}\">source</a>", self.root, escaped(&listing.path))
    }

    fn text(&self, text: &str) -> String {
        let directory = self.modules.directory;
        Rendering { directory, root: self.root, path: None, has_page: &|_| false, lowered: 3 }.render(text).html
    }

    fn row(&self, entry: &Entry) -> String {
        let summary = entry.text.as_deref().map_or_else(String::new, |text| self.text(&summary(text)));
        let summary = summary.trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned();
        let (anchor, name) = (self.anchor(entry), entry.name);
        format!("<tr><td><a href=\"#{anchor}\"><code>{name}</code></a></td><td>{summary}</td></tr>\n")
    }

    fn declaration(&self, declaration: &Declaration) -> String {
        highlight::declaration(declaration, |named| {
            let directory = self.modules.directory;
            let place = match named {
                Named::Declared(name) => directory.type_named(name),
                Named::Basic(name) => directory.written(name),
            };
            place.map(|place| format!("{}{place}", self.root))
        })
    }

    fn entry(&self, entry: &Entry) -> String {
        let (anchor, name, kind) = (self.anchor(entry), entry.name, entry.kind.word());
        let source = self.source_link(entry.span);
        let mut out = format!(
            "<section class=\"entry\" id=\"{anchor}\">\n<h3><a class=\"self\" href=\"#{anchor}\">{name}</a> \
             <span class=\"kind\">{kind}</span> {source}</h3>\n"
        );
        let is_told = |text: &Option<String>| text.is_some() || entry.kind == EntryKind::Service;
        for part in entry.parts.iter().filter(|part| !is_told(&part.text)) {
            out.push_str(&format!("<span id=\"{name}.{}\"></span>", part.name));
        }
        let declaration = self.declaration(&entry.declaration);
        out.push_str(&format!("<pre class=\"mesh signature\"><code>{declaration}</code></pre>\n"));
        out.push_str(&entry.text.as_deref().map_or_else(String::new, |text| self.text(text)));
        let told: Vec<_> = entry.parts.iter().filter(|part| is_told(&part.text)).collect();
        if !told.is_empty() {
            out.push_str("<dl>\n");
            for part in told {
                let text = part.text.as_deref().map_or_else(String::new, |text| self.text(text));
                let declaration = self.declaration(&part.declaration);
                let id = format!("{name}.{}", part.name);
                out.push_str(&format!(
                    "<dt id=\"{id}\"><code class=\"mesh\">{declaration}</code></dt><dd>{text}</dd>\n"
                ));
            }
            out.push_str("</dl>\n");
        }
        out.push_str(&self.implements(entry));
        out.push_str("</section>\n");
        out
    }

    fn implements(&self, entry: &Entry) -> String {
        let name = QualifiedName { module: self.docs.module, name: entry.name };
        let Some(interfaces) = self.modules.implemented.get(&name).filter(|_| entry.kind.is_type()) else {
            return String::new();
        };
        let mut links: Vec<String> = interfaces
            .iter()
            .map(|interface| match self.modules.directory.type_named(*interface) {
                Some(place) => format!("<a href=\"{}{place}\"><code>{}</code></a>", self.root, interface.name),
                None => format!("<code>{}</code>", interface.name),
            })
            .collect();
        links.sort();
        links.dedup();
        format!("<p class=\"implements\">Implements {}.</p>\n", links.join(", "))
    }
}
