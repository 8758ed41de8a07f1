//! The scripts that come with the page. A new one is one file and one line.

/// A script of the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Its name in addresses.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// Whether it shows what goes wrong when a rule is broken.
    pub goes_wrong: bool,
    /// Its text.
    pub text: &'static str,
}

macro_rules! samples {
    ($($name:literal $goes_wrong:literal),* $(,)?) => {
        &[$(Sample {
            name: $name,
            title: title(include_str!(concat!("../../scripts/paxos/", $name, ".script"))),
            goes_wrong: $goes_wrong,
            text: include_str!(concat!("../../scripts/paxos/", $name, ".script")),
        }),*]
    };
}

const SAMPLES: &[Sample] = samples![
    "happy-path" false,
    "old-value-wins" false,
    "old-value-lost" false,
    "late-accept-refused" false,
    "duelling-proposers" false,
    "one-acceptor-down" false,
    "partition" false,
    "no-promise-check" true,
    "counting-across-ballots" true,
    "amnesia" true,
];

/// All of them, in the order of the menu. The first opens when the page is opened plain.
pub fn library() -> &'static [Sample] {
    SAMPLES
}

/// The one of this name.
pub fn sample(name: &str) -> Option<&'static Sample> {
    SAMPLES.iter().find(|sample| sample.name == name)
}

/// The rest of the first line, which is `title …`.
const fn title(text: &str) -> &str {
    let bytes = text.as_bytes();
    let mut end = 0;
    while end < bytes.len() && bytes[end] != b'\n' {
        end += 1;
    }
    let (line, _) = text.split_at(end);
    let (_, title) = line.split_at("title ".len());
    title
}
