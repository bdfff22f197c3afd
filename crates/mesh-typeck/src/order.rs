//! Orders: binding groups of functions, and the modules of the standard library.

use mesh_common::{FxIndexMap, FxIndexSet, Symbol};
use mesh_parser::ast::{self, ItemKind};
use rustc_hash::FxHashMap;

use crate::walk::Visit;

/// A name that is mentioned.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Mention {
    Name(Symbol),
    /// `Service.function`, and functions reached through their own module.
    Member(Symbol, Symbol),
}

/// Collects every name that is mentioned and means no local.
#[derive(Default)]
pub struct Mentions {
    found: FxIndexSet<Mention>,
    /// The locals that there are where the walk is, the innermost last, and how often each name is among them.
    locals: Vec<Symbol>,
    named: FxHashMap<Symbol, usize>,
}

impl Mentions {
    pub fn has(&self, name: Symbol) -> bool {
        self.found.contains(&Mention::Name(name))
    }

    fn mention(&mut self, name: Symbol) {
        if self.named.get(&name).is_none_or(|count| *count == 0) {
            self.found.insert(Mention::Name(name));
        }
    }

    fn bind(&mut self, name: Symbol) {
        self.locals.push(name);
        *self.named.entry(name).or_default() += 1;
    }

    /// Forgets what is local there.
    fn scoped(&mut self, walk: impl FnOnce(&mut Self)) {
        let outer = self.locals.len();
        walk(self);
        for name in self.locals.drain(outer..) {
            self.named.entry(name).and_modify(|count| *count -= 1);
        }
    }

    fn closure(&mut self, params: &[ast::Param], guard: Option<&ast::Expr>, body: &ast::Block) {
        self.scoped(|this| {
            params.iter().for_each(|param| this.param(param));
            guard.into_iter().for_each(|guard| this.expr(guard));
            this.block(body);
        });
    }
}

impl Visit for Mentions {
    /// Goes itself into what has locals of its own.
    fn on_expr(&mut self, expr: &ast::Expr) -> bool {
        match &expr.kind {
            ast::ExprKind::Name(name) => self.mention(*name),
            ast::ExprKind::Member(base, name) => {
                self.found.insert(Mention::Name(name.text));
                if let ast::ExprKind::Name(first) = &base.kind
                    && first.as_str().starts_with(char::is_uppercase)
                {
                    self.found.insert(Mention::Member(*first, name.text));
                }
            }
            ast::ExprKind::Closure(closure) => {
                for clause in &closure.clauses {
                    self.closure(&clause.params, clause.guard.as_ref(), &clause.body);
                }
                return false;
            }
            ast::ExprKind::Call(call) => {
                self.expr(&call.callee);
                call.args.iter().for_each(|arg| self.expr(arg));
                self.inits(&call.keywords);
                if let Some(block) = &call.trailing {
                    self.closure(&block.params, None, &block.body);
                }
                return false;
            }
            ast::ExprKind::For(each) => {
                self.expr(&each.iterable);
                self.scoped(|this| {
                    match &each.binder {
                        ast::Binder::Pattern(pattern) => this.pattern(pattern),
                        ast::Binder::Entry(names, _) => names.iter().for_each(|name| this.bind(name.text)),
                    }
                    each.guard.iter().for_each(|guard| this.expr(guard));
                    this.block(&each.body);
                });
                return false;
            }
            _ => {}
        }
        true
    }
    fn on_pattern(&mut self, pattern: &ast::Pattern) {
        match &pattern.kind {
            ast::PatternKind::Bind(name) => self.bind(*name),
            ast::PatternKind::As(_, name) => self.bind(name.text),
            _ => {}
        }
    }
    fn on_path(&mut self, path: &ast::Path) {
        self.found.extend(path.segments.iter().map(|segment| Mention::Name(segment.text)));
    }
    fn clause(&mut self, clause: &ast::FnClause) {
        self.scoped(|this| {
            clause.params.iter().for_each(|param| this.param(param));
            clause.result.iter().for_each(|result| this.ty(result));
            clause.bounds.iter().for_each(|bound| this.bound(bound));
            clause.guard.iter().for_each(|guard| this.expr(guard));
            match &clause.body {
                ast::FnBody::Expr(body) => this.expr(body),
                ast::FnBody::Block(body) => this.block(body),
                ast::FnBody::None => {}
            }
        });
    }
    fn block(&mut self, block: &ast::Block) {
        self.scoped(|this| block.stmts.iter().for_each(|stmt| this.stmt(stmt)));
    }
    fn arm(&mut self, arm: &ast::Arm) {
        self.scoped(|this| {
            this.pattern(&arm.pattern);
            arm.guard.iter().for_each(|guard| this.expr(guard));
            this.block(&arm.body);
        });
    }
    fn stmt(&mut self, stmt: &ast::Stmt) {
        match &stmt.kind {
            // The value is computed before the name means it.
            ast::StmtKind::Let { pattern, ty, value, or_else } => {
                ty.iter().for_each(|ty| self.ty(ty));
                self.expr(value);
                or_else.iter().for_each(|block| self.block(block));
                self.pattern(pattern);
            }
            ast::StmtKind::Fn(clause) => self.clause(clause),
            ast::StmtKind::Item(item) => self.item(item),
            ast::StmtKind::Expr(expr) => self.expr(expr),
        }
    }
}

/// The functions of a module by what mentions them.
pub struct ByMention(FxHashMap<Mention, Vec<usize>>);

impl ByMention {
    pub fn of(names: impl Iterator<Item = Symbol>) -> ByMention {
        let mut found: FxHashMap<Mention, Vec<usize>> = FxHashMap::default();
        for (at, name) in names.enumerate() {
            found.entry(Mention::Name(name)).or_default().push(at);
            if let Some((first, rest)) = name.as_str().split_once('.') {
                found.entry(Mention::Member(Symbol::new(first), Symbol::new(rest))).or_default().push(at);
            }
        }
        ByMention(found)
    }

    /// Those of one name.
    pub fn named(&self, name: Symbol) -> &[usize] {
        self.0.get(&Mention::Name(name)).map_or(&[], Vec::as_slice)
    }

    /// Those that clauses mention.
    pub fn uses_of(&self, clauses: &[&ast::FnClause]) -> Vec<usize> {
        let mut mentions = Mentions::default();
        clauses.iter().for_each(|clause| mentions.clause(clause));
        mentions.found.iter().filter_map(|mention| self.0.get(mention)).flatten().copied().collect()
    }
}

/// What these need, directly or through others, without themselves unless they do.
pub fn reached(uses: &[Vec<usize>], from: &[usize]) -> FxIndexSet<usize> {
    let mut found: FxIndexSet<usize> = FxIndexSet::default();
    let mut left = from.to_vec();
    while let Some(at) = left.pop() {
        left.extend(uses[at].iter().copied().filter(|next| found.insert(*next)));
    }
    found
}

/// Strongly connected components, those that others need first (Tarjan, 1972), members in the order of the source.
pub fn components(uses: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut search = Search {
        uses,
        index: vec![None; uses.len()],
        low: vec![0; uses.len()],
        stacked: vec![false; uses.len()],
        ..Search::default()
    };
    for node in 0..uses.len() {
        if search.index[node].is_none() {
            search.visit(node);
        }
    }
    search.found
}

#[derive(Default)]
struct Search<'u> {
    uses: &'u [Vec<usize>],
    index: Vec<Option<usize>>,
    low: Vec<usize>,
    stack: Vec<usize>,
    stacked: Vec<bool>,
    next: usize,
    found: Vec<Vec<usize>>,
}

impl Search<'_> {
    /// Iterative, so that a long chain of functions cannot use up the stack.
    fn visit(&mut self, start: usize) {
        let mut work = vec![(start, 0)];
        self.enter(start);
        while let Some((node, at)) = work.pop() {
            if let Some(&next) = self.uses[node].get(at) {
                work.push((node, at + 1));
                match self.index[next] {
                    None => {
                        self.enter(next);
                        work.push((next, 0));
                    }
                    Some(index) if self.stacked[next] => self.low[node] = self.low[node].min(index),
                    Some(_) => {}
                }
                continue;
            }
            if let Some(&(parent, _)) = work.last() {
                self.low[parent] = self.low[parent].min(self.low[node]);
            }
            if self.index[node] == Some(self.low[node]) {
                let from = self.stack.iter().rposition(|&other| other == node).unwrap_or(0);
                let mut group = self.stack.split_off(from);
                group.iter().for_each(|&member| self.stacked[member] = false);
                group.sort_unstable();
                self.found.push(group);
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.index[node] = Some(self.next);
        self.low[node] = self.next;
        self.next += 1;
        self.stack.push(node);
        self.stacked[node] = true;
    }
}

/// The order in which the library's modules are checked: each after those whose names it mentions, the prelude first.
pub fn std_order(modules: &[ast::Module]) -> Vec<usize> {
    let mut owner: FxIndexMap<Symbol, usize> = FxIndexMap::default();
    for (at, module) in modules.iter().enumerate() {
        owner.insert(Symbol::new(module.path.as_str()), at);
        for item in &module.items {
            match &item.kind {
                ItemKind::Struct(decl) if item.public => {
                    owner.insert(decl.name.text, at);
                }
                ItemKind::Sum(decl) if item.public => {
                    owner.insert(decl.name.text, at);
                    owner.extend(decl.variants.iter().map(|variant| (variant.name.text, at)));
                }
                ItemKind::Interface(decl) => {
                    owner.insert(decl.name.text, at);
                }
                _ => {}
            }
        }
    }
    // Types share their names with modules: `List` is the prelude's type and the module of its functions.
    let prelude = modules.iter().position(|module| module.path == crate::builtin::prelude());
    let tuple = modules.iter().position(|module| module.path == crate::builtin::tuple());
    for (at, module) in modules.iter().enumerate() {
        owner.insert(Symbol::new(module.path.as_str()), at);
    }
    let uses: Vec<Vec<usize>> = modules
        .iter()
        .enumerate()
        .map(|(at, module)| {
            if Some(at) == prelude {
                return Vec::new();
            }
            let mut mentions = Modules::default();
            module.items.iter().for_each(|item| mentions.item(item));
            // Tuples are everywhere, and their impls stand on the prelude alone.
            let mut found: Vec<usize> = prelude.into_iter().chain(tuple).collect();
            for (name, as_type) in &mentions.0 {
                // A module's name in a type is the type's, which is the prelude's.
                let is_module = modules.iter().any(|module| module.path.as_str() == name.as_str());
                let declared = |module: &ast::Module| declares(module, *name);
                match owner.get(name) {
                    Some(_) if *as_type && is_module => {
                        found.extend(modules.iter().position(declared));
                    }
                    Some(&other) => found.push(other),
                    None => {}
                }
            }
            found.retain(|&other| other != at);
            found
        })
        .collect();
    components(&uses).into_iter().flatten().collect()
}

fn declares(module: &ast::Module, name: Symbol) -> bool {
    module.items.iter().any(|item| match &item.kind {
        ItemKind::Struct(decl) => decl.name.text == name,
        ItemKind::Sum(decl) => decl.name.text == name,
        ItemKind::Interface(decl) => decl.name.text == name,
        _ => false,
    })
}

/// Names that are mentioned, and whether as a type.
#[derive(Default)]
struct Modules(FxIndexSet<(Symbol, bool)>);

impl Visit for Modules {
    fn on_expr(&mut self, expr: &ast::Expr) -> bool {
        if let ast::ExprKind::Name(name) = &expr.kind {
            self.0.insert((*name, false));
        }
        true
    }
    fn on_path(&mut self, path: &ast::Path) {
        self.0.insert((path.segments[0].text, true));
    }
}
