" Colours of Mesh where no parser of tree-sitter is installed, for Vim, too.
if exists('b:current_syntax')
  finish
endif

syn iskeyword @,48-57,_
syn keyword meshControl if else case match for while in when do end break continue return receive after terminate
syn keyword meshDeclaration fn def let impl where deriving as actor struct type interface service supervisor child const call cast
syn keyword meshActor spawn send link
syn keyword meshWordOperator and or not
syn keyword meshModifier pub
syn keyword meshConstant true false nil
syn keyword meshSelf self
syn match meshDeclaration "\<extern\>\ze\s\+\""
syn match meshImport "\<import\>\|\<from\>\ze\s\+\u"

syn match meshOperator "[-+*/%<>!=|]\|::\|&&\|\.\."
syn match meshType "\<\u\k*"
syn match meshCall "\<[a-z_]\k*\ze("
syn match meshFunction "\%(\<\%(fn\|def\|actor\)\s\+\)\@<=[a-z_]\k*"
syn match meshAtom "\%(\k\|:\)\@1<!:[a-z_]\k*"
syn match meshField "\<[a-z_]\k*\ze:\%([^:]\|$\)"
syn match meshNumber "\<\d[0-9_]*\%(\.\d[0-9_]*\)\?\%([eE][+-]\?\d\+\)\?\>\|\<0x[0-9a-fA-F_]\+\>\|\<0b[01_]\+\>\|\<0o[0-7_]\+\>"
syn match meshAttribute "@[a-z_][a-z0-9_]*"

syn match meshEscape contained "\\\%(u{\x\+}\|x\x\x\|.\)"
syn region meshBraces contained start="{" end="}" transparent contains=TOP
syn region meshInterpolation contained matchgroup=meshDelimiter start="[$#]{" end="}" contains=TOP,meshBraces
syn region meshString start=+\%(\<sql\)\?"+ skip=+\\.+ end=+"+ contains=meshEscape,meshInterpolation
syn region meshString start=+\%(\<sql\)\?"""+ skip=+\\.+ end=+"""+ contains=meshEscape,meshInterpolation
syn region meshRegex start="\~r/" skip="\\." end="/[a-z]*"
syn match meshComment "#.*$" contains=meshTodo,@Spell
syn match meshDocComment "##.*$" contains=@Spell
syn region meshComment start="#=" end="=#" contains=meshComment,meshTodo,@Spell
syn keyword meshTodo contained TODO FIXME

syn sync minlines=100

hi def link meshControl Statement
hi def link meshDeclaration Keyword
hi def link meshActor Keyword
hi def link meshWordOperator Operator
hi def link meshModifier StorageClass
hi def link meshConstant Boolean
hi def link meshSelf Identifier
hi def link meshImport Include
hi def link meshOperator Operator
hi def link meshType Type
hi def link meshCall Function
hi def link meshFunction Function
hi def link meshAtom Constant
hi def link meshField Identifier
hi def link meshNumber Number
hi def link meshAttribute PreProc
hi def link meshEscape SpecialChar
hi def link meshDelimiter Delimiter
hi def link meshString String
hi def link meshRegex String
hi def link meshComment Comment
hi def link meshDocComment SpecialComment
hi def link meshTodo Todo

let b:current_syntax = 'mesh'
