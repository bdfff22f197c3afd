//! Tokens of code. The text of a token is the text under its span.

use logos::Logos;
use mesh_common::Span;

/// What a token is. `Newline`s are tokens: whether they end a statement is the parser's business.
#[derive(Logos, Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TokenKind {
    #[regex(r"\r\n|\n|\r")]
    Newline,
    #[regex(r"[ \t]+")]
    Blank,
    #[regex(r"#[^=\n\r][^\n\r]*|#", priority = 3, allow_greedy = true)]
    LineComment,
    #[token("#=")]
    BlockComment,

    #[regex(r"[\p{XID_Start}_]\p{XID_Continue}*", priority = 2)]
    Ident,
    #[regex(r"0x[0-9a-fA-F_]+|0b[01_]+|0o[0-7_]+|[0-9][0-9_]*", priority = 3)]
    Int,
    #[regex(r"[0-9][0-9_]*\.[0-9][0-9_]*([eE][+-]?[0-9]+)?|[0-9][0-9_]*[eE][+-]?[0-9]+", priority = 4)]
    Float,
    #[regex(r":[a-z_][A-Za-z0-9_]*")]
    Atom,
    /// `~r/pattern/flags`
    #[regex(r"~r/([^/\\\n]|\\[^\n])*/[a-zA-Z]*")]
    Regex,
    /// Begins a string: `"` or `"""`. What follows comes as the `Str` kinds.
    #[token("\"\"\"")]
    TripleQuote,
    #[token("\"")]
    Quote,
    /// Begins SQL, in which values are parameters: `sql"` or `sql"""`. What follows is that of a string.
    #[token("sql\"\"\"")]
    SqlTripleQuote,
    #[token("sql\"")]
    SqlQuote,
    /// Text of a string, escapes as written.
    StrText,
    /// `${` or `#{` in a string; the tokens of the expression follow, then `InterpEnd`.
    InterpStart,
    InterpEnd,
    StrEnd,

    #[token("actor")]
    Actor,
    #[token("after")]
    After,
    #[token("alias")]
    Alias,
    #[token("and")]
    And,
    #[token("break")]
    Break,
    #[token("call")]
    Call,
    #[token("case")]
    Case,
    #[token("cast")]
    Cast,
    #[token("cond")]
    Cond,
    #[token("continue")]
    Continue,
    #[token("def")]
    Def,
    #[token("do")]
    Do,
    #[token("else")]
    Else,
    #[token("end")]
    End,
    #[token("false")]
    False,
    #[token("fn")]
    Fn,
    #[token("for")]
    For,
    #[token("if")]
    If,
    #[token("impl")]
    Impl,
    #[token("import")]
    Import,
    #[token("in")]
    In,
    #[token("interface")]
    Interface,
    #[token("let")]
    Let,
    #[token("link")]
    Link,
    #[token("match")]
    Match,
    #[token("module")]
    Module,
    #[token("monitor")]
    Monitor,
    #[token("nil")]
    Nil,
    #[token("not")]
    Not,
    #[token("or")]
    Or,
    #[token("pub")]
    Pub,
    #[token("receive")]
    Receive,
    #[token("return")]
    Return,
    #[token("self")]
    SelfWord,
    #[token("send")]
    Send,
    #[token("service")]
    Service,
    #[token("spawn")]
    Spawn,
    #[token("struct")]
    Struct,
    #[token("supervisor")]
    Supervisor,
    #[token("terminate")]
    Terminate,
    #[token("trait")]
    Trait,
    #[token("trap")]
    Trap,
    #[token("true")]
    True,
    #[token("type")]
    Type,
    #[token("when")]
    When,
    #[token("where")]
    Where,
    #[token("while")]
    While,
    #[token("with")]
    With,

    #[token("+")]
    Plus,
    #[token("-")]
    Minus,
    #[token("*")]
    Star,
    #[token("/")]
    Slash,
    #[token("%")]
    Percent,
    #[token("==")]
    EqEq,
    #[token("!=")]
    NotEq,
    #[token("<")]
    Lt,
    #[token(">")]
    Gt,
    #[token("<=")]
    Le,
    #[token(">=")]
    Ge,
    #[token("&&")]
    AmpAmp,
    #[token("||")]
    PipePipe,
    #[token("!")]
    Bang,
    #[token("|>")]
    PipeGt,
    /// `|3>`
    #[regex(r"\|[0-9]+>")]
    SlotPipe,
    #[token("..")]
    DotDot,
    #[token("<>")]
    Concat,
    #[token("++")]
    PlusPlus,
    #[token("=")]
    Eq,
    #[token("->")]
    Arrow,
    #[token("=>")]
    FatArrow,
    #[token("::")]
    ColonColon,
    #[token("?")]
    Question,
    #[token("|")]
    Bar,
    #[token("(")]
    LParen,
    #[token(")")]
    RParen,
    #[token("[")]
    LBracket,
    #[token("]")]
    RBracket,
    #[token("{")]
    LBrace,
    #[token("}")]
    RBrace,
    #[token(",")]
    Comma,
    #[token(".")]
    Dot,
    #[token(":")]
    Colon,
    #[token(";")]
    Semicolon,
    #[token("@")]
    At,
    /// A character that no rule accepts; already reported.
    Error,
    Eof,
}

impl TokenKind {
    /// Blanks and comments: kept beside the tokens that the parser sees.
    pub fn is_trivia(self) -> bool {
        matches!(self, TokenKind::Blank | TokenKind::LineComment | TokenKind::BlockComment)
    }
    /// A bracket that opens.
    pub fn opens(self) -> bool {
        matches!(self, TokenKind::LParen | TokenKind::LBracket | TokenKind::LBrace)
    }
    /// What begins a string.
    pub fn opens_string(self) -> bool {
        matches!(self, TokenKind::Quote | TokenKind::TripleQuote)
    }
    /// What begins SQL.
    pub fn opens_sql(self) -> bool {
        matches!(self, TokenKind::SqlQuote | TokenKind::SqlTripleQuote)
    }
    /// Whether the text that this begins ends with three quotes, and may be indented.
    pub fn is_triple(self) -> bool {
        matches!(self, TokenKind::TripleQuote | TokenKind::SqlTripleQuote)
    }
    /// A reserved word (all of them may follow a `.` as a member's name).
    pub fn is_keyword(self) -> bool {
        (TokenKind::Actor as u8..=TokenKind::With as u8).contains(&(self as u8))
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

/// A comment, with its marks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Comment {
    pub kind: CommentKind,
    pub span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CommentKind {
    /// `# text`
    Line,
    /// `## text`
    Doc,
    /// `##! text`
    ModuleDoc,
    /// `#= text =#`
    Block,
}
