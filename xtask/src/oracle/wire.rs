//! ZooKeeper's records as bytes (jute), and the numbers that stand for names.

use anyhow::{Context, Result, bail};

/// Operations by the names they have in a case and the numbers they have on the wire.
const OPERATIONS: [(&str, i32); 25] = [
    ("create", 1),
    ("delete", 2),
    ("exists", 3),
    ("getData", 4),
    ("setData", 5),
    ("getACL", 6),
    ("setACL", 7),
    ("getChildren", 8),
    ("sync", 9),
    ("ping", 11),
    ("getChildren2", 12),
    ("check", 13),
    ("multi", 14),
    ("create2", 15),
    ("checkWatches", 17),
    ("removeWatches", 18),
    ("createContainer", 19),
    ("createTTL", 21),
    ("multiRead", 22),
    ("auth", 100),
    ("getEphemerals", 103),
    ("getAllChildrenNumber", 104),
    ("setWatches", 105),
    ("addWatch", 106),
    ("whoAmI", 107),
];

/// Ends a session.
pub(crate) const CLOSE: i32 = -11;

const ERRORS: [(i32, &str); 20] = [
    (0, "OK"),
    (-1, "SYSTEMERROR"),
    (-2, "RUNTIMEINCONSISTENCY"),
    (-4, "CONNECTIONLOSS"),
    (-5, "MARSHALLINGERROR"),
    (-6, "UNIMPLEMENTED"),
    (-8, "BADARGUMENTS"),
    (-101, "NONODE"),
    (-102, "NOAUTH"),
    (-103, "BADVERSION"),
    (-108, "NOCHILDRENFOREPHEMERALS"),
    (-110, "NODEEXISTS"),
    (-111, "NOTEMPTY"),
    (-112, "SESSIONEXPIRED"),
    (-114, "INVALIDACL"),
    (-115, "AUTHFAILED"),
    (-118, "SESSIONMOVED"),
    (-121, "NOWATCHER"),
    (-125, "QUOTAEXCEEDED"),
    (-127, "THROTTLEDOP"),
];

const PERMS: [(char, i32); 5] = [('c', 4), ('d', 8), ('r', 1), ('w', 2), ('a', 16)];

/// The number of an operation.
pub(crate) fn operation(name: &str) -> Result<i32> {
    let known = OPERATIONS.iter().find(|(known, _)| *known == name);
    Ok(known.with_context(|| format!("no operation {name}"))?.1)
}

/// The name of an operation.
pub(crate) fn operation_name(number: i32) -> Result<&'static str> {
    let known = OPERATIONS.iter().find(|(_, known)| *known == number);
    Ok(known.with_context(|| format!("no operation {number}"))?.0)
}

/// The name of an error.
pub(crate) fn error(code: i32) -> Result<&'static str> {
    let known = ERRORS.iter().find(|(known, _)| *known == code);
    Ok(known.with_context(|| format!("no error {code}"))?.1)
}

/// The name of what a watch is told.
pub(crate) fn event(number: i32) -> Result<&'static str> {
    Ok(match number {
        1 => "NodeCreated",
        2 => "NodeDeleted",
        3 => "NodeDataChanged",
        4 => "NodeChildrenChanged",
        other => bail!("no event {other}"),
    })
}

/// Rights as letters.
pub(crate) fn letters(perms: i32) -> String {
    let held = PERMS.iter().filter(|(_, bit)| perms & bit != 0);
    held.map(|(letter, _)| *letter).collect()
}

/// Letters as rights.
pub(crate) fn perms(letters: &str) -> i32 {
    let held = PERMS.iter().filter(|(letter, _)| letters.contains(*letter));
    held.map(|(_, bit)| bit).sum()
}

/// A record as it is written.
#[derive(Default)]
pub(crate) struct Writer(pub(crate) Vec<u8>);

impl Writer {
    pub(crate) fn int(&mut self, value: i32) -> &mut Self {
        self.0.extend(value.to_be_bytes());
        self
    }

    pub(crate) fn long(&mut self, value: i64) -> &mut Self {
        self.0.extend(value.to_be_bytes());
        self
    }

    pub(crate) fn bool(&mut self, value: bool) -> &mut Self {
        self.0.push(u8::from(value));
        self
    }

    /// Bytes with their length; no bytes at all are something else.
    pub(crate) fn bytes(&mut self, value: Option<&[u8]>) -> &mut Self {
        match value {
            Some(bytes) => {
                self.int(bytes.len() as i32).0.extend(bytes);
                self
            }
            None => self.int(-1),
        }
    }

    pub(crate) fn text(&mut self, value: &str) -> &mut Self {
        self.bytes(Some(value.as_bytes()))
    }
}

/// A record as it is read.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk().context("a short record")?;
        self.0 = rest;
        Ok(*first)
    }

    pub(crate) fn int(&mut self) -> Result<i32> {
        Ok(i32::from_be_bytes(self.take()?))
    }

    pub(crate) fn long(&mut self) -> Result<i64> {
        Ok(i64::from_be_bytes(self.take()?))
    }

    pub(crate) fn bool(&mut self) -> Result<bool> {
        Ok(self.take::<1>()? != [0])
    }

    pub(crate) fn bytes(&mut self) -> Result<Option<Vec<u8>>> {
        let Ok(length) = usize::try_from(self.int()?) else {
            return Ok(None);
        };
        let (first, rest) = self.0.split_at_checked(length).context("a short record")?;
        self.0 = rest;
        Ok(Some(first.to_vec()))
    }

    /// A text. The server writes characters beyond U+FFFF as two halves of three bytes each.
    pub(crate) fn text(&mut self) -> Result<String> {
        let bytes = self.bytes()?.context("no text")?;
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => return Ok(text),
            Err(error) => error.into_bytes(),
        };
        let mut units = Vec::new();
        let mut rest = bytes.as_slice();
        while let Some((first, others)) = rest.split_first() {
            let length = match first {
                0..0x80 => 0,
                0x80..0xe0 => 1,
                _ => 2,
            };
            let (more, left) = others.split_at_checked(length).context("half a letter")?;
            let bits = u32::from(*first) & (0x7f >> (length + usize::from(length > 0)));
            let unit = more
                .iter()
                .fold(bits, |unit, byte| (unit << 6) | u32::from(byte & 0x3f));
            units.push(u16::try_from(unit)?);
            rest = left;
        }
        Ok(String::from_utf16(&units)?)
    }

    pub(crate) fn list<T>(&mut self, one: impl Fn(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        (0..self.int()?).map(|_| one(self)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut out = Writer::default();
        out.int(-7).long(1 << 40).bool(true).text("é").bytes(None);
        let mut read = Reader(&out.0);
        assert_eq!(read.int().unwrap(), -7);
        assert_eq!(read.long().unwrap(), 1 << 40);
        assert!(read.bool().unwrap());
        assert_eq!(read.text().unwrap(), "é");
        assert_eq!(read.bytes().unwrap(), None);
        assert!(read.int().is_err());
    }

    #[test]
    fn halves_of_a_letter_are_joined() {
        let mut out = Writer::default();
        out.bytes(Some(b"/\xc3\xa9\xe6\x97\xa5\xed\xa0\xbd\xed\xb8\x80"));
        assert_eq!(Reader(&out.0).text().unwrap(), "/é日😀");
    }

    #[test]
    fn rights_have_letters() {
        assert_eq!(letters(perms("arc")), "cra");
        assert_eq!(perms("cdrwa"), 31);
    }
}
