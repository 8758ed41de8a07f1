//! The kernel proved with a small protocol of its own: post offices that dial, send through a slot
//! of one letter, and keep books in two files.

mod connections;
mod disks;
mod office;
mod times;
mod traces;
