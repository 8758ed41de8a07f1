//! Views laid out as pictures.
