;;; work.el --- What somebody does with a Mesh file in Emacs  -*- lexical-binding: t -*-

;;; Commentary:
;; Each step says what came of it, and the first that fails is the last.

;;; Code:

(package-initialize)
(require 'cl-lib)
(require 'eglot)
(require 'flymake)

(defmacro step (name &rest body)
  "Run BODY, which signals where something does not hold, and say what came of NAME."
  (declare (indent 1))
  `(condition-case problem
       (progn ,@body (princ (format "ok    %s\n" ,name)))
     (error (princ (format "FAIL  %s: %S\n" ,name problem)) (kill-emacs 1))))

(defun await (what f)
  "Wait until F gives something, which is given; WHAT that is."
  (let ((limit (+ (float-time) 20)) found)
    (while (not (or (setq found (funcall f)) (> (float-time) limit)))
      (accept-process-output nil 0.05))
    (or found (error "In vain waited for %s: %s" what (buffer-string)))))

(defun must (holds) "Signal unless HOLDS." (unless holds (error "It does not hold: %s" (buffer-string))))

(defun go (text) "Put point before TEXT." (goto-char (point-min)) (search-forward text) (goto-char (match-beginning 0)))

(defun replace (from to) "Replace FROM by TO." (go from) (delete-char (length from)) (insert to) (eglot--signal-textDocument/didChange))

(defun mistakes () "The texts of the errors that are known."
  (mapcar #'flymake-diagnostic-text
          (cl-remove-if-not (lambda (one) (memq (flymake-diagnostic-type one) '(eglot-error :error))) (flymake-diagnostics))))

(setq eglot-sync-connect 30 eglot-autoshutdown nil inhibit-message t)
(find-file "main.mpl")

(step "the mode of the file"
  (must (eq major-mode 'mesh-mode))
  (must (equal comment-start "# ")))

(step "colours"
  (font-lock-ensure)
  (dolist (pair '(("let shapes" . font-lock-keyword-face) ("Circle" . font-lock-type-face)
                  ("told(shape ::" . font-lock-function-name-face) ("Says how" . font-lock-comment-face)
                  ("area $" . font-lock-string-face)))
    (go (car pair))
    (must (eq (get-text-property (point) 'face) (cdr pair)))))

(step "blanks"
  (go "let shapes")
  (delete-horizontal-space)
  (mesh-indent-line)
  (must (= (current-indentation) 2)))

(step "the server starts"
  (apply #'eglot (eglot--guess-contact))
  (must (eglot-current-server)))

(step "a mistake is shown, and goes when it is mended"
  (flymake-start)
  (await "the mistake" (lambda () (cl-find-if (lambda (text) (string-match-p "String" text)) (mistakes))))
  (replace "1 + \"two\"" "\"two\"")
  (await "none" (lambda () (null (mistakes)))))

(step "hovering shows the type and the comment"
  (go "told(shape))")
  (let (shown)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq shown text)))
    (await "the text" (lambda () shown))
    (must (string-match-p "Says how large a shape is" shown))))

(step "completion"
  (go "  println(\"two\")")
  (insert "  shapes |> List.len\n")
  (backward-char)
  (eglot--signal-textDocument/didChange)
  (let* ((found (eglot-completion-at-point))
         (words (all-completions "len" (nth 2 found))))
    (must (cl-find-if (lambda (word) (string-prefix-p "length" word)) words)))
  (delete-region (line-beginning-position) (line-beginning-position 2))
  (eglot--signal-textDocument/didChange))

(step "a definition is found in another file"
  (go "area(shape)")
  (let* ((found (car (xref-backend-definitions 'eglot (xref-backend-identifier-at-point 'eglot))))
         (place (xref-item-location found)))
    (must (string-suffix-p "shapes.mpl" (xref-location-group place)))))

(step "a new name goes to all files"
  ;; Eglot asks before it edits a file that nobody looks at.
  (find-file-noselect "shapes.mpl")
  (go "area(shape)")
  (eglot-rename "surface")
  (must (string-match-p "Shapes.surface(shape)" (buffer-string)))
  (with-current-buffer (find-file-noselect "shapes.mpl")
    (must (string-match-p "pub fn surface" (buffer-string)))))

(step "the file is formatted"
  (replace "let shapes = [" "let   shapes=[ ")
  (eglot-format-buffer)
  (must (string-match-p "\n  let shapes = \\[Circle(1.0), Square(2.0)\\]\n" (buffer-string))))

(eglot-shutdown (eglot-current-server))
;;; work.el ends here
