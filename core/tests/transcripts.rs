//! Transcripts: text in, text out. `ENSEMBLE_BLESS=1` (`cargo xtask bless`) rewrites what follows
//! `----` in each; review the difference like code.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use ensemble_core::{
    kernel::Scripted,
    lab::{self, Chapter},
    narrate::Language,
    paxos::{
        self, Paxos,
        multi::{self, Multi},
    },
    zookeeper::{self, Zookeeper},
};

/// What the transcripts of a protocol must cover between them.
struct Covered {
    word: &'static str,
    rules: Vec<&'static str>,
    by_hand: &'static [&'static str],
    bugs: Vec<&'static str>,
}

/// What the source of an ensemble guards against and no run comes to. It is handed to a server by
/// hand, in `zookeeper/by_hand.rs` and `zookeeper/session/tests.rs`.
const BY_HAND: [&str; 7] = [
    "NothingToDo",
    "NoVoter",
    "Unexpected",
    "CommitOutOfOrder",
    "UnmatchedCommit",
    "WrongPassword",
    "TooLong",
];

impl Covered {
    fn of<P: Scripted>(rules: &'static [&'static str]) -> Self {
        Self {
            word: P::WORD,
            rules: rules.to_vec(),
            by_hand: &[],
            bugs: P::bugs(),
        }
    }

    /// The folder with a transcript for each rule.
    fn folder(&self) -> String {
        format!("tests/transcripts/{}", self.word)
    }

    /// The folder with one for each planted bug.
    fn bug_folder(&self) -> String {
        format!("tests/transcripts/{}-bugs", self.word)
    }
}

/// Each protocol, with the names of its rules.
fn protocols() -> Vec<Covered> {
    vec![
        Covered::of::<Paxos>(&paxos::rule::Rule::NAMES),
        Covered::of::<Multi>(multi::rule::Rule::NAMES),
        Covered {
            by_hand: &BY_HAND,
            rules: [
                zookeeper::rule::Rule::NAMES,
                zookeeper::session::rule::Rule::NAMES,
                zookeeper::client::rule::Rule::NAMES,
            ]
            .concat(),
            ..Covered::of::<Zookeeper>(zookeeper::rule::Rule::NAMES)
        },
    ]
}

fn scripts(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "script"));
    files.sort();
    assert!(!files.is_empty(), "{} holds no scripts", folder.display());
    files
}

/// The first line in which two texts differ, for a message that can be read.
fn difference(found: &str, expected: &str) -> Option<String> {
    let mut lines = found.lines().zip(expected.lines()).enumerate();
    if let Some((at, (found, expected))) = lines.find(|(_, (a, b))| a != b) {
        return Some(format!(
            "line {}:\n  expected {expected}\n  found    {found}",
            at + 1
        ));
    }
    let (found, expected) = (found.lines().count(), expected.lines().count());
    (found != expected).then(|| format!("{found} lines, expected {expected}"))
}

fn check(file: &Path) -> Result<(), String> {
    let text = fs::read_to_string(file).map_err(|error| error.to_string())?;
    let told = lab::tell(&text, None, Language::English);
    let faults: Vec<String> = (told.faults.iter())
        .map(|fault| {
            let what = Language::English.fault(&fault.kind);
            format!("{}:{}: {what}", fault.line, fault.column)
        })
        .collect();
    if !faults.is_empty() {
        return Err(faults.join("\n"));
    }
    if !told.unexpected.is_empty() {
        return Err(format!(
            "broken, and not expected to be: {}",
            told.unexpected.join(", ")
        ));
    }
    let (commands, expected) = text.split_once("\n----\n").unwrap_or((&text, ""));
    if std::env::var_os("ENSEMBLE_BLESS").is_some() {
        let blessed = format!("{}\n----\n{}", commands.trim_end(), told.text);
        return fs::write(file, blessed).map_err(|error| error.to_string());
    }
    difference(told.text.trim(), expected.trim()).map_or(Ok(()), Err)
}

fn check_all(folder: &str) {
    let failures: Vec<String> = scripts(folder)
        .iter()
        .filter_map(|file| {
            check(file)
                .err()
                .map(|why| format!("{}\n{why}", file.display()))
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn no_protocol_is_left_out() {
    let covered: Vec<&str> = protocols().iter().map(|covered| covered.word).collect();
    assert_eq!(covered, lab::protocols());
}

#[test]
fn rules() {
    for protocol in protocols() {
        check_all(&protocol.folder());
    }
}

/// What each planted bug leads to; most were found and shortened by random walks.
#[test]
fn planted_bugs() {
    for mut protocol in protocols() {
        if protocol.bugs.is_empty() {
            continue;
        }
        check_all(&protocol.bug_folder());
        let planted: Vec<String> = scripts(&protocol.bug_folder())
            .iter()
            .map(|file| file.file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        protocol.bugs.sort_unstable();
        assert_eq!(planted, protocol.bugs, "{}", protocol.word);
    }
}

/// The scripts of the page tell what they told when somebody last read it.
#[test]
fn transcripts_of_the_library() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts/library");
    for sample in lab::library() {
        let file = folder.join(format!("{}.txt", sample.name));
        let told = lab::tell(sample.text(), None, Language::English).text;
        if std::env::var_os("ENSEMBLE_BLESS").is_some() {
            fs::write(&file, &told).unwrap();
        }
        let expected = fs::read_to_string(&file).unwrap_or_default();
        let differs = difference(told.trim(), expected.trim());
        assert_eq!(differs, None, "{}", sample.name);
    }
}

#[test]
fn scripts_of_the_library() {
    for sample in lab::library() {
        let told = lab::tell(sample.text(), None, Language::English);
        assert_eq!(told.faults, [], "{}", sample.name);
        assert_eq!(told.unexpected, [""; 0], "{}", sample.name);
        assert!(told.steps.len() > 10, "{}", sample.name);
        let pair = sample.folder == "pairs";
        assert!(
            pair || lab::protocols().contains(&sample.folder),
            "{}",
            sample.name
        );
        assert_eq!(pair, sample.chapter == Chapter::Compared, "{}", sample.name);
        assert!(
            sample.text().contains("\nexpect "),
            "{} tests nothing",
            sample.name
        );
    }
}

/// Nobody reads on for ever: what is told of clients has thirty stops at most.
#[test]
fn stops_of_the_library() {
    for sample in lab::library() {
        if matches!(sample.chapter, Chapter::Znodes | Chapter::Clients) {
            let lab = lab::open(sample.text()).unwrap();
            let stops = lab.position().stops;
            assert!((5..=30).contains(&stops), "{}: {stops}", sample.name);
        }
    }
}

/// A name leads to one script, and a chapter stands together in the menu.
#[test]
fn names_and_chapters_of_the_library() {
    let names: BTreeSet<&str> = lab::library().iter().map(|sample| sample.name).collect();
    assert_eq!(names.len(), lab::library().len());
    let mut chapters: Vec<Chapter> = lab::library().iter().map(|sample| sample.chapter).collect();
    chapters.dedup();
    for (place, chapter) in chapters.iter().enumerate() {
        assert!(!chapters[..place].contains(chapter), "{chapter:?}");
    }
}

/// Every rule occurs in a transcript, and has a sentence there.
#[test]
fn every_rule_is_told_somewhere() {
    for protocol in protocols() {
        every_rule_is_told(&protocol);
    }
}

fn every_rule_is_told(protocol: &Covered) {
    let mut seen = BTreeSet::new();
    let mut texts: Vec<String> = lab::library()
        .iter()
        .filter(|sample| sample.folder == protocol.word)
        .map(|sample| sample.text().to_owned())
        .collect();
    let files = scripts(&protocol.folder());
    texts.extend(files.iter().map(|file| fs::read_to_string(file).unwrap()));
    for text in texts {
        for step in lab::tell(&text, None, Language::English).steps {
            assert!(step.sentence.len() > 8, "no sentence: {step:?}");
            seen.extend(step.rules.into_iter().map(|(name, _, _)| name));
        }
    }
    assert!(
        !seen.contains("NothingToDo"),
        "a node was given what it cannot act upon"
    );
    let missing: Vec<&str> = (protocol.rules.iter().copied())
        .filter(|name| !seen.contains(*name))
        .collect();
    assert_eq!(
        missing, protocol.by_hand,
        "{}: rules that occur in no transcript",
        protocol.word
    );
}

/// The numbers of rules in the tables of `paxos.md`, `fle.md` (and C of the connections) and
/// `zab.md`. L0, O1, B10 and B11 are handed to a server by hand; M9, W6 and F3 are left out.
const TABLES: [(&str, &str); 3] = [
    ("paxos", "r1 r2 r2′ r3 r4 r4′ r5 r6"),
    ("multipaxos", "m1 m2 m3 m4 m5 m6 m7 m8 r4 r4′"),
    (
        "zookeeper",
        "w1 w2 w3 w4 w5 t1 t2 l1 l2 l3 l3′ l4 l5 l6 l7 f1 f2 c1 c2 c3 c4 d1 d2 d3 d4 d5 d6 d7 d8 \
         d9 s0 s1 s2 s3 s4 s5 y1 y2 y3 y4 y5 y6 y7 y8 n1 n1′ n2 n3 b1 b2 b3 b4 b5 b6 b7 b8 b9 b12",
    ),
];

/// What the issue asks for besides: sections, worked examples, a real ensemble watched, myths.
const SECTIONS: &str = "cut_1 cut_2 cut_4 cut_5 fle_4 fle_10 fle_13_1 fle_13_2 fle_13_3 fle_13_4 \
    fle_13_5 zab_11_1 zab_14_1 zab_14_2 zab_14_3 zab_14_4 zab_14_5 zab_14_6 disk_1_1 recover_1 \
    rollover_1 sync_5_3 sync_6_3 timer_7 leave_8 observer_9 myth_a myth_b myth_c myth_i myth_k";

/// The numbers that a transcript is named after, e.g. `y4_y6_y7_proposals_are_logged`.
fn numbers(name: &str, table: &str) -> Vec<String> {
    let mut numbers: Vec<String> = Vec::new();
    for word in name.split('_') {
        match numbers.last_mut() {
            Some(last) if word == "prime" => last.push('′'),
            Some(_) | None if table.split(' ').any(|number| number == word) => {
                numbers.push(word.into());
            }
            Some(_) | None => break,
        }
    }
    numbers
}

/// The numbers of the rules that act in a transcript.
fn tags(file: &Path) -> BTreeSet<String> {
    let told = lab::tell(&fs::read_to_string(file).unwrap(), None, Language::English);
    let rules = told.steps.iter().flat_map(|step| &step.rules);
    let tags = rules.flat_map(|(_, source, _)| source.split(" · ").skip(1));
    let tags = tags.flat_map(|tags| tags.split([',', ' ', '–']));
    tags.map(str::to_lowercase).collect()
}

fn name(file: &Path) -> String {
    file.file_stem().unwrap().to_string_lossy().into_owned()
}

/// Each rule of the tables acts in a transcript that is named after it. W2 is no rule of its own
/// here: a vote that is queued is read in the same step.
#[test]
fn each_number_of_the_tables_has_its_transcript() {
    for (protocol, table) in TABLES {
        let (mut named, mut shown) = (BTreeSet::new(), BTreeSet::from(["w2".to_owned()]));
        for file in scripts(&format!("tests/transcripts/{protocol}")) {
            let (numbers, tags) = (numbers(&name(&file), table), tags(&file));
            shown.extend(
                numbers
                    .iter()
                    .filter(|number| tags.contains(*number))
                    .cloned(),
            );
            named.extend(numbers);
        }
        let lacking = |set: &BTreeSet<String>| -> Vec<&str> {
            table
                .split(' ')
                .filter(|number| !set.contains(*number))
                .collect()
        };
        assert_eq!(lacking(&named), [""; 0], "no transcript has these names");
        assert_eq!(
            lacking(&shown),
            [""; 0],
            "none that has these names shows them"
        );
    }
    let files = scripts("tests/transcripts/zookeeper");
    for section in SECTIONS.split(' ') {
        let begin = format!("{section}_");
        assert!(
            files.iter().any(|file| name(file).starts_with(&begin)),
            "{section}"
        );
    }
}

/// A script that holds a wrong transcript is found out.
#[test]
fn a_wrong_transcript_is_noticed() {
    let sample = lab::sample("happy-path").unwrap();
    let wrong = format!("{}\n----\nsomething else\n", sample.text());
    assert_eq!(
        lab::tell(&wrong, None, Language::English).as_expected,
        Some(false)
    );
    let right = lab::tell(sample.text(), None, Language::English).text;
    let right = format!("{}\n----\n{right}", sample.text());
    assert_eq!(
        lab::tell(&right, None, Language::English).as_expected,
        Some(true)
    );
    assert!(difference("a\nb", "a\nc").is_some());
    assert!(difference("a\nb", "a").is_some());
}
