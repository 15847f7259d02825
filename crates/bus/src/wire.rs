//! The wire forms.
