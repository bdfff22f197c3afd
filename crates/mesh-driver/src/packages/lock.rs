//! `mesh.lock`: which commits a project's packages are, and what their files hold.

use std::ops::Range;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::manifest::{Git, Pick, shown};

/// What the file is called.
pub const FILE: &str = "mesh.lock";

const HEAD: &str =
    "# Which commits the packages of mesh.toml are. Written by meshc; belongs to the project's own files.\n";

/// All packages that are from repositories, by their names.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Lock {
    #[serde(default, rename = "package")]
    pub packages: Vec<Locked>,
}

/// One of them: what was asked for, and what that is.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Locked {
    pub name: String,
    pub version: String,
    pub git: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The commit that was asked for, as it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// The commit.
    pub revision: String,
    /// What the files of that commit hold.
    pub hash: String,
}

/// A file that cannot be read: its text as far as there is one, what is wrong, and where.
pub struct Unusable {
    pub text: String,
    pub place: Range<usize>,
    pub problem: String,
}

impl Lock {
    /// Reads the file of a project; empty where there is none.
    pub fn read(root: &Path) -> Result<Lock, Unusable> {
        match std::fs::read_to_string(root.join(FILE)) {
            Ok(text) => toml::from_str(&text).map_err(|error| {
                let place = shown(&text, error.span().unwrap_or(0..0));
                Unusable { place, problem: error.message().to_owned(), text }
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Lock::default()),
            Err(error) => Err(Unusable { text: String::new(), place: 0..0, problem: error.to_string() }),
        }
    }

    /// Writes the file, at once; one that would hold nothing is removed.
    pub fn write(&self, root: &Path) -> std::io::Result<()> {
        let path = root.join(FILE);
        if self.packages.is_empty() {
            return match std::fs::remove_file(path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            };
        }
        let text = toml::to_string(self).map_err(std::io::Error::other)?;
        let begun = root.join(format!(".{FILE}.{}", std::process::id()));
        let written = std::fs::write(&begun, format!("{HEAD}\n{text}")).and_then(|()| std::fs::rename(&begun, path));
        if written.is_err() {
            let _ = std::fs::remove_file(begun);
        }
        written
    }

    /// What a package is that is asked for so.
    pub fn find(&self, name: &str, git: &Git) -> Option<&Locked> {
        self.packages.iter().find(|locked| locked.name == name && locked.is_for(git))
    }
}

impl Locked {
    pub fn new(name: &str, version: &str, git: &Git, revision: &str, hash: &str) -> Self {
        let (mut tag, mut branch, mut asked) = (None, None, None);
        match &git.pick {
            Pick::Tag(name) => tag = Some(name.clone()),
            Pick::Branch(name) => branch = Some(name.clone()),
            Pick::Revision(number) => asked = Some(number.clone()),
            Pick::Newest => {}
        }
        Locked {
            name: name.to_owned(),
            version: version.to_owned(),
            git: git.url.clone(),
            tag,
            branch,
            asked,
            folder: git.folder.clone(),
            revision: revision.to_owned(),
            hash: hash.to_owned(),
        }
    }

    fn is_for(&self, git: &Git) -> bool {
        let same = match &git.pick {
            Pick::Tag(tag) => self.tag.as_ref() == Some(tag),
            Pick::Branch(branch) => self.branch.as_ref() == Some(branch),
            Pick::Revision(number) => self.asked.as_ref() == Some(number),
            Pick::Newest => self.tag.is_none() && self.branch.is_none() && self.asked.is_none(),
        };
        same && self.git == git.url && self.folder == git.folder
    }
}
