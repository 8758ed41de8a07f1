//! Starting programs: shown as they run, and read along with.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

/// What a program printed and whether it was content.
#[derive(Debug)]
pub(crate) struct Finished {
    pub(crate) success: bool,
    /// Standard output and standard error, in the order they arrived line by line.
    pub(crate) printed: String,
}

/// Runs a program that has to succeed, with its output on the terminal.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("`{}` could not be started", shown(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs a program with its output on the terminal, and returns that output as well.
pub(crate) fn run_and_read(command: &mut Command) -> Result<Finished> {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .stdin(Stdio::null())
        .spawn()
        .with_context(|| format!("`{}` could not be started", shown(command)))?;
    let stdout = child.stdout.take().context("no standard output")?;
    let stderr = child.stderr.take().context("no standard error")?;
    let (lines, received) = std::sync::mpsc::channel::<Vec<u8>>();
    let lines_of_stderr = lines.clone();
    let first = std::thread::spawn(move || copy_lines(stdout, std::io::stdout(), &lines));
    let second =
        std::thread::spawn(move || copy_lines(stderr, std::io::stderr(), &lines_of_stderr));
    let mut printed = String::new();
    for line in received {
        printed.push_str(&String::from_utf8_lossy(&line));
    }
    for thread in [first, second] {
        thread.join().ok().context("a reader thread panicked")??;
    }
    let status = child
        .wait()
        .context("the program could not be waited for")?;
    Ok(Finished {
        success: status.success(),
        printed,
    })
}

fn copy_lines(
    from: impl Read,
    mut to: impl Write,
    lines: &std::sync::mpsc::Sender<Vec<u8>>,
) -> Result<()> {
    let mut from = BufReader::new(from);
    loop {
        let mut line = Vec::new();
        if from.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        to.write_all(&line)?;
        to.flush()?;
        lines.send(line).ok().context("nobody reads the lines")?;
    }
}

/// The first line a program prints, or nothing when it cannot be started or fails.
pub(crate) fn first_line(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    if !output.status.success() {
        return None;
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().next().map(|line| line.trim().to_owned())
}

/// The command as one would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let program = program.file_name().unwrap_or(command.get_program());
    let mut text = program.to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}

/// Terminal output without its colours, for a web page.
pub(crate) fn without_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            // An escape sequence ends at its first letter.
            for inside in characters.by_ref() {
                if inside.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_and_failure_are_both_kept() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; echo two >&2; exit 3"]);
        let finished = run_and_read(&mut command).unwrap();
        assert!(!finished.success);
        assert!(finished.printed.contains("one\n"));
        assert!(finished.printed.contains("two\n"));
    }

    #[test]
    fn colours_are_removed() {
        let text = "\u{1b}[1m\u{1b}[38;5;9merror\u{1b}[0m: no";
        assert_eq!(without_colours(text), "error: no");
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = run(&mut Command::new("no-such-program")).unwrap_err();
        assert!(format!("{error:#}").contains("no-such-program"));
    }
}
