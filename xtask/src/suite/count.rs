//! How many tests passed and failed, read from what test programs print at their end.

use crate::process::Finished;
use std::fmt;

/// Passed and failed tests, or stages that are one test each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
}

impl Count {
    pub(crate) const PASSED: Self = Self {
        passed: 1,
        failed: 0,
    };
    pub(crate) const FAILED: Self = Self {
        passed: 0,
        failed: 1,
    };

    /// A stage that is one test.
    pub(crate) fn of(passed: bool) -> Self {
        if passed { Self::PASSED } else { Self::FAILED }
    }

    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }

    /// The sums of all summaries in the output of `cargo test` or of Node's test runner.
    ///
    /// A program that failed without a failed test (it did not compile, it crashed) counts as
    /// one failure; one that succeeded with failed tests is believed in its count.
    pub(crate) fn read(finished: &Finished) -> Self {
        let mut count = Self::default();
        for line in finished.printed.lines() {
            if let Some(rest) = line.split_once("test result: ") {
                count.passed += number_before(rest.1, " passed");
                count.failed += number_before(rest.1, " failed");
            } else if let Some(rest) = line.trim_start().strip_prefix("ℹ ") {
                count.passed += number_after(rest, "pass ");
                count.failed += number_after(rest, "fail ") + number_after(rest, "cancelled ");
            }
        }
        if !finished.success && count.failed == 0 {
            count.failed = 1;
        }
        if count == Self::default() {
            println!("Not one test ran, which proves nothing: counted as a failure.");
            count.failed = 1;
        }
        count
    }
}

impl fmt::Display for Count {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { passed, failed } = self;
        write!(formatter, "{passed} passed, {failed} failed")
    }
}

fn number_before(text: &str, word: &str) -> usize {
    let Some((before, _)) = text.split_once(word) else {
        return 0;
    };
    let number = before.rsplit(' ').next().unwrap_or("");
    number.parse().unwrap_or(0)
}

fn number_after(text: &str, word: &str) -> usize {
    let number = text.strip_prefix(word).map(str::trim);
    number.and_then(|text| text.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(success: bool, printed: &str) -> Count {
        let printed = printed.to_owned();
        Count::read(&Finished { success, printed })
    }

    #[test]
    fn summaries_of_cargo_are_added_up() {
        let printed = "test result: ok. 12 passed; 0 failed; 1 ignored\n\
                       test result: FAILED. 3 passed; 2 failed; 0 ignored\n";
        let expected = Count {
            passed: 15,
            failed: 2,
        };
        assert_eq!(read(false, printed), expected);
    }

    #[test]
    fn summaries_of_node_are_read() {
        let printed = "ℹ tests 4\nℹ pass 3\nℹ fail 1\nℹ cancelled 0\nℹ skipped 0\n";
        let expected = Count {
            passed: 3,
            failed: 1,
        };
        assert_eq!(read(false, printed), expected);
    }

    #[test]
    fn no_test_at_all_is_a_failure() {
        assert_eq!(read(true, "no tests to run!\n"), Count::FAILED);
    }

    #[test]
    fn a_crash_is_a_failure() {
        assert_eq!(read(false, "error: no"), Count::FAILED);
    }
}
