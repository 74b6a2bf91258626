//! Elements out of tags: aggregates that enclose, leaves that hold a text.

use std::{collections::VecDeque, io};

use super::token::{Token, Tokens, Value};

/// Aggregates that are looked into. A leaf may be left open, and an empty one looks like an aggregate; so only names on
/// this list enclose anything, and any other element is a leaf, with its children as leaves after it.
const AGGREGATES: &[&str] = &[
    "OFX",
    "SONRS",
    "STATUS",
    "FI",
    "STMTTRNRS",
    "CCSTMTTRNRS",
    "INVSTMTTRNRS",
    "STMTRS",
    "CCSTMTRS",
    "INVSTMTRS",
    "BANKACCTFROM",
    "CCACCTFROM",
    "BANKTRANLIST",
    "INVTRANLIST",
    "INVBANKTRAN",
    "STMTTRN",
    "PAYEE",
    "BANKACCTTO",
    "CCACCTTO",
    "CURRENCY",
    "ORIGCURRENCY",
    "LEDGERBAL",
    "AVAILBAL",
    "BALLIST",
    "BAL",
];
/// Deepest nesting; no OFX document comes near it.
const DEPTH: usize = 32;

/// One step through a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// An aggregate begins at this offset.
    Enter(String, u64),
    /// An aggregate ends; its end tag may be missing.
    Leave(String),
    /// A leaf within the innermost aggregate.
    Leaf(String, Value),
    /// A document type or an entity declaration.
    Declaration,
    /// The document ends; whatever is open was cut off.
    End,
}

/// Walks a document from an offset on.
pub(super) struct Walk<'a> {
    tokens: Tokens<'a>,
    /// Aggregates around the present place, outermost first.
    pub(super) stack: Vec<String>,
    leaf: Option<String>,
    queue: VecDeque<Node>,
}

impl<'a> Walk<'a> {
    /// `stack` are the aggregates that are open at the offset.
    pub(super) fn new(tokens: Tokens<'a>, stack: Vec<String>) -> Self {
        Self { tokens, stack, leaf: None, queue: VecDeque::new() }
    }

    /// Whether the present place is within an aggregate of this name.
    pub(super) fn within(&self, name: &str) -> bool {
        self.stack.iter().any(|open| open == name)
    }

    pub(super) fn next(&mut self) -> io::Result<Node> {
        loop {
            if let Some(node) = self.queue.pop_front() {
                return Ok(node);
            }
            let (offset, token) = self.tokens.next()?;
            match token {
                Token::Open(name) => {
                    self.empty_leaf();
                    // A record begins where the one before it has no end tag.
                    if name == "STMTTRN" && self.within("STMTTRN") {
                        self.close("STMTTRN");
                    }
                    if (AGGREGATES.contains(&name.as_str()) || name.ends_with("MSGSRSV1")) && self.stack.len() < DEPTH {
                        self.queue.push_back(Node::Enter(name.clone(), offset));
                        self.stack.push(name);
                    } else {
                        self.leaf = Some(name);
                    }
                }
                Token::Close(name) => {
                    if self.leaf.as_ref() == Some(&name) {
                        self.empty_leaf();
                    } else {
                        self.empty_leaf();
                        self.close(&name);
                    }
                }
                Token::Text(value) => {
                    let name = self.leaf.take().unwrap_or_default();
                    return Ok(Node::Leaf(name, value));
                }
                Token::Declaration => return Ok(Node::Declaration),
                Token::End => return Ok(Node::End),
            }
        }
    }

    fn empty_leaf(&mut self) {
        if let Some(name) = self.leaf.take() {
            self.queue.push_back(Node::Leaf(name, Value::Text(String::new())));
        }
    }

    /// Ends an aggregate and everything open within it; an end tag without a beginning means nothing.
    fn close(&mut self, name: &str) {
        if let Some(depth) = self.stack.iter().rposition(|open| open == name) {
            for name in self.stack.drain(depth..).rev() {
                self.queue.push_back(Node::Leave(name));
            }
        }
    }
}
