//! Tests of the stage loop.
