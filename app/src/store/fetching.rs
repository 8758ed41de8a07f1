//! What is opened once the text of its script is there: the library's texts are fetched.

use ensemble_core::lab::Sample;

use super::{Store, effect::Effect, route::Address, shelf};

/// Who asked for a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// The reader, in the page: the run shown stays in the history.
    Reader,
    /// The browser, which is at the run's address already.
    Browser,
}

/// A run whose text has been asked for.
pub(super) struct Errand {
    sample: &'static Sample,
    address: Address,
    by: By,
}

impl Store {
    /// Opens what an address asks for, now or when the text that it needs has come. Until then
    /// what is shown stays. Whatever was to be opened before is not, any more.
    pub(super) fn go(&mut self, address: Address, by: By) {
        let Some(sample) = shelf::needed(&address) else {
            return self.finish(&address, by, None);
        };
        self.effects.push(Effect::Fetch(sample.name));
        self.errand = Some(Errand {
            sample,
            address,
            by,
        });
    }

    /// The text of a script has come, or has not.
    pub(super) fn fetched(&mut self, name: &str, text: Option<&str>) {
        let errand = self.errand.take_if(|errand| errand.sample.name == name);
        if let Some(Errand { address, by, .. }) = errand {
            self.finish(&address, by, text);
        }
    }

    fn finish(&mut self, address: &Address, by: By, text: Option<&str>) {
        self.errand = None;
        match (shelf::open(address, text), by) {
            (Ok(lab), By::Reader) => self.replace(lab),
            (Ok(lab), By::Browser) => {
                self.overlay = None;
                self.notice = None;
                self.show(lab);
                self.has_arrived(address);
            }
            (Err(notice), by) => {
                // A notice is not to be read behind a sheet.
                match by {
                    By::Reader => self.close(),
                    By::Browser => self.overlay = None,
                }
                self.notify(notice);
            }
        }
    }

    /// What an address asks for is shown.
    pub(super) fn has_arrived(&mut self, address: &Address) {
        self.written.clone_from(&address.fragment);
        if let Some(notice) = shelf::misread(address) {
            self.notify(notice);
        }
    }

    /// What the reader wanted opened from a menu that is closed now is not opened any more.
    pub(super) fn forget_errand(&mut self) {
        self.errand.take_if(|errand| errand.by == By::Reader);
    }

    /// Whether the address is that of a run which is not shown yet.
    pub(super) fn is_arriving(&self) -> bool {
        let errand = self.errand.as_ref();
        errand.is_some_and(|errand| errand.by == By::Browser)
    }

    /// The name of the script that is opened as soon as it has come.
    pub fn coming(&self) -> Option<&'static str> {
        self.errand.as_ref().map(|errand| errand.sample.name)
    }
}
