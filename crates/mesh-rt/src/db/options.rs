//! The options behind the `?` of a database's address, which are given once each.

use super::Failure;

/// Options in the order in which they are written.
pub struct Options(Vec<(String, String)>);

impl Options {
    /// An address in two: what stands before the `?`, and the options.
    pub fn split(url: &str) -> Result<(&str, Options), Failure> {
        let (before, query) = url.split_once('?').unwrap_or((url, ""));
        let mut options = Vec::new();
        for part in query.split('&').filter(|part| !part.is_empty()) {
            let Some((name, value)) = part.split_once('=') else {
                return Err(Failure::invalid(format!("the option `{part}` of the database's URL has no value")));
            };
            options.push((name.to_owned(), value.to_owned()));
        }
        Ok((before, Options(options)))
    }

    /// Takes an option out.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(at).1)
    }

    /// Takes a number out that lies in this range.
    pub fn number(&mut self, name: &str, least: u64, most: u64) -> Result<Option<u64>, Failure> {
        let Some(value) = self.take(name) else { return Ok(None) };
        match value.parse() {
            Ok(number) if (least..=most).contains(&number) => Ok(Some(number)),
            _ => Err(Failure::invalid(format!(
                "the option `{name}` of the database's URL is a number from {least} to {most}, not `{value}`"
            ))),
        }
    }

    /// Takes one of some words out.
    pub fn word(&mut self, name: &str, words: &[&str]) -> Result<Option<String>, Failure> {
        let Some(value) = self.take(name) else { return Ok(None) };
        if words.contains(&value.as_str()) {
            return Ok(Some(value));
        }
        let words = words.join("`, `");
        Err(Failure::invalid(format!("the option `{name}` of the database's URL is one of `{words}`, not `{value}`")))
    }

    /// What is left, as it was written.
    pub fn rest(&self) -> String {
        self.0.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    }

    /// Nothing may be left.
    pub fn end(self) -> Result<(), Failure> {
        match self.0.first() {
            None => Ok(()),
            Some((name, _)) => {
                Err(Failure::invalid(format!("the database's URL has an option `{name}`, which there is not")))
            }
        }
    }
}
