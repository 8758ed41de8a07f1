//! Stretches between asterisks are emphasised.

/// The parts of a text, each with whether it is emphasised. An asterisk without another one stays.
pub fn parts(text: &str) -> impl Iterator<Item = (bool, &str)> {
    let mut rest = text;
    let mut strong = false;
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            if strong {
                strong = false;
                let (part, after) = rest.split_once('*').unwrap_or((rest, ""));
                rest = after;
                return Some((true, part));
            }
            match rest
                .split_once('*')
                .filter(|(_, after)| after.contains('*'))
            {
                Some((part, after)) => {
                    rest = after;
                    strong = true;
                    if !part.is_empty() {
                        return Some((false, part));
                    }
                }
                None => return Some((false, std::mem::take(&mut rest))),
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::parts;

    fn all(text: &str) -> Vec<(bool, &str)> {
        parts(text).collect()
    }

    #[test]
    fn what_is_between_asterisks_is_emphasised() {
        assert_eq!(
            all("a *b c* d"),
            [(false, "a "), (true, "b c"), (false, " d")]
        );
        assert_eq!(all("*a**b*"), [(true, "a"), (true, "b")]);
        assert_eq!(all("plain"), [(false, "plain")]);
        assert_eq!(all(""), []);
    }

    #[test]
    fn a_lonely_asterisk_stays() {
        assert_eq!(all("2 * 3"), [(false, "2 * 3")]);
        assert_eq!(all("*a* and *"), [(true, "a"), (false, " and *")]);
    }
}
