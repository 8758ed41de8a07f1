//! Who picks the next choice: a record ([`timeline`]), a file ([`script`]), dice ([`walk`]).
//! What the schedule itself would pick is the kernel's, see `World::pick`.

pub mod script;
pub mod timeline;
pub mod walk;
