//! What was asked on the command line.

/// How it is called.
pub(crate) const USAGE: &str = "\
usage:
  ensemble run SCRIPT [--format text|json] [--seed N]
      Runs a script and prints what happens, a sentence a step. Exits with 1 when the script does
      not run, an expectation fails, or a property breaks that the script does not expect to.
  ensemble walk SCRIPT [--seeds N] [--steps M] [--from SEED] [--out FILE]
      Walks at random under faults from the world that the script's header describes. For the first
      failure prints the seed, writes the script that reproduces it, and exits with 1.
  ensemble draw SCRIPT [--step N] [--size WIDTHxHEIGHT] [--time]
      Prints the stage at a stop, or the space-time diagram, as SVG.
  ensemble ops [--servers N]
      Reads a case of the oracle from standard input and prints what its sessions were answered.
  SCRIPT is a file, `-` for standard input, or the name of a script of the library.";

/// How the output of `run` looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Sentences.
    Text,
    /// One object a line.
    Json,
}

/// A command with its options.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    /// Runs a script.
    Run {
        script: String,
        format: Format,
        seed: Option<u64>,
    },
    /// Walks at random.
    Walk {
        script: String,
        seeds: u64,
        steps: u32,
        from: u64,
        out: Option<String>,
    },
    /// Plays a case of the oracle.
    Ops { servers: u8 },
    /// Draws a picture.
    Draw {
        script: String,
        step: Option<u32>,
        width: f32,
        height: f32,
        time: bool,
    },
}

/// Why there is nothing to run.
#[derive(Debug, PartialEq)]
pub(crate) enum Wrong {
    /// Help was asked for.
    Help,
    /// The words make no sense.
    Usage(String),
}

/// Reads the words after the program's name.
pub(crate) fn read(words: &[String]) -> Result<Command, Wrong> {
    let usage = |reason: &str| Wrong::Usage(reason.to_owned());
    let mut words = words.iter().map(String::as_str);
    let command = words.next().ok_or(Wrong::Help)?;
    if matches!(command, "help" | "--help" | "-h") {
        return Err(Wrong::Help);
    }
    let mut script = None;
    let mut options = Vec::new();
    while let Some(word) = words.next() {
        match word.strip_prefix("--") {
            Some("help") => return Err(Wrong::Help),
            Some("time") => options.push(("time", "")),
            Some(name) => {
                let value = words
                    .next()
                    .ok_or_else(|| usage(&format!("--{name} takes a value")))?;
                options.push((name, value));
            }
            None if script.is_none() => script = Some(word.to_owned()),
            None => return Err(usage(&format!("one script at a time, not also `{word}`"))),
        }
    }
    let known: &[&str] = match command {
        "run" => &["format", "seed"],
        "walk" => &["seeds", "steps", "from", "out"],
        "draw" => &["step", "size", "time"],
        "ops" => &["servers"],
        other => return Err(usage(&format!("there is no command `{other}`"))),
    };
    if let Some((name, _)) = options.iter().find(|(name, _)| !known.contains(name)) {
        return Err(usage(&format!("`{command}` takes no --{name}")));
    }
    let options = Options(options);
    if command == "ops" {
        return match script {
            Some(word) => Err(usage(&format!("`ops` reads standard input, not `{word}`"))),
            None => options.ops(),
        };
    }
    let script = script.ok_or_else(|| usage("which script?"))?;
    match command {
        "run" => options.run(script),
        "walk" => options.walk(script),
        _ => options.draw(script),
    }
}

struct Options<'a>(Vec<(&'a str, &'a str)>);

impl Options<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| *value)
    }

    fn number<N: std::str::FromStr>(&self, name: &str) -> Result<Option<N>, Wrong> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        let number = value.parse();
        number
            .map(Some)
            .map_err(|_| Wrong::Usage(format!("--{name} takes a number, not `{value}`")))
    }

    fn run(&self, script: String) -> Result<Command, Wrong> {
        let format = match self.get("format") {
            None | Some("text") => Format::Text,
            Some("json") => Format::Json,
            Some(other) => {
                return Err(Wrong::Usage(format!(
                    "--format is text or json, not `{other}`"
                )));
            }
        };
        Ok(Command::Run {
            script,
            format,
            seed: self.number("seed")?,
        })
    }

    fn walk(&self, script: String) -> Result<Command, Wrong> {
        Ok(Command::Walk {
            script,
            seeds: self.number("seeds")?.unwrap_or(1_000),
            steps: self.number("steps")?.unwrap_or(400),
            from: self.number("from")?.unwrap_or(0),
            out: self.get("out").map(str::to_owned),
        })
    }

    fn ops(&self) -> Result<Command, Wrong> {
        let servers = self.number("servers")?.unwrap_or(1);
        match servers {
            1..=9 => Ok(Command::Ops { servers }),
            other => Err(Wrong::Usage(format!("--servers is 1 to 9, not `{other}`"))),
        }
    }

    fn draw(&self, script: String) -> Result<Command, Wrong> {
        let size = self.get("size").unwrap_or("820x560");
        let wrong = || Wrong::Usage(format!("--size is WIDTHxHEIGHT, not `{size}`"));
        let (width, height) = size.split_once('x').ok_or_else(wrong)?;
        let side = |text: &str| {
            let side: f32 = text.parse().map_err(|_| wrong())?;
            if (100.0..=8_000.0).contains(&side) {
                Ok(side)
            } else {
                Err(wrong())
            }
        };
        Ok(Command::Draw {
            script,
            step: self.number("step")?,
            width: side(width)?,
            height: side(height)?,
            time: self.get("time").is_some(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_run_reads_its_options() {
        let read = read(&words("run a.script --format json --seed 7"));
        let expected = Command::Run {
            script: "a.script".into(),
            format: Format::Json,
            seed: Some(7),
        };
        assert_eq!(read, Ok(expected));
    }

    #[test]
    fn nonsense_says_what_is_wrong_with_it() {
        for (text, reason) in [
            ("jump a", "there is no command `jump`"),
            ("run", "which script?"),
            ("run a b", "one script at a time, not also `b`"),
            ("run a --seed x", "--seed takes a number, not `x`"),
            ("run a --steps 5", "`run` takes no --steps"),
            ("draw a --size 5x5", "--size is WIDTHxHEIGHT, not `5x5`"),
        ] {
            assert_eq!(
                read(&words(text)),
                Err(Wrong::Usage(reason.into())),
                "{text}"
            );
        }
    }
}
