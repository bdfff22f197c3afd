//! The files that make a schema: `NNNN_name.sql`, or `NNNN_name.sqlite.sql` and `NNNN_name.postgres.sql`.

/// For which database a migration is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    Any,
    Sqlite,
    Postgres,
}

/// What the name of a migration's file says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MigrationName {
    pub number: u64,
    pub name: String,
    pub dialect: Dialect,
}

/// One file.
#[derive(Clone, Debug)]
pub struct Migration {
    pub name: MigrationName,
    pub text: String,
}

/// What a file's name says; `None` when it is no migration's.
pub fn name_of(file: &str) -> Option<MigrationName> {
    let stem = file.strip_suffix(".sql")?;
    let (stem, dialect) = if let Some(stem) = stem.strip_suffix(".sqlite") {
        (stem, Dialect::Sqlite)
    } else if let Some(stem) = stem.strip_suffix(".postgres") {
        (stem, Dialect::Postgres)
    } else {
        (stem, Dialect::Any)
    };
    let (digits, name) = stem.split_once('_')?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number = is_number.then(|| digits.parse().ok()).flatten()?;
    (!name.is_empty()).then(|| MigrationName { number, name: name.to_owned(), dialect })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_number_and_database() {
        let name = |number, name: &str, dialect| Some(MigrationName { number, name: name.to_owned(), dialect });
        assert_eq!(name_of("0012_add_users.sql"), name(12, "add_users", Dialect::Any));
        assert_eq!(name_of("3_a.sqlite.sql"), name(3, "a", Dialect::Sqlite));
        assert_eq!(name_of("3_a.postgres.sql"), name(3, "a", Dialect::Postgres));
        for other in ["a.sql", "1.sql", "1_.sql", "1_a.txt", "x1_a.sql", "_a.sql", "99999999999999999999999_a.sql"] {
            assert_eq!(name_of(other), None, "{other}");
        }
    }
}
