# run: builds and starts everything. test: sets itself up and runs every test. check: format, lints, documentation, borders.
# bench: the measured claims, as ratios in one run.
.PHONY: run test check bench bench-bus

run:
	@sh tests/setup/run.sh

test:
	@sh tests/setup/test.sh

check:
	cargo fmt --all -- --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked --quiet
	@sh tests/setup/deny.sh

bench:
	cargo bench -p extractor --bench tag
	cargo bench -p poller --bench page
	cargo bench -p bus --bench append

# Needs a broker for its second half: ESTAFETA_KAFKA, or one is started.
bench-bus:
	@sh tests/setup/bench-bus.sh
