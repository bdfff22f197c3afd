;;; mesh-mode.el --- Major mode for Mesh  -*- lexical-binding: t -*-

;;; Commentary:
;; Colours and blanks for Mesh, and the language server of meshc through eglot.

;;; Code:

(defvar mesh-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?# "<" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?_ "_" table)
    table))

(defconst mesh-mode-keywords
  '("actor" "after" "and" "as" "break" "call" "case" "cast" "child" "const" "continue" "def" "deriving" "do" "else" "end" "fn"
    "for" "from" "if" "impl" "import" "in" "interface" "let" "link" "match" "not" "or" "pub" "receive" "return" "self" "send"
    "service" "spawn" "struct" "supervisor" "terminate" "type" "when" "where" "while"))

(defvar mesh-mode-font-lock
  `((,(regexp-opt mesh-mode-keywords 'symbols) . font-lock-keyword-face)
    ("\\_<\\(true\\|false\\|nil\\)\\_>" . font-lock-constant-face)
    ("\\_<\\(extern\\)\\s-+\"" 1 font-lock-keyword-face)
    ("\\_<\\(?:fn\\|def\\|actor\\)\\s-+\\([a-z_][A-Za-z0-9_]*\\)\\s-*[(<=]" 1 font-lock-function-name-face)
    ("\\(?:^\\|[^:]\\)\\(:[a-z_][A-Za-z0-9_]*\\)" 1 font-lock-constant-face)
    ("@[a-z_]+" . font-lock-preprocessor-face)
    ("\\_<[A-Z][A-Za-z0-9_]*\\_>" . font-lock-type-face)))

(defun mesh-indent-line ()
  "Indent by what the lines before open and close; `meshc fmt' has the last word."
  (interactive)
  (let ((column
         (save-excursion
           (beginning-of-line)
           (let ((closes (looking-at "\\s-*\\(end\\|else\\|after\\|terminate\\|[])}]\\)")))
             (if (not (re-search-backward "\\S-" nil t))
                 0
               (let* ((opens (save-excursion
                               (beginning-of-line)
                               (looking-at ".*\\(\\_<do\\_>\\(\\s-*|[^|]*|\\)?\\|->\\|\\_<else\\_>\\|[[({]\\)\\s-*\\(#.*\\)?$")))
                      (before (current-indentation)))
                 (max 0 (+ before (if opens 2 0) (if closes -2 0)))))))))
    (if (<= (current-column) (current-indentation))
        (indent-line-to column)
      (save-excursion (indent-line-to column)))))

;;;###autoload
(define-derived-mode mesh-mode prog-mode "Mesh"
  "Major mode for Mesh."
  (setq-local comment-start "# ")
  (setq-local comment-end "")
  (setq-local indent-tabs-mode nil)
  (setq-local tab-width 2)
  (setq-local indent-line-function #'mesh-indent-line)
  (setq-local font-lock-defaults '(mesh-mode-font-lock)))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.mpl\\'" . mesh-mode))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(mesh-mode . ("meshc" "lsp"))))

(provide 'mesh-mode)
;;; mesh-mode.el ends here
