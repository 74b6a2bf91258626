//! Closed lists of words.

/// Declares a closed list: an enum with its words, their reading, writing and schema.
macro_rules! words {
    ($($(#[doc = $about:literal])+ $name:ident { $($variant:ident = $word:literal,)+ })+) => {$(
        $(#[doc = $about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = concat!("`", $word, "`")] $variant,)+
        }

        impl $name {
            /// All words in the order of the list.
            pub const WORDS: &'static [&'static str] = &[$($word,)+];

            /// The word as it is written.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// The value of a word.
            pub fn parse(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl $crate::form::Member for $name {
            fn read(node: &$crate::json::Node, at: &mut $crate::form::Reader<'_>) -> Option<Self> {
                let value = match node {
                    $crate::json::Node::Text(word) => Self::parse(word),
                    _ => None,
                };
                if value.is_none() {
                    at.wrong(node, concat!("one of the words", $(" ", $word),+));
                }
                value
            }

            fn schema() -> serde_json::Value {
                serde_json::json!({ "type": "string", "enum": Self::WORDS })
            }
        }
    )+};
}
pub(crate) use words;
