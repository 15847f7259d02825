//! Headlines: all combinations are lines that can be read, and a sample of them is read.
