//! Words of a line, quoted where they have to be.

use alloc::{format, string::String, vec::Vec};
use core::{iter::Peekable, str::CharIndices};

use super::Fault;
use crate::kernel::Expected;

/// One word of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Arg {
    /// Where it begins, in bytes.
    pub(super) at: usize,
    /// What it says.
    pub(super) bytes: Vec<u8>,
    /// Whether it was quoted: then it is neither a flag nor a sign.
    pub(super) quoted: bool,
}

impl Arg {
    /// Whether it is this word or sign.
    pub(super) fn is(&self, word: &str) -> bool {
        !self.quoted && self.bytes == word.as_bytes()
    }

    /// The letter, if it is a flag; a negative number is none.
    pub(super) fn flag(&self) -> Option<&[u8]> {
        let name = self.bytes.strip_prefix(b"-").filter(|_| !self.quoted)?;
        (!name.is_empty() && !name[0].is_ascii_digit()).then_some(name)
    }

    /// What it says, as text.
    pub(super) fn text(&self) -> Result<&str, Fault> {
        core::str::from_utf8(&self.bytes).map_err(|_| Fault {
            at: self.at,
            expected: Expected::Form("UTF-8"),
        })
    }
}

/// Signs that end a word, and are one.
const SIGN: char = ';';

type Letters<'a> = Peekable<CharIndices<'a>>;

/// Splits a line at its blanks.
pub(super) fn split(line: &str) -> Result<Vec<Arg>, Fault> {
    let mut args = Vec::new();
    let mut letters = line.char_indices().peekable();
    while let Some((at, first)) = letters.next() {
        if first.is_whitespace() {
            continue;
        }
        let quoted = matches!(first, '"' | '\'');
        let bytes = if quoted {
            quotation(&mut letters, at, first)?
        } else {
            let mut end = at + first.len_utf8();
            let inner = |letter: char| !letter.is_whitespace() && letter != SIGN && first != SIGN;
            while let Some((place, letter)) = letters.next_if(|(_, letter)| inner(*letter)) {
                end = place + letter.len_utf8();
            }
            line.as_bytes()[at..end].to_vec()
        };
        args.push(Arg { at, bytes, quoted });
    }
    Ok(args)
}

fn add(bytes: &mut Vec<u8>, letter: char) {
    bytes.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
}

/// What stands between two quotation marks.
fn quotation(letters: &mut Letters<'_>, at: usize, mark: char) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    while let Some((place, letter)) = letters.next() {
        if letter == mark {
            return Ok(bytes);
        }
        if letter != '\\' {
            add(&mut bytes, letter);
            continue;
        }
        match letters.next() {
            Some((_, letter @ ('"' | '\'' | '\\'))) => add(&mut bytes, letter),
            Some((_, 'n')) => add(&mut bytes, '\n'),
            Some((_, 'u')) => add(&mut bytes, scalar(letters).ok_or_else(|| escape(place))?),
            Some((_, 'x')) => {
                let mut digit = || letters.next()?.1.to_digit(16);
                let byte = digit().zip(digit()).map(|(high, low)| high << 4 | low);
                bytes.push(byte.ok_or_else(|| escape(place))? as u8);
            }
            _ => return Err(escape(place)),
        }
    }
    Err(Fault {
        at,
        expected: Expected::Form("\"…\""),
    })
}

fn escape(at: usize) -> Fault {
    let expected = Expected::Form(r#"\" | \\ | \n | \u{…} | \xHH"#);
    Fault { at, expected }
}

/// The number of a letter, in braces.
fn scalar(letters: &mut Letters<'_>) -> Option<char> {
    letters.next_if(|(_, letter)| *letter == '{')?;
    let mut number = 0_u32;
    loop {
        let (_, letter) = letters.next()?;
        if letter == '}' {
            return char::from_u32(number);
        }
        number = number.checked_mul(16)?.checked_add(letter.to_digit(16)?)?;
    }
}

/// Letters that nobody sees, or that change what is seen of others.
fn hidden(letter: char) -> bool {
    letter.is_control()
        || (letter.is_whitespace() && letter != ' ')
        || matches!(
            letter,
            '\u{ad}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
        )
}

/// Whether a word says what it is without marks.
fn plain(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(['"', '\'', '-'])
        && !matches!(text, "null" | "{" | "}")
        && !text
            .chars()
            .any(|letter| hidden(letter) || matches!(letter, ' ' | SIGN))
}

/// A word as it is written.
pub(super) fn written(bytes: &[u8]) -> String {
    let text = core::str::from_utf8(bytes);
    if let Ok(text) = text
        && plain(text)
    {
        return text.into();
    }
    let mut line = String::from("\"");
    for chunk in bytes.utf8_chunks() {
        for letter in chunk.valid().chars() {
            match letter {
                '"' | '\\' => line.extend(['\\', letter]),
                '\n' => line += "\\n",
                letter if hidden(letter) => line += &format!("\\u{{{:x}}}", u32::from(letter)),
                letter => line.push(letter),
            }
        }
        for byte in chunk.invalid() {
            line += &format!("\\x{byte:02x}");
        }
    }
    line.push('"');
    line
}
