//! Documentation by name: `String`, `String.split`, `split`, `Range.start`.

use mesh_common::Symbol;
use mesh_common::suggest::nearest;
use mesh_typeck::facts::Meaning;

use super::{Declaration, Entry, ModuleDocs, Part};

/// What a name means.
#[derive(Debug)]
pub enum Found<'a> {
    Module(&'a ModuleDocs),
    /// Declarations of one name in a module: functions that differ in their parameters are told together.
    Entries(&'a ModuleDocs, Vec<&'a Entry>),
    /// A field, a variant, a method or a function of a service.
    Part(&'a ModuleDocs, &'a Entry, &'a Part),
}

/// What is documented of one thing.
pub struct Meant<'a> {
    pub declaration: &'a Declaration,
    pub text: Option<&'a str>,
    /// The type or interface that it is a part of.
    pub of: Option<&'a Entry>,
}

/// What a module documents of something that it declares. The text of a module itself is in `ModuleDocs`.
pub fn meant(docs: &ModuleDocs, meaning: Meaning) -> Option<Meant<'_>> {
    let entry = match meaning {
        Meaning::Local(_) | Meaning::Module(_) => None,
        Meaning::Function(function) => match function.name.as_str().split_once('.') {
            Some((service, name)) => {
                return docs.value(Symbol::new(service), 0).and_then(|entry| part(entry, name, None));
            }
            None => docs.value(function.name, function.arity),
        },
        Meaning::Service(of) => docs.value(of.name, 0),
        Meaning::Type(of) | Meaning::Interface(of) => docs.type_named(of.name),
        Meaning::Variant(of, name) | Meaning::Field(of, name) | Meaning::Method(of, name) => {
            return docs.type_named(of.name).and_then(|entry| part(entry, name.as_str(), Some(entry)));
        }
    }?;
    Some(Meant { declaration: &entry.declaration, text: entry.text.as_deref(), of: None })
}

fn part<'a>(entry: &'a Entry, name: &str, of: Option<&'a Entry>) -> Option<Meant<'a>> {
    let part = entry.parts.iter().find(|part| part.name.as_str() == name)?;
    Some(Meant { declaration: &part.declaration, text: part.text.as_deref(), of })
}

/// All that a name can mean, modules first. What is private is found in its module only.
pub fn find<'a>(modules: &'a [ModuleDocs], name: &str) -> Vec<Found<'a>> {
    let mut found: Vec<Found<'a>> = modules.iter().filter(|docs| is_called(docs, name)).map(Found::Module).collect();
    match name.rsplit_once('.') {
        Some((before, last)) => {
            let owners = modules.iter().filter(|docs| is_called(docs, before));
            found.extend(owners.filter_map(|docs| entries(docs, last, true)));
            found.extend(modules.iter().flat_map(|docs| parts(docs, before, last)));
        }
        None => {
            found.extend(modules.iter().filter_map(|docs| entries(docs, name, false)));
            if found.is_empty() {
                let all = modules.iter().flat_map(|docs| docs.public().map(move |entry| (docs, entry)));
                found.extend(all.flat_map(|(docs, entry)| {
                    let named = entry.parts.iter().filter(|part| part.name.as_str() == name);
                    named.map(move |part| Found::Part(docs, entry, part))
                }));
            }
        }
    }
    found
}

fn is_called(docs: &ModuleDocs, name: &str) -> bool {
    let alias = mesh_std::MODULES.iter().find(|known| known.path == docs.module.as_str()).and_then(|known| known.alias);
    docs.module.written() == name || docs.module.last_segment().as_str() == name || alias == Some(name)
}

fn entries<'a>(docs: &'a ModuleDocs, name: &str, private: bool) -> Option<Found<'a>> {
    let named = docs.entries.iter().filter(|entry| entry.name.as_str() == name && (entry.public || private));
    let named: Vec<&Entry> = named.collect();
    // A module may use a private function of the same name for a public one.
    let public: Vec<&Entry> = named.iter().copied().filter(|entry| entry.public).collect();
    let named = if public.is_empty() { named } else { public };
    (!named.is_empty()).then_some(Found::Entries(docs, named))
}

/// `Range.start`, or `Shapes.Point.x`.
fn parts<'a>(docs: &'a ModuleDocs, owner: &str, name: &str) -> Vec<Found<'a>> {
    let owner = match owner.rsplit_once('.') {
        Some((module, owner)) if is_called(docs, module) => owner,
        Some(_) => return Vec::new(),
        None => owner,
    };
    let owners = docs.public().filter(|entry| entry.name.as_str() == owner);
    let named = owners.flat_map(|entry| entry.parts.iter().map(move |part| (entry, part)));
    named.filter(|(_, part)| part.name.as_str() == name).map(|(entry, part)| Found::Part(docs, entry, part)).collect()
}

/// The nearest name to one that means nothing.
pub fn suggestion(modules: &[ModuleDocs], name: &str) -> Option<String> {
    if let Some((before, last)) = name.rsplit_once('.') {
        let owner = modules.iter().find(|docs| is_called(docs, before));
        return match owner {
            Some(docs) => {
                let near = nearest(last, docs.public().map(|entry| entry.name));
                near.map(|near| format!("{before}.{near}"))
            }
            None => {
                let near = nearest(before, modules.iter().map(|docs| Symbol::new(docs.module.written())))?;
                let whole = format!("{near}.{last}");
                Some(if find(modules, &whole).is_empty() { near.to_string() } else { whole })
            }
        };
    }
    let names = modules.iter().flat_map(|docs| docs.public().map(|entry| entry.name));
    let modules = modules.iter().map(|docs| Symbol::new(docs.module.written()));
    nearest(name, modules.chain(names)).map(|near| near.to_string())
}
