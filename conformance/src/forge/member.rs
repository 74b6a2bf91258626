//! Members of a JSON value by pointer: how a vector departs in one of them.

use serde_json::Value;

/// Gives a member another value; `-` at the end of a pointer adds an element.
pub(super) fn set(whole: &mut Value, pointer: &str, value: Value) {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer to a member");
    match whole.pointer_mut(parent).expect("a place in the value") {
        Value::Object(members) => drop(members.insert(name.to_owned(), value)),
        Value::Array(elements) => match name.parse::<usize>() {
            Ok(index) => elements[index] = value,
            Err(_) => elements.push(value),
        },
        _ => unreachable!("only these have members"),
    }
}

/// Takes a member out of an object that has it.
pub(super) fn remove(whole: &mut Value, member: &str) {
    let removed = whole.as_object_mut().expect("an object").remove(member);
    assert!(removed.is_some(), "{member} is there");
}
