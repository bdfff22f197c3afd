// What a table of states cannot tell: whether a new line ends a statement, where a comment that nests ends, and where the text
// of a string is interrupted. It keeps nothing from one call to the next.

#include <string.h>

#include "tree_sitter/parser.h"

enum Token { NEWLINE, ARM_NEWLINE, BLOCK_COMMENT, TEXT, LONG_TEXT, INTERPOLATION_START, ERROR_SENTINEL };

void *tree_sitter_mesh_external_scanner_create(void) { return 0; }
void tree_sitter_mesh_external_scanner_destroy(void *payload) { (void)payload; }
unsigned tree_sitter_mesh_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload;
  (void)buffer;
  return 0;
}
void tree_sitter_mesh_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  (void)payload;
  (void)buffer;
  (void)length;
}

static void advance(TSLexer *lexer) { lexer->advance(lexer, false); }

// Behind `#=`: to the end of the comment, or of the file.
static void rest_of_comment(TSLexer *lexer) {
  unsigned depth = 1;
  while (depth > 0 && !lexer->eof(lexer)) {
    if (lexer->lookahead == '#') {
      advance(lexer);
      if (lexer->lookahead == '=') {
        advance(lexer);
        depth++;
      }
    } else if (lexer->lookahead == '=') {
      advance(lexer);
      if (lexer->lookahead == '#') {
        advance(lexer);
        depth--;
      }
    } else {
      advance(lexer);
    }
  }
}

// The text of a string up to its end, an escape or `${` and `#{`; whether there is any.
static bool text(TSLexer *lexer, bool is_long) {
  bool any = false;
  while (!lexer->eof(lexer)) {
    lexer->mark_end(lexer);
    int32_t next = lexer->lookahead;
    if (next == '\\') return any;
    if (next == '"') {
      if (!is_long) return any;
      unsigned quotes = 0;
      while (lexer->lookahead == '"' && quotes < 3) {
        advance(lexer);
        quotes++;
      }
      if (quotes == 3) return any;
    } else {
      advance(lexer);
      if ((next == '$' || next == '#') && lexer->lookahead == '{') return any;
    }
    any = true;
  }
  lexer->mark_end(lexer);
  return any;
}

static bool is_word_char(int32_t c) {
  return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c > 127;
}

// Reads a word; the first of it, if they fit, are in `word`.
static void read_word(TSLexer *lexer, char word[12]) {
  unsigned length = 0;
  memset(word, 0, 12);
  while (is_word_char(lexer->lookahead)) {
    word[length < 11 ? length++ : 10] = lexer->lookahead < 128 ? (char)lexer->lookahead : '?';
    advance(lexer);
  }
}

static bool is_one_of(const char *word, const char *const *words) {
  for (; *words; words++) {
    if (strcmp(word, *words) == 0) return true;
  }
  return false;
}

// Words that do not begin a line of their own.
static const char *const GOES_ON[] = {"do", "when", "where", 0};

// Words that stand in no pattern and in no guard.
static const char *const NO_ARM[] = {"fn", "let", "if", "case", "match", "for", "while", "return", "receive", "do", "end", "else",
                                     "after", "terminate", 0};

// To what stands next, over blanks, lines and comments.
static void skip_blanks(TSLexer *lexer) {
  for (;;) {
    int32_t next = lexer->lookahead;
    if (next == ' ' || next == '\t' || next == '\r' || next == '\n' || next == ';') {
      advance(lexer);
    } else if (next == '#') {
      advance(lexer);
      if (lexer->lookahead == '=') {
        advance(lexer);
        rest_of_comment(lexer);
      } else {
        while (!lexer->eof(lexer) && lexer->lookahead != '\n' && lexer->lookahead != '\r') advance(lexer);
      }
    } else {
      return;
    }
  }
}

// Whether the line at whose start the lexer is begins an arm: an arrow stands in it that is no closure's.
static bool begins_arm(TSLexer *lexer) {
  char word[12];
  unsigned depth = 0;
  while (!lexer->eof(lexer)) {
    int32_t next = lexer->lookahead;
    if (is_word_char(next)) {
      read_word(lexer, word);
      if (is_one_of(word, NO_ARM)) return false;
      if (strcmp(word, "when") == 0) return true;
      continue;
    }
    advance(lexer);
    if (next == ':' && is_word_char(lexer->lookahead)) {
      read_word(lexer, word);
    } else if (next == '"') {
      while (!lexer->eof(lexer) && lexer->lookahead != '"' && lexer->lookahead != '\n') {
        if (lexer->lookahead == '\\') advance(lexer);
        advance(lexer);
      }
      advance(lexer);
    } else if (next == '(' || next == '[' || next == '{') {
      depth++;
    } else if (next == ')' || next == ']' || next == '}') {
      if (depth == 0) return false;
      depth--;
    } else if (next == '-' && lexer->lookahead == '>' && depth == 0) {
      return true;
    } else if (next == '#' || ((next == '\n' || next == '\r' || next == ';') && depth == 0)) {
      // The bar of another alternative may begin the next line.
      if (next == '#') return false;
      skip_blanks(lexer);
      if (lexer->lookahead != '|') return false;
    }
  }
  return false;
}

// At the end of a line: what ends there. Nothing where a pipe follows, the bar of another clause, `where`, `when`, `do`, `=`.
static int ended(TSLexer *lexer, bool among_arms) {
  skip_blanks(lexer);
  int32_t next = lexer->lookahead;
  if (next == '|' || next == '=') return -1;
  if (is_word_char(next)) {
    char word[12];
    read_word(lexer, word);
    if (is_one_of(word, GOES_ON)) return -1;
    if (is_one_of(word, NO_ARM)) return NEWLINE;
  }
  return among_arms && begins_arm(lexer) ? ARM_NEWLINE : NEWLINE;
}

bool tree_sitter_mesh_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  (void)payload;
  // While an error is mended everything is valid: new lines and comments are what helps.
  bool mending = valid[ERROR_SENTINEL];
  if (!mending && (valid[TEXT] || valid[LONG_TEXT])) {
    bool is_long = valid[LONG_TEXT];
    if (lexer->lookahead == '$' || lexer->lookahead == '#') {
      advance(lexer);
      if (lexer->lookahead == '{') {
        advance(lexer);
        lexer->mark_end(lexer);
        lexer->result_symbol = INTERPOLATION_START;
        return true;
      }
      lexer->mark_end(lexer);
      text(lexer, is_long);
      lexer->result_symbol = is_long ? LONG_TEXT : TEXT;
      return true;
    }
    if (text(lexer, is_long)) {
      lexer->result_symbol = is_long ? LONG_TEXT : TEXT;
      return true;
    }
    return false;
  }
  bool ends = valid[NEWLINE] || valid[ARM_NEWLINE];
  while (lexer->lookahead == ' ' || lexer->lookahead == '\t' || (!ends && (lexer->lookahead == '\n' || lexer->lookahead == '\r'))) {
    lexer->advance(lexer, true);
  }
  if (ends && (lexer->lookahead == '\n' || lexer->lookahead == '\r' || lexer->lookahead == ';')) {
    advance(lexer);
    lexer->mark_end(lexer);
    int token = mending ? NEWLINE : ended(lexer, valid[ARM_NEWLINE]);
    lexer->result_symbol = (TSSymbol)token;
    return token >= 0 && valid[token];
  }
  if (valid[BLOCK_COMMENT] && lexer->lookahead == '#') {
    advance(lexer);
    if (lexer->lookahead != '=') return false;
    advance(lexer);
    rest_of_comment(lexer);
    lexer->mark_end(lexer);
    lexer->result_symbol = BLOCK_COMMENT;
    return true;
  }
  return false;
}
