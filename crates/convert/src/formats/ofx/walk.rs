//! Elements out of tags: aggregates that enclose, leaves that hold a text.

use std::{collections::VecDeque, io};

use super::{
    element::Element,
    token::{Name, Token, Tokens, Value},
};

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
    "BANKTRANLISTP",
    "INVACCTFROM",
    "INVTRANLIST",
    "INVBANKTRAN",
    "INVPOSLIST",
    "INVOOLIST",
    "INVBAL",
    "INV401K",
    "INV401KBAL",
    "STMTTRN",
    "STMTTRNP",
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
/// Movements of securities: what a list of an investment statement holds besides movements of money.
const SECURITIES: &[&str] = &[
    "BUYDEBT",
    "BUYMF",
    "BUYOPT",
    "BUYOTHER",
    "BUYSTOCK",
    "CLOSUREOPT",
    "INCOME",
    "INVEXPENSE",
    "JRNLFUND",
    "JRNLSEC",
    "MARGININTEREST",
    "REINVEST",
    "RETOFCAP",
    "SELLDEBT",
    "SELLMF",
    "SELLOPT",
    "SELLOTHER",
    "SELLSTOCK",
    "SPLIT",
    "TRANSFER",
];
/// Deepest nesting; no OFX document comes near it.
const DEPTH: usize = 32;

/// One step through a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// An aggregate begins at this offset.
    Enter(Name, u64),
    /// An aggregate ends; its end tag may be missing.
    Leave(Name),
    /// A leaf within the innermost aggregate; its text is [`Walk::value`].
    Leaf(Name, Value),
    /// A document type or an entity declaration.
    Declaration,
    /// The document ends; whatever is open was cut off.
    End,
}

/// Walks a document from an offset on.
pub(super) struct Walk<'a> {
    tokens: Tokens<'a>,
    /// Aggregates around the present place, outermost first.
    pub(super) stack: Vec<Name>,
    leaf: Option<Name>,
    queue: VecDeque<Node>,
}

impl<'a> Walk<'a> {
    /// `stack` are the aggregates that are open at the offset.
    pub(super) fn new(tokens: Tokens<'a>, stack: Vec<Name>) -> Self {
        Self { tokens, stack, leaf: None, queue: VecDeque::new() }
    }

    /// Whether the present place is within an aggregate of this name.
    pub(super) fn within(&self, name: &str) -> bool {
        self.stack.iter().any(|open| open == name)
    }

    /// Whether the present place is within the list of a statement.
    pub(super) fn is_in_list(&self) -> bool {
        self.within("BANKTRANLIST") || self.within("INVTRANLIST")
    }

    /// The text of the leaf that was met last.
    pub(super) fn value(&self) -> &str {
        self.tokens.value()
    }

    /// A transaction of a list, taken in one step where it is as simple as nearly all are, and the offset at which it begins.
    /// `None`, with nothing taken, where it is not, or something else comes next.
    pub(super) fn transaction(&mut self, row: u64, element: &mut Element) -> Option<u64> {
        let is_between = self.leaf.is_none() && self.queue.is_empty() && self.stack.len() < DEPTH;
        if !is_between || !self.is_in_list() || self.within("STMTTRN") {
            return None;
        }
        self.tokens.transaction(row, element)
    }

    pub(super) fn next(&mut self) -> io::Result<Node> {
        loop {
            if let Some(node) = self.queue.pop_front() {
                return Ok(node);
            }
            // What stands in an open leaf is not looked at: it is its text.
            if self.leaf.is_none()
                && let Some((name, value)) = self.tokens.leaf()
            {
                return Ok(Node::Leaf(Name::Borrowed(name), value));
            }
            let (offset, token) = self.tokens.next()?;
            match token {
                Token::Open => {
                    let name = self.tokens.name().clone();
                    self.empty_leaf();
                    // A record begins where the one before it has no end tag.
                    if matches!(&*name, "STMTTRN" | "STMTTRNP") && self.within(&name) {
                        self.close(&name);
                    }
                    if is_aggregate(&name) && self.stack.len() < DEPTH {
                        self.queue.push_back(Node::Enter(name.clone(), offset));
                        self.stack.push(name);
                    } else {
                        self.leaf = Some(name);
                    }
                }
                Token::Close => {
                    if self.leaf.as_ref() == Some(self.tokens.name()) {
                        self.empty_leaf();
                    } else {
                        self.empty_leaf();
                        // Most end tags close a leaf, whose text has come before.
                        if is_aggregate(self.tokens.name()) || self.within(self.tokens.name()) {
                            let name = self.tokens.name().clone();
                            self.close(&name);
                        }
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
            self.queue.push_back(Node::Leaf(name, Value::Empty));
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

fn is_aggregate(name: &str) -> bool {
    match name.as_bytes() {
        // The leaves of nearly all rows.
        b"TRNTYPE" | b"DTPOSTED" | b"TRNAMT" | b"FITID" | b"NAME" | b"MEMO" => false,
        // And what they stand in.
        b"STMTTRN" => true,
        _ => AGGREGATES.contains(&name) || name.ends_with("MSGSRSV1") || is_security(name) || is_order(name),
    }
}

/// How the names of messages about orders, mails and closings begin: what a bank answers besides statements.
const OTHERS: [&str; 11] =
    ["INTRA", "INTER", "WIRE", "RECINTRA", "RECINTER", "STPCHK", "PMT", "RECPMT", "PAYEE", "BANKMAIL", "STMTEND"];

/// Whether an element is an order to the bank or its answer to one, such as a transfer, or another answer than a
/// statement. What was booked of it stands in one.
pub(super) fn is_order(name: &str) -> bool {
    let name = name.strip_prefix("CC").unwrap_or(name);
    ["TRNRS", "SYNCRS"].iter().any(|end| name.ends_with(end)) && OTHERS.iter().any(|begin| name.starts_with(begin))
}

/// Whether an element is a movement of securities.
pub(super) fn is_security(name: &str) -> bool {
    SECURITIES.contains(&name)
}
