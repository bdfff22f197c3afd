//! Files that lie in the program itself: each with its tag, and in the forms that clients can unpack, made when one first asks.

use std::collections::HashMap;

use bytes::Bytes;
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

use super::compress;
use super::exchange::Exchange;
use super::files::{self, Conditions, Content, Head};
use crate::actor::waiting::pools;

/// Smaller ones are not worth the work.
const SMALLEST: usize = 512;
/// The codings with the ends of the names of files that are packed in them.
const CODINGS: [(&str, &str); 3] = [("zstd", ".zst"), ("br", ".br"), ("gzip", ".gz")];

/// See the module.
pub struct Assets(HashMap<String, Asset>);

struct Asset {
    bytes: Bytes,
    /// Without quotes.
    tag: String,
    kind: String,
    /// By coding; `None` where it is no smaller.
    packed: [OnceCell<Option<Bytes>>; 3],
}

/// What a client gets: a head and what belongs to it.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Bytes,
}

impl Assets {
    pub fn new(all: impl Iterator<Item = (String, Bytes)>) -> Assets {
        let asset = |path: &str, bytes: Bytes| {
            let digest = Sha256::digest(&bytes);
            let tag = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
            Asset { bytes, tag, kind: files::kind(path), packed: Default::default() }
        };
        Assets(all.map(|(path, bytes)| (path.clone(), asset(&path, bytes))).collect())
    }

    /// The answer to a request whose path has so many parts before that of the file; `None` when there is no such file.
    pub async fn answer(&self, exchange: &Exchange, skip: usize) -> Option<Answer> {
        let names = files::names(exchange.path(), skip)?.join("/");
        let is_folder = exchange.path().ends_with('/') || names.is_empty();
        let index = if names.is_empty() { "index.html".to_owned() } else { format!("{names}/index.html") };
        let path = if is_folder { &index } else { &names };
        let Some(asset) = self.0.get(path) else {
            let is_near = !is_folder && self.0.contains_key(&index);
            let headers = vec![("location", files::with_slash(exchange))];
            return is_near.then(|| Answer { status: 308, headers, body: Bytes::new() });
        };
        let conditions = Conditions::of(exchange);
        let wants = conditions.range.is_none() && asset.is_compressible();
        let coding = wants.then(|| compress::choose(exchange.header("accept-encoding"))).flatten();
        let packed = match coding {
            Some(coding) => self.packed(path, asset, coding).await.map(|bytes| (coding, bytes)),
            None => None,
        };
        Some(asset.answer(packed, &conditions))
    }

    /// A file in a coding: as it was packed before the program was built, or packed now, once.
    async fn packed(&self, path: &str, asset: &Asset, coding: &'static str) -> Option<Bytes> {
        let at = CODINGS.iter().position(|(known, _)| *known == coding)?;
        let pack = async || {
            if let Some(sibling) = self.0.get(&format!("{path}{}", CODINGS[at].1)) {
                return Some(sibling.bytes.clone());
            }
            let bytes = asset.bytes.clone();
            let packed = pools().decoding.run(move || compress::pack_well(coding, &bytes)).await.ok()?.ok()?;
            (packed.len() < asset.bytes.len()).then(|| Bytes::from(packed))
        };
        asset.packed[at].get_or_init(pack).await.clone()
    }
}

impl Asset {
    fn is_compressible(&self) -> bool {
        let parts = ["json", "javascript", "xml", "wasm", "manifest"];
        let is_text = self.kind.starts_with("text/") || parts.iter().any(|part| self.kind.contains(part));
        is_text && self.bytes.len() >= SMALLEST
    }

    fn answer(&self, packed: Option<(&'static str, Bytes)>, conditions: &Conditions) -> Answer {
        let (coding, bytes) = packed.map_or((None, self.bytes.clone()), |(coding, bytes)| (Some(coding), bytes));
        let tag = coding.map_or_else(|| format!("\"{}\"", self.tag), |coding| format!("\"{}-{coding}\"", self.tag));
        let content = Content { kind: self.kind.clone(), tag: &tag, modified: None, length: bytes.len() as u64 };
        let Head { status, mut headers, part } = files::head(&content, conditions);
        headers.extend(coding.filter(|_| status == 200).map(|coding| ("content-encoding", coding.to_owned())));
        headers.extend(self.is_compressible().then(|| ("vary", "Accept-Encoding".to_owned())));
        Answer { status, headers, body: bytes.slice(part.start as usize..part.end as usize) }
    }
}
