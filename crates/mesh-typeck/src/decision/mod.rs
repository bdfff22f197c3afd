//! Decision graphs (after Maranget, "Compiling pattern matching to good decision trees", ML 2008): what to test of matched
//! values, in which order, before it is known how. Which patterns are missing is read off a graph, and lowering writes it
//! down as code, so that both agree.
//!
//! Equal sub-problems are one node. A variable that the alternatives of an or-pattern bind in different places is a parameter
//! of the nodes behind them, so that alternatives share what follows and do not multiply it. Where patterns are made so that
//! a graph would be of absurd size, the arms are tried one after the other instead: the size is then that of the patterns.

mod build;
mod pattern;

use mesh_common::{Symbol, newtype_index};

use crate::typed::{LocalId, TyId};

pub use build::{Effort, build, single};

newtype_index! {
    /// A node of one graph.
    pub struct NodeId;
    /// A place in the matched values, of one graph.
    pub struct PlaceId;
}

/// Where a value is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Place {
    Subject(u32),
    /// A field of a tuple, struct or variant.
    Field {
        base: PlaceId,
        variant: u32,
        field: u32,
    },
    /// An item of a list.
    Item {
        list: PlaceId,
        index: u32,
    },
    /// A list without its first items.
    Rest {
        list: PlaceId,
        from: u32,
    },
}

/// What a value is asked for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Head {
    Variant(u32),
    Bool(bool),
    Int(i64),
    /// By its bits.
    Float(u64),
    String(String),
    Atom(Symbol),
    /// A list of at least so many items, and of fewer than so many.
    Length(usize, Option<usize>),
}

/// What stands for a variable, seen from a node.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Value {
    Place(PlaceId),
    /// A parameter of the node.
    Param(u32),
}

/// A way into a node, with values for its parameters.
#[derive(Clone, PartialEq, Debug)]
pub struct Link {
    pub node: NodeId,
    pub args: Vec<Value>,
}

#[derive(Debug)]
pub enum Node {
    /// No arm takes the values.
    Fail,
    /// The arm is taken, with these variables.
    Leaf { arm: usize, bindings: Vec<(LocalId, Value)> },
    /// The arm is taken when its guard holds.
    Guard { bindings: Vec<(LocalId, Value)>, arm: usize, holds: Link, otherwise: Link },
    /// By what is at a place. Cases of lists are in the order of their lengths, and each knows that no case before it
    /// was right; they have a last one for all that are longer.
    Switch { place: PlaceId, cases: Vec<(Head, Link)>, default: Option<Link> },
}

/// How the arms of one match are told apart.
#[derive(Debug)]
pub struct Graph {
    pub nodes: mesh_common::IndexVec<NodeId, Node>,
    /// For which variables the parameters of a node are.
    pub params: mesh_common::IndexVec<NodeId, Vec<LocalId>>,
    /// Places, and the types of what is there (`None` for subjects).
    pub places: mesh_common::IndexVec<PlaceId, (Place, Option<TyId>)>,
    pub root: Link,
    /// Whether each way through the graph is taken by some values. It is not where arms are tried one after the other.
    pub exact: bool,
}

impl Graph {
    /// The links that leave a node.
    pub fn links(&self, node: NodeId) -> Vec<&Link> {
        match &self.nodes[node] {
            Node::Fail | Node::Leaf { .. } => Vec::new(),
            Node::Guard { holds, otherwise, .. } => vec![holds, otherwise],
            Node::Switch { cases, default, .. } => cases.iter().map(|(_, link)| link).chain(default).collect(),
        }
    }

    /// The nodes that are reached, each behind all that it leads to.
    pub fn from_the_ends(&self) -> Vec<NodeId> {
        let mut order = Vec::new();
        let mut seen = vec![false; self.nodes.len()];
        let mut waiting = vec![(self.root.node, false)];
        while let Some((node, done)) = waiting.pop() {
            if done {
                order.push(node);
            } else if !std::mem::replace(&mut seen[mesh_common::Idx::index(node)], true) {
                waiting.push((node, true));
                waiting.extend(self.links(node).into_iter().map(|link| (link.node, false)));
            }
        }
        order
    }

    /// Whether some row matches, whatever comes.
    pub fn is_total(&self) -> bool {
        self.from_the_ends().into_iter().all(|node| !matches!(self.nodes[node], Node::Fail))
    }
}
